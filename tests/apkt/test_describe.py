"""Dates and tokens as Indonesians write them."""

from datetime import datetime, timezone

import pytest

from bot.apkt.describe import grouped_ctt, written_moment


@pytest.mark.parametrize(
    ("zona", "written"),
    [
        ("WIB", "6 Juli 2018 pukul 23.05 WIB"),
        ("WITA", "7 Juli 2018 pukul 00.05 WITA"),
        ("WIT", "7 Juli 2018 pukul 01.05 WIT"),
    ],
)
def test_a_moment_is_written_on_the_clock_of_the_zone(zona: str, written: str) -> None:
    assert written_moment(datetime(2018, 7, 6, 16, 5, tzinfo=timezone.utc), zona) == written


def test_a_token_is_read_in_groups_of_four() -> None:
    assert grouped_ctt("12345678901234567890") == "1234 5678 9012 3456 7890"
