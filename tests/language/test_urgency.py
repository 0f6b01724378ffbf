"""Danger is noticed from words, unless it is denied, feared or only imagined."""

from __future__ import annotations

import pytest

from bot.language.urgency import is_urgent


@pytest.mark.parametrize(
    "text",
    [
        "meterannya keluar percikan api",
        "rumah saya konslet, padam semua",
        "ibu saya pakai oksigen di rumah",
        "kabelnya putus, jatuh ke jalan; kabel putus pak",
        "tidak padam, tapi bau gosong",
    ],
)
def test_danger_is_noticed(text: str) -> None:
    assert is_urgent(text)


@pytest.mark.parametrize(
    "text", ["tidak ada percikan", "saya takut nanti konslet", "bukan kebakaran", "listriknya padam saja"]
)
def test_what_is_denied_or_feared_is_no_danger(text: str) -> None:
    assert not is_urgent(text)
