"""How Redis is reached, and what is said when it can't be."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import contextmanager

import redis.asyncio
from redis.exceptions import RedisError

from bot.database import StorageUnavailable

ANSWER_SECONDS = 2.0
"""How long Redis may take to answer; it is beside us, and a caller waits."""

UNREACHABLE = "Redis (PLN123_REDIS_URL) tidak dapat dihubungi."
PREFIX = "pln123"

_CONNECTIONS = 100
_ALIVE = {socket.TCP_KEEPIDLE: 10, socket.TCP_KEEPINTVL: 5, socket.TCP_KEEPCNT: 3}


def check_address(url: str) -> None:
    """Whether the address can be read; nothing is connected.

    Raises:
        ValueError: with an Indonesian message.
    """
    try:
        redis.connection.parse_url(url)
    except ValueError:
        raise ValueError(
            "PLN123_REDIS_URL harus berupa alamat seperti redis://127.0.0.1:6379/0, rediss://… atau unix://…."
        ) from None


def open_redis(url: str) -> redis.asyncio.Redis:
    """A client for the event loop; commands wait for a free connection when all are in use."""
    pool = redis.asyncio.BlockingConnectionPool.from_url(
        url,
        max_connections=_CONNECTIONS,
        timeout=ANSWER_SECONDS,
        socket_timeout=ANSWER_SECONDS,
        socket_connect_timeout=ANSWER_SECONDS,
        decode_responses=True,
    )
    return redis.asyncio.Redis(connection_pool=pool)


def open_waiting_redis(url: str, longest_wait: float | None = None) -> redis.asyncio.Redis:
    """A client whose commands may wait, each on a connection of its own.

    Args:
        longest_wait: in seconds; ``None`` for news, which may never come. That the other end is gone is told by the
            system then.
    """
    more = {"socket_keepalive": True, "socket_keepalive_options": _ALIVE} if url.startswith("redis") else {}
    return redis.asyncio.Redis.from_url(
        url,
        socket_connect_timeout=ANSWER_SECONDS,
        socket_timeout=None if longest_wait is None else longest_wait + ANSWER_SECONDS,
        decode_responses=True,
        **more,
    )


@contextmanager
def speaking_errors() -> Iterator[None]:
    """Turn the driver's errors into :class:`bot.database.StorageUnavailable`."""
    try:
        yield
    except (RedisError, OSError) as error:
        raise StorageUnavailable from error
