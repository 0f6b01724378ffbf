"""The promised handling time (TMP): how much of it is left, and whether a report is late (PRK-23, LU-02)."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot import clock
from bot.apkt.model import BELUM_SELESAI, GANGGUAN, Ticket
from bot.sop.book import Book


def promised_time(book: Book) -> timedelta:
    """How long a report of a disturbance may take."""
    return timedelta(hours=book.parameter("periksa", "promised_hours"))


def due_at(book: Book, ticket: Ticket) -> datetime | None:
    """When the promise ends; ``None`` where nothing is promised: a complaint, and a report that is done."""
    if ticket.jenis != GANGGUAN or ticket.status != BELUM_SELESAI:
        return None
    return ticket.created_at + promised_time(book)


def is_past_promise(book: Book, ticket: Ticket) -> bool:
    """Whether the promised time has gone by since the report; the last second counts as gone (LU-09)."""
    return clock.now() - ticket.created_at >= promised_time(book)
