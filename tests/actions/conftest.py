"""The real services over a database of the test's own."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from actions.services import Services, open_services, use
from bot.settings import Settings
from tests.actions.talking import Desk


@pytest.fixture
def services(sqlite_file_with_customers: Path, tmp_path: Path) -> Iterator[Services]:
    """What actions reach: book, tickets, customers, areas, queue."""
    file = tmp_path / "talk.db"
    shutil.copy(sqlite_file_with_customers, file)
    opened = open_services(Settings(database_url=f"sqlite:///{file}", var_directory=tmp_path))
    use(opened)
    yield opened
    use(None)
    opened.close()


@pytest.fixture
def desk(services: Services) -> Desk:
    """Where a test's talks begin."""
    return Desk(services)
