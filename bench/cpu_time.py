"""CPU time, which says something on a busy machine too: of this process, and of a PostgreSQL server beside it."""

from __future__ import annotations

import time
from pathlib import Path

from sqlalchemy import text
from sqlalchemy.engine import Engine

from bot.database import is_sqlite, open_engine


class CpuClock:
    """Milliseconds of CPU that this process has used, with those of all processes that work on its database.

    Only Linux tells of other processes, and only those on this machine: elsewhere the server's are left out.
    """

    def __init__(self, database_url: str) -> None:
        self._engine: Engine | None = None if is_sqlite(database_url) else open_engine(database_url)

    def __enter__(self) -> CpuClock:
        """Open."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close the connection."""
        if self._engine is not None:
            self._engine.dispose()

    def of_server(self) -> list[Path]:
        """Where Linux tells of the server's processes that work on the database just now."""
        if self._engine is None:
            return []
        others = "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
        with self._engine.connect() as connection:
            files = [Path(f"/proc/{pid}/schedstat") for pid in connection.execute(text(others)).scalars()]
        return [file for file in files if file.exists()]

    @staticmethod
    def read(files: list[Path]) -> float:
        """The time now."""
        return time.process_time() * 1e3 + sum(int(file.read_text().split()[0]) for file in files) / 1e6
