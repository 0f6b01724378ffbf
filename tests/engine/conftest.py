"""Engines over databases that hold the invented customers."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from bot.engine.engine import Engine
from tests.engines import LoadEngine


@pytest.fixture
def sqlite_file(sqlite_file_with_customers: Path, tmp_path: Path) -> Path:
    """A database file of the test's own."""
    return Path(shutil.copy(sqlite_file_with_customers, tmp_path / "talk.db"))


@pytest_asyncio.fixture
async def engine(load_engine: LoadEngine, sqlite_file: Path) -> AsyncIterator[Engine]:
    """An engine over SQLite."""
    loaded = await load_engine(f"sqlite:///{sqlite_file}")
    yield loaded
    await loaded.close()
