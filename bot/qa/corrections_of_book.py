"""What becomes of a talk when the caller corrects an answer at its end.

The talk goes back to the stage of the answer, forgets what rested on it, and is gone through anew with what is still
known, as the forms do it. It must end as a talk in which the caller had answered so from the start.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from bot.qa.ways import GIVEN, Way
from bot.sop.book import Book, Stage, Topic
from bot.sop.conditions import Facts, holds
from bot.sop.flow import deciding_stages, facts_resting_on, next_step, stages_after


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
    for way in ways:
        passed = [stage for stage in deciding if stage.form in dict(way.stages)]
        for stage in passed:
            for rule in map(book.rule, stage.steps):
                if rule.ask not in way.facts:
                    continue
                for value in _countable(book, rule.ask):
                    if value != way.facts[rule.ask]:
                        known = _corrected(book, topic, way.facts, rule.ask, value, stage)
                        rows = _rows_at_end(book, topic, deciding, dict(known), known)
                        yield CorrectedTalk(
                            way.facts, rule.ask, value, rows, _rows_at_end(book, topic, deciding, {}, known)
                        )


def _corrected(book: Book, topic: Topic, facts: Facts, fact: str, value: Any, stage: Stage) -> dict[str, Any]:
    known = {**facts, fact: value}
    for name in facts_resting_on(book, topic, fact):
        known.pop(name, None)
    for later in stages_after(topic, stage.form):
        known.pop(later.outcome_slot, None)
    return known


def _rows_at_end(
    book: Book, topic: Topic, deciding: Iterable[Stage], state: dict[str, Any], answers: Facts
) -> tuple[str, ...]:
    """The rows that hold at the end of a talk that is at ``state`` and whose questions get ``answers``."""
    steering = {stage.outcome_slot for stage in topic.stages}
    state.update({name: value for name, value in answers.items() if _is_looked_up(book, name) and name not in steering})
    for stage in deciding:
        while (step := next_step(book, stage, state, ())).ask is not None:
            answer = answers.get(step.ask.ask)
            state[step.ask.ask] = _first_answer(book, step.ask.ask) if answer is None else answer
        state[stage.outcome_slot] = stage.outcome(state)
        rows = tuple(outcome.id for outcome in topic.outcomes if holds(outcome.when, state))
        if rows or _leaves(topic, state):
            return rows
    return ()


def _is_looked_up(book: Book, fact: str) -> bool:
    return book.facts[fact].kind == "derived"


def _countable(book: Book, fact: str) -> tuple[Any, ...]:
    known = book.facts[fact]
    return (True, False) if known.kind == "yes_no" else known.values


def _first_answer(book: Book, fact: str) -> Any:
    return next(iter(_countable(book, fact)), GIVEN)


def _leaves(topic: Topic, facts: Facts) -> bool:
    return any(facts.get(slot) in values for slot, values in topic.parameters.get("leaves_topic", {}).items())
