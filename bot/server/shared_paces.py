"""Paces that hold over all processes, kept in Redis."""

from __future__ import annotations

import math

import structlog
from redis.exceptions import RedisError

from bot.processes.redis_server import PREFIX, open_redis
from bot.server.rate_limit import LocalPaces

log = structlog.get_logger(__name__)

# KEYS: the bucket; ARGV: capacity, permits a second, milliseconds after which an unused bucket is full again.
# Answers the seconds to wait, as text: Redis makes whole numbers of others. The time is Redis's own.
_TAKE = """
local capacity, per_second = tonumber(ARGV[1]), tonumber(ARGV[2])
local time = redis.call('TIME')
local now = tonumber(time[1]) + tonumber(time[2]) / 1000000
local kept = redis.call('HMGET', KEYS[1], 'permits', 'at')
local permits, at = tonumber(kept[1]) or capacity, tonumber(kept[2]) or now
permits = math.min(capacity, permits + math.max(0, now - at) * per_second)
local wait = 0
if permits >= 1 then
    permits = permits - 1
else
    wait = (1 - permits) / per_second
end
redis.call('HSET', KEYS[1], 'permits', tostring(permits), 'at', string.format('%.6f', now))
redis.call('PEXPIRE', KEYS[1], ARGV[3])
return tostring(wait)
"""


class RedisPaces:
    """A bucket for each key, one for all processes. While Redis is away each process keeps its own.

    Args:
        name: tells these buckets from others.
    """

    def __init__(self, url: str, name: str, capacity: float, per_second: float) -> None:
        self._client = open_redis(url)
        self._take = self._client.register_script(_TAKE)
        self._beginning = f"{PREFIX}:pace:{name}:"
        full_again = math.ceil(1000 * capacity / per_second) + 1000
        self._words = [capacity, per_second, full_again]
        self._own = LocalPaces(capacity, per_second)

    async def take(self, key: str) -> float:
        """As :meth:`bot.server.rate_limit.TokenBucket.take`."""
        try:
            return float(await self._take([self._beginning + key], self._words))
        except (RedisError, OSError) as failure:
            log.error("pace_not_shared", failure=type(failure).__name__)
            return await self._own.take(key)
