"""The conditions of the book as branches: each comparison in them can turn out true and turn out false.

A branch is named by its path in the topic's file, as one would walk down the YAML, items of lists by their ``id``,
``name`` or ``value`` where they have one::

    ("periksa", "sop_rules", "PRK-07a", "when", "alamat_sesuai")
    ("periksa", "stages", "laporan", "outcome", "values", "tanpa_identitas", "when", "identitas")
    ("periksa", "outcomes", "O3", "permasalahan", 0, "when", "kondisi_listrik")

A comparison counts as seen only where the bot itself would look at it: rules up to the question that is asked,
outcomes up to the first that holds, comparisons up to the first that decides.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from bot.sop.book import Book, Outcome, Stage, Topic
from bot.sop.conditions import Condition, Facts

Path = tuple[str | int, ...]
Seen = set[tuple[Path, bool]]


def rule_path(book: Book, rule_id: str) -> Path:
    """Where a rule stands."""
    return (book.rule(rule_id).topic, "sop_rules", rule_id)


def stage_path(topic: str, stage: Stage) -> Path:
    """Where a stage stands."""
    return (topic, "stages", stage.name)


def stage_value_path(topic: str, stage: Stage, value: str) -> Path:
    """Where a value of a stage's steering slot stands."""
    return (*stage_path(topic, stage), "outcome", "values", value)


def row_path(topic: str, row_id: str) -> Path:
    """Where a row of the outcome table stands."""
    return (topic, "outcomes", row_id)


def variant_path(topic: str, row_id: str, number: int) -> Path:
    """Where a variant of a row's text stands; they count from 0."""
    return (*row_path(topic, row_id), "permasalahan", number)


def conditions_of(topic: Topic) -> Iterator[tuple[Path, Condition]]:
    """Every condition of a topic with its path, in the file's order."""
    for rule in topic.rules.values():
        yield (topic.name, "sop_rules", rule.id, "when"), rule.when
    for stage in topic.stages:
        yield (*stage_path(topic.name, stage), "when"), stage.when
        for item in stage.outcomes:
            yield (*stage_value_path(topic.name, stage, item.value), "when"), item.when
    for outcome in topic.outcomes:
        yield (*row_path(topic.name, outcome.id), "when"), outcome.when
        for number, (condition, _) in enumerate(outcome.permasalahan):
            yield (*variant_path(topic.name, outcome.id, number), "when"), condition


def comparisons_at(condition: Condition, path: Path) -> Iterator[tuple[Path, str, Any, bool]]:
    """Every comparison of a condition: path, fact, expected value or values, and whether it stands under a ``not``."""
    yield from _comparisons(condition, path, negated=False)


def _comparisons(condition: Condition, path: Path, *, negated: bool) -> Iterator[tuple[Path, str, Any, bool]]:
    for key, expected in condition.items():
        here = (*path, key)
        if key == "not":
            yield from _comparisons(expected, here, negated=not negated)
        elif key == "any":
            for number, part in enumerate(expected):
                yield from _comparisons(part, (*here, number), negated=negated)
        else:
            yield here, key, expected, negated


def look(condition: Condition, facts: Facts, path: Path, seen: Seen) -> bool:
    """Whether ``condition`` holds, as :func:`bot.sop.conditions.holds`; what was compared on the way is noted."""
    for key, expected in condition.items():
        here = (*path, key)
        if key == "not":
            result = not look(expected, facts, here, seen)
        elif key == "any":
            result = any(look(part, facts, (*here, number), seen) for number, part in enumerate(expected))
        else:
            actual = facts.get(key)
            result = actual in expected if isinstance(expected, list) else actual == expected
            seen.add((here, result))
        if not result:
            return False
    return True


def look_at_stage(book: Book, topic: str, stage: Stage, facts: Facts, seen: Seen) -> None:
    """Note what is compared when the stage is at ``facts``: its steps, and at its end its way on."""
    for step in stage.steps:
        rule = book.rule(step)
        applies = look(rule.when, facts, (*rule_path(book, step), "when"), seen)
        if applies and rule.ask and facts.get(rule.ask) is None:
            return
    for item in stage.outcomes:
        if look(item.when, facts, (*stage_value_path(topic, stage, item.value), "when"), seen):
            return


def look_at_outcomes(topic: Topic, facts: Facts, seen: Seen) -> tuple[Outcome, int | None] | None:
    """Note what is compared when the outcome table is looked up; returns the row and the number of its text."""
    for outcome in topic.outcomes:
        if look(outcome.when, facts, (*row_path(topic.name, outcome.id), "when"), seen):
            for number, (condition, _) in enumerate(outcome.permasalahan):
                if look(condition, facts, (*variant_path(topic.name, outcome.id, number), "when"), seen):
                    return outcome, number
            return outcome, None
    return None
