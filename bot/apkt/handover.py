"""The queue of talks that wait for a human (HND-01, HND-02)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, insert, select, update
from sqlalchemy.engine import Connection

from bot import clock
from bot.apkt.errors import TicketError
from bot.apkt.tables import handovers
from bot.apkt.validation import clean_text
from bot.database import JsonText, open_engine, reading, writing

SENDER_LIMIT = 200
REASON_LIMIT = 500
DATA_LIMIT = 100_000
"""The longest JSON of what is known so far, in characters."""


@dataclass(frozen=True)
class Handover:
    """One talk handed to a human.

    Attributes:
        sender: the talk.
        reason: why, in a few words.
        data: what the caller has told so far (slots), as JSON holds it.
        taken_by, taken_at: the officer who answers now.
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
            return tuple(_handover_of(row) for row in rows)

    def open_of(self, sender: str) -> Handover | None:
        """The talk's place in the queue, if it is with a human or waits for one."""
        with reading(self._engine) as connection:
            return _open_of(connection, sender)

    def take(self, handover_id: int, officer: str) -> Handover:
        """An officer answers from now on; taking one's own talk again changes nothing.

        Raises:
            TicketError: ``tidak_ditemukan``; ``sudah_diambil`` by another officer; ``sudah_ditutup``.
        """
        officer = clean_text("officer", officer, 100, required=True) or ""
        with writing(self._engine) as connection:
            handover = _locked(connection, handover_id)
            if handover.closed_at is not None:
                raise TicketError("sudah_ditutup", "Percakapan ini sudah ditutup.")
            if handover.taken_by not in (None, officer):
                raise TicketError("sudah_diambil", f"Percakapan ini sudah diambil oleh {handover.taken_by}.")
            if handover.taken_by is None:
                _set(connection, handover_id, taken_by=officer, taken_at=clock.now())
            return _locked(connection, handover_id)

    def close(self, handover_id: int) -> Handover:
        """The talk is given back or has ended; closing it again changes nothing.

        Raises:
            TicketError: ``tidak_ditemukan``.
        """
        with writing(self._engine) as connection:
            if _locked(connection, handover_id).closed_at is None:
                _set(connection, handover_id, closed_at=clock.now(), open_sender=None)
            return _locked(connection, handover_id)


def _set(connection: Connection, handover_id: int, **values: Any) -> None:
    connection.execute(update(handovers).where(handovers.c.id == handover_id).values(**values))


def _locked(connection: Connection, handover_id: int) -> Handover:
    row = (
        connection.execute(select(handovers).where(handovers.c.id == handover_id).with_for_update()).mappings().first()
    )
    if row is None:
        raise TicketError("tidak_ditemukan", "Percakapan ini tidak ada dalam antrean.")
    return _handover_of(row)


def _open_of(connection: Connection, sender: str) -> Handover | None:
    row = connection.execute(select(handovers).where(handovers.c.open_sender == sender)).mappings().first()
    return None if row is None else _handover_of(row)


def _handover_of(row: Mapping[str, Any]) -> Handover:
    return Handover(**{name: value for name, value in row.items() if name != "open_sender"})
