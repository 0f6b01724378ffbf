"""All ways through a topic of the book: its stages walked breadth-first over the finite values of its facts.

A topic's *deciding* stages are those by whose steering slot the outcome table chooses. They are gone through in the
book's order until a row of the table holds, or the talk leaves the topic (parameter ``leaves_topic``). The other
stages are walked from every end, to find questions and sayings that can never come.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from bot.sop.book import Book, Outcome, Rule, Stage, Topic
from bot.sop.branches import Seen, conditions_of, look_at_outcomes
from bot.sop.conditions import Condition, comparisons_in, facts_named_in
from bot.sop.flow import deciding_stages
from bot.sop.stage_walked import RowsWalked, StageWalked

GIVEN = "(disebutkan)"
"""Stands for any value of a fact whose values can't be counted: a name, an address, a number."""

Facts = dict[str, Any]
_ABSENT = object()


@dataclass(frozen=True)
class Way:
    """One way through the deciding stages.

    Attributes:
        stages: pairs of form and the value that its steering slot took, in order.
        facts: everything known at the end.
        rows: ids of the outcome rows that hold; a sound book has exactly one.
        leaves: the talk goes on outside the topic, without a row.
    """

    stages: tuple[tuple[str, str], ...]
    facts: Mapping[str, Any]
    rows: tuple[str, ...]
    leaves: bool = False


def goes_on_elsewhere(topic: Topic, way: Way) -> bool:
    """Whether a way that leaves the topic goes on in another one, and not with a human (parameter ``goes_on``)."""
    slots = {stage.form: stage.outcome_slot for stage in topic.stages}
    onward = topic.parameters.get("goes_on", {})
    return any(value in onward.get(slots.get(form), {}) for form, value in way.stages)


@dataclass(frozen=True)
class TooLate:
    """A rule that comes after one which stands behind it in the stage's order: its condition waits for that one."""

    stage: Stage
    rule: Rule
    after: Rule
    facts: Mapping[str, Any]


@dataclass
class Walk:
    """All ways, and what was met on them.

    Attributes:
        dead_ends: stages that ended without a value of their steering slot, with the facts that led there.
        unanswerable: questions that no answer settles, with the facts that led there.
        too_late: rules that don't come in the book's order.
        rules_met: rules that were asked or said on some way.
        branches: comparisons that turned out true or false on some way.
        visited: every state of a talk that was looked at, with the stage in which it is.
    """

    ways: list[Way] = field(default_factory=list)
    dead_ends: list[tuple[Stage, Facts]] = field(default_factory=list)
    unanswerable: list[tuple[Stage, Rule, Facts]] = field(default_factory=list)
    too_late: list[TooLate] = field(default_factory=list)
    rules_met: set[str] = field(default_factory=set)
    stage_values_met: set[tuple[str, str]] = field(default_factory=set)
    branches: Seen = field(default_factory=set)
    visited: list[tuple[Stage, Facts]] = field(default_factory=list)

    @property
    def states(self) -> int:
        """How many states of a talk were looked at."""
        return len(self.visited)


def walk(book: Book, topic: Topic) -> Walk:
    """Walk a topic through."""
    return _Walker(book, topic).walk()


def rests_on(book: Book, topic: Topic) -> str:
    """All that the walk of a topic is made of; where it is the same in two books, so is the walk."""
    rules = [book.rule(step) for stage in topic.stages for step in stage.steps]
    conditions = (*(when for _, when in conditions_of(topic)), *(rule.when for rule in rules))
    asked = {rule.ask for rule in rules} - {""}
    names = sorted(asked | {name for condition in conditions for name in facts_named_in(condition)})
    literals = _literals(book)
    return repr((topic, rules, [(book.facts[name], literals.get(name)) for name in names]))


def ways_through(book: Book, topic: Topic) -> list[Way]:
    """The ways through a topic's deciding stages alone, which is half the work of :func:`walk`."""
    walker = _Walker(book, topic)
    walker.walk_deciding_stages()
    return walker.found.ways


class _Walker:
    def __init__(self, book: Book, topic: Topic) -> None:
        self._book = book
        self._topic = topic
        self._leaves: Mapping[str, list[str]] = topic.parameters.get("leaves_topic", {})
        self._steering = {stage.outcome_slot for stage in book.stages.values() if stage.outcome_slot}
        self._literals = _literals(book)
        self._deciding = deciding_stages(topic)
        self._seen: dict[str, set[str]] = {}
        self._found = Walk()
        self._rows = RowsWalked(topic)
        self._walked = {
            stage.form: StageWalked(book, topic.name, stage, self._found.branches) for stage in topic.stages
        }

    @property
    def found(self) -> Walk:
        """What was met until now."""
        return self._found

    def walk(self) -> Walk:
        """Go through all stages."""
        self.walk_deciding_stages()
        self._walk_the_rest()
        return self._found

    def walk_deciding_stages(self) -> None:
        """Go through the stages by which the outcome table chooses."""
        waiting: deque[tuple[Facts, tuple[tuple[str, str], ...]]] = deque([({}, ())])
        while waiting:
            facts, passed = waiting.popleft()
            way = self._end(facts, passed)
            if way is not None or len(passed) == len(self._deciding):
                self._found.ways.append(way or Way(passed, facts, ()))
                continue
            stage = self._deciding[len(passed)]
            for ended in self._through(stage, facts):
                value = self._walked[stage.form].outcome(ended)
                if value is None:
                    self._found.dead_ends.append((stage, ended))
                    continue
                self._found.stage_values_met.add((stage.form, value))
                waiting.append(({**ended, stage.outcome_slot: value}, (*passed, (stage.form, value))))

    def _end(self, facts: Facts, passed: tuple[tuple[str, str], ...]) -> Way | None:
        rows = self._rows.holding(facts)
        leaves = any(facts.get(slot) in values for slot, values in self._leaves.items())
        if rows:
            look_at_outcomes(self._topic, facts, self._found.branches)
        return Way(passed, facts, rows, leaves) if rows or leaves else None

    def _walk_the_rest(self) -> None:
        """Go through the stages that decide nothing, once from each difference that their conditions can see."""
        rest = [stage for stage in self._topic.stages if stage not in self._deciding]
        asked = {self._book.rule(step).ask for stage in rest for step in stage.steps} - {""}
        for stage in rest:
            seen = self._facts_seen_by(stage)
            entries = {tuple(sorted((k, v) for k, v in way.facts.items() if k in seen)) for way in self._found.ways}
            for entry in sorted(entries, key=repr):
                for ended in self._through(stage, dict(entry), asked):
                    value = self._walked[stage.form].outcome(ended) if stage.outcome_slot else ""
                    if value is None:
                        self._found.dead_ends.append((stage, ended))
                    elif value:
                        self._found.stage_values_met.add((stage.form, value))

    def _through(self, stage: Stage, facts: Facts, elsewhere: Collection[str] = ()) -> Iterator[Facts]:
        """Every state in which the stage can end.

        Args:
            elsewhere: facts that another stage may have asked for; tried with all their values, as looked-up ones are.
        """
        waiting: deque[tuple[Facts, Rule | None]] = deque(
            (one, None) for one in self._looked_up(stage, facts, elsewhere)
        )
        walked = self._walked[stage.form]
        ends: set[tuple[object, ...]] = set()
        seen = self._facts_seen_by(stage)
        while waiting:
            known, answered = waiting.popleft()
            step = walked.next_step(known)
            self._found.visited.append((stage, known))
            self._found.rules_met.update(rule.id for rule in step.say)
            if step.ask is None:
                walked.outcome(known)  # what is compared there is noted, also when the end was met before
                # ways that differ in nothing that a condition sees are one way
                mark = tuple(known.get(name, _ABSENT) for name in seen)
                if mark not in ends:
                    ends.add(mark)
                    yield known
                continue
            self._found.rules_met.add(step.ask.id)
            if answered is not None and stage.steps.index(step.ask.id) < stage.steps.index(answered.id):
                self._found.too_late.append(TooLate(stage, step.ask, answered, known))
            answers = self._values(step.ask.ask, seen)
            if not answers:
                self._found.unanswerable.append((stage, step.ask, known))
            waiting.extend(({**known, step.ask.ask: answer}, step.ask) for answer in answers)

    def _looked_up(self, stage: Stage, facts: Facts, elsewhere: Collection[str]) -> Iterator[Facts]:
        """``facts`` with every value of what the stage's conditions see and the stage itself does not ask."""
        states = [facts]
        asked = {self._book.rule(step).ask for step in stage.steps}
        seen = self._facts_seen_by(stage)
        for name in sorted(seen - asked - self._steering - set(facts)):
            values: list[Any] = []
            if self._book.facts[name].kind == "derived":
                values = self._literals[name]
            elif name in elsewhere:
                values = [None, *self._values(name, seen)]
            states = [{**state, name: value} for state in states for value in values] if values else states
        yield from states

    def _facts_seen_by(self, stage: Stage) -> set[str]:
        if stage.form not in self._seen:
            conditions: list[Condition] = [self._book.rule(step).when for step in stage.steps]
            conditions += [outcome.when for outcome in stage.outcomes]
            if stage in self._deciding:
                conditions += [outcome.when for outcome in self._topic.outcomes]
                conditions += [one for outcome in self._topic.outcomes for one, _ in outcome.permasalahan]
            self._seen[stage.form] = {name for condition in conditions for name in facts_named_in(condition)}
        return self._seen[stage.form]

    def _values(self, name: str, seen: set[str]) -> list[Any]:
        fact = self._book.facts[name]
        if fact.kind == "ready":
            return [True]
        if name not in seen:
            return [GIVEN]
        if fact.kind == "yes_no":
            return [True, False]
        if fact.kind == "choice":
            unknown = [] if fact.when_unknown in (None, *fact.values) else [fact.when_unknown]
            return [*fact.values, *unknown]
        return [GIVEN, *(value for value in self._literals.get(name, ()) if value is not None)]


def _literals(book: Book) -> dict[str, list[Any]]:
    """For each fact the values that conditions can tell apart: one for each, ``None`` for "not known" first."""
    compared: dict[str, list[tuple[Any, ...]]] = {}
    for topic in book.topics.values():
        for _, condition in conditions_of(topic):
            for name, expected in comparisons_in(condition):
                compared.setdefault(name, []).append(expected)
    found: dict[str, list[Any]] = {}
    for name, comparisons in compared.items():
        values: list[Any] = [None]
        for expected in comparisons:
            for value in expected:
                values += [one for one in ((True, False) if isinstance(value, bool) else (value,)) if one not in values]
        told_apart = {tuple(value in expected for expected in comparisons): value for value in reversed(values)}
        found[name] = [value for value in values if value in told_apart.values()]
    return found


def row(topic: Topic, row_id: str) -> Outcome:
    """The outcome row with this id."""
    return next(outcome for outcome in topic.outcomes if outcome.id == row_id)
