"""The tickets as the server reaches them, and whether the database can be reached at all."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import structlog

from bot.apkt.model import TicketSearch
from bot.apkt.store import TicketStore
from bot.database import StorageUnavailable, StorageUnusable, check_room
from bot.migrations import upgrade
from bot.server.failures import traces_of

log = structlog.get_logger(__name__)


class Database:
    """The ticket store of the settings' address, migrated as soon as the database can be reached.

    Args:
        when_migrated: done once, right after the database was migrated.

    Raises:
        StorageUnusable: if the address itself can't be read.
    """

    def __init__(self, database_url: str, when_migrated: Callable[[], object] = lambda: None) -> None:
        self._database_url = database_url
        self._when_migrated = when_migrated
        self._migrated = False
        self._migrating = asyncio.Lock()
        self.tickets = TicketStore(database_url)

    async def problem(self) -> str | None:
        """What hinders the database now, in Indonesian; None when it is ready."""
        try:
            await self._migrate_once()
            await asyncio.to_thread(self.tickets.search, TicketSearch(limit=1))
            await asyncio.to_thread(check_room, self._database_url)
        except (StorageUnavailable, StorageUnusable) as failure:
            log.error("database_not_ready", **traces_of(failure))
            return failure.message
        return None

    async def _migrate_once(self) -> None:
        async with self._migrating:
            if not self._migrated:
                await asyncio.to_thread(upgrade, self._database_url)
                await asyncio.to_thread(self._when_migrated)
                self._migrated = True

    def close(self) -> None:
        """Let go of the connections."""
        self.tickets.close()
