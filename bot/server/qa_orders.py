"""What somebody asks for on the QA pages, as an order for :class:`bot.qa.background.BackgroundRuns`."""

from __future__ import annotations

import secrets
from datetime import date

from bot.qa.background import Order
from bot.qa.writing import written_date
from bot.server.errors import ApiError
from bot.settings import PROJECT_ROOT

LONGEST_FILTER = 100
LONGEST_SENDER = 255

_TESTS = PROJECT_ROOT / "tests" / "e2e"


def topics() -> list[str]:
    """The folders of written tests."""
    return sorted(path.name for path in _TESTS.iterdir() if path.is_dir() and any(path.glob("*.yml")))


def order_of_tests(topic: str, part_of_name: str) -> Order:
    """Replay written tests.

    Args:
        topic: one of :func:`topics`; empty: all.
        part_of_name: only tests whose name holds it; empty: all.

    Raises:
        ApiError: 422 for a topic that is none, or too long a filter.
    """
    if topic and topic not in topics():
        raise ApiError(422, "Topik ini tidak ada.", field="topik")
    if len(part_of_name) > LONGEST_FILTER:
        raise ApiError(422, f"Saringan nama paling banyak {LONGEST_FILTER} huruf.", field="saring")
    wanted = part_of_name.strip()
    title = f"Uji topik {topic}" if topic else "Semua uji"
    if wanted:
        title += f", nama memuat “{wanted}”"
    only = (f"--only={wanted}",) if wanted else ()
    return Order("replay", title, (str(_TESTS / topic), *only, "--timings"))


def order_of_coverage() -> Order:
    """Measure what all written tests go through."""
    return Order("coverage", "Cakupan semua uji", ("--jobs=1",))


def order_of_audit(since: str, until: str, size: int) -> Order:
    """Hold recorded talks against the book.

    Args:
        since, until: ISO dates (WIB), both included; one may be empty.
        size: of the sample.

    Raises:
        ApiError: 422 as in :func:`order_of_days`.
    """
    days, title = _days(since, until)
    sampled = (f"--sample={size}", f"--seed={secrets.randbelow(1_000_000)}")
    return Order("audit", f"Penilaian percakapan{title}", (*days, *sampled))


def order_of_days(since: str, until: str) -> Order:
    """Replay the recorded talks that began on these days.

    Args:
        since, until: ISO dates (WIB), both included; one may be empty.

    Raises:
        ApiError: 422 if none is given, one is no date, or they are the wrong way round.
    """
    days, title = _days(since, until)
    return Order("replay", f"Percakapan terekam{title}", (*days, "--timings"))


def _days(since: str, until: str) -> tuple[list[str], str]:
    """Options and words for the days from ``since`` to ``until``."""
    first, last = _date(since, "sejak"), _date(until, "sampai")
    if first is None and last is None:
        raise ApiError(422, "Isi sedikitnya satu tanggal.", field="sejak")
    if first and last and last < first:
        raise ApiError(422, "Tanggal akhir tidak boleh sebelum tanggal awal.", field="sampai")
    title = f" sejak {written_date(first)}" if first else ""
    title += f" sampai {written_date(last)}" if last else ""
    days = [f"--since={first}"] if first else []
    days += [f"--until={last}"] if last else []
    return days, title


def order_of_talk(sender: str) -> Order:
    """Replay one recorded talk.

    Raises:
        ApiError: 422 if there is no sender, or one that is too long.
    """
    if not 0 < len(sender) <= LONGEST_SENDER:
        raise ApiError(422, "Percakapan ini tidak ada.", field="pengirim")
    return Order("replay", f"Percakapan {sender}", (f"--from-talk={sender}", "--timings"))


def _date(text: str, field: str) -> date | None:
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ApiError(422, "Isi tanggal seperti 2026-11-22.", field=field) from None
