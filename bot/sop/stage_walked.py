"""A stage of the book as walks go through it: hundreds of thousands of times, with few differences that matter.

A condition looks at one to three facts. How it turns out for the same values of these is found once and remembered,
for as long as the walk lasts; the same goes for what is noted of it (:func:`bot.sop.branches.look`).
"""

from __future__ import annotations

from bot.sop.book import Book, Outcome, Rule, Stage, Topic
from bot.sop.branches import Path, Seen, look, rule_path, stage_value_path
from bot.sop.conditions import Condition, Facts, facts_named_in, holds
from bot.sop.flow import NextStep


class RememberedCondition:
    """A condition that is gone through once for each combination of the values that it looks at.

    Args:
        path: where in the book it stands; with ``seen``, where what is compared on the way is noted.
    """

    def __init__(self, condition: Condition, path: Path = (), seen: Seen | None = None) -> None:
        self._condition = condition
        self._names = tuple(dict.fromkeys(facts_named_in(condition)))
        self._path = path
        self._seen = seen
        self._known: dict[tuple[object, ...], bool] = {}

    def holds(self, facts: Facts) -> bool:
        """Whether it is true of ``facts``."""
        values = tuple(map(facts.get, self._names))
        result = self._known.get(values)
        if result is None:
            if self._seen is None:
                result = holds(self._condition, facts)
            else:
                result = look(self._condition, facts, self._path, self._seen)
            self._known[values] = result
        return result


class StageWalked:
    """The steps and the ways on of one stage, for one walk.

    Args:
        topic: the name of the topic that is walked.
        seen: where comparisons are noted (:func:`bot.sop.branches.look_at_stage`), if they are.

    Attributes:
        asked: the facts that the stage asks for.
        looked_at: these and all that its conditions look at: nothing else decides how it is gone through.
    """

    def __init__(self, book: Book, topic: str, stage: Stage, seen: Seen | None = None) -> None:
        self.stage = stage
        self._steps: list[tuple[Rule, RememberedCondition | None]] = []
        for rule in map(book.rule, stage.steps):
            path = (*rule_path(book, rule.id), "when")
            self._steps.append((rule, RememberedCondition(rule.when, path, seen) if rule.when else None))
        self._values = [
            (item.value, RememberedCondition(item.when, (*stage_value_path(topic, stage, item.value), "when"), seen))
            for item in stage.outcomes
        ]
        conditions = [*(rule.when for rule, _ in self._steps), *(item.when for item in stage.outcomes)]
        self.asked = tuple(dict.fromkeys(rule.ask for rule, _ in self._steps if rule.ask))
        self.looked_at = tuple(
            dict.fromkeys((*(name for when in conditions for name in facts_named_in(when)), *self.asked))
        )

    def next_step(self, facts: Facts) -> NextStep:
        """See :func:`bot.sop.flow.next_step`; nothing counts as said before."""
        say: list[Rule] = []
        for rule, condition in self._steps:
            if condition is not None and not condition.holds(facts):
                continue
            if rule.say:
                say.append(rule)
            elif rule.ask and facts.get(rule.ask) is None:
                return NextStep(tuple(say), rule)
        return NextStep(tuple(say), None)

    def outcome(self, facts: Facts) -> str | None:
        """See :meth:`bot.sop.book.Stage.outcome`."""
        return next((value for value, condition in self._values if condition.holds(facts)), None)


class RowsWalked:
    """The outcome table of one topic, for one walk."""

    def __init__(self, topic: Topic) -> None:
        self._rows: list[tuple[Outcome, RememberedCondition]] = [
            (outcome, RememberedCondition(outcome.when)) for outcome in topic.outcomes
        ]
        self._names = tuple({name for outcome in topic.outcomes for name in facts_named_in(outcome.when)})
        self._known: dict[tuple[object, ...], tuple[str, ...]] = {}

    def holding(self, facts: Facts) -> tuple[str, ...]:
        """The ids of all rows that hold, in the table's order."""
        values = tuple(map(facts.get, self._names))
        if values not in self._known:
            self._known[values] = tuple(outcome.id for outcome, condition in self._rows if condition.holds(facts))
        return self._known[values]
