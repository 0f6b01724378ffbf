"""The one database: how it is reached, how its values are kept, and what is said when it can't be reached.

SQLite (write-ahead log, foreign keys on) by default, PostgreSQL 15 by ``PLN123_DATABASE_URL``.
"""

from __future__ import annotations

import asyncio
import json
import math
import os
import shutil
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime, timezone
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import MetaData, create_engine, event
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.engine.url import URL, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, DisconnectionError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolExhausted
from sqlalchemy.pool import QueuePool
from sqlalchemy.types import DateTime, Text, TypeDecorator

metadata = MetaData()
Found = TypeVar("Found")

BUSY_TIMEOUT_SECONDS = 10
"""How long a writer waits for another one before it gives up."""
_CONNECTIONS = 10

LEAST_ROOM_BYTES = 4 * 1024**2
"""Less than this on the disk is none: a few turns, and the log of what is written, would fill it."""

_RESTS_SINCE = "rests_since"
_REST_SECONDS = 1.0
_SQLITE_CACHE_KIB = 16 * 1024
_SQLITE_MAPPED_BYTES = 2 * 1024**3
"""A search that looks through thousands of rows spends most of its time on fetching pages one by one."""

_DRIVERS = {"sqlite": "pysqlite", "postgresql": "psycopg2"}

_DAMAGED_FILE_SIGNS = ("file is not a database", "malformed", "file is encrypted")
_PASSING_SQLITE_SIGNS = ("locked", "busy", "disk", "full", "unable to open", "readonly", "interrupted")


class StorageUnavailable(Exception):
    """The database can't be reached now; what was begun has not happened. Trying again may help."""

    def __init__(self, message: str = "Penyimpanan data sedang tidak dapat dihubungi. Silakan coba lagi.") -> None:
        super().__init__(message)
        self.message = message


class StorageUnusable(Exception):
    """The database is damaged, of another version, or its address is wrong: someone must put it right."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class UtcMoment(TypeDecorator):
    """Aware moments in, aware moments in UTC out, on engines with and without time zones."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Any) -> datetime | None:
        """Bring to UTC; SQLite gets it without zone."""
        if value is None:
            return None
        moment = value.astimezone(timezone.utc)
        return moment.replace(tzinfo=None) if dialect.name == "sqlite" else moment

    def process_result_value(self, value: datetime | None, _dialect: Any) -> datetime | None:
        """Give the zone back."""
        if value is None:
            return None
        return value.replace(tzinfo=timezone.utc) if value.tzinfo is None else value.astimezone(timezone.utc)


class JsonText(TypeDecorator):
    """JSON kept as text, since nothing is searched inside it and both engines then behave alike."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Any, _dialect: Any) -> str | None:
        """Write as JSON."""
        return None if value is None else json.dumps(value, ensure_ascii=False, separators=(",", ":"))

    def process_result_value(self, value: str | None, _dialect: Any) -> Any:
        """Read from JSON."""
        return None if value is None else json.loads(value)


def open_engine(database_url: str, *, durable: bool = True) -> Engine:
    """An engine for the address; nothing is connected yet.

    Args:
        durable: whether what was committed outlives a power cut, for which each commit waits for the disk.
            Otherwise a power cut may take the last commits with it, each of them whole; a killed process
            takes nothing. A later durable commit, of any connection, makes those before it durable too.

    Raises:
        StorageUnusable: if the address can't be read or names an engine that is not supported.
    """
    url = _readable_url(database_url)
    if url.get_backend_name() == "sqlite":
        return _open_sqlite(url, durable)
    return _asking_after_rest(
        create_engine(
            url,
            future=True,
            # all are kept: to open one costs the server more than a turn, and LIFO lets those rest that are not needed
            pool_size=_CONNECTIONS,
            max_overflow=0,
            pool_use_lifo=True,
            pool_timeout=BUSY_TIMEOUT_SECONDS,
            connect_args={
                "connect_timeout": 5,
                "options": f"-c lock_timeout={BUSY_TIMEOUT_SECONDS}s -c statement_timeout=30s "
                f"-c synchronous_commit={'on' if durable else 'off'}",
            },
        )
    )


def _readable_url(database_url: str) -> URL:
    """The address, of an engine and a driver that are supported; words name neither the host nor the password."""
    try:
        url = make_url(database_url)
    except (ArgumentError, ValueError):  # the latter for a port that is no number
        raise StorageUnusable(_UNREADABLE_ADDRESS) from None
    backend = url.get_backend_name()
    if backend not in _DRIVERS:
        raise StorageUnusable(f"Basis data {backend!r} tidak didukung; gunakan SQLite atau PostgreSQL.")
    driver = url.drivername.partition("+")[2]
    if driver not in ("", _DRIVERS[backend]):
        raise StorageUnusable(
            f"Penggerak {url.drivername!r} dalam PLN123_DATABASE_URL tidak didukung; "
            f"gunakan {backend}:// atau {backend}+{_DRIVERS[backend]}://."
        )
    return url


def shown_address(database_url: str) -> str:
    """A readable address as it may be told to an operator: without the password."""
    return make_url(database_url).render_as_string(hide_password=True)


def is_sqlite(database_url: str) -> bool:
    """Whether the address names a file of SQLite's."""
    return _readable_url(database_url).get_backend_name() == "sqlite"


def check_room(database_url: str) -> None:
    """Whether SQLite's disk has room to write; reading needs none. The disk of a database server isn't seen from here.

    Raises:
        StorageUnavailable: if it has not.
    """
    if not is_sqlite(database_url):
        return
    folder = Path(make_url(database_url).database or "").absolute().parent
    if shutil.disk_usage(folder).free < LEAST_ROOM_BYTES:
        raise StorageUnavailable(f"Ruang disk untuk basis data habis ({folder}): tidak ada yang dapat disimpan.")


@dataclass(frozen=True)
class LoopReads:
    """How the event loop reads a little from the database.

    SQLite's readers wait for nobody, and there the way to a thread and back costs more than the reading; a server's
    answer is waited for in a thread, while other talks go on.
    """

    at_once: bool

    @classmethod
    def of(cls, database_url: str) -> LoopReads:
        """For this database."""
        return cls(is_sqlite(database_url))

    async def __call__(self, read: Callable[..., Found], *arguments: Any) -> Found:
        """What ``read`` gives for the arguments."""
        return read(*arguments) if self.at_once else await asyncio.to_thread(read, *arguments)


def _open_sqlite(url: URL, durable: bool) -> Engine:
    if not url.database or url.database == ":memory:":
        raise StorageUnusable("Basis data SQLite harus berupa berkas, tidak bisa hanya di memori.")
    folder = Path(url.database).parent
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StorageUnusable(f"Folder basis data {folder} tidak dapat dibuat.") from error
    engine = create_engine(
        url,
        future=True,
        poolclass=QueuePool,
        pool_size=_CONNECTIONS,
        max_overflow=0,
        pool_use_lifo=True,
        pool_timeout=BUSY_TIMEOUT_SECONDS,
        connect_args={"timeout": BUSY_TIMEOUT_SECONDS, "check_same_thread": False},
    )

    @event.listens_for(engine, "do_connect")
    def make_private(*_: Any) -> None:
        # what SQLite makes itself may be read by everybody on the machine; its other files take after this one
        with suppress(OSError):  # SQLite tells what is wrong
            os.close(os.open(str(url.database), os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))

    @event.listens_for(engine, "connect")
    def prepare(connection: Any, _record: Any) -> None:
        # the driver must not begin transactions by itself: it would begin them too late and without IMMEDIATE
        connection.isolation_level = None
        synchronous = "FULL" if durable else "NORMAL"
        kept = (f"cache_size=-{_SQLITE_CACHE_KIB}", f"mmap_size={_SQLITE_MAPPED_BYTES}")
        for pragma in ("journal_mode=WAL", f"synchronous={synchronous}", "foreign_keys=ON", *kept):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        if connection.get_execution_options().get("writes", True):
            connection.exec_driver_sql("BEGIN IMMEDIATE")

    return engine


def _asking_after_rest(engine: Engine) -> Engine:
    """Let connections that were not used for a moment be asked first whether the server is still there. To ask each
    time costs as much as the reading."""

    @event.listens_for(engine, "checkin")
    def note(_connection: Any, record: Any) -> None:
        record.info[_RESTS_SINCE] = time.monotonic()

    @event.listens_for(engine, "checkout")
    def ask(connection: Any, record: Any, _proxy: Any) -> None:
        if connection.closed:
            raise DisconnectionError
        if time.monotonic() - record.info.get(_RESTS_SINCE, math.inf) < _REST_SECONDS:
            return
        try:
            engine.dialect.do_ping(connection)
        except engine.dialect.dbapi.Error as error:
            raise DisconnectionError from error  # the pool opens another

    return engine


@contextmanager
def speaking_errors() -> Iterator[None]:
    """Turn the drivers' errors into :class:`StorageUnavailable` and :class:`StorageUnusable`."""
    try:
        yield
    except PoolExhausted as error:
        raise StorageUnavailable from error
    except DBAPIError as error:
        if _is_damaged(error):
            raise StorageUnusable(_DAMAGED) from error
        if _is_wrong_address(error):
            raise StorageUnusable(_WRONG_ADDRESS) from error
        if _lacks_tables(error):
            raise StorageUnusable(_NOT_MIGRATED) from error
        if _may_pass(error):
            raise StorageUnavailable from error
        raise


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """A transaction that writes: all of it happens, or nothing."""
    with speaking_errors(), engine.connect() as opened:
        connection = opened.execution_options(writes=True)
        with connection.begin():
            yield connection


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """A connection that only reads, and so waits for no writer."""
    with each_by_itself(engine) as connection:
        yield connection


@contextmanager
def each_by_itself(engine: Engine) -> Iterator[Connection]:
    """A connection on which every statement is a transaction of its own, and costs one way to the database."""
    with speaking_errors(), engine.connect() as opened:
        connection = opened.execution_options(writes=False)
        if engine.dialect.name != "postgresql":
            yield connection
            return
        # not SQLAlchemy's own isolation level, for which it sends a statement when the connection is given back
        driven = connection.connection.dbapi_connection
        driven.autocommit = True
        try:
            yield connection
        finally:
            if not driven.closed:
                driven.autocommit = False


_UNREADABLE_ADDRESS = "Alamat basis data (PLN123_DATABASE_URL) tidak dapat dibaca."
_WRONG_ADDRESS = "Alamat basis data (PLN123_DATABASE_URL) memuat pilihan yang tidak dikenal."
_DAMAGED = "Berkas basis data rusak dan tidak dapat dibaca. Pulihkan dari cadangan."
_NOT_MIGRATED = "Basis data belum disiapkan: jalankan migrasi terlebih dahulu."


def _may_pass(error: DBAPIError) -> bool:
    """Whether the failure lies outside the statement; SQLite has one class for that and for our mistakes."""
    if isinstance(error.orig, sqlite3.Error):
        return any(sign in str(error.orig) for sign in _PASSING_SQLITE_SIGNS)
    return error.connection_invalidated or isinstance(error, (OperationalError, InterfaceError))


def _is_wrong_address(error: DBAPIError) -> bool:
    return "invalid dsn" in str(error.orig)


def _is_damaged(error: DBAPIError) -> bool:
    return any(sign in str(error.orig) for sign in _DAMAGED_FILE_SIGNS)


def _lacks_tables(error: DBAPIError) -> bool:
    text = str(error.orig)
    return "no such table" in text or getattr(error.orig, "pgcode", None) == "42P01"
