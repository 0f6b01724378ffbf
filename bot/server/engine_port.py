"""The engine as the server needs it, and its state from start to ready."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Protocol

import structlog

from bot.database import StorageUnavailable
from bot.server.failures import traces_of
from bot.settings import Settings

log = structlog.get_logger(__name__)

STORAGE_RETRY_SECONDS = 2
PREPARING = "Robot sedang disiapkan. Mohon tunggu sebentar."
UNEXPECTED = "Model percakapan tidak dapat dimuat. Lihat catatan server, lalu latih ulang: pln123 train."


class Engine(Protocol):
    """What the server asks of :class:`bot.engine.engine.Engine`."""

    async def open(self, sender: str, metadata: Mapping[str, Any] | None = None) -> list[dict[str, Any]]:
        """Greet a caller who has not said anything yet; nothing if the talk has begun."""

    async def handle(
        self,
        sender: str,
        text: str,
        metadata: Mapping[str, Any] | None = None,
        message_id: str | None = None,
    ) -> list[dict[str, Any]]:
        """One turn; a repeated ``message_id`` gets the same answer again and does nothing twice."""

    async def news(self, sender: str) -> list[dict[str, Any]]:
        """What a caller is to be told without having asked, said now; nothing if there is none."""

    async def note_message(
        self, sender: str, speaker: str, text: str, *, name: str | None = None, message_id: str | None = None
    ) -> None:
        """Write words of ``pelanggan``, ``bot`` or ``cso`` into the talk without a turn of the bot, once for an id."""

    async def said_unasked(self, sender: str, message_id: str | None = None) -> list[dict[str, Any]]:
        """What officers and the bot said of themselves since the caller last spoke, each with ``at``."""

    def is_bots_alone(self, sender: str) -> bool:
        """Whether the last turn that was taken here left a talk that was never handed over; False: or not known."""

    async def resume(self, sender: str, words: str, changed: Mapping[str, Any] | None = None) -> None:
        """The bot says ``words`` and goes on with its question after an officer, who may have changed facts."""

    async def conversation(self, sender: str) -> dict[str, Any] | None:
        """State and transcript of a talk; None if there is none."""

    async def latest(self, sender: str, since: int) -> dict[str, Any] | None:
        """``{"events", "transcript", "progress", "ended"}``: what was said after the first ``since`` events of a talk,
        and how many there are now; None if there is no such talk."""

    async def let_go(self, sender: str) -> None:
        """Keep a talk that has stopped no longer in memory: should it go on, it goes on from the database."""

    async def close(self) -> None:
        """Let go of everything."""


EngineLoader = Callable[[Settings], Awaitable[Engine]]


async def load_rasa_engine(settings: Settings) -> Engine:
    """The real engine.

    Raises:
        EngineNotReady: with an Indonesian message, if the model is missing or corrupt.
    """
    # imported late and beside the event loop: Rasa takes seconds to import, and the chat page need not wait
    # for it
    module = await asyncio.to_thread(__import__, "bot.engine.engine", fromlist=["Engine"])
    engine: Engine = await module.Engine.load(settings)
    return engine


class EngineHost:
    """Loads the engine in the background and says how far it is.

    Attributes:
        engine: the engine once it is ready.
        failure: why it will never be ready; its message is Indonesian when the engine itself gave it.
    """

    def __init__(self, engine: Engine | None = None) -> None:
        self.engine = engine
        self.failure: Exception | None = None
        self._waits_for = PREPARING
        self._settled = asyncio.Event()
        self._loading: asyncio.Task[None] | None = None
        if engine:
            self._settled.set()

    def start(self, loader: EngineLoader, settings: Settings) -> None:
        """Begin to load, unless there is an engine already."""
        if not self.engine:
            self._loading = asyncio.create_task(self._load(loader, settings))

    async def _load(self, loader: EngineLoader, settings: Settings) -> None:
        try:
            self.engine = await self._load_when_storage_answers(loader, settings)
        except Exception as failure:  # whatever hinders the model must be told, not end the server
            log.error("engine_not_ready", reason=str(failure), **traces_of(failure))
            self.failure = failure
        finally:
            self._settled.set()

    async def _load_when_storage_answers(self, loader: EngineLoader, settings: Settings) -> Engine:
        """A database that can't be reached now may come back; a broken model will not mend itself."""
        while True:
            try:
                return await loader(settings)
            except StorageUnavailable as failure:
                log.error("engine_waits_for_database", **traces_of(failure))
                self._waits_for = failure.message
                await asyncio.sleep(STORAGE_RETRY_SECONDS)

    async def settled(self) -> Engine | None:
        """Wait until loading has ended; the engine, or None if it failed."""
        await self._settled.wait()
        return self.engine

    @property
    def problem(self) -> str | None:
        """What hinders the engine now, in Indonesian; None when it is ready."""
        if self.engine:
            return None
        if self.failure is None:
            return self._waits_for
        speaks = type(self.failure).__name__ == "EngineNotReady"
        return str(self.failure) if speaks else UNEXPECTED

    async def close(self) -> None:
        """Stop loading, or let go of the engine."""
        if self._loading and not self._loading.done():
            self._loading.cancel()
        if self.engine:
            await self.engine.close()
