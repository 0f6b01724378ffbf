"""Talks of the bot out of the database, with the reports that they made."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import MetaData, Table, func, inspect, select
from sqlalchemy.engine import Engine

from bot import clock
from bot.apkt.store import TicketStore
from bot.database import open_engine, reading
from bot.qa.audit.bot_talk import REPORT_NUMBER_SLOT, talk_of_events
from bot.sop.book import Book
from bot.sop.conformance.talk import Talk, TicketFields

_EVENTS = "events"


class BotTalks:
    """The bot's talks in one database.

    Raises:
        StorageUnavailable: by every method, if the database can't be read.
        StorageUnusable: likewise, if it was not migrated or is damaged.
    """

    def __init__(self, book: Book, database_url: str) -> None:
        self._book = book
        self._engine = open_engine(database_url)
        self._tickets = TicketStore(database_url)
        self._table = _table_of_events(self._engine)

    def close(self) -> None:
        """Give database connections back."""
        self._tickets.close()
        self._engine.dispose()

    def senders(self, since: date | None = None, until: date | None = None) -> list[str]:
        """Senders of the talks that began on these days (WIB, both included), oldest first."""
        if self._table is None:
            return []
        begun = func.min(self._table.c.timestamp)
        query = select(self._table.c.sender_id).group_by(self._table.c.sender_id).order_by(begun)
        if since is not None:
            query = query.having(begun >= _midnight(since))
        if until is not None:
            query = query.having(begun < _midnight(until + timedelta(days=1)))
        with reading(self._engine) as connection:
            return list(connection.execute(query).scalars())

    def talk(self, sender: str) -> Talk | None:
        """One talk, ``None`` if there is none of this sender."""
        events = list(self._events(sender))
        if not events:
            return None
        numbers = {event["value"] for event in events if event.get("name") == REPORT_NUMBER_SLOT and event.get("value")}
        tickets = {number: fields for number in numbers if (fields := self._as_saved(number)) is not None}
        return talk_of_events(self._book, sender, events, tickets)

    def _events(self, sender: str) -> Iterator[dict[str, Any]]:
        if self._table is None:
            return
        table = self._table
        with reading(self._engine) as connection:
            rows = connection.execute(select(table.c.data).where(table.c.sender_id == sender).order_by(table.c.id))
            yield from map(json.loads, rows.scalars().all())

    def _as_saved(self, number: str) -> TicketFields | None:
        """The fields with which a report was made; what was changed later is not the talk's."""
        ticket = self._tickets.get(number)
        if ticket is None or not ticket.history:
            return None
        return {change.field: change.after for change in ticket.history[0].changes}


def _table_of_events(engine: Engine) -> Table | None:
    """Rasa's own table, made by Rasa when it first stores a talk."""
    with reading(engine) as connection:
        if not inspect(connection).has_table(_EVENTS):
            return None
        return Table(_EVENTS, MetaData(), autoload_with=connection)


def _midnight(day: date) -> float:
    return datetime.combine(day, time(), clock.ZONES["WIB"]).timestamp()
