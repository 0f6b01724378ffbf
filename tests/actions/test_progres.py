"""What a caller is told of a report's history (PRG-01)."""

from __future__ import annotations

from datetime import datetime, timezone

import pytest

from actions import progres
from actions.progres import last_line_for_reporter
from bot.apkt import history
from bot.apkt.model import GANGGUAN, HistoryEntry, Ticket

NOW = datetime(2022, 3, 1, tzinfo=timezone.utc)
DEEDS = {value for name, value in vars(history).items() if name.isupper() and isinstance(value, str)}


def with_lines(*actions: str) -> Ticket:
    lines = tuple(HistoryEntry(number, NOW, "x", action, ()) for number, action in enumerate(actions, 1))
    return Ticket(GANGGUAN, "1 RUMAH PADAM", history=lines)


def test_every_line_of_a_history_has_words_for_the_caller_or_is_the_back_offices_own() -> None:
    assert set(progres._RESPONSE_OF_LINE) | history.INTERNAL == DEEDS
    assert not set(progres._RESPONSE_OF_LINE) & history.INTERNAL


@pytest.mark.parametrize("own", sorted(history.INTERNAL))
def test_what_the_back_office_does_for_itself_is_passed_over(own: str) -> None:
    ticket = with_lines(history.DIBUAT, history.DIESKALASI, own, own)
    assert last_line_for_reporter(ticket).action == history.DIESKALASI


def test_the_last_line_that_concerns_the_caller_is_told() -> None:
    ticket = with_lines(history.DIBUAT, history.DIESKALASI, history.ESKALASI_DIAMBIL, history.ESKALASI_DITERUSKAN)
    assert last_line_for_reporter(ticket).action == history.ESKALASI_DITERUSKAN
