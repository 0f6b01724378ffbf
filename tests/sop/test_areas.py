"""The self-diagnosis begins in each area on its own day (PRK-08x)."""

from __future__ import annotations

from datetime import date

import pytest

from bot.sop.areas import self_diagnosis_areas
from bot.sop.book import load_book

FIRST = ("UID Jakarta Raya", "UID Banten")
ALL = (*FIRST, "UID Jawa Barat", "UID Jawa Tengah & DIY")


@pytest.mark.parametrize(
    ("on", "areas"),
    [
        (date(2021, 12, 21), ()),
        (date(2021, 12, 22), FIRST),
        (date(2022, 2, 17), FIRST),
        (date(2022, 2, 18), ALL),
        (date(2026, 11, 22), ALL),
    ],
)
def test_areas_are_served_from_their_first_day_on(on: date, areas: tuple[str, ...]) -> None:
    assert self_diagnosis_areas(load_book(), on) == areas
