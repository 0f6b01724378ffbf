"""What becomes of a talk when the caller corrects an answer at its end.

The talk goes back to the stage of the answer, forgets what rested on it, and is gone through anew with what is still
known, as the forms do it. It must end as a talk in which the caller had answered so from the start.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from bot.sop.book import Book, Stage, Topic
from bot.sop.conditions import Facts
from bot.sop.flow import deciding_stages, facts_resting_on, stages_after
from bot.sop.stage_walked import RowsWalked, StageWalked
from bot.sop.ways import GIVEN, Way


@dataclass(frozen=True)
class CorrectedTalk:
    """One correction.

    Attributes:
        before: everything known when the caller corrects.
        fact: what is corrected, to ``value``.
        rows: the outcome rows that hold once every question that still stands is answered as before.
        rows_told_afresh: the rows of the talk in which the same answers are given from the start.
    """

    before: Mapping[str, Any]
    fact: str
    value: Any
    rows: tuple[str, ...]
    rows_told_afresh: tuple[str, ...]


def corrected_talks(book: Book, topic: Topic, ways: Iterable[Way]) -> Iterator[CorrectedTalk]:
    """Every answer of every way, corrected to every other value of a countable fact.

    Questions that only come on account of the correction get the first answer that is possible, in both talks.
    """
    deciding = deciding_stages(topic)
    retold = _Retold(book, topic, deciding)
    for way in ways:
        passed = [stage for stage in deciding if stage.form in dict(way.stages)]
        for stage in passed:
            for rule in map(book.rule, stage.steps):
                if rule.ask not in way.facts:
                    continue
                for value in _countable(book, rule.ask):
                    if value != way.facts[rule.ask]:
                        known = retold.corrected(way.facts, rule.ask, value, stage)
                        rows, rows_told_afresh = retold.rows(known)
                        yield CorrectedTalk(way.facts, rule.ask, value, rows, rows_told_afresh)


class _Retold:
    """Talks gone through anew; a stage in which nothing differs is gone through once."""

    def __init__(self, book: Book, topic: Topic, deciding: Iterable[Stage]) -> None:
        self._book = book
        self._topic = topic
        self._deciding = [StageWalked(book, topic.name, stage) for stage in deciding]
        self._table = RowsWalked(topic)
        self._steering = {stage.outcome_slot for stage in topic.stages}
        self._resting: dict[str, set[str]] = {}
        self._later = {stage.form: stages_after(topic, stage.form) for stage in topic.stages}
        self._gone_through: dict[tuple[object, ...], dict[str, Any]] = {}

    def corrected(self, facts: Facts, fact: str, value: Any, stage: Stage) -> dict[str, Any]:
        """What is still known once ``fact``, which ``stage`` asks for, has another value."""
        if fact not in self._resting:
            self._resting[fact] = facts_resting_on(self._book, self._topic, fact)
        known = {**facts, fact: value}
        for name in self._resting[fact]:
            known.pop(name, None)
        for later in self._later[stage.form]:
            known.pop(later.outcome_slot, None)
        return known

    def rows(self, known: Facts) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """The rows at the end of the talk that goes on from what is known, and of one that begins with nothing."""
        return self._rows_at_end(dict(known), known), self._rows_at_end({}, known)

    def _rows_at_end(self, state: dict[str, Any], answers: Facts) -> tuple[str, ...]:
        """The rows that hold at the end of a talk that is at ``state`` and whose questions get ``answers``."""
        for name, value in answers.items():
            if name not in self._steering and self._book.facts[name].kind == "derived":
                state[name] = value
        for walked in self._deciding:
            state.update(self._through(walked, state, answers))
            rows = self._table.holding(state)
            if rows or _leaves(self._topic, state):
                return rows
        return ()

    def _through(self, walked: StageWalked, state: Facts, answers: Facts) -> dict[str, Any]:
        """What is known more at the end of a stage."""
        mark = (walked.stage.form, *map(state.get, walked.looked_at), *map(answers.get, walked.asked))
        if mark not in self._gone_through:
            learnt: dict[str, Any] = {}
            while (rule := walked.next_step({**state, **learnt}).ask) is not None:
                answer = answers.get(rule.ask)
                learnt[rule.ask] = _first_answer(self._book, rule.ask) if answer is None else answer
            learnt[walked.stage.outcome_slot] = walked.outcome({**state, **learnt})
            self._gone_through[mark] = learnt
        return self._gone_through[mark]


def _countable(book: Book, fact: str) -> tuple[Any, ...]:
    known = book.facts[fact]
    return (True, False) if known.kind == "yes_no" else known.values


def _first_answer(book: Book, fact: str) -> Any:
    return next(iter(_countable(book, fact)), GIVEN)


def _leaves(topic: Topic, facts: Facts) -> bool:
    return any(facts.get(slot) in values for slot, values in topic.parameters.get("leaves_topic", {}).items())
