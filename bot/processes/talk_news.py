"""What one process tells the others: in which talk something was said.

Only the talk's name is sent; whoever shows the talk reads in the database what was said. A listener that lost its
connection may have missed anything, and is told so.
"""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Awaitable, Callable

import structlog
from redis.exceptions import RedisError

from bot.processes.redis_server import PREFIX, open_redis, open_waiting_redis

log = structlog.get_logger(__name__)

_CHANNEL = f"{PREFIX}:talks"
_AGAIN_SECONDS = 1.0

Listener = Callable[[str | None], Awaitable[None]]
"""Gets the talk in which another process said something; ``None``: in any, the news of some time was lost."""


class TalkNews:
    """The news, as one process tells and hears it."""

    def __init__(self, url: str) -> None:
        self._own_name = secrets.token_hex(6)
        self._client = open_redis(url)
        self._listening_client = open_waiting_redis(url)
        self._listening: asyncio.Task[None] | None = None

    def listen(self, listener: Listener) -> None:
        """Tell ``listener`` from now on what other processes say."""
        self._listening = asyncio.create_task(self._listen(listener))

    async def tell(self, talk: str) -> None:
        """Something was said in ``talk``. While Redis is away nobody hears it; it stands in the database."""
        try:
            await self._client.publish(_CHANNEL, f"{self._own_name} {talk}")
        except (RedisError, OSError) as failure:
            log.error("news_not_sent", failure=type(failure).__name__)

    async def reachable(self) -> bool:
        """Whether Redis answers."""
        try:
            return bool(await self._client.ping())
        except (RedisError, OSError):
            return False

    async def close(self) -> None:
        """Stop listening and give connections back."""
        if self._listening:
            self._listening.cancel()
        await self._client.close()
        await self._listening_client.close()

    async def _listen(self, listener: Listener) -> None:
        while True:
            try:
                async with self._listening_client.pubsub(ignore_subscribe_messages=True) as channel:
                    await channel.subscribe(_CHANNEL)
                    await _heard(listener, None)
                    async for message in channel.listen():
                        teller, _, talk = str(message["data"]).partition(" ")
                        if teller != self._own_name:
                            await _heard(listener, talk)
            except (RedisError, OSError) as failure:
                log.error("news_not_heard", failure=type(failure).__name__)
            await asyncio.sleep(_AGAIN_SECONDS)


async def _heard(listener: Listener, talk: str | None) -> None:
    try:
        await listener(talk)
    except Exception as failure:  # one talk that can't be read must not end the listening
        log.error("news_not_shown", failure=type(failure).__name__)
