"""Which tests come to a point at which a fault in the book says, asks or decides something else.

With the fault a talk goes as it went without it, up to the first such point. A test that comes to one is likely to turn
red, and one that comes to none is not: the fault does nothing in its talk.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from bot.qa.sightings import OUTCOME_SLOT, Talk
from bot.sop.book import Book, Stage, Topic
from bot.sop.conditions import Facts, facts_named_in, holds
from bot.sop.flow import next_step, outcome_of, stages_after

OUTCOME_TABLE = ""
"""Stands where a stage's form does when the table is looked up."""

_KNOWN = "(diketahui)"
"""Stands for whatever is known of a fact that no condition looks at."""

_TOPIC_SLOT = "topik"


@dataclass(frozen=True)
class Point:
    """What was known where a stage was at work, or the table was looked up.

    Attributes:
        tests: that came there, the shortest first.
    """

    topic: str
    form: str
    facts: Facts
    tests: tuple[str, ...]


@dataclass(frozen=True)
class Points:
    """All points of the talks of a run.

    Attributes:
        book: that they went by.
        unknown: the tests in which a fact was what the book writes for one that the caller does not know, by its name.
    """

    book: Book
    points: tuple[Point, ...] = ()
    unknown: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    _sound: dict[int, Any] = field(default_factory=dict, compare=False, repr=False)

    @classmethod
    def of(cls, book: Book, talks: Iterable[Talk], initial_slots: Facts) -> Points:
        """The points of ``talks``.

        Args:
            initial_slots: what slots hold before anything was said.
        """
        unknown: dict[str, list[str]] = {}
        facts_at: dict[tuple[str, str, str], Facts] = {}
        tests_at: dict[tuple[str, str, str], list[str]] = {}
        for talk in sorted(talks, key=lambda one: len(one.turns)):
            for name in _unknown_in(book, talk):
                unknown.setdefault(name, []).append(talk.name)
            for topic, form, facts in _points_of(book, talk, initial_slots):
                key = (topic, form, repr(sorted(facts.items())))
                facts_at[key] = facts
                if talk.name not in tests_at.setdefault(key, []):
                    tests_at[key].append(talk.name)
        points = tuple(Point(*key[:2], facts, tuple(tests_at[key])) for key, facts in facts_at.items())
        return cls(book, points, {name: tuple(tests) for name, tests in unknown.items()})

    def telling(self, other: Book) -> list[str]:
        """The tests that come to a point at which ``other`` differs; of each point the shortest first.

        Where another value stands for a fact that the caller does not know: those in which it was not known.
        """
        changed = set(_changed(self.book, other))
        rank: dict[str, int] = {}
        for name, fact in self.book.facts.items():
            if fact.when_unknown != other.facts[name].when_unknown:
                rank.update({test: place for place, test in enumerate(self.unknown.get(name, ()))})
        for number, point in enumerate(self.points):
            if (point.topic, point.form) not in changed:
                continue
            if number not in self._sound:
                self._sound[number] = _what_follows(self.book, point)
            if _what_follows(other, point) != self._sound[number]:
                for place, test in enumerate(point.tests):
                    rank[test] = min(rank.get(test, place), place)
        return sorted(rank, key=lambda test: rank[test])


def _unknown_in(book: Book, talk: Talk) -> set[str]:
    """The facts that turned out not to be known in the talk."""
    told = [slots for turn in talk.turns for _, slots in turn.steps]
    return {
        name
        for slots in told
        for name, value in slots.items()
        if name in book.facts and value is not None and value == book.facts[name].when_unknown
    }


def _points_of(book: Book, talk: Talk, initial_slots: Facts) -> Iterator[tuple[str, str, Facts]]:
    facts: dict[str, Any] = {**initial_slots, **talk.slots}
    topic: Topic | None = None
    for turn in talk.turns:
        for action, slots in turn.steps:
            facts.update(slots)
            if action in book.stages:
                topic = book.topic_of_form(action, facts.get(_TOPIC_SLOT))
                yield topic.name, action, _seen_by_stage(book, topic, action, facts)
            if slots.get(OUTCOME_SLOT) is not None and topic is not None:
                yield topic.name, OUTCOME_TABLE, _seen_by_table(topic, facts)
        facts.update(turn.slots)


def _seen_by_stage(book: Book, topic: Topic, form: str, facts: Facts) -> Facts:
    stage = book.stages[form]
    rules = [book.rule(step) for step in stage.steps]
    conditions = [rule.when for rule in rules] + [item.when for item in stage.outcomes]
    conditions += [one.when for one in stages_after(topic, form)]
    compared = {name for condition in conditions for name in facts_named_in(condition)}
    asked = {rule.ask for rule in rules if rule.ask} - compared
    return {
        **{name: _KNOWN for name in asked if facts.get(name) is not None},
        **{name: facts[name] for name in compared if facts.get(name) is not None},
    }


def _seen_by_table(topic: Topic, facts: Facts) -> Facts:
    conditions = [row.when for row in topic.outcomes]
    conditions += [condition for row in topic.outcomes for condition, _ in row.permasalahan]
    compared = {name for condition in conditions for name in facts_named_in(condition)}
    return {name: facts[name] for name in compared if facts.get(name) is not None}


def _changed(book: Book, other: Book) -> Iterator[tuple[str, str]]:
    """The stages, by topic and form, and the tables that differ in two books."""
    for topic in book.topics.values():
        changed = other.topics[topic.name]
        ways_on_differ = [one.when for one in topic.stages] != [one.when for one in changed.stages]
        for stage in topic.stages:
            if ways_on_differ or _differs(book, other, stage):
                yield topic.name, stage.form
        if topic.outcomes != changed.outcomes:
            yield topic.name, OUTCOME_TABLE


def _differs(book: Book, other: Book, stage: Stage) -> bool:
    if other.stages[stage.form] != stage:
        return True
    return any(book.rule(step) != other.rules.get(step) for step in stage.steps)


def _what_follows(book: Book, point: Point) -> tuple[Any, ...]:
    """What is said, asked or decided at a point."""
    topic = book.topics[point.topic]
    if point.form == OUTCOME_TABLE:
        return _row(topic, point.facts)
    stage = book.stages[point.form]
    step = next_step(book, stage, point.facts, ())
    said = tuple(rule.id for rule in step.say)
    if step.ask is not None:
        return (*said, step.ask.id)
    result = stage.outcome(point.facts)
    known: Mapping[str, Any] = {**point.facts, stage.outcome_slot: result} if stage.outcome_slot else point.facts
    following = (one.name for one in stages_after(topic, point.form)[1:] if holds(one.when, known))
    return (*said, None, result, next(following, None))


def _row(topic: Topic, facts: Facts) -> tuple[Any, ...]:
    row = outcome_of(topic, facts)
    if row is None:
        return (None,)
    return row.id, row.ticket, next((text for condition, text in row.permasalahan if holds(condition, facts)), None)
