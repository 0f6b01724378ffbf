"""How fast one session may send."""

from __future__ import annotations

import time
from collections.abc import Callable


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
