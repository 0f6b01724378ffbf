"""Which branch of the book each talk goes: rows in turn, and within a row its ways in turn.

Where the book leads from one topic into another (``goes_on``), the talk goes on there by one of that topic's ways.
Now and then the same customer has a second matter.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from random import Random
from typing import Any

from bot.customers.model import Customer
from bot.roleplay.earlier import searches
from bot.roleplay.sampling import CannotBeArranged, SheetSampler
from bot.roleplay.sheet import Sheet
from bot.roleplay.world import World
from bot.sop.book import Book, Topic
from bot.sop.ways import Way, ways_through

LEAVES = "keluar"
"""Stands for the row of a talk that goes on outside its topic."""

_SECOND_MATTERS = 0.12
_TOLD_AS_MATTER = 0.6
_DANGER = "mendesak"
_TRIES = 12
# neighbouring ways differ in little: a stride that has no divisor in common with their numbers meets all of them
_STRIDE = 37
# what a call tells of its caller holds for all of its matters
_OF_THE_CALLER = ("umum", "data_pelanggan")


@dataclass(frozen=True)
class Branch:
    """One way through a topic.

    Attributes:
        row: id of the outcome row, or ``LEAVES``.
        goes_on: the topic into which the book leads from here, and with it a row of that topic; empty: none.
    """

    topic: str
    row: str
    facts: Mapping[str, Any]
    goes_on: str = ""


class Branches:
    """All branches that invented customers can go.

    Attributes:
        not_arranged: branches for which there can be no customer, with what is in the way.
    """

    def __init__(self, book: Book, customers: Sequence[Customer], topics: Sequence[str]) -> None:
        self.book = book
        self._world = World()
        self._sampler = SheetSampler(book, customers, self._world)
        self._by_row: dict[tuple[str, str], list[Branch]] = {}
        self.not_arranged: dict[tuple[str, str], str] = {}
        self._topics = frozenset(topics)
        for name in topics:
            self._take(book.topics[name])

    def sheet(self, number: int, seed: int) -> tuple[Branch, Sheet]:
        """The ``number``-th talk's branch and customer; the same numbers and seed give the same."""
        rows = sorted(self._by_row)
        Random(seed).shuffle(rows)
        ways = self._by_row[rows[number % len(rows)]]
        branch = ways[(number // len(rows) * _STRIDE + seed) % len(ways)]
        chance = Random(f"{seed}-{number}:branch")
        if branch.goes_on:
            return branch, self._going_on(branch, chance, f"{seed}-{number}")
        sheet = self._sampler.sample(branch.topic, branch.facts, f"{seed}-{number}")
        if sheet.wants_human:
            return branch, sheet
        if sheet.facts.get(_DANGER) and self._world.danger_is_apart(sheet.topic):
            if chance.random() < _TOLD_AS_MATTER:
                sheet = replace(sheet, second=self._danger(sheet, chance, f"{seed}-{number}"))
        elif chance.random() < _SECOND_MATTERS:
            sheet = replace(sheet, second=self._second(sheet, chance, f"{seed}-{number}"))
        return branch, sheet

    def _going_on(self, branch: Branch, chance: Random, seed: str) -> Sheet:
        """A customer whose talk leaves its topic by ``branch`` and goes on in the other one by any of its rows."""
        rows = [row for row in self.rows if row[0] == branch.goes_on and row[1] != LEAVES]
        known = _known_onward(self.book.topics[branch.topic], branch.facts)
        for attempt in range(_TRIES * _TRIES):
            onward = chance.choice(self._by_row[chance.choice(rows)])
            facts = {**onward.facts, **known, **branch.facts}
            if all(facts[name] == value for name, value in onward.facts.items() if self._is_spoken(name)):
                try:
                    return self._sampler.sample(branch.topic, facts, f"{seed}-{attempt}", onward=branch.goes_on)
                except CannotBeArranged:
                    continue
        raise CannotBeArranged(f"{branch.topic} → {branch.goes_on}")

    def _second(self, first: Sheet, chance: Random, seed: str) -> Sheet | None:
        """Another matter of the same customer, of a topic that the first one does not lead to.

        None after a report that was found: how its customer is reached is then taken from it.
        """
        if first.earlier is not None:
            return None
        leads_to = self.book.topics[first.topic].parameters.get("leads_to", ())
        rows = [
            row
            for row in self.rows
            if row[0] not in (first.topic, *leads_to)
            and first.topic not in self.book.topics[row[0]].parameters.get("leads_to", ())
            and row[1] != LEAVES
        ]
        return self._of_same_customer(first, rows, chance, seed)

    def _danger(self, first: Sheet, chance: Random, seed: str) -> Sheet | None:
        """The matter that a danger is which has nothing to do with the first one."""
        rows = [row for row in self.rows if row[0] == self._world.danger_topic and row[1] != LEAVES]
        second = self._of_same_customer(first, rows, chance, seed)
        return second and replace(second, facts={**second.facts, _DANGER: True})

    def _of_same_customer(
        self, first: Sheet, rows: Sequence[tuple[str, str]], chance: Random, seed: str
    ) -> Sheet | None:
        """Another matter of the first one's customer, by a branch of ``rows``."""
        said_before = {
            name: value
            for name, value in first.facts.items()
            if any(name in self.book.topics[topic].facts for topic in _OF_THE_CALLER)
        }
        for attempt in range(_TRIES if rows else 0):
            branch = chance.choice(self._by_row[chance.choice(rows)])
            # the report that the first matter makes would be the one that is found
            if branch.facts.get(_DANGER) or searches(branch.topic):
                continue
            try:
                other = self._sampler.sample(branch.topic, branch.facts, f"{seed}-second-{attempt}", of=first)
            except CannotBeArranged:
                continue
            if bool(other.facts.get(_DANGER)) <= bool(first.facts.get(_DANGER)) and other.mistake is None:
                return replace(other, facts={**other.facts, **said_before}, spare=_spare_of(other, said_before))
        return None

    def _is_spoken(self, name: str) -> bool:
        fact = self.book.facts.get(name)
        return fact is not None and fact.kind != "derived"

    @property
    def rows(self) -> tuple[tuple[str, str], ...]:
        """Topic and row of everything that is played."""
        return tuple(sorted(self._by_row))

    def _take(self, topic: Topic) -> None:
        for number, way in enumerate(ways_through(self.book, topic)):
            for row in way.rows[:1] or ((LEAVES,) if way.leaves else ()):
                onward = "" if way.rows else _topic_onward(self.book, topic, way.facts)
                if onward and onward not in self._topics:
                    continue
                branch = Branch(topic.name, row, way.facts, onward)
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


def _onward(topic: Topic, facts: Mapping[str, Any]) -> Mapping[str, Any]:
    """Where the book leads from ``topic``; empty where it does not."""
    ways: Mapping[str, Mapping[str, Any]] = topic.parameters.get("goes_on", {})
    return next((by_value[facts[slot]] for slot, by_value in ways.items() if facts.get(slot) in by_value), {})


def _topic_onward(book: Book, topic: Topic, facts: Mapping[str, Any]) -> str:
    onward = _onward(topic, facts)
    begun = book.topic_beginning_with(onward["intent"]) if onward else None
    return begun.name if begun else ""


def _known_onward(topic: Topic, facts: Mapping[str, Any]) -> Mapping[str, Any]:
    known: Mapping[str, Any] = _onward(topic, facts).get("facts", {})
    return known


def _spare_of(sheet: Sheet, said_before: Mapping[str, Any]) -> dict[str, Any]:
    """Slips of the tongue about what is asked in this matter for the first time."""
    return {name: wrong for name, wrong in sheet.spare.items() if name not in said_before}


def topics_with_outcomes(book: Book) -> tuple[str, ...]:
    """The topics that decide on a ticket, and so can be played."""
    return tuple(topic.name for topic in book.topics.values() if topic.outcomes)
