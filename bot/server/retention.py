"""Talks are not kept for ever: what has been silent for longer than the setting says is deleted now and then."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path

import structlog

from bot.callers.keeping import CallersKeeping
from bot.database import StorageUnavailable, StorageUnusable
from bot.server.failures import traces_of

log = structlog.get_logger(__name__)

LOOK_EVERY_SECONDS = 3_600


class Retention:
    """Deletes old talks. Several processes may do it at once: what one has deleted the other does not find.

    Args:
        days: of silence after which a talk goes; 0: none ever does.
        forget: is told which talks have gone, so that they don't live on in memory.
    """

    def __init__(
        self,
        database_url: str,
        var_directory: Path,
        days: int,
        forget: Callable[[Sequence[str]], Awaitable[None]],
    ) -> None:
        self._keeping = CallersKeeping(database_url, var_directory)
        self._days = days
        self._forget = forget
        self._looking: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begin to look."""
        if self._days:
            self._looking = asyncio.create_task(self._look())

    def close(self) -> None:
        """Stop looking and give database connections back."""
        if self._looking:
            self._looking.cancel()
        self._keeping.close()

    async def _look(self) -> None:
        while True:
            try:
                removed = await asyncio.to_thread(self._keeping.expire, self._days)
                await self._forget(removed.senders)
                if removed.talks or removed.recordings:
                    log.info("old_talks_deleted", talks=removed.talks, recordings=removed.recordings)
            except (StorageUnavailable, StorageUnusable, OSError) as failure:  # tried again in an hour
                log.error("old_talks_kept", **traces_of(failure))
            await asyncio.sleep(LOOK_EVERY_SECONDS)
