"""The next step of a talk, read off the book: which rules are now to be said, and which fact to ask for."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from bot.sop.book import Book, Outcome, Rule, Stage, Topic
from bot.sop.conditions import Facts, facts_named_in, holds


@dataclass(frozen=True)
class NextStep:
    """What is to be done now within a stage.

    Attributes:
        say: rules whose response is said before the question, in order.
        ask: the rule whose question comes next; ``None`` when the stage is done.
    """

    say: tuple[Rule, ...]
    ask: Rule | None


def next_step(book: Book, stage: Stage, facts: Facts, said: Collection[str]) -> NextStep:
    """Walk the stage's steps in the book's order up to the first fact that is not known yet.

    Args:
        facts: what is known; an unknown fact is missing or ``None``.
        said: ids of rules that were said already and are not said twice.
    """
    say: list[Rule] = []
    for rule_id in stage.steps:
        rule = book.rule(rule_id)
        if not rule.applies(facts):
            continue
        if rule.say and rule.id not in said:
            say.append(rule)
        elif rule.ask and facts.get(rule.ask) is None:
            return NextStep(tuple(say), rule)
    return NextStep(tuple(say), None)


def outcome_of(topic: Topic, facts: Facts) -> Outcome | None:
    """The row of the topic's outcome table that the facts lead to; the first that holds."""
    return next((outcome for outcome in topic.outcomes if holds(outcome.when, facts)), None)


def deciding_stages(topic: Topic) -> tuple[Stage, ...]:
    """The stages by which the outcome table chooses, in the book's order."""
    named = {name for outcome in topic.outcomes for name in facts_named_in(outcome.when)}
    return tuple(stage for stage in topic.stages if stage.outcome_slot in named)


def stages_after(topic: Topic, form: str) -> tuple[Stage, ...]:
    """The stage of ``form`` and all that come after it."""
    position = next(index for index, stage in enumerate(topic.stages) if stage.form == form)
    return topic.stages[position:]


def facts_resting_on(book: Book, topic: Topic, changed: str) -> set[str]:
    """Facts that may no longer hold once ``changed`` has another value: asked only because of it, directly or not."""
    resting: set[str] = set()
    frontier = {changed}
    while frontier:
        found = {
            rule.ask
            for stage in topic.stages
            for rule in map(book.rule, stage.steps)
            if rule.ask and rule.ask not in resting | {changed} and frontier & set(facts_named_in(rule.when))
        }
        resting |= found
        frontier = found
    return resting


@dataclass(frozen=True)
class Undone:
    """What must be gone through anew once facts have other values.

    Attributes:
        facts: names of facts and stage results that may no longer hold.
        form: the stage to go on with.
    """

    facts: tuple[str, ...]
    form: str


def undone_by(book: Book, topic: Topic, form: str, changed: Collection[str]) -> Undone:
    """What becomes open again when ``changed`` facts are put right while the talk stands in the stage of ``form``."""
    resting = {name for fact in changed for name in facts_resting_on(book, topic, fact)} - set(changed)
    earliest = next(
        (
            stage.form
            for stage in topic.stages
            if any(book.rule(step).ask in changed for step in stage.steps) or stage.form == form
        ),
        form,
    )
    results = (stage.outcome_slot for stage in stages_after(topic, earliest) if stage.outcome_slot)
    return Undone((*sorted(resting), *results), earliest)
