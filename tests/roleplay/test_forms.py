"""However a value is written, it stays that value."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import clock
from bot.roleplay.forms import moment_in_words, written

NOW = datetime(2026, 11, 22, 10, 0, tzinfo=clock.ZONES["WIB"])
DIGIT_WORDS = ["nol", "satu", "dua", "tiga", "empat", "lima", "enam", "tujuh", "delapan", "sembilan"]


@given(st.from_regex(r"[0-9]{12}", fullmatch=True), st.integers())
def test_an_identity_keeps_its_digits(digits: str, seed: int) -> None:
    assert re.sub(r"\D", "", written("identity", digits, NOW, Random(seed))) == digits


@given(st.from_regex(r"08[0-9]{9,10}", fullmatch=True), st.integers())
def test_a_mobile_number_keeps_its_digits(digits: str, seed: int) -> None:
    said = re.sub(r"\D", "", written("mobile", digits, NOW, Random(seed)))
    assert said in (digits, f"62{digits[1:]}")


@given(st.from_regex(r"0[0-9]{3}|[1-9][0-9]{0,2}(,[0-9]{1,2})?", fullmatch=True), st.integers())
def test_a_shown_number_keeps_its_digits(shown: str, seed: int) -> None:
    said = written("display", shown, NOW, Random(seed)).replace(" koma ", ",").replace(".", ",")
    for digit, word in enumerate(DIGIT_WORDS):
        said = said.replace(word, str(digit))
    assert said.replace(" ", "") == shown


@pytest.mark.parametrize(
    ("moment", "said"),
    [
        (NOW.replace(hour=7), {"tadi jam 7 pagi", "tadi pukul 7 pagi"}),
        (NOW - timedelta(hours=18), {f"kemarin {words}" for words in (
            "sore jam 4", "sore pukul 4", "jam 4 sore", "pukul 4 sore")}),
        (NOW.replace(hour=20), {"hari ini jam 8 malam", "hari ini pukul 8 malam"}),
        (NOW.replace(hour=18, minute=30) + timedelta(days=1), {
            "besok malam setengah tujuh", "besok setengah tujuh malam", "besok malam jam 6.30",
            "besok jam 6.30 malam"}),
        (NOW.replace(hour=12) - timedelta(days=1), {f"kemarin {words}" for words in (
            "siang jam 12", "siang pukul 12", "jam 12 siang", "pukul 12 siang")}),
    ],
)  # fmt: skip
def test_a_moment_is_told_by_day_hour_and_part_of_the_day(moment: datetime, said: set[str]) -> None:
    assert {moment_in_words(moment, NOW, Random(seed)) for seed in range(60)} == said
