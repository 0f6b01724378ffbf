"""How fast one session, or one network address, may send."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable
from typing import Protocol

_MOST_BUCKETS = 20_000


class TokenBucket:
    """A bucket of ``capacity`` permits that fills by ``per_second``.

    Args:
        seconds: a clock that never goes back; real time, since a set clock must not lift a limit.
    """

    def __init__(self, capacity: float, per_second: float, seconds: Callable[[], float] = time.monotonic) -> None:
        self._capacity = capacity
        self._per_second = per_second
        self._seconds = seconds
        self._permits = capacity
        self._filled_at = seconds()

    def take(self) -> float:
        """Take one permit: 0.0 if there was one, else the seconds until there will be (nothing is taken
        then).
        """
        moment = self._seconds()
        self._permits = min(self._capacity, self._permits + (moment - self._filled_at) * self._per_second)
        self._filled_at = moment
        if self._permits >= 1:
            self._permits -= 1
            return 0.0
        return (1 - self._permits) / self._per_second


class Paces(Protocol):
    """A bucket for each key."""

    async def take(self, key: str) -> float:
        """As :meth:`TokenBucket.take`; may ask another server."""


class LocalPaces:
    """The paces of this process; buckets not used for longest are forgotten, full ones by then.

    Args:
        capacity, per_second: of each bucket, as :class:`TokenBucket` takes them.
    """

    def __init__(self, capacity: float, per_second: float, seconds: Callable[[], float] = time.monotonic) -> None:
        self._new_bucket = lambda: TokenBucket(capacity, per_second, seconds)
        self._buckets: OrderedDict[str, TokenBucket] = OrderedDict()

    async def take(self, key: str) -> float:
        """As :meth:`TokenBucket.take`."""
        bucket = self._buckets.get(key)
        if bucket is None:
            bucket = self._buckets[key] = self._new_bucket()
        self._buckets.move_to_end(key)
        if len(self._buckets) > _MOST_BUCKETS:
            self._buckets.popitem(last=False)
        return bucket.take()
