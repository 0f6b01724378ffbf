"""The clock of the promised time: three hours from the report of a disturbance, until it is done."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

import pytest

from bot import clock
from bot.apkt.model import BELUM_SELESAI, GANGGUAN, KELUHAN, SELESAI, Ticket
from bot.desk.promise import due_at, is_past_promise
from bot.server.desk_view import promise_clock
from bot.sop.book import load_book

REPORTED = datetime(2022, 3, 1, 3, 0, tzinfo=timezone.utc)


def ticket(jenis: str = GANGGUAN, status: str = BELUM_SELESAI) -> Ticket:
    return Ticket(jenis, "1 RUMAH PADAM", nomor="G5422030100001", status=status, created_at=REPORTED)


@pytest.mark.parametrize(
    ("after", "words", "late"),
    [
        (timedelta(0), "sisa 3 jam 0 menit", False),
        (timedelta(hours=2, minutes=1), "sisa 59 menit", False),
        (timedelta(hours=3, seconds=-1), "sisa 0 menit", False),
        (timedelta(hours=3), "terlambat 0 menit", True),
        (timedelta(hours=4, minutes=5), "terlambat 1 jam 5 menit", True),
        (timedelta(hours=30), "terlambat 1 hari 3 jam", True),
    ],
)
def test_the_clock_tells_what_is_left_and_then_how_late_it_is(after: timedelta, words: str, late: bool) -> None:
    with clock.at(REPORTED + after):
        shown = promise_clock(load_book(), ticket())
        assert shown is not None
        assert (shown.words, shown.late, is_past_promise(load_book(), ticket())) == (words, late, late)


@pytest.mark.parametrize("without", [ticket(KELUHAN), ticket(status=SELESAI)])
def test_nothing_is_promised_for_a_complaint_or_for_what_is_done(without: Ticket) -> None:
    assert due_at(load_book(), without) is None
