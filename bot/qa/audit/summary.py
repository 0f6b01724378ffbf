"""What an audit found over all its talks, with the rulings on disputes laid over the engine's verdicts."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from bot.qa.audit.disputes import Dispute
from bot.sop.book import Book, Rule
from bot.sop.conformance.assess import assess
from bot.sop.conformance.left_to_humans import left_to_humans
from bot.sop.conformance.result import (
    COUNTED,
    MISSED,
    OUT_OF_ORDER,
    RULE_BROKEN,
    STATUSES,
    Assessment,
    CriticalError,
    Item,
    Verdict,
)
from bot.sop.conformance.talk import Talk

T = TypeVar("T")


@dataclass(frozen=True)
class Audited:
    """One talk of an audit: what was said, the result with rulings laid over it, and the disputes about it."""

    talk: Talk
    result: Assessment
    disputes: tuple[Dispute, ...] = ()


@dataclass(frozen=True)
class Missing:
    """A rule of the Pareto chart: how often it was missed or out of order, and how much of all that it makes up.

    Attributes:
        share: of all misses, together with the rules before it, 0–1.
        counted: in how many talks the rule counted.
    """

    rule: Rule
    times: int
    counted: int
    share: float


@dataclass(frozen=True)
class Audit:
    """All talks of an audit.

    Attributes:
        chosen_from: how many talks there were to choose from.
    """

    talks: tuple[Audited, ...]
    chosen_from: int

    @property
    def average(self) -> float:
        """Mean score, 0–100; 0 without talks."""
        return sum(one.result.score for one in self.talks) / len(self.talks) if self.talks else 0.0

    @property
    def passed(self) -> int:
        """How many talks passed."""
        return sum(one.result.passed for one in self.talks)

    @property
    def critical_errors(self) -> tuple[tuple[Audited, CriticalError], ...]:
        """Every critical error with its talk."""
        return tuple((one, error) for one in self.talks for error in one.result.critical_errors)

    @property
    def is_clean(self) -> bool:
        """Whether there are talks and all passed."""
        return bool(self.talks) and self.passed == len(self.talks)

    def count(self) -> dict[str, int]:
        """How often each status was given."""
        counts = [one.result.count() for one in self.talks]
        return {status: sum(count[status] for count in counts) for status in STATUSES}

    def pareto(self) -> tuple[Missing, ...]:
        """Rules missed or out of order, most often first."""
        items = [item for one in self.talks for item in one.result.items]
        rules = {item.rule.id: item.rule for item in items}
        times = Counter(item.rule.id for item in items if item.status in (MISSED, OUT_OF_ORDER))
        counted = Counter(item.rule.id for item in items if item.status in COUNTED)
        rows: list[Missing] = []
        so_far, total = 0, sum(times.values())
        for rule, number in sorted(times.items(), key=lambda one: (-one[1], one[0])):
            so_far += number
            rows.append(Missing(rules[rule], number, counted[rule], so_far / total))
        return tuple(rows)


def audited_talk(book: Book, talk: Talk, disputes: Iterable[Dispute], *, by_words: bool = False) -> Audited:
    """``talk`` held against ``book``, with the rulings on ``disputes`` about it.

    Args:
        by_words: nothing but the words is known, as in a transcript: some rules are then left to humans.

    Raises:
        KeyError: if the talk names a topic that the book does not have.
    """
    about = tuple(disputes)
    result = assess(book, talk)
    return Audited(talk, with_rulings(left_to_humans(result) if by_words else result, about), about)


def sample(chosen_from: Sequence[T], size: int | None, seed: int) -> list[T]:
    """``size`` of them in their own order, the same ones for the same seed; all when there are no more."""
    if size is None or size >= len(chosen_from):
        return list(chosen_from)
    places = sorted(random.Random(seed).sample(range(len(chosen_from)), size))
    return [chosen_from[place] for place in places]


def with_rulings(result: Assessment, disputes: Iterable[Dispute]) -> Assessment:
    """The result as supervisors ruled: a rule's status is that of the latest ruling on it, and points follow."""
    ruled = {(one.matter, one.rule): one.ruling for one in disputes if one.ruling is not None}
    items: list[Item] = []
    for item in result.items:
        ruling = ruled.get((item.matter, item.rule.id))
        if ruling is None:
            items.append(item)
            continue
        reason = f"Diputuskan {ruling.who}: {ruling.why}"
        items.append(replace(item, verdict=Verdict(ruling.status, item.verdict.turn, item.verdict.quote, reason)))
    weight = sum(item.rule.weight for item in items if item.status in COUNTED)
    shared = tuple(
        replace(item, points=100.0 * item.rule.weight / weight if item.status in COUNTED else 0.0) for item in items
    )
    missed = {(item.matter, item.rule.id) for item in shared if item.status == MISSED}
    standing = [
        error
        for error in result.critical_errors
        if (error.matter, error.subject) not in ruled or (error.matter, error.subject) in missed
    ]
    known = {(error.matter, error.subject) for error in standing}
    standing += [
        CriticalError(RULE_BROKEN, item.rule.id, item.matter, f"{item.rule.title}. {item.verdict.reason}")
        for item in shared
        if item.rule.critical
        and item.status == MISSED
        and (item.matter, item.rule.id) in ruled
        and (item.matter, item.rule.id) not in known
    ]
    return replace(result, items=shared, critical_errors=tuple(standing))
