"""So many turns are worked on at once; the others wait in the order in which they came, and are told how long.

A process does one thing at a time. To begin more turns than it can carry makes every one of them late without making
any of them earlier; whoever waits knows how many stand before, and so what to expect.
"""

from __future__ import annotations

import asyncio
import math
from collections import deque
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from bot.server.metrics import Metrics

TOLD_AGAIN_SECONDS = 10.0
_FIRST_GUESS_SECONDS = 0.05
_WEIGHT_OF_LATEST = 0.05
_ROUNDED_TO = 5


class QueueTooLong(Exception):
    """The wait would be longer than the channel can hold its line; nothing was begun.

    Attributes:
        seconds: how long it would be.
    """

    def __init__(self, seconds: float) -> None:
        super().__init__(f"about {seconds:.0f} s")
        self.seconds = seconds


class TurnQueue:
    """The places at which turns are worked on, and the line before them.

    Args:
        at_once: how many places there are.
        told_from_seconds: a wait that is shorter is told to nobody; one that is longer at once where that is expected,
            else when it has lasted so long.
    """

    def __init__(self, at_once: int, told_from_seconds: float, metrics: Metrics) -> None:
        self._free = at_once
        self._at_once = at_once
        self._told_from = told_from_seconds
        self._metrics = metrics
        self._line: deque[asyncio.Future[None]] = deque()
        self._turn_seconds = _FIRST_GUESS_SECONDS

    @property
    def waiting(self) -> int:
        """How many wait now."""
        return len(self._line)

    def expected_seconds(self, ahead: int | None = None) -> float:
        """How long one waits behind so many; behind all of them if it is not said."""
        before = len(self._line) if ahead is None else ahead
        return (before + 1) * self._turn_seconds / self._at_once if before or not self._free else 0.0

    def is_long(self) -> bool:
        """Whether who comes now has to be told."""
        return self.expected_seconds() >= self._told_from

    @asynccontextmanager
    async def place(self, tell: Callable[[float], None] | None, most_seconds: float | None) -> AsyncIterator[None]:
        """Hold a place inside the block.

        Args:
            tell: is told the seconds that are left, at first and every ten seconds; 0.0 when a wait that was told is
                over.
            most_seconds: the longest wait that is worth beginning; ``None``: any.

        Raises:
            QueueTooLong: if it would be longer.
        """
        expected = self.expected_seconds()
        if most_seconds is not None and expected > most_seconds:
            raise QueueTooLong(expected)
        loop = asyncio.get_running_loop()
        came = loop.time()
        await self._come_to_place(tell)
        began = loop.time()
        self._metrics.waited.observe(began - came)
        try:
            yield
        finally:
            self._turn_seconds += _WEIGHT_OF_LATEST * (loop.time() - began - self._turn_seconds)
            self._leave_place()

    async def _come_to_place(self, tell: Callable[[float], None] | None) -> None:
        if self._free:
            self._free -= 1
            return
        loop = asyncio.get_running_loop()
        came = loop.time()
        called: asyncio.Future[None] = loop.create_future()
        self._line.append(called)
        self._metrics.waiting.set(len(self._line))
        told = False
        try:
            while not called.done():
                expected = self.expected_seconds(self._line.index(called))
                # a busy machine takes longer than was expected: who has waited so long is told, too
                if tell and (told or loop.time() - came + expected >= self._told_from):
                    tell(expected)
                    told = True
                await asyncio.wait({called}, timeout=TOLD_AGAIN_SECONDS if told else self._told_from)
        except asyncio.CancelledError:
            if called.done():  # the place was given already, and goes to the next one
                self._leave_place()
            else:
                self._line.remove(called)
            raise
        finally:
            self._metrics.waiting.set(len(self._line))
        if tell and told:
            tell(0.0)

    def _leave_place(self) -> None:
        if self._line:
            self._line.popleft().set_result(None)
        else:
            self._free += 1


def rounded_wait(seconds: float) -> int:
    """Seconds as one tells them: never less than they are, in fives, from a minute on in whole minutes."""
    step = 60 if seconds > 60 else _ROUNDED_TO  # noqa: PLR2004
    return max(math.ceil(seconds / step), 1) * step


def words_of_wait(seconds: float) -> str:
    """``sekitar 20 detik``, ``sekitar 3 menit``."""
    rounded = rounded_wait(seconds)
    return f"sekitar {rounded} detik" if rounded <= 60 else f"sekitar {rounded // 60} menit"  # noqa: PLR2004
