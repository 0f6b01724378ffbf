"""Databases for tests: each test gets one of its own, on SQLite and on PostgreSQL alike.

A private PostgreSQL 15 server is started once a test run, on a Unix socket in a temporary folder; the workers
of pytest-xdist share it.
"""

from __future__ import annotations

import fcntl
import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

import psycopg2
import pytest

from bot.apkt.store import TicketStore
from bot.migrations import upgrade

MIGRATED = "migrated"
"""The database of a server that is the template of the others."""

_PROGRAMS = sorted(Path("/usr/lib/postgresql").glob("15*/bin"))
_UNSAFE_BUT_QUICK = (
    "-c listen_addresses='' -c fsync=off -c full_page_writes=off "
    "-c shared_buffers=32MB -c max_connections=60 -c max_wal_size=64MB"
)
_MEMORY_NEEDED = 512 * 1024 * 1024
"""In bytes; the server with a database for each of a few workers uses a quarter of it."""


def _quick_folder() -> Path | None:
    """Memory, if there is enough: every new database is a copy of 300 files; otherwise the usual folder."""
    memory = Path("/dev/shm")
    roomy = memory.is_dir() and shutil.disk_usage(memory).free >= _MEMORY_NEEDED
    return memory if roomy and os.access(memory, os.W_OK) else None


class PostgresqlServer:
    """A server of our own; it refuses to run as root, so then it runs as the user postgres.

    Attributes:
        folder: holds all that the server keeps, and its socket.
    """

    def __init__(self, folder: Path) -> None:
        """A server that :meth:`make` made in the folder."""
        self.folder = folder
        self._as_user = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
        self._control = _PROGRAMS[-1] / "pg_ctl"
        self._data = folder / "data"

    @classmethod
    def make(cls) -> PostgresqlServer:
        """A new one, started, with the migrated empty database ``MIGRATED``."""
        if not _PROGRAMS and not os.environ.get("CI"):
            pytest.skip("PostgreSQL 15 is not installed")
        # not in pytest's folders: their names are too long for a socket, and closed to the user postgres
        server = cls(Path(tempfile.mkdtemp(prefix="pln123-pg-", dir=_quick_folder())))
        if server._as_user:
            owner = pwd.getpwnam("postgres")
            os.chown(server.folder, owner.pw_uid, owner.pw_gid)
        server._run(
            *(str(_PROGRAMS[-1] / "initdb"), "-D", str(server._data), "-A", "trust", "-U", "postgres"),
            *("-E", "UTF8", "--no-locale", "-N"),
        )
        server.start()
        upgrade(server._create_database(MIGRATED, "template1"))
        return server

    def start(self) -> None:
        """Start it and wait until it answers."""
        options = f"-k {self.folder} {_UNSAFE_BUT_QUICK}"
        log = self.folder / "log"
        how = ("-w", "-t", "60", "-l", str(log), "-o", options)
        self._run(str(self._control), "-D", str(self._data), *how, "start")

    def stop(self) -> None:
        """Break every connection and stop."""
        self._run(str(self._control), "-D", str(self._data), "-w", "-m", "immediate", "stop")

    def remove(self) -> None:
        """Stop it and delete its folder."""
        self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)

    @contextmanager
    def database(self, template: str = "template1") -> Iterator[str]:
        """A database that no other test has; gives its SQLAlchemy address, and drops it in the end."""
        name = f"test_{uuid4().hex}"
        yield self._create_database(name, template)
        self._do(f"DROP DATABASE {name} WITH (FORCE)")

    def _create_database(self, name: str, template: str) -> str:
        # copying files takes half as long as writing the copy to the log, when the disk isn't waited for
        self._do(f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY file_copy")
        return f"postgresql+psycopg2://postgres@/{name}?host={self.folder}"

    def _do(self, statement: str) -> None:
        connection = psycopg2.connect(host=str(self.folder), user="postgres", dbname="postgres")
        try:
            connection.autocommit = True
            with connection.cursor() as cursor:
                cursor.execute(statement)
        finally:
            connection.close()

    def _run(self, *command: str) -> None:
        # the server inherits pg_ctl's output: a pipe would never end
        with tempfile.TemporaryFile() as output:
            done = subprocess.run(
                [*self._as_user, *command], stdout=output, stderr=subprocess.STDOUT, cwd="/", check=False
            )
            if done.returncode:
                output.seek(0)
                raise RuntimeError(f"{Path(command[0]).name}: {output.read().decode(errors='replace')}")


@contextmanager
def _alone(lock: Path) -> Iterator[None]:
    with lock.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


@contextmanager
def _shared_server(folder: Path) -> Iterator[PostgresqlServer]:
    """The server that all processes with this folder share: the first makes it, the last removes it.

    Each holds a share of the lock "in use" until it leaves; the system takes it from one that dies.
    """
    started, changing = folder / "postgresql", folder / "postgresql.lock"
    with (folder / "postgresql.in-use").open("w") as in_use:
        with _alone(changing):
            if not started.exists():
                started.write_text(str(PostgresqlServer.make().folder))
            server = PostgresqlServer(Path(started.read_text()))
            fcntl.flock(in_use, fcntl.LOCK_SH)
        try:
            yield server
        finally:
            with _alone(changing):
                try:
                    fcntl.flock(in_use, fcntl.LOCK_EX | fcntl.LOCK_NB)
                except BlockingIOError:
                    pass  # another process goes on with it
                else:
                    started.unlink()
                    server.remove()


@pytest.fixture(scope="session")
def postgresql_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PostgresqlServer]:
    """The private server; in CI a machine without PostgreSQL 15 fails, elsewhere it skips these tests."""
    folder = tmp_path_factory.getbasetemp()
    # a worker's folder lies in that of the whole run
    with _shared_server(folder.parent if "PYTEST_XDIST_WORKER" in os.environ else folder) as server:
        yield server


@pytest.fixture
def postgresql_server_to_stop() -> Iterator[PostgresqlServer]:
    """A server that no other test uses."""
    server = PostgresqlServer.make()
    yield server
    server.remove()


@pytest.fixture(scope="session")
def migrated_sqlite_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated empty SQLite file, to be copied."""
    file = tmp_path_factory.mktemp("sqlite") / "template.db"
    upgrade(f"sqlite:///{file}")
    return file


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a database without tables."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'empty.db'}"
    else:
        with request.getfixturevalue("postgresql_server").database() as address:
            yield address


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a migrated database without rows."""
    if request.param == "sqlite":
        file = tmp_path / "test.db"
        shutil.copy(request.getfixturevalue("migrated_sqlite_file"), file)
        yield f"sqlite:///{file}"
    else:
        with request.getfixturevalue("postgresql_server").database(MIGRATED) as address:
            yield address


@pytest.fixture
def store(database_url: str) -> Iterator[TicketStore]:
    """A ticket store of its own."""
    opened = TicketStore(database_url)
    yield opened
    opened.close()
