"""Talks: every event in the database, the trackers of running talks in memory.

Rasa's own SQL store rebuilds a tracker from all its events in every turn and counts them again when it saves.
Here a running talk stays in memory, shortened (:mod:`bot.engine.compaction`); only what is new is written, in
one transaction at the end of the turn, so that a turn either happened or did not. A talk that is not in memory
(another process, a restart) is rebuilt from the database once.
"""

from __future__ import annotations

import asyncio
import json
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from rasa.core.brokers.broker import EventBroker
from rasa.core.tracker_store import SQLTrackerStore, TrackerStore
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import Event
from rasa.shared.core.trackers import DialogueStateTracker
from sqlalchemy import insert, select

from bot.database import open_engine, reading, speaking_errors, writing
from bot.engine.compaction import compacted
from bot.settings import Settings

_EVENTS = SQLTrackerStore.SQLEvent.__table__
TALKS_IN_MEMORY = 5_000


@dataclass
class _Running:
    """A talk in memory and how many of its tracker's events the database has."""

    tracker: DialogueStateTracker
    stored: int


class LiveTrackerStore(TrackerStore):
    """A Rasa tracker store over the project's database."""

    def __init__(
        self,
        domain: Domain | None = None,
        event_broker: EventBroker | None = None,
        host: str | None = None,
        **_settings: Any,
    ) -> None:
        """Open the store; the arguments are those that Rasa passes to a store named in ``endpoints.yml``.

        Args:
            host: SQLAlchemy address of the database; without one, that of the environment's settings.
        """
        super().__init__(domain or Domain.empty(), event_broker)
        # a power cut may cost the last turns: they are said again, and make the same ticket again by its key
        self._engine = open_engine(host or Settings.from_environment().database_url, durable=False)
        with speaking_errors():
            SQLTrackerStore.Base.metadata.create_all(self._engine)
        self._running: OrderedDict[str, _Running] = OrderedDict()

    def close(self) -> None:
        """Give database connections back."""
        self._engine.dispose()

    def forget(self, sender: str) -> None:
        """Drop a talk from memory: what of it was not saved never happened."""
        self._running.pop(sender, None)

    async def retrieve(self, sender_id: str) -> DialogueStateTracker | None:
        """The running talk, or one rebuilt from its events.

        Raises:
            StorageUnavailable: if the database can't be read.
        """
        running = self._running.get(sender_id)
        if running is not None:
            self._running.move_to_end(sender_id)
            return running.tracker
        events = await self.events_of(sender_id)
        if not events:
            return None
        if sender_id not in self._running:  # else another call has taken the talk up while this one was reading
            self._remember(DialogueStateTracker.from_dict(sender_id, events, self.domain.slots))
        return self._running[sender_id].tracker

    async def save(self, tracker: DialogueStateTracker) -> None:
        """Write the events that are new, all or none.

        Raises:
            StorageUnavailable: if the database can't be written; nothing of the turn is kept then.
        """
        running = self._running.get(tracker.sender_id)
        stored = running.stored if running is not None and running.tracker is tracker else 0
        new_events = list(tracker.events)[stored:]
        if new_events:
            await asyncio.to_thread(self._write, tracker.sender_id, new_events)
        self._remember(tracker)

    async def events_of(self, sender_id: str, since: int = 0) -> list[dict[str, Any]]:
        """Every event of a talk but the first ``since``, oldest first, as Rasa serialises them."""
        return await asyncio.to_thread(self._read, sender_id, since)

    async def keys(self) -> Sequence[str]:
        """The senders of all talks."""
        with reading(self._engine) as connection:
            return list(connection.execute(select(_EVENTS.c.sender_id).distinct()).scalars())

    def _remember(self, tracker: DialogueStateTracker) -> None:
        short = compacted(tracker)
        self._running[tracker.sender_id] = _Running(short, stored=len(short.events))
        self._running.move_to_end(tracker.sender_id)
        while len(self._running) > TALKS_IN_MEMORY:
            self._running.popitem(last=False)

    def _read(self, sender_id: str, since: int) -> list[dict[str, Any]]:
        with reading(self._engine) as connection:
            rows = connection.execute(
                select(_EVENTS.c.data).where(_EVENTS.c.sender_id == sender_id).order_by(_EVENTS.c.id).offset(since)
            )
            return [json.loads(data) for data in rows.scalars()]

    def _write(self, sender_id: str, events: Sequence[Event]) -> None:
        rows = []
        for event in events:
            data = event.as_dict()
            rows.append(
                {
                    "sender_id": sender_id,
                    "type_name": event.type_name,
                    "timestamp": data.get("timestamp"),
                    "intent_name": data.get("parse_data", {}).get("intent", {}).get("name"),
                    "action_name": data.get("name"),
                    "data": json.dumps(data),
                }
            )
        with writing(self._engine) as connection:
            connection.execute(insert(_EVENTS), rows)
