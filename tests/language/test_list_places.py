"""Which thing of a list is meant."""

from __future__ import annotations

import pytest

from bot.language.list_places import ALL, LAST, read_place_in_list


@pytest.mark.parametrize(
    ("said", "place"),
    [
        ("yang pertama", "1"),
        ("1", "1"),
        ("nomor 2 aja kak", "2"),
        ("yg kedua", "2"),
        ("ketiga", "3"),
        ("yang terakhir", LAST),
        ("yang paling baru", "1"),
        ("dua-duanya", ALL),
        ("semuanya dong", ALL),
    ],
)
def test_a_place_is_read(said: str, place: str) -> None:
    assert read_place_in_list(said) == place


@pytest.mark.parametrize(
    "said", ["yang pertama sama yang ketiga", "yang keluhan", "G5426112200001", "12", "tidak tahu"]
)
def test_no_place_or_several_are_none(said: str) -> None:
    assert read_place_in_list(said) is None
