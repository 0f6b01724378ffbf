"""The one clock. Every date in the project is read here, so that tests, replays and self-play can set it.

The clock of a conversation is a context variable: two talks that run at the same time in one process,
each on its own date, do not disturb one another.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime, timedelta, timezone
from zoneinfo import ZoneInfo

ZONES: dict[str, ZoneInfo] = {
    "WIB": ZoneInfo("Asia/Jakarta"),
    "WITA": ZoneInfo("Asia/Makassar"),
    "WIT": ZoneInfo("Asia/Jayapura"),
}

_moment: ContextVar[datetime | None] = ContextVar("pln123_clock", default=None)


def now() -> datetime:
    """The present moment, aware, in UTC; the moment set by :func:`at` if there is one."""
    return _moment.get() or datetime.now(timezone.utc)


@contextmanager
def at(moment: datetime) -> Iterator[None]:
    """Hold the clock at ``moment`` inside the block.

    Raises:
        ValueError: if ``moment`` has no time zone, since a date rule could then be off by three hours.
    """
    if moment.tzinfo is None:
        raise ValueError(f"moment needs a time zone: {moment!r}")
    token = _moment.set(moment.astimezone(timezone.utc))
    try:
        yield
    finally:
        _moment.reset(token)


def advance(duration: timedelta) -> None:
    """Move a clock that is held by :func:`at` forward by ``duration``.

    Raises:
        RuntimeError: if the clock is not held: real time can't be moved.
    """
    held = _moment.get()
    if held is None:
        raise RuntimeError("only a clock held by at() can be advanced")
    _moment.set(held + duration)


_TIMES_OF_DAY = ((4, "malam"), (11, "pagi"), (15, "siang"), (18, "sore"), (24, "malam"))
"""Until which hour one wishes what."""


def time_of_day(moment: datetime, zone: str) -> str:
    """``pagi``, ``siang``, ``sore`` or ``malam`` on the clock of an Indonesian zone (PRK-01)."""
    hour = local(moment, zone).hour
    return next(name for until, name in _TIMES_OF_DAY if hour < until)


def local(moment: datetime, zone: str) -> datetime:
    """``moment`` on the wall clock of an Indonesian zone.

    Args:
        zone: ``WIB``, ``WITA`` or ``WIT``.
    """
    return moment.astimezone(ZONES[zone])
