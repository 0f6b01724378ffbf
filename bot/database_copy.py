"""A copy of the SQLite database in one file, and the way back. PostgreSQL has programs of its own for that."""

from __future__ import annotations

import os
import secrets
import sqlite3
from contextlib import closing
from pathlib import Path

from sqlalchemy.engine.url import make_url

from bot.database import StorageUnavailable, StorageUnusable, is_sqlite
from bot.migrations import current_revision, upgrade

_OF_POSTGRESQL = "Untuk PostgreSQL gunakan pg_dump dan pg_restore, lihat docs/operator.md."


def back_up(database_url: str, target: Path) -> None:
    """Write a whole copy, also while others read and write; readable by this user alone.

    Raises:
        StorageUnusable: not SQLite, no database there yet, or the copy can't be written; nothing is left half-written.
    """
    kept = _file_of(database_url)
    if not kept.is_file():
        raise StorageUnusable(f"Belum ada basis data di {kept}.")
    aside = target.with_name(f".{target.name}.{secrets.token_hex(8)}")
    try:
        os.close(os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
        with closing(sqlite3.connect(kept)) as read, closing(sqlite3.connect(aside)) as written:
            read.backup(written)
        aside.replace(target)
    except (OSError, sqlite3.Error) as error:
        raise StorageUnusable(f"Cadangan tidak dapat ditulis ke {target}: {error}") from error
    finally:
        aside.unlink(missing_ok=True)


def restore(source: Path, database_url: str) -> None:
    """Put a copy in the place of all that the database holds, and bring it to this application's version.

    It is written through SQLite, not over the file: a write-ahead log left behind by what was there would spoil it.

    Raises:
        StorageUnusable: not SQLite, or the file is no whole copy of our database; nothing is changed then.
        StorageUnavailable: somebody uses the database.
    """
    kept = _file_of(database_url)
    _check_copy(source)
    current_revision(database_url)  # makes the file, if there is none, as any other
    try:
        with closing(_opened_copy(source)) as read, closing(sqlite3.connect(kept)) as written:
            read.backup(written)
    except sqlite3.Error as error:
        raise StorageUnavailable("Basis data sedang dipakai. Hentikan server, lalu ulangi.") from error
    upgrade(database_url)


def _file_of(database_url: str) -> Path:
    if not is_sqlite(database_url):
        raise StorageUnusable(_OF_POSTGRESQL)
    return Path(make_url(database_url).database or "")


def _opened_copy(source: Path) -> sqlite3.Connection:
    """A copy is read as it lies there: nobody writes it, nothing is written beside it."""
    return sqlite3.connect(f"{source.absolute().as_uri()}?mode=ro&immutable=1", uri=True)


def _check_copy(source: Path) -> None:
    if not source.is_file():
        raise StorageUnusable(f"Berkas cadangan {source} tidak ada.")
    try:
        with closing(_opened_copy(source)) as copy:
            is_whole = copy.execute("PRAGMA quick_check").fetchone() == ("ok",)
            is_ours = is_whole and copy.execute("SELECT count(*) FROM alembic_version").fetchone() == (1,)
    except sqlite3.Error:
        is_ours = False
    if not is_ours:
        raise StorageUnusable(f"Berkas {source} bukan cadangan yang utuh dari basis data ini.")
