"""Talks: every event in the database, the trackers of running talks in memory.

Rasa's own SQL store rebuilds a tracker from all its events in every turn and counts them again when it saves.
Here a running talk stays in memory, shortened (:mod:`bot.engine.compaction`); only what is new is written, in
one transaction at the end of the turn, so that a turn either happened or did not. A talk that is not in memory
(another process, a restart) is rebuilt from the database once.

Where several processes carry talks (``shared``), one that went on elsewhere is noticed by the number of its events
before each turn and brought up to date by those that are new, and a turn is written only if the talk still has the
events that it began with.
"""

from __future__ import annotations

import asyncio
import json
import threading
from collections import OrderedDict
from collections.abc import Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from itertools import chain, islice
from typing import Any

from rasa.core.brokers.broker import EventBroker
from rasa.core.tracker_store import SQLTrackerStore, TrackerStore
from rasa.shared.constants import ASSISTANT_ID_KEY
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import Event, UserUttered, deserialise_events
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.nlu.constants import INTENT_RANKING_KEY, METADATA_MODEL_ID
from sqlalchemy import bindparam, func, insert, literal, select, true
from sqlalchemy.exc import DBAPIError

from actions.talk import HEARD_AGAIN
from bot.apkt.handover import LATEST_OF, Handover, handover_of
from bot.database import StorageUnavailable, each_by_itself, is_sqlite, open_engine, reading, speaking_errors, writing
from bot.engine.action_endpoint import refuse_half_a_turn
from bot.engine.compaction import compacted
from bot.settings import Settings

_EVENTS = SQLTrackerStore.SQLEvent.__table__
TALKS_IN_MEMORY = 5_000
_TALKS_JUST_WRITTEN = 200
_WRITERS = 3  # second key of PostgreSQL's advisory locks, apart from those of the hand-over queue and of logins

_OF_THE_MODEL = frozenset({METADATA_MODEL_ID, ASSISTANT_ID_KEY})
_INTENTS_KEPT = 3

_COLUMNS = ("sender_id", "type_name", "timestamp", "intent_name", "action_name", "data")

# asked in every turn: built once
_INSERT = insert(_EVENTS)
_COUNT = select(func.count()).select_from(_EVENTS).where(_EVENTS.c.sender_id == bindparam("sender"))
_HANDOVER = LATEST_OF.subquery()
# one row on one way to the database: how many events the talk has, and its last place in the officers' queue if any
_STANDING = select(_COUNT.scalar_subquery().label("events"), *_HANDOVER.c).select_from(
    select(literal(1)).subquery().outerjoin(_HANDOVER, true())
)
# PostgreSQL alone: both statements in one transaction and on one way there. The lock first and in a statement of its
# own: what is counted after it includes what its last holder wrote
_INSERT_AFTER_SO_MANY = (
    f"SELECT pg_advisory_xact_lock(hashtextextended(%s, {_WRITERS})); "
    f"INSERT INTO {_EVENTS.name} ({', '.join(_COLUMNS)}) SELECT new.* FROM (VALUES {{rows}}) AS new "
    f"WHERE (SELECT count(*) FROM {_EVENTS.name} WHERE sender_id = %s) = %s"
)
_ROW = "(%s, %s, %s::double precision, %s, %s, %s)"


class TalkWentOn(StorageUnavailable):
    """The talk went on in another process during a turn of this one; nothing of the turn is kept."""


@dataclass
class _Running:
    """A talk in memory.

    Attributes:
        stored: how many of the tracker's events the database has.
        total: how many events of the talk the database has, those cut off the tracker among them.
    """

    tracker: DialogueStateTracker
    stored: int
    total: int


@dataclass(frozen=True)
class CaughtUp:
    """What was found about a talk before a turn of it.

    Attributes:
        elsewhere: events that other processes wrote; ``None`` if this process remembers nothing of the talk.
        handover: its last place in the officers' queue, if it was read on the same way.
        handover_read: whether it was.
    """

    elsewhere: list[dict[str, Any]] | None
    handover: Handover | None = None
    handover_read: bool = False


class LiveTrackerStore(TrackerStore):
    """A Rasa tracker store over the project's database.

    Attributes:
        shared: whether other processes carry the same talks.
    """

    def __init__(
        self,
        domain: Domain | None = None,
        event_broker: EventBroker | None = None,
        host: str | None = None,
        shared: bool = False,
        **_settings: Any,
    ) -> None:
        """Open the store; the arguments are those that Rasa passes to a store named in ``endpoints.yml``.

        Args:
            host: SQLAlchemy address of the database; without one, that of the environment's settings.
            shared: whether other processes carry the same talks.
        """
        super().__init__(domain or Domain.empty(), event_broker)
        # a power cut may cost the last turns: they are said again, and make the same ticket again by its key
        database_url = host or Settings.from_environment().database_url
        self._engine = open_engine(database_url, durable=False)
        self.shared = shared
        # SQLite has but one writer, and lets threads wait for each other in steps of up to 0.1 s
        self._write_alone = threading.Lock() if is_sqlite(database_url) else nullcontext()
        self._make_table()
        self._running: OrderedDict[str, _Running] = OrderedDict()
        self._written: OrderedDict[str, tuple[int, list[dict[str, Any]]]] = OrderedDict()

    def close(self) -> None:
        """Give database connections back."""
        self._engine.dispose()

    def forget(self, sender: str) -> None:
        """Drop a talk from memory: what of it was not saved never happened."""
        self._running.pop(sender, None)
        self._written.pop(sender, None)

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
            self._remember(self._rebuilt(sender_id, events), len(events))
        return self._running[sender_id].tracker

    async def catch_up(self, sender: str) -> CaughtUp:
        """Bring what this process remembers of the talk up to what other processes wrote. To be called under its lock.

        Raises:
            StorageUnavailable: if the database can't be read.
        """
        running = self._running.get(sender)
        if running is None or not self.shared:
            return CaughtUp(None if running is None else [])
        there, handover = await asyncio.to_thread(self._standing, sender)
        if there == running.total:
            return CaughtUp([], handover, handover_read=True)
        events = await self.events_of(sender, running.total) if there > running.total else []
        if not events:  # deleted
            self.forget(sender)
            return CaughtUp(None)
        self._remember(_went_on(running.tracker, events), running.total + len(events))
        return CaughtUp(events, handover, handover_read=True)

    def standing_at(self, sender: str, events: Sequence[dict[str, Any]]) -> DialogueStateTracker:
        """The talk as it stands after ``events``, all that the database has of it, or later; not to be changed."""
        return self.standing_after(sender, len(events)) or self._rebuilt(sender, events)

    def standing_after(self, sender: str, events: int) -> DialogueStateTracker | None:
        """The talk as it stands after so many events or later, if it is in memory; not to be changed."""
        running = self._running.get(sender)
        return running.tracker if running is not None and running.total >= events else None

    def written_last(self, sender: str, since: int) -> list[dict[str, Any]] | None:
        """The events of a talk after the first ``since``, if they are those that this process wrote just now."""
        last = self._written.get(sender)
        return last[1] if last is not None and last[0] == since else None

    def just_written(self, sender: str) -> list[dict[str, Any]]:
        """The events of a talk that this process wrote last, if that was just now."""
        last = self._written.get(sender)
        return [] if last is None else last[1]

    async def save(self, tracker: DialogueStateTracker) -> None:
        """Write the events that are new, all or none.

        Raises:
            StorageUnavailable: if the database can't be written; nothing of the turn is kept then.
            TalkWentOn: likewise, if another process has written to the talk since it was read.
            TurnFailed: if an action of the turn could not do its work.
        """
        refuse_half_a_turn()
        running = self._running.get(tracker.sender_id)
        known = running is not None and running.tracker is tracker
        stored, total = (running.stored, running.total) if running is not None and known else (0, 0)
        new_events = [_as_kept(event) for event in islice(tracker.events, stored, None)]
        if new_events:
            await asyncio.to_thread(self._write, tracker.sender_id, new_events, total)
            self._written[tracker.sender_id] = (total, new_events)
            self._written.move_to_end(tracker.sender_id)
            while len(self._written) > _TALKS_JUST_WRITTEN:
                del self._written[next(iter(self._written))]
        self._remember(tracker, total + len(new_events))

    async def events_of(self, sender_id: str, since: int = 0) -> list[dict[str, Any]]:
        """Every event of a talk but the first ``since``, oldest first, as Rasa serialises them."""
        return await asyncio.to_thread(self._read, sender_id, since)

    async def keys(self) -> Sequence[str]:
        """The senders of all talks."""
        with reading(self._engine) as connection:
            return list(connection.execute(select(_EVENTS.c.sender_id).distinct()).scalars())

    def _make_table(self) -> None:
        with speaking_errors():
            try:
                SQLTrackerStore.Base.metadata.create_all(self._engine)
            except DBAPIError:  # another process made it between the look and the making
                SQLTrackerStore.Base.metadata.create_all(self._engine)

    def _rebuilt(self, sender: str, events: Sequence[dict[str, Any]]) -> DialogueStateTracker:
        return _went_on(DialogueStateTracker(sender, self.domain.slots), events)

    def _remember(self, tracker: DialogueStateTracker, total: int) -> None:
        short = compacted(tracker)
        self._running[tracker.sender_id] = _Running(short, stored=len(short.events), total=total)
        self._running.move_to_end(tracker.sender_id)
        while len(self._running) > TALKS_IN_MEMORY:
            self._running.popitem(last=False)

    def _read(self, sender_id: str, since: int) -> list[dict[str, Any]]:
        with reading(self._engine) as connection:
            rows = connection.execute(
                select(_EVENTS.c.data).where(_EVENTS.c.sender_id == sender_id).order_by(_EVENTS.c.id).offset(since)
            )
            return [json.loads(data) for data in rows.scalars()]

    def _standing(self, sender: str) -> tuple[int, Handover | None]:
        """How many events of the talk there are, and its last place in the officers' queue."""
        with reading(self._engine) as connection:
            row = dict(connection.execute(_STANDING, {"sender": sender}).mappings().one())
        there: int = row.pop("events")
        return there, None if row["id"] is None else handover_of(row)

    def _write(self, sender_id: str, events: Sequence[dict[str, Any]], follows: int) -> None:
        rows = [
            (
                sender_id,
                event["event"],
                event.get("timestamp"),
                event.get("parse_data", {}).get("intent", {}).get("name"),
                event.get("name"),
                json.dumps(event),
            )
            for event in events
        ]
        if self.shared and self._engine.dialect.name == "postgresql":
            self._write_at_once(sender_id, rows, follows)
            return
        with self._write_alone, writing(self._engine) as connection:
            if self.shared and connection.execute(_COUNT, {"sender": sender_id}).scalar_one() != follows:
                raise TalkWentOn
            connection.execute(_INSERT, [dict(zip(_COLUMNS, row, strict=True)) for row in rows])

    def _write_at_once(self, sender_id: str, rows: Sequence[tuple[Any, ...]], follows: int) -> None:
        statement = _INSERT_AFTER_SO_MANY.format(rows=", ".join([_ROW] * len(rows)))
        values = (sender_id, *chain.from_iterable(rows), sender_id, follows)
        with each_by_itself(self._engine) as connection:
            if connection.exec_driver_sql(statement, values).rowcount != len(rows):
                raise TalkWentOn


def _as_kept(event: Event) -> dict[str, Any]:
    """An event as Rasa serialises it, without what is never asked for: which model was loaded stands with the caller's
    messages, not with each of some hundred events, and of the intents only those that came near are kept.
    """
    kept: dict[str, Any] = event.as_dict()
    if isinstance(event, UserUttered):
        ranking = kept["parse_data"].get(INTENT_RANKING_KEY, [])[:_INTENTS_KEPT]
        return {**kept, "parse_data": {**kept["parse_data"], INTENT_RANKING_KEY: ranking}}
    said = {name: value for name, value in kept.pop("metadata", {}).items() if name not in _OF_THE_MODEL}
    return {**kept, "metadata": said} if said else kept


def _went_on(tracker: DialogueStateTracker, events: Sequence[dict[str, Any]]) -> DialogueStateTracker:
    """The talk after ``events``, cut before each turn as it was cut when they happened: seen as a whole, a form that
    went on after a question in between would seem to begin with that question, and its story would lose its place."""
    tracker = tracker.copy()  # who reads the talk meanwhile sees it as it was
    is_cut = True  # as every talk in memory; a talk that is rebuilt has nothing yet
    for event in deserialise_events(list(events)):
        if not is_cut and isinstance(event, UserUttered) and not event.metadata.get(HEARD_AGAIN):
            tracker = compacted(tracker)
        tracker.update(event)
        is_cut = False
    return tracker
