"""How far a self-report has come, read off the same book and the same outcome table as a talk."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.sop.book import Book, Outcome
from bot.sop.conditions import Facts
from bot.sop.flow import deciding_stages, next_step, outcome_of

TOPIC = "periksa"
WORDS = "pln_mobile"
"""The book's parameter that holds PLN Mobile's own words."""


@dataclass(frozen=True)
class Course:
    """Where a report stands with what is known.

    Attributes:
        facts: what is known, with the outcomes of the stages that were gone through.
        question: the fact that must be known next; ``None`` when the way is decided.
        outcome: the row of the outcome table; ``None`` while a question is open, or when the report goes on elsewhere
            because there is one already (LU-09).
    """

    facts: Mapping[str, Any]
    question: str | None = None
    outcome: Outcome | None = None

    @property
    def needs_codes(self) -> bool:
        """Whether the row asks for the nine values."""
        return bool(self.outcome and (self.outcome.ticket or {}).get("self_diagnosis"))


def course_of(book: Book, told: Facts) -> Course:
    """Walk the topic's deciding stages with what was told, up to a question or a row of the table."""
    topic = book.topics[TOPIC]
    facts = dict(told)
    for stage in deciding_stages(topic):
        step = next_step(book, stage, facts, said=book.rules)
        if step.ask is not None:
            return Course(facts, question=step.ask.ask)
        facts[stage.outcome_slot] = stage.outcome(facts)
        outcome = outcome_of(topic, facts)
        if outcome is not None:
            return Course(facts, outcome=outcome)
    return Course(facts)


def conditions_asked(book: Book) -> tuple[str, ...]:
    """Facts about power and meter that the customer is asked for; what using the application tells is not asked."""
    stage = deciding_stages(book.topics[TOPIC])[0]
    told = book.parameter(TOPIC, WORDS)["told_by_using_it"]
    return tuple(ask for step in stage.steps if (ask := book.rule(step).ask) and ask not in told)
