"""Which branch of the book each talk goes: rows in turn, and within a row its ways in turn."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from random import Random
from typing import Any

from bot.customers.model import Customer
from bot.qa.ways import Way, goes_on_elsewhere, walk
from bot.roleplay.sampling import CannotBeArranged, SheetSampler
from bot.roleplay.sheet import Sheet
from bot.sop.book import Book, Topic

LEAVES = "keluar"
"""Stands for the row of a talk that goes on outside its topic."""


@dataclass(frozen=True)
class Branch:
    """One way through a topic.

    Attributes:
        row: id of the outcome row, or ``LEAVES``.
    """

    topic: str
    row: str
    facts: Mapping[str, Any]


class Branches:
    """All branches that invented customers can go.

    Attributes:
        not_arranged: branches for which there can be no customer, with what is in the way.
    """

    def __init__(self, book: Book, customers: Sequence[Customer], topics: Sequence[str]) -> None:
        self.book = book
        self._sampler = SheetSampler(book, customers)
        self._by_row: dict[tuple[str, str], list[Branch]] = {}
        self.not_arranged: dict[tuple[str, str], str] = {}
        for name in topics:
            self._take(book.topics[name])

    def sheet(self, number: int, seed: int) -> tuple[Branch, Sheet]:
        """The ``number``-th talk's branch and customer; the same numbers and seed give the same."""
        rows = sorted(self._by_row)
        Random(seed).shuffle(rows)
        ways = self._by_row[rows[number % len(rows)]]
        branch = ways[(number // len(rows) + seed) % len(ways)]
        return branch, self._sampler.sample(branch.topic, branch.facts, f"{seed}-{number}")

    @property
    def rows(self) -> tuple[tuple[str, str], ...]:
        """Topic and row of everything that is played."""
        return tuple(sorted(self._by_row))

    def _take(self, topic: Topic) -> None:
        for number, way in enumerate(walk(self.book, topic).ways):
            for row in way.rows[:1] or ((LEAVES,) if way.leaves and not goes_on_elsewhere(topic, way) else ()):
                branch = Branch(topic.name, row, way.facts)
                if self._can_be(branch, way, number):
                    self._by_row.setdefault((topic.name, row), []).append(branch)
        for missing in set(self.not_arranged) & set(self._by_row):
            # other ways lead to the same row: this one only names a combination that no record shows
            del self.not_arranged[missing]

    def _can_be(self, branch: Branch, way: Way, number: int) -> bool:
        try:
            self._sampler.sample(branch.topic, way.facts, f"trial-{number}")
        except CannotBeArranged as reason:
            self.not_arranged[(branch.topic, branch.row)] = str(reason)
            return False
        return True


def topics_with_outcomes(book: Book) -> tuple[str, ...]:
    """The topics that decide on a ticket, and so can be played."""
    return tuple(topic.name for topic in book.topics.values() if topic.outcomes)
