"""When Python's cyclic garbage collector looks at what.

From time to time it goes through all that lives. A loaded assistant is some million objects, and five thousand open
talks with their connections are as many more: such a look stood still for up to 1.7 s, and on a busy day came every ten
seconds. So what has outlived a look is set aside, and only what is new since then is looked at; every now and then
everything is.
"""

from __future__ import annotations

import gc
import time

WHOLE_LOOK_EVERY_SECONDS = 600.0
"""Connections and tasks are cycles, and those of callers who hung up wait so long at most: at 2.5 new talks a second
well under 100 MB."""

_OLDEST = 2
_AS_USUAL = gc.get_threshold()
# through what is new five times as often as usual, so that each look is a fifth as long
_LITTLE_AT_ONCE = (*_AS_USUAL[:_OLDEST], _AS_USUAL[_OLDEST] // 5)


class SparedCollector:
    """A callback of the collector, see ``gc.callbacks``."""

    def __init__(self) -> None:
        self._last_whole_look = time.monotonic()

    def __call__(self, phase: str, info: dict[str, int]) -> None:
        """Before a look through everything, let it see all if that was long ago; set aside what is left after it."""
        if info["generation"] != _OLDEST:
            return
        if phase == "stop":
            gc.freeze()
        elif time.monotonic() - self._last_whole_look >= WHOLE_LOOK_EVERY_SECONDS:
            self._last_whole_look = time.monotonic()
            gc.unfreeze()


def spare() -> None:
    """Set aside all that is loaded by now, and from now on what outlives a look through everything."""
    collect_as_usual()
    gc.collect()
    gc.freeze()
    gc.callbacks.append(SparedCollector())
    gc.set_threshold(*_LITTLE_AT_ONCE)


def collect_as_usual() -> None:
    """Take :func:`spare` back, when an engine is closed."""
    gc.callbacks[:] = [callback for callback in gc.callbacks if not isinstance(callback, SparedCollector)]
    gc.set_threshold(*_AS_USUAL)
    gc.unfreeze()
