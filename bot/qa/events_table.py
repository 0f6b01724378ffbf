"""Rasa's table of events, read by whoever looks at talks that were held."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta, timezone
from typing import Any

from sqlalchemy import MetaData, Table, func, inspect, select

from bot import clock
from bot.database import open_engine, reading

_EVENTS = "events"


class EventsTable:
    """The events of all talks of one database.

    Raises:
        StorageUnavailable: by every method, if the database can't be read.
        StorageUnusable: likewise, if it was not migrated or is damaged.
    """

    def __init__(self, database_url: str) -> None:
        self._engine = open_engine(database_url)
        self._table: Table | None = None
        with reading(self._engine) as connection:
            # Rasa makes it itself, when it first stores a talk
            if inspect(connection).has_table(_EVENTS):
                self._table = Table(_EVENTS, MetaData(), autoload_with=connection)

    def close(self) -> None:
        """Give database connections back."""
        self._engine.dispose()

    def begun_between(self, since: date | None = None, until: date | None = None) -> list[str]:
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

    def events_of(self, sender: str) -> list[dict[str, Any]]:
        """Every event of a talk as Rasa serialises it, oldest first; none if there is no such talk."""
        if self._table is None:
            return []
        table = self._table
        with reading(self._engine) as connection:
            rows = connection.execute(select(table.c.data).where(table.c.sender_id == sender).order_by(table.c.id))
            return [json.loads(data) for data in rows.scalars()]


def moment_of(event: Mapping[str, Any]) -> datetime:
    """When an event happened, in UTC."""
    return datetime.fromtimestamp(event["timestamp"], timezone.utc)


def _midnight(day: date) -> float:
    return datetime.combine(day, time(), clock.ZONES["WIB"]).timestamp()
