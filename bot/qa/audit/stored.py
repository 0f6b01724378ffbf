"""Talks of the bot out of the database, with what they did to reports."""

from __future__ import annotations

from datetime import date, datetime

from bot.apkt.given import given_to_earlier, given_to_new
from bot.apkt.model import HistoryEntry
from bot.apkt.store import TicketStore
from bot.qa.audit.bot_talk import REPORT_NUMBER_SLOT, talk_of_events
from bot.qa.events_table import EventsTable, moment_of
from bot.sop.book import Book
from bot.sop.conformance.talk import Talk, TicketFields

Span = tuple[datetime, datetime]


class BotTalks:
    """The bot's talks in one database.

    Raises:
        StorageUnavailable: by every method, if the database can't be read.
        StorageUnusable: likewise, if it was not migrated or is damaged.
    """

    def __init__(self, book: Book, database_url: str) -> None:
        self._book = book
        self._events = EventsTable(database_url)
        self._tickets = TicketStore(database_url)

    def close(self) -> None:
        """Give database connections back."""
        self._tickets.close()
        self._events.close()

    def senders(self, since: date | None = None, until: date | None = None) -> list[str]:
        """Senders of the talks that began on these days (WIB, both included), oldest first."""
        return self._events.begun_between(since, until)

    def talk(self, sender: str) -> Talk | None:
        """One talk, ``None`` if there is none of this sender."""
        events = self._events.events_of(sender)
        if not events:
            return None
        numbers = {event["value"] for event in events if event.get("name") == REPORT_NUMBER_SLOT and event.get("value")}
        held = moment_of(events[0]), moment_of(events[-1])
        tickets = {number: fields for number in numbers if (fields := self._done_with(number, sender, held))}
        return talk_of_events(self._book, sender, events, tickets)

    def _done_with(self, number: str, sender: str, held: Span) -> TicketFields:
        """The fields that the talk gave to a report, new or earlier; what was changed later is not the talk's."""
        ticket = self._tickets.get(number)
        if ticket is None:
            return {}
        if self._tickets.talk_of(number) != sender:
            return given_to_earlier(ticket, _lines_in(ticket.history, held))
        earlier = self._tickets.get(ticket.nomor_terkait) if ticket.nomor_terkait else None
        return given_to_new(ticket, _lines_in(earlier.history, held) if earlier is not None else ())


def _lines_in(history: tuple[HistoryEntry, ...], held: Span) -> tuple[HistoryEntry, ...]:
    return tuple(line for line in history if held[0] <= line.at <= held[1])
