"""Engines for tests: the newest model is loaded once a pytest process, each engine has a database of its own.

Rasa is imported only when a test asks for an engine: it takes longer than most tests together.
"""

from __future__ import annotations

import copy
import shutil
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from bot.customers.simulated import SimulatedCustomerRegistry
from bot.settings import Settings
from tests.actions.customers import EVERYONE

if TYPE_CHECKING:
    from rasa.core.agent import Agent

    from bot.engine.engine import Engine
    from bot.engine.tracker_store import LiveTrackerStore
    from bot.processes.talk_locks import RedisTalkLocks

LoadEngine = Callable[[str], Awaitable["Engine"]]


class ModelLoadedOnce:
    """Stands in for the loading of a model: the first engine loads it, the others share it.

    Only what belongs to one engine is made anew: the tracker store and the locks.
    """

    def __init__(self) -> None:
        from bot.engine.loading import load_agent

        self._load = load_agent
        self._agent: Agent | None = None

    def __call__(self, model_path: Path, store: LiveTrackerStore, locks: RedisTalkLocks | None) -> Agent:
        from bot.engine.loading import keep_talks_in
        from bot.engine.locks import FairLockStore

        if self._agent is None:
            self._agent = self._load(model_path, store, locks)
        agent = copy.copy(self._agent)
        agent.processor = copy.copy(self._agent.processor)
        keep_talks_in(store, agent)
        agent.lock_store = agent.processor.lock_store = FairLockStore(locks)
        store.domain = agent.domain
        return agent


@pytest.fixture(scope="session")
def model_loaded_once() -> ModelLoadedOnce:
    """The model of this pytest process."""
    return ModelLoadedOnce()


@pytest.fixture(scope="session")
def sqlite_file_with_customers(migrated_sqlite_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated SQLite file that holds the invented customers, to be copied."""
    file = tmp_path_factory.mktemp("customers") / "template.db"
    shutil.copy(migrated_sqlite_file, file)
    add_customers(f"sqlite:///{file}")
    return file


def add_customers(database_url: str) -> None:
    """Put the invented customers of the tests into a migrated database."""
    registry = SimulatedCustomerRegistry(database_url)
    registry.add_missing(EVERYONE)
    registry.close()


@pytest.fixture
def load_engine(model_loaded_once: ModelLoadedOnce, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> LoadEngine:
    """Loads an engine over a database; closing it is the test's business."""
    from bot.engine import engine

    monkeypatch.setattr(engine, "load_agent", model_loaded_once)

    async def load(database_url: str, **settings: Any) -> Engine:
        defaults = Settings.from_environment()
        chosen = {"model_path": defaults.model_path, "var_directory": tmp_path, **settings}
        return await engine.Engine.load(Settings(database_url=database_url, **chosen))

    return load
