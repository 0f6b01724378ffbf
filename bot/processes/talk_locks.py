"""One turn of a talk at a time among all processes, in the order in which they asked.

Who finds a talk taken stands in a queue and blocks until the lock is handed over: nobody polls. A lock is a lease that
its holder renews; when a process dies its lease runs out, and the first of the queue goes on. Whoever has lost a lease
without knowing it (a process that stood still) is stopped by the tracker store, which writes only what follows on
what it read.

Keys of a talk share a hash tag: ``pln123:{talk}:lock`` the holder, ``…:queue`` who waits, ``…:wake:<who>`` a list on
which the one who waits blocks.
"""

from __future__ import annotations

import asyncio
import contextlib
import secrets
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import structlog
from redis.exceptions import RedisError

from bot.database import StorageUnavailable
from bot.processes.redis_server import PREFIX, open_redis, open_waiting_redis, speaking_errors

log = structlog.get_logger(__name__)

LEASE_SECONDS = 5.0
"""After the death of a process its talks wait for so long at most."""

LONGEST_WAIT_SECONDS = 30.0
"""As long as a statement of the database may take."""

_RENEWALS_A_LEASE = 3
_LITTLE_LATER_SECONDS = 0.02

_HAND_OVER = """
local function hand_over(lock, queue, wake, lease)
    local first = redis.call('LPOP', queue)
    if not first then
        redis.call('DEL', lock)
        return nil
    end
    redis.call('SET', lock, first, 'PX', lease)
    redis.call('LPUSH', wake .. first, '1')
    redis.call('PEXPIRE', wake .. first, lease)
    return first
end
"""

# KEYS: lock, queue; ARGV: beginning of the wake keys, who asks, lease in ms.
# Answers -1 to who has the lock, else how long the present lease lasts, in ms.
_ASK = (
    _HAND_OVER
    + """
local lock, queue, wake, who, lease = KEYS[1], KEYS[2], ARGV[1], ARGV[2], ARGV[3]
local holder = redis.call('GET', lock)
if holder == who then
    redis.call('PEXPIRE', lock, lease)
    return -1
end
if not redis.call('LPOS', queue, who) then
    redis.call('RPUSH', queue, who)
end
if not holder and hand_over(lock, queue, wake, lease) == who then
    redis.call('DEL', wake .. who)
    return -1
end
redis.call('PEXPIRE', queue, lease * 20)
return redis.call('PTTL', lock)
"""
)

# The same arguments. Also for who gives up waiting.
_LEAVE = (
    _HAND_OVER
    + """
local lock, queue, wake, who, lease = KEYS[1], KEYS[2], ARGV[1], ARGV[2], ARGV[3]
redis.call('LREM', queue, 0, who)
redis.call('DEL', wake .. who)
if redis.call('GET', lock) == who then
    hand_over(lock, queue, wake, lease)
end
return 1
"""
)

# KEYS: lock; ARGV: who, lease in ms.
_RENEW = """
if redis.call('GET', KEYS[1]) == ARGV[1] then
    return redis.call('PEXPIRE', KEYS[1], ARGV[2])
end
return 0
"""


class RedisTalkLocks:
    """The locks of all talks, as one process takes them.

    Args:
        url: of Redis.
        lease_seconds: how long a lock outlives its holder.
    """

    def __init__(self, url: str, lease_seconds: float = LEASE_SECONDS) -> None:
        self._lease = round(lease_seconds * 1000)
        self._client = open_redis(url)
        self._waiting = open_waiting_redis(url, lease_seconds)
        self._ask = self._client.register_script(_ASK)
        self._leave = self._client.register_script(_LEAVE)
        self._renew = self._client.register_script(_RENEW)
        self._held: dict[str, str] = {}
        self._keeper: asyncio.Task[None] | None = None

    @asynccontextmanager
    async def lock(self, talk: str) -> AsyncIterator[None]:
        """Hold the talk.

        Raises:
            StorageUnavailable: if Redis can't be reached, or the talk is not free for too long.
        """
        who = secrets.token_hex(8)
        try:
            await self._take(talk, who)
            self._hold(talk, who)
            yield
        finally:
            self._held.pop(who, None)
            # also when the one who waited is gone: else the talk would wait for nobody until the lease runs out
            await asyncio.shield(self._give_back(talk, who))

    async def close(self) -> None:
        """Give connections back."""
        if self._keeper:
            self._keeper.cancel()
        await self._client.close()
        await self._waiting.close()

    async def _take(self, talk: str, who: str) -> None:
        until = time.monotonic() + LONGEST_WAIT_SECONDS
        with speaking_errors():
            while True:
                milliseconds = int(await self._ask(*self._words(talk, who)))
                if milliseconds < 0:
                    return
                if time.monotonic() > until:
                    raise StorageUnavailable
                await self._waiting.blpop([f"{_wake(talk)}{who}"], milliseconds / 1000 + _LITTLE_LATER_SECONDS)

    async def _give_back(self, talk: str, who: str) -> None:
        try:
            await self._leave(*self._words(talk, who))
        except (RedisError, OSError) as failure:  # the turn has happened; the lease runs out by itself
            log.error("lock_not_given_back", failure=type(failure).__name__)

    def _words(self, talk: str, who: str) -> tuple[list[str], list[str | int]]:
        return [_lock(talk), f"{PREFIX}:{{{talk}}}:queue"], [_wake(talk), who, self._lease]

    def _hold(self, talk: str, who: str) -> None:
        self._held[who] = talk
        if self._keeper is None or self._keeper.done():
            self._keeper = asyncio.create_task(self._keep())

    async def _keep(self) -> None:
        """Renew the leases of turns that take long."""
        while True:
            await asyncio.sleep(self._lease / 1000 / _RENEWALS_A_LEASE)
            for who, talk in list(self._held.items()):
                with contextlib.suppress(RedisError, OSError):  # tried again, and then the tracker store decides
                    await self._renew([_lock(talk)], [who, self._lease])


def _lock(talk: str) -> str:
    return f"{PREFIX}:{{{talk}}}:lock"


def _wake(talk: str) -> str:
    return f"{PREFIX}:{{{talk}}}:wake:"
