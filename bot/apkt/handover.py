"""The queue of talks that wait for a human (HND-01, HND-02)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, func, insert, select, update
from sqlalchemy.engine import Connection
from sqlalchemy.sql import Select

from bot import clock
from bot.apkt.errors import TicketError
from bot.apkt.tables import handover_log, handovers
from bot.apkt.validation import clean_text
from bot.database import JsonText, open_engine, reading, writing

SENDER_LIMIT = 200
REASON_LIMIT = 500
DATA_LIMIT = 100_000
"""The longest JSON of what is known so far, in characters."""

BOT = "bot"
"""Who acts in the log when nobody does: the assistant, or the clock."""

ASKED, TAKEN, RELEASED, GIVEN_BACK, CLOSED = "asked", "taken", "released", "given_back", "closed"
"""Deeds of the log."""


@dataclass(frozen=True)
class Handover:
    """One talk handed to a human.

    Attributes:
        sender: the talk.
        reason: why, in a few words.
        data: what the caller has told so far (slots), as JSON holds it.
        taken_by, taken_at: the account of the officer who answers now.
        officer_name: as the caller sees the officer.
        officer_seen_at: when the officer's browser last gave a sign.
        closed_at: when the talk was given back to the bot or ended.
    """

    id: int
    sender: str
    reason: str
    data: Mapping[str, Any]
    created_at: datetime
    taken_by: str | None = None
    taken_at: datetime | None = None
    closed_at: datetime | None = None
    officer_name: str | None = None
    officer_seen_at: datetime | None = None

    @property
    def waits(self) -> bool:
        """Whether no officer has it yet."""
        return self.taken_by is None and self.closed_at is None

    @property
    def with_officer(self) -> bool:
        """Whether an officer answers now."""
        return self.taken_by is not None and self.closed_at is None


@dataclass(frozen=True)
class Place:
    """Where a talk stands in the queue: ``number`` of ``waiting``, counted from 1."""

    number: int
    waiting: int


@dataclass(frozen=True)
class LogLine:
    """One deed over a talk: who (account, or :data:`BOT`), when, what."""

    handover_id: int
    at: datetime
    actor: str
    deed: str
    details: Mapping[str, Any]


# asked in every turn: built once
_OPEN_OF = select(handovers).where(handovers.c.open_sender == bindparam("sender"))
LATEST_OF = select(handovers).where(handovers.c.sender == bindparam("sender")).order_by(handovers.c.id.desc()).limit(1)
"""The last place of the talk ``:sender`` in the queue, for :func:`handover_of`; one that is open is the last."""


class HandoverQueue:
    """Talks that wait, first come first served. Errors of the database as in :class:`TicketStore`."""

    def __init__(self, database_url: str) -> None:
        self._engine = open_engine(database_url)

    def close_connections(self) -> None:
        """Close the connections that wait for use."""
        self._engine.dispose()

    def create(self, sender: str, reason: str, data: Mapping[str, Any]) -> Handover:
        """Put a talk into the queue; one that waits or is answered already stays as it is and is returned.

        Raises:
            TicketError: an empty or too long ``sender``, ``reason`` or ``data``.
        """
        sender = clean_text("sender", sender, SENDER_LIMIT, required=True) or ""
        reason = clean_text("reason", reason, REASON_LIMIT, required=True) or ""
        if len(JsonText().process_bind_param(dict(data), None) or "") > DATA_LIMIT:
            raise TicketError("terlalu_panjang", "Data percakapan terlalu panjang.", "data")
        with writing(self._engine) as connection:
            if connection.dialect.name == "postgresql":
                connection.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(sender, 1))))
            waiting = _open_of(connection, sender)
            if waiting is None:
                connection.execute(
                    insert(handovers).values(
                        sender=sender,
                        open_sender=sender,
                        reason=reason,
                        data=dict(data),
                        created_at=clock.now(),
                    )
                )
                waiting = _open_of(connection, sender)
                _log(connection, waiting, BOT, ASKED, {"reason": reason})
            assert waiting is not None  # written a moment ago in this very transaction
            return waiting

    def list_open(self, limit: int = 200) -> tuple[Handover, ...]:
        """Talks not closed yet, the longest waiting first."""
        with reading(self._engine) as connection:
            rows = connection.execute(
                select(handovers)
                .where(handovers.c.closed_at.is_(None))
                .order_by(handovers.c.created_at, handovers.c.id)
                .limit(limit)
            ).mappings()
            return tuple(handover_of(row) for row in rows)

    def open_of(self, sender: str) -> Handover | None:
        """The talk's place in the queue, if it is with a human or waits for one."""
        with reading(self._engine) as connection:
            return _open_of(connection, sender)

    def latest_of(self, sender: str) -> Handover | None:
        """The talk's last place in the queue, open or closed; ``None`` if it was never handed over."""
        with reading(self._engine) as connection:
            row = connection.execute(LATEST_OF, {"sender": sender}).mappings().first()
        return None if row is None else handover_of(row)

    def get(self, handover_id: int) -> Handover:
        """One talk, open or closed.

        Raises:
            TicketError: ``tidak_ditemukan``.
        """
        with reading(self._engine) as connection:
            return _found(connection.execute(_by_id(handover_id)).mappings().first())

    def standing_of(self, sender: str) -> dict[str, Any] | None:
        """What the caller is told: ``{"state": "waiting", "place", "of"}`` or ``{"state": "talking", "name"}``;
        ``None`` while the bot alone answers.
        """
        held = self.open_of(sender)
        if held is None:
            return None
        place = self.place_of(sender) if held.waits else None
        if place is None:
            return {"state": "talking", "name": held.officer_name}
        return {"state": "waiting", "place": place.number, "of": place.waiting}

    def standings(self) -> dict[str, dict[str, Any]]:
        """As :meth:`standing_of`, of every talk that waits or is answered, by sender."""
        columns = handovers.c.sender, handovers.c.taken_by, handovers.c.officer_name
        wanted = select(*columns).where(handovers.c.closed_at.is_(None))
        with reading(self._engine) as connection:
            rows = connection.execute(wanted.order_by(handovers.c.created_at, handovers.c.id)).all()
        waiting = [row.sender for row in rows if row.taken_by is None]
        places = {sender: number for number, sender in enumerate(waiting, start=1)}
        return {
            row.sender: {"state": "waiting", "place": places[row.sender], "of": len(waiting)}
            if row.sender in places
            else {"state": "talking", "name": row.officer_name}
            for row in rows
        }

    def total(self) -> int:
        """How many times a talk was handed over so far."""
        with reading(self._engine) as connection:
            return int(connection.execute(select(func.count()).select_from(handovers)).scalar_one())

    def place_of(self, sender: str) -> Place | None:
        """How far the talk's turn is; ``None`` if it does not wait."""
        with reading(self._engine) as connection:
            waiting = connection.execute(
                select(handovers.c.sender)
                .where(handovers.c.closed_at.is_(None), handovers.c.taken_by.is_(None))
                .order_by(handovers.c.created_at, handovers.c.id)
            )
            senders = list(waiting.scalars())
        return Place(senders.index(sender) + 1, len(senders)) if sender in senders else None

    def log_of(self, handover_id: int) -> tuple[LogLine, ...]:
        """What was done with a talk, oldest first."""
        columns = [column for column in handover_log.c if column.name != "id"]
        wanted = select(*columns).where(handover_log.c.handover_id == handover_id).order_by(handover_log.c.id)
        with reading(self._engine) as connection:
            return tuple(LogLine(**row) for row in connection.execute(wanted).mappings())

    def take(self, handover_id: int, officer: str, officer_name: str | None = None) -> Handover:
        """An officer answers from now on; taking one's own talk again changes nothing.

        Args:
            officer: the account.
            officer_name: as the caller sees it; else the account.

        Raises:
            TicketError: ``tidak_ditemukan``; ``sudah_diambil`` by another officer; ``sudah_ditutup``.
        """
        officer = clean_text("officer", officer, 100, required=True) or ""
        name = clean_text("officer_name", officer_name or officer, 100, required=True)
        with writing(self._engine) as connection:
            handover = _locked(connection, handover_id)
            if handover.closed_at is not None:
                raise TicketError("sudah_ditutup", "Percakapan ini sudah ditutup.")
            if handover.taken_by not in (None, officer):
                raise TicketError("sudah_diambil", f"Percakapan ini sudah diambil oleh {handover.officer_name}.")
            if handover.taken_by is None:
                now = clock.now()
                _set(connection, handover_id, taken_by=officer, officer_name=name, taken_at=now, officer_seen_at=now)
                _log(connection, handover, officer, TAKEN)
            return _locked(connection, handover_id)

    def note_seen(self, officer: str) -> None:
        """The officer's browser is there: none of the officer's talks is released."""
        with writing(self._engine) as connection:
            connection.execute(
                update(handovers)
                .where(handovers.c.taken_by == officer, handovers.c.closed_at.is_(None))
                .values(officer_seen_at=clock.now())
            )

    def release(self, handover_id: int, officer: str) -> Handover:
        """The officer puts the talk back into the queue, at the place it had.

        Raises:
            TicketError: as :meth:`held_by`.
        """
        with writing(self._engine) as connection:
            handover = _held(connection, handover_id, officer)
            _let_go(connection, handover, officer)
            return _locked(connection, handover_id)

    def release_unseen(self, before: datetime) -> tuple[Handover, ...]:
        """Put back the talks whose officers gave no sign since ``before``; they as they were until now."""
        gone = handovers.c.officer_seen_at < before
        with writing(self._engine) as connection:
            rows = connection.execute(
                select(handovers)
                .where(handovers.c.closed_at.is_(None), handovers.c.taken_by.is_not(None), gone)
                .with_for_update()
            ).mappings()
            left = tuple(handover_of(row) for row in rows)
            for handover in left:
                _let_go(connection, handover, BOT)
        return left

    def held_by(self, handover_id: int, officer: str) -> Handover:
        """The talk, which the officer has.

        Raises:
            TicketError: ``tidak_ditemukan``; ``sudah_ditutup``; ``bukan_milik`` when the officer does not have it.
        """
        with reading(self._engine) as connection:
            return _checked(_found(connection.execute(_by_id(handover_id)).mappings().first()), officer)

    def give_back(self, handover_id: int, officer: str, changed: Sequence[str] = ()) -> Handover:
        """The bot answers again.

        Args:
            changed: names of the facts that the officer has changed, for the log.

        Raises:
            TicketError: as :meth:`held_by`.
        """
        with writing(self._engine) as connection:
            handover = _held(connection, handover_id, officer)
            _set(connection, handover_id, closed_at=clock.now(), open_sender=None)
            _log(connection, handover, officer, GIVEN_BACK, {"changed": list(changed)})
            return _locked(connection, handover_id)

    def close(self, handover_id: int, actor: str = BOT) -> Handover:
        """The talk has ended; closing it again changes nothing.

        Raises:
            TicketError: ``tidak_ditemukan``.
        """
        with writing(self._engine) as connection:
            handover = _locked(connection, handover_id)
            if handover.closed_at is None:
                _set(connection, handover_id, closed_at=clock.now(), open_sender=None)
                _log(connection, handover, actor, CLOSED)
            return _locked(connection, handover_id)


def _log(
    connection: Connection, handover: Handover | None, actor: str, deed: str, details: Mapping[str, Any] | None = None
) -> None:
    assert handover is not None  # read in this very transaction
    connection.execute(
        insert(handover_log).values(
            handover_id=handover.id, at=clock.now(), actor=actor, deed=deed, details=dict(details or {})
        )
    )


def _let_go(connection: Connection, handover: Handover, actor: str) -> None:
    _set(connection, handover.id, taken_by=None, taken_at=None, officer_name=None, officer_seen_at=None)
    _log(connection, handover, actor, RELEASED, {"officer": handover.taken_by})


def _checked(handover: Handover, officer: str) -> Handover:
    if handover.closed_at is not None:
        raise TicketError("sudah_ditutup", "Percakapan ini sudah ditutup.")
    if handover.taken_by != officer:
        raise TicketError("bukan_milik", "Percakapan ini tidak sedang Anda tangani.")
    return handover


def _held(connection: Connection, handover_id: int, officer: str) -> Handover:
    return _checked(_locked(connection, handover_id), officer)


def _set(connection: Connection, handover_id: int, **values: Any) -> None:
    connection.execute(update(handovers).where(handovers.c.id == handover_id).values(**values))


def _by_id(handover_id: int) -> Select:
    return select(handovers).where(handovers.c.id == handover_id)


def _locked(connection: Connection, handover_id: int) -> Handover:
    return _found(connection.execute(_by_id(handover_id).with_for_update()).mappings().first())


def _found(row: Mapping[str, Any] | None) -> Handover:
    if row is None:
        raise TicketError("tidak_ditemukan", "Percakapan ini tidak ada dalam antrean.")
    return handover_of(row)


def _open_of(connection: Connection, sender: str) -> Handover | None:
    row = connection.execute(_OPEN_OF, {"sender": sender}).mappings().first()
    return None if row is None else handover_of(row)


def handover_of(row: Mapping[str, Any]) -> Handover:
    """A row of the table as the queue gives it."""
    return Handover(**{name: value for name, value in row.items() if name != "open_sender"})
