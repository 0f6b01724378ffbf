"""Talks of the bot out of the database, with the reports that they made."""

from __future__ import annotations

from datetime import date

from bot.apkt.store import TicketStore
from bot.qa.audit.bot_talk import REPORT_NUMBER_SLOT, talk_of_events
from bot.qa.events_table import EventsTable
from bot.sop.book import Book
from bot.sop.conformance.talk import Talk, TicketFields


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
        tickets = {number: fields for number in numbers if (fields := self._as_saved(number)) is not None}
        return talk_of_events(self._book, sender, events, tickets)

    def _as_saved(self, number: str) -> TicketFields | None:
        """The fields with which a report was made; what was changed later is not the talk's."""
        ticket = self._tickets.get(number)
        if ticket is None or not ticket.history:
            return None
        return {change.field: change.after for change in ticket.history[0].changes}
