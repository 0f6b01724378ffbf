"""The one door through which history may be rewritten: to take a person out of it. The database refuses all else."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import text
from sqlalchemy.engine import Connection

_SQLITE_TRIGGER = "ticket_history_no_update"
_POSTGRESQL_TRIGGER = "ticket_history_only_grows"


@contextmanager
def history_open_to_rewriting(connection: Connection) -> Iterator[None]:
    """Let the lines of tickets' history be changed inside the block; others wait until the transaction ends."""
    if connection.dialect.name == "postgresql":
        connection.execute(text(f"ALTER TABLE ticket_history DISABLE TRIGGER {_POSTGRESQL_TRIGGER}"))
        yield
        connection.execute(text(f"ALTER TABLE ticket_history ENABLE TRIGGER {_POSTGRESQL_TRIGGER}"))
        return
    made = connection.execute(
        text("SELECT sql FROM sqlite_master WHERE type = 'trigger' AND name = :name"), {"name": _SQLITE_TRIGGER}
    ).scalar_one()
    connection.execute(text(f"DROP TRIGGER {_SQLITE_TRIGGER}"))
    yield
    connection.exec_driver_sql(made)
