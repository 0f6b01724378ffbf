"""Databases for tests: each test gets one of its own, on SQLite and on PostgreSQL alike.

A private PostgreSQL 15 server is started once a pytest process, on a Unix socket in a temporary folder.
"""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import psycopg2
import pytest
from sqlalchemy.engine.url import make_url

from bot.apkt.store import TicketStore
from bot.migrations import upgrade

_PROGRAMS = sorted(Path("/usr/lib/postgresql").glob("15*/bin"))
_UNSAFE_BUT_QUICK = (
    "-c listen_addresses='' -c fsync=off -c full_page_writes=off "
    "-c shared_buffers=32MB -c max_connections=60"
)


class PostgresqlServer:
    """A server of our own; it refuses to run as root, so then it runs as the user postgres."""

    def __init__(self) -> None:
        programs = _PROGRAMS[-1]
        self.folder = Path(tempfile.mkdtemp(prefix="pln123-pg-"))
        self._names = count(1)
        self._as_user: list[str] = []
        if os.geteuid() == 0:
            owner = pwd.getpwnam("postgres")
            os.chown(self.folder, owner.pw_uid, owner.pw_gid)
            self._as_user = ["runuser", "-u", "postgres", "--"]
        self._control = programs / "pg_ctl"
        self._data = self.folder / "data"
        self._run(
            *(str(programs / "initdb"), "-D", str(self._data), "-A", "trust", "-U", "postgres"),
            *("-E", "UTF8", "--no-locale", "-N"),
        )
        self.start()

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

    def new_database(self, template: str = "template1") -> str:
        """A database that no other test has; returns its SQLAlchemy address."""
        name = f"test_{next(self._names)}"
        connection = psycopg2.connect(host=str(self.folder), user="postgres", dbname="postgres")
        try:
            connection.autocommit = True
            with connection.cursor() as cursor:
                cursor.execute(f"CREATE DATABASE {name} TEMPLATE {template}")
        finally:
            connection.close()
        return f"postgresql+psycopg2://postgres@/{name}?host={self.folder}"

    def _run(self, *command: str) -> None:
        # the server inherits pg_ctl's output: a pipe would never end
        with tempfile.TemporaryFile() as output:
            done = subprocess.run(
                [*self._as_user, *command], stdout=output, stderr=subprocess.STDOUT, cwd="/", check=False
            )
            if done.returncode:
                output.seek(0)
                raise RuntimeError(f"{Path(command[0]).name}: {output.read().decode(errors='replace')}")


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[PostgresqlServer]:
    """The private server; in CI a machine without PostgreSQL 15 fails, elsewhere it skips these tests."""
    if not _PROGRAMS and not os.environ.get("CI"):
        pytest.skip("PostgreSQL 15 is not installed")
    server = PostgresqlServer()
    yield server
    server.remove()


@pytest.fixture(scope="session")
def migrated_sqlite_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated empty SQLite file, to be copied."""
    file = tmp_path_factory.mktemp("sqlite") / "template.db"
    upgrade(f"sqlite:///{file}")
    return file


@pytest.fixture(scope="session")
def migrated_postgresql_database(postgresql_server: PostgresqlServer) -> str:
    """The name of a migrated empty database, to be used as a template."""
    address = postgresql_server.new_database()
    upgrade(address)
    return str(make_url(address).database)


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of a database without tables."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'empty.db'}"
    address: str = request.getfixturevalue("postgresql_server").new_database()
    return address


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of a migrated database without rows."""
    if request.param == "sqlite":
        file = tmp_path / "test.db"
        shutil.copy(request.getfixturevalue("migrated_sqlite_file"), file)
        return f"sqlite:///{file}"
    template = request.getfixturevalue("migrated_postgresql_database")
    address: str = request.getfixturevalue("postgresql_server").new_database(template)
    return address


@pytest.fixture
def store(database_url: str) -> Iterator[TicketStore]:
    """A ticket store of its own."""
    opened = TicketStore(database_url)
    yield opened
    opened.close()
