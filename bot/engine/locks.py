"""One turn of a talk at a time, in the order in which the messages came."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from weakref import WeakValueDictionary

from rasa.core.lock_store import InMemoryLockStore

from bot.processes.talk_locks import RedisTalkLocks


class FairLockStore(InMemoryLockStore):
    """Waiters are woken in order at once; Rasa's own store polls once a second.

    Args:
        among_processes: locks that other processes respect too. Who waits in this process stands before them only
            once, so that a talk is never waited for on more than one connection.
    """

    def __init__(self, among_processes: RedisTalkLocks | None = None) -> None:
        super().__init__()
        self._among_processes = among_processes
        self._locks: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    @asynccontextmanager
    async def lock(self, conversation_id: str, *_args: object, **_kwargs: object) -> AsyncIterator[None]:
        """Hold the talk for one turn."""
        lock = self._locks.get(conversation_id)
        if lock is None:
            lock = self._locks[conversation_id] = asyncio.Lock()
        async with lock:
            if self._among_processes is None:
                yield
            else:
                async with self._among_processes.lock(conversation_id):
                    yield
