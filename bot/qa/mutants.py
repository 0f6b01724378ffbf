"""Faults put into the book one at a time: a rule dropped, a condition turned round, an order changed, a text, a figure.

A mutant is a whole book of its own, made in memory. Its name says what was done and where, so that an excuse for it
(:mod:`bot.qa.excuses`) stays true when lines move.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import partial
from typing import Any

from bot.qa.branches import (
    Path,
    comparisons_at,
    row_path,
    rule_path,
    stage_path,
    stage_value_path,
    variant_path,
)
from bot.qa.coverage import owner, written
from bot.sop.book import Book, Fact, Never, Outcome, Stage, Topic
from bot.sop.conditions import Condition

_TICKET_FIELDS_MISSPELT = " (LAIN)"


@dataclass(frozen=True)
class Mutant:
    """One fault.

    Attributes:
        name: unique, for people and for excuses.
        path: what was changed.
        topic: the topic as it is with the fault.
    """

    name: str
    path: Path
    topic: Topic

    def book(self, book: Book) -> Book:
        """``book`` with the fault.

        Raises:
            BookError: if the loader itself would refuse such a book.
        """
        return Book({**book.topics, self.topic.name: self.topic})


def mutants_of(book: Book) -> Iterator[Mutant]:
    """Every mutant of a book, topic by topic."""
    for topic in book.topics.values():
        yield from _of_rules(book, topic)
        yield from _of_stages(book, topic)
        yield from _of_rows(topic, book.facts)
        yield from _of_never(topic)
        yield from _of_parameters(topic)
        yield from _of_facts(topic)


# --- rules ----------------------------------------------------------------------------------------


def _of_rules(book: Book, topic: Topic) -> Iterator[Mutant]:
    steps = {step for stage in book.stages.values() for step in stage.steps}
    for rule in topic.rules.values():
        path = rule_path(book, rule.id)
        if rule.id not in steps:
            rules = {name: one for name, one in topic.rules.items() if name != rule.id}
            yield Mutant(f"{rule.id}: aturan dihilangkan", path, replace(topic, rules=rules))
        if rule.id in steps:
            for what, when in _conditions_changed(book.facts, rule.when, (*path, "when")):
                rules = {**topic.rules, rule.id: replace(rule, when=when)}
                yield Mutant(f"{rule.id}: {what}", (*path, "when"), replace(topic, rules=rules))


def _of_stages(book: Book, topic: Topic) -> Iterator[Mutant]:
    for stage in topic.stages:
        path = stage_path(topic.name, stage)
        name = f"{topic.name}, tahap {stage.name}"
        for number, step in enumerate(stage.steps):
            steps = (*stage.steps[:number], *stage.steps[number + 1 :])
            yield Mutant(f"{name}: {step} dihilangkan", rule_path(book, step), _with(topic, stage, steps=steps))
        for what, steps in _swapped(stage.steps):
            yield Mutant(f"{name}: {what}", (*path, "steps"), _with(topic, stage, steps=steps))
        for number, item in enumerate(stage.outcomes):
            where = stage_value_path(topic.name, stage, item.value)
            others = (*stage.outcomes[:number], *stage.outcomes[number + 1 :])
            yield Mutant(f"{name}: nilai {item.value} dihilangkan", where, _with(topic, stage, outcomes=others))
            for what, when in _conditions_changed(book.facts, item.when, (*where, "when")):
                changed = (*stage.outcomes[:number], replace(item, when=when), *stage.outcomes[number + 1 :])
                yield Mutant(f"{owner((*where, 'when'))}: {what}", where, _with(topic, stage, outcomes=changed))
        for number in range(len(stage.outcomes) - 1):
            order = _exchanged(stage.outcomes, number)
            what = f"{stage.outcomes[number].value} dan {stage.outcomes[number + 1].value} bertukar tempat"
            yield Mutant(f"{name}: {what}", (*path, "outcome"), _with(topic, stage, outcomes=order))


def _with(topic: Topic, stage: Stage, **changes: Any) -> Topic:
    changed = replace(stage, **changes)
    return replace(topic, stages=tuple(changed if one.name == stage.name else one for one in topic.stages))


def _swapped(steps: Sequence[str]) -> Iterator[tuple[str, tuple[str, ...]]]:
    for number in range(len(steps) - 1):
        yield f"{steps[number]} dan {steps[number + 1]} bertukar tempat", _exchanged(steps, number)


def _exchanged(items: Sequence[Any], number: int) -> tuple[Any, ...]:
    return (*items[:number], items[number + 1], items[number], *items[number + 2 :])


# --- conditions -----------------------------------------------------------------------------------


def _conditions_changed(facts: Mapping[str, Fact], when: Condition, path: Path) -> Iterator[tuple[str, Condition]]:
    """The condition left out, each comparison turned round, each value exchanged for another."""
    if when:
        yield "syarat dihilangkan", {}
    for where, name, expected, _ in comparisons_at(when, path):
        inside = where[len(path) :]
        label = f"{name} {written(expected)}"
        yield f"{label} dibalik", _replaced(when, inside, _turned_round)
        other = _another(facts[name], expected)
        if other is not None:
            yield f"{label} menjadi {written(other)}", _replaced(when, inside, partial(_exchanged_value, other=other))


def _replaced(when: Any, path: Path, change: Callable[[Mapping[str, Any], Any], Condition]) -> Any:
    if len(path) == 1:
        return change(when, path[0])
    if isinstance(when, list):
        return [_replaced(part, path[1:], change) if number == path[0] else part for number, part in enumerate(when)]
    return {key: _replaced(part, path[1:], change) if key == path[0] else part for key, part in when.items()}


def _turned_round(part: Mapping[str, Any], key: str) -> Condition:
    """``part`` with one comparison denied; another ``not`` beside it stays in force."""
    rest = {name: value for name, value in part.items() if name not in (key, "not")}
    denied: Condition = {key: part[key]}
    if "not" in part:
        denied = {"any": [part["not"], denied]}
    return {**rest, "not": denied}


def _exchanged_value(part: Mapping[str, Any], key: str, other: Any) -> Condition:
    return {**part, key: other}


def _another(fact: Fact, expected: Any) -> Any:
    """Another value of a fact with several; a yes or no has only the one that turning round gives."""
    held = expected if isinstance(expected, list) else [expected]
    return next((value for value in fact.values if value not in held), None) if fact.kind == "choice" else None


# --- the outcome table ----------------------------------------------------------------------------


def _of_rows(topic: Topic, facts: Mapping[str, Fact]) -> Iterator[Mutant]:
    for number, row in enumerate(topic.outcomes):
        path = row_path(topic.name, row.id)
        others = (*topic.outcomes[:number], *topic.outcomes[number + 1 :])
        yield Mutant(f"{topic.name} {row.id}: baris dihilangkan", path, replace(topic, outcomes=others))
        for what, changed in _rows_changed(topic, row, facts):
            table = (*topic.outcomes[:number], changed, *topic.outcomes[number + 1 :])
            yield Mutant(f"{topic.name} {row.id}: {what}", path, replace(topic, outcomes=table))
    for number in range(len(topic.outcomes) - 1):
        what = f"{topic.outcomes[number].id} dan {topic.outcomes[number + 1].id} bertukar tempat"
        table = _exchanged(topic.outcomes, number)
        yield Mutant(f"{topic.name}: {what}", (topic.name, "outcomes"), replace(topic, outcomes=table))


def _rows_changed(topic: Topic, row: Outcome, facts: Mapping[str, Fact]) -> Iterator[tuple[str, Outcome]]:
    for what, when in _conditions_changed(facts, row.when, ()):
        yield what, replace(row, when=when)
    for field, value in (row.ticket or {}).items():
        other = not value if isinstance(value, bool) else f"{value}{_TICKET_FIELDS_MISSPELT}"
        yield f"ruas tiket {field} menjadi {other}", replace(row, ticket={**(row.ticket or {}), field: other})
    variants = row.permasalahan
    for number, (condition, text) in enumerate(variants):
        before, after = variants[:number], variants[number + 1 :]
        label = owner((*variant_path(topic.name, row.id, number), "when"))
        yield f"{label} dihilangkan", replace(row, permasalahan=(*before, *after))
        misspelt = f"{text}{_TICKET_FIELDS_MISSPELT}"
        yield f"teks {label} berubah", replace(row, permasalahan=(*before, (condition, misspelt), *after))
        for what, when in _conditions_changed(facts, condition, ()):
            yield f"{label}: {what}", replace(row, permasalahan=(*before, (when, text), *after))
    for number in range(len(variants) - 1):
        what = f"permasalahan {number + 1} dan {number + 2} bertukar tempat"
        yield what, replace(row, permasalahan=_exchanged(variants, number))


# --- what must not be said, figures, facts ----------------------------------------------------------


def _of_never(topic: Topic) -> Iterator[Mutant]:
    for number, item in enumerate(topic.never):
        for place, pattern in enumerate(item.patterns):
            fewer = replace(item, patterns=(*item.patterns[:place], *item.patterns[place + 1 :]))
            yield _never(topic, number, fewer, f"pola {pattern} dihilangkan")
        if item.while_asking:
            yield _never(topic, number, replace(item, while_asking=""), "while_asking dihilangkan")


def _never(topic: Topic, number: int, changed: Never, what: str) -> Mutant:
    items = (*topic.never[:number], changed, *topic.never[number + 1 :])
    return Mutant(f"larangan {changed.id}: {what}", (topic.name, "never", changed.id), replace(topic, never=items))


def _of_parameters(topic: Topic) -> Iterator[Mutant]:
    for name, value in topic.parameters.items():
        for what, changed in _values_changed(value):
            parameters = {**topic.parameters, name: changed}
            label = f"{topic.name}, parameter {name}{what}"
            yield Mutant(label, (topic.name, "parameters", name), replace(topic, parameters=parameters))


def _values_changed(value: Any) -> Iterator[tuple[str, Any]]:
    """A leaf changed, or an item of a list or mapping left out."""
    if isinstance(value, Mapping):
        for key, part in value.items():
            yield f".{key} dihilangkan", {name: one for name, one in value.items() if name != key}
            for what, changed in _values_changed(part):
                yield f".{key}{what}", {**value, key: changed}
    elif isinstance(value, list):
        for number, part in enumerate(value):
            yield f"[{number}] dihilangkan", [*value[:number], *value[number + 1 :]]
            for what, changed in _values_changed(part):
                yield f"[{number}]{what}", [*value[:number], changed, *value[number + 1 :]]
    elif isinstance(value, bool):
        yield f" menjadi {not value}", not value
    elif isinstance(value, int):
        yield f" menjadi {value + 1}", value + 1
    elif isinstance(value, date):
        yield f" menjadi {value + timedelta(days=1)}", value + timedelta(days=1)
    else:
        yield " berubah", f"{value}{_TICKET_FIELDS_MISSPELT}"


def _of_facts(topic: Topic) -> Iterator[Mutant]:
    for fact in topic.facts.values():
        path = (topic.name, "facts", fact.name)
        if fact.when_unknown is not None:
            facts = {**topic.facts, fact.name: replace(fact, when_unknown=None)}
            yield Mutant(f"fakta {fact.name}: when_unknown dihilangkan", path, replace(topic, facts=facts))
