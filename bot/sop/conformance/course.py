"""The way that a talk had to go: which steps of the book apply to what is known, and to which row they lead."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.sop.book import Book, Outcome, Rule, Stage, Topic
from bot.sop.conditions import facts_named_in, holds
from bot.sop.flow import deciding_stages, next_step, outcome_of

ROW = "hasil"
REPORT_SENT = "tiket_terkirim"
LEAVES = "leaves_topic"


@dataclass(frozen=True)
class Step:
    """A rule at its place of the course."""

    rule: Rule
    stage: Stage


@dataclass(frozen=True)
class Course:
    """What the book asks for.

    Attributes:
        steps: in order.
        facts: what is known, with what follows from it: the stages' outcomes, the row, whether a report goes out.
        row: the row of the outcome table; ``None`` while it is open, or when the talk leaves the topic.
    """

    steps: tuple[Step, ...]
    facts: Mapping[str, Any]
    row: Outcome | None


def course_of(
    book: Book, topic: Topic, facts: Mapping[str, Any], comes_to_light: Mapping[str, tuple[str, ...]] | None = None
) -> Course:
    """Go through the stages with ``facts``; stages whose end is open pass by without an outcome.

    Args:
        facts: what is known. Outcomes of stages are worked out; one that is told counts where that can't be done.
        comes_to_light: see :class:`bot.sop.conformance.talk.Talk`; a question is not made needless by what only its
            own answer, or a later one, brings to light.
    """
    slots = {stage.outcome_slot for stage in topic.stages}
    known = {name: value for name, value in facts.items() if name not in slots}
    steps: dict[str, Step] = {}
    deciding = deciding_stages(topic)
    for stage in topic.stages:
        if stage in deciding and _has_ended(topic, known):
            continue
        if not holds(stage.when, known):
            continue
        for place, step in enumerate(stage.steps):
            rule = book.rule(step)
            hidden = _still_hidden(book, stage.steps[place:], comes_to_light or {}) if rule.ask else set()
            if (rule.ask or rule.say) and rule.applies({n: v for n, v in known.items() if n not in hidden}):
                steps.setdefault(rule.id, Step(rule, stage))
        if stage.outcome_slot:
            known[stage.outcome_slot] = _outcome(book, stage, known) or facts.get(stage.outcome_slot)
        _note_row(topic, known)
    row = outcome_of(topic, known)
    return Course(tuple(steps.values()), known, row)


def _still_hidden(book: Book, steps: Sequence[str], comes_to_light: Mapping[str, tuple[str, ...]]) -> set[str]:
    """Facts that show only by the answers to these steps."""
    asked = {book.rule(step).ask for step in steps}
    return {fact for fact, answers in comes_to_light.items() if asked & set(answers)}


def worked_out(book: Book) -> set[str]:
    """Facts that follow from others: nobody has to tell them."""
    return {stage.outcome_slot for stage in book.stages.values() if stage.outcome_slot} | {ROW, REPORT_SENT}


def _has_ended(topic: Topic, known: Mapping[str, Any]) -> bool:
    leaves: Mapping[str, list[str]] = topic.parameters.get(LEAVES, {})
    return outcome_of(topic, known) is not None or any(known.get(slot) in values for slot, values in leaves.items())


def _note_row(topic: Topic, known: dict[str, Any]) -> None:
    row = outcome_of(topic, known)
    if row is not None:
        known[ROW] = row.id
        known[REPORT_SENT] = not row.ticket.get("issue_closed") if row.ticket is not None else None


def _outcome(book: Book, stage: Stage, known: Mapping[str, Any]) -> str | None:
    """The stage's outcome once its questions are answered, unless it rests on a record that nobody has looked at."""
    if next_step(book, stage, known, stage.steps).ask is not None:
        return None
    for outcome in stage.outcomes:
        if holds(outcome.when, known):
            return outcome.value
        looked_up = (name for name in facts_named_in(outcome.when) if book.facts[name].kind == "derived")
        if any(known.get(name) is None for name in looked_up):
            return None
    return None
