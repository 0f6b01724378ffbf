"""The trained model, loaded with this process's own stores and actions."""

from __future__ import annotations

import bot.engine.preload  # noqa: F401  # isort: skip  # before anything of Rasa

import logging
from pathlib import Path

from rasa.core.agent import Agent
from rasa.exceptions import ModelNotFound
from rasa.model import get_local_model

from bot.database import StorageUnavailable
from bot.engine.action_endpoint import InProcessActions
from bot.engine.locks import FairLockStore
from bot.engine.readiness import EngineNotReady
from bot.engine.tracker_store import LiveTrackerStore
from bot.processes.talk_locks import RedisTalkLocks

log = logging.getLogger(__name__)


def load_agent(model_path: Path, store: LiveTrackerStore, locks: RedisTalkLocks | None) -> Agent:
    """The newest model of ``model_path``.

    Raises:
        EngineNotReady: if there is none, or it can't be loaded.
        StorageUnavailable: if the database can't be reached.
    """
    try:
        model = get_local_model(str(model_path))
    except ModelNotFound as error:
        raise EngineNotReady(f"Model belum ada di {model_path}. Jalankan `make train`, lalu coba lagi.") from error
    try:
        agent = Agent.load(
            model_path=model,
            tracker_store=store,
            lock_store=FairLockStore(locks),
            action_endpoint=InProcessActions("actions"),
        )
    except (StorageUnavailable, EngineNotReady):
        raise
    except Exception as error:
        log.debug("model can't be loaded", exc_info=True)
        raise EngineNotReady(
            f"Model di {model_path} rusak atau dibuat oleh versi lain ({type(error).__name__}). "
            "Jalankan `make train` untuk membuatnya lagi."
        ) from error
    keep_talks_in(store, agent)
    return agent


def keep_talks_in(store: LiveTrackerStore, agent: Agent) -> None:
    """Let the agent keep talks in the store alone.

    Rasa puts a wrapper around each store, by which a turn that can't be saved seems to have been: it is kept in memory
    alone, and a talk that can't be read begins anew. Here such a turn must fail, so that the caller says it again.
    """
    agent.tracker_store = agent.processor.tracker_store = store
