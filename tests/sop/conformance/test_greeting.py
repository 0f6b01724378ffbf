"""A wish of a time of day that does not fit the caller's clock."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timezone

import pytest

from bot.sop.conformance.assess import assess
from bot.sop.conformance.greeting import wrong_time_of_day
from bot.sop.conformance.result import MET, MISSED
from bot.sop.conformance.talk import Talk
from tests.sop.conformance.officers import BOOK, calls, oracle

EVENING_IN_WIT = datetime(2026, 11, 30, 10, 45, tzinfo=timezone.utc)
"""19.45 WIT, 17.45 WIB."""


@pytest.mark.parametrize(
    ("words", "zone", "wrong"),
    [
        ("PLN 123, selamat malam, dengan Hana", "WIT", ""),
        ("PLN 123, selamat sore, dengan Hana", "WIT", "selamat sore"),
        ("PLN 123, selamat sore, dengan Hana", "WIB", ""),
        ("PLN 123, selamat malam, dengan Hana", "WIB", ""),
        ("PLN 123, met pagi, dengan Hana", "WIB", "met pagi"),
        ("selamat petang Bu", "WIB", ""),
        ("selamat datang di PLN 123", "WIT", ""),
        ("besok pagi petugas menghubungi", "WIT", ""),
    ],
)
def test_the_callers_clock_decides_and_where_times_meet_either_is_right(words: str, zone: str, wrong: str) -> None:
    assert wrong_time_of_day(words, EVENING_IN_WIT, zone) == wrong


def talk_opening_with(words: str, zone: str) -> Talk:
    talk = oracle(next(call for call in calls() if call.row == "O8"))
    turns = tuple(
        replace(turn, text=words, at=EVENING_IN_WIT) if any(act.rule == "PRK-01" for act in turn.acts) else turn
        for turn in talk.turns
    )
    return replace(talk, turns=turns, zone=zone)


@pytest.mark.parametrize(
    ("words", "zone", "status"),
    [
        ("PLN 123, selamat malam, dengan Hana, ada yang bisa dibantu?", "WIT", MET),
        ("PLN 123, selamat pagi, dengan Hana, ada yang bisa dibantu?", "WIT", MISSED),
        ("PLN 123, selamat pagi, dengan Hana, ada yang bisa dibantu?", "", MET),
    ],
)
def test_a_greeting_of_another_time_of_day_is_no_greeting_where_the_clock_is_known(
    words: str, zone: str, status: str
) -> None:
    (item,) = (one for one in assess(BOOK, talk_opening_with(words, zone)).items if one.rule.id == "PRK-01")
    assert item.status == status
    assert ("pukul 19.45" in item.verdict.reason) == (status == MISSED)
