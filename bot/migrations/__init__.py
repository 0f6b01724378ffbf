"""The database's versions. A new one is a file in ``versions/``; there is no ``alembic.ini`` to keep.

A migration runs in one transaction under a lock: of several processes that start together one migrates and
the others wait, and a migration that stops half-way leaves the version before.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import func, select
from sqlalchemy.engine import Connection
from sqlalchemy.exc import DBAPIError

from bot.database import StorageUnusable, open_engine, writing

_FOLDER = Path(__file__).resolve().parent
_LOCK = 123_000_001  # any number that nothing else locks in PostgreSQL


def upgrade(database_url: str, revision: str = "head") -> None:
    """Bring the database to this application's version; does nothing when it is there already.

    Raises:
        StorageUnusable: the file is damaged, was written by a newer application, or a step failed.
        StorageUnavailable: the database can't be reached.
    """
    _migrate(database_url, lambda config: command.upgrade(config, revision))


def downgrade(database_url: str, revision: str) -> None:
    """Go back to an older version (``base``: to an empty database); what only newer tables hold is lost.

    Raises:
        StorageUnusable: there is no such version, besides what :func:`upgrade` raises it for.
        StorageUnavailable: the database can't be reached.
    """
    _migrate(database_url, lambda config: command.downgrade(config, revision))


def current_revision(database_url: str) -> str | None:
    """The version that the database has, ``None`` when it has none."""
    engine = open_engine(database_url)
    try:
        with writing(engine) as connection:
            return _revision_of(connection)
    finally:
        engine.dispose()


def _migrate(database_url: str, run: Callable[[Config], None]) -> None:
    config = Config()
    config.set_main_option("script_location", str(_FOLDER).replace("%", "%%"))
    engine = open_engine(database_url)
    try:
        with writing(engine) as connection:
            if connection.dialect.name == "postgresql":
                connection.execute(select(func.pg_advisory_xact_lock(_LOCK)))
            _refuse_newer(connection, ScriptDirectory.from_config(config))
            config.attributes["connection"] = connection
            run(config)
    except DBAPIError as error:
        raise StorageUnusable(
            f"Basis data tidak dapat dibawa ke versi ini dan tetap seperti semula: {error.orig}"
        ) from error
    except CommandError as error:
        raise StorageUnusable(f"Basis data tetap seperti semula: {error}.") from error
    finally:
        engine.dispose()


def _refuse_newer(connection: Connection, scripts: ScriptDirectory) -> None:
    present = _revision_of(connection)
    if present is not None and present not in {script.revision for script in scripts.walk_revisions()}:
        raise StorageUnusable(
            f"Basis data ini ditulis oleh versi aplikasi yang lebih baru ({present}). "
            "Perbarui aplikasi, atau gunakan basis data lain."
        )


def _revision_of(connection: Connection) -> str | None:
    revision: str | None = MigrationContext.configure(connection).get_current_revision()
    return revision
