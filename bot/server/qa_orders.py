"""What somebody asks for on the QA pages, as an order for :class:`bot.qa.background.BackgroundRuns`."""

from __future__ import annotations

import secrets
from datetime import date

from bot.qa.background import Order
from bot.qa.writing import written_date, written_number
from bot.server.errors import ApiError
from bot.settings import PROJECT_ROOT
from bot.sop.book import load_book

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
    _check_topic(topic)
    if len(part_of_name) > LONGEST_FILTER:
        raise ApiError(422, f"Saringan nama paling banyak {LONGEST_FILTER} huruf.", field="saring")
    wanted = part_of_name.strip()
    title = f"Uji topik {topic}" if topic else "Semua uji"
    if wanted:
        title += f", nama memuat “{wanted}”"
    only = (f"--only={wanted}",) if wanted else ()
    return Order("replay", title, (str(_TESTS / topic), *only, "--timings"))


def order_of_coverage(topic: str = "") -> Order:
    """Measure what the written tests of a topic go through; empty: all.

    Raises:
        ApiError: 422 for a topic that is none.
    """
    _check_topic(topic)
    chosen = (str(_TESTS / topic),) if topic else ()
    return Order("coverage", f"Cakupan uji topik {topic}" if topic else "Cakupan semua uji", (*chosen, "--jobs=1"))


def order_of_self_play(topic: str, talks: int) -> Order:
    """Let simulated customers talk with the assistant.

    Args:
        topic: of the book; empty: all.
        talks: how many.

    Raises:
        ApiError: 422 for a topic that can't be played.
    """
    if topic and topic not in playable_topics():
        raise ApiError(422, "Topik ini tidak ada.", field="topik")
    seed = secrets.randbelow(1_000_000)
    title = f"{written_number(talks)} percakapan simulasi" + (f", topik {topic}" if topic else "")
    chosen = (f"--topic={topic}",) if topic else ()
    return Order("selfplay", title, (f"--talks={talks}", f"--seed={seed}", *chosen), has_page=False)


def order_of_model_check() -> Order:
    """Go through every state of a talk that the book allows."""
    return Order("modelcheck", "Pemeriksaan buku SOP", has_page=False)


def playable_topics() -> list[str]:
    """The topics of the book about which a simulated customer can call."""
    from bot.qa.selfplay.branches import topics_with_outcomes  # brings the whole role play along

    return list(topics_with_outcomes(load_book()))


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


def _check_topic(topic: str) -> None:
    if topic and topic not in topics():
        raise ApiError(422, "Topik ini tidak ada.", field="topik")


def _date(text: str, field: str) -> date | None:
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ApiError(422, "Isi tanggal seperti 2026-11-22.", field=field) from None
