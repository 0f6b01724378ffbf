"""The log of activity: who did what, when, on what, from where. The database itself refuses to change a line."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.engine import Connection, Engine

from bot import clock
from bot.database import reading, writing
from bot.people.tables import activity

LONGEST_SUBJECT = 200
LONGEST_ADDRESS = 64


@dataclass(frozen=True)
class Activity:
    """One line of the log.

    Attributes:
        actor: name of the account, or of what acted without one (``pln123``); ``None`` when nobody is known.
        action: an action of :data:`bot.people.rights.ACTIONS`, or ``login.…``, ``people.…``, ``access.denied``.
        subject: on what it was done, such as an account, a ticket number or a page.
        address: network address from which it was done.
        details: more, as JSON holds it; never a password, never a customer's data.
    """

    id: int
    at: datetime
    actor: str | None
    action: str
    subject: str | None
    address: str | None
    details: Mapping[str, Any]


class ActivityLog:
    """The log in a database."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def record(
        self,
        action: str,
        *,
        actor: str | None,
        subject: str | None = None,
        address: str | None = None,
        details: Mapping[str, Any] | None = None,
    ) -> None:
        """Add a line in a transaction of its own; see :class:`Activity`."""
        with writing(self._engine) as connection:
            self.write(connection, action, actor=actor, subject=subject, address=address, details=details)

    @staticmethod
    def write(
        connection: Connection,
        action: str,
        *,
        actor: str | None,
        subject: str | None = None,
        address: str | None = None,
        details: Mapping[str, Any] | None = None,
    ) -> None:
        """Add a line in the transaction of what it tells, so that there is never one without the other."""
        connection.execute(
            insert(activity).values(
                at=clock.now(),
                actor=actor,
                action=action,
                subject=subject and subject[:LONGEST_SUBJECT],
                address=address and address[:LONGEST_ADDRESS],
                details=dict(details or {}),
            )
        )

    def latest(self, limit: int = 100, *, actor: str | None = None, before: int | None = None) -> tuple[Activity, ...]:
        """The newest lines first.

        Args:
            actor: only what this account did.
            before: only lines older than the one with this id, for paging.
        """
        wanted = select(activity).order_by(activity.c.id.desc()).limit(limit)
        if actor is not None:
            wanted = wanted.where(activity.c.actor == actor)
        if before is not None:
            wanted = wanted.where(activity.c.id < before)
        with reading(self._engine) as connection:
            return tuple(Activity(**row) for row in connection.execute(wanted).mappings())
