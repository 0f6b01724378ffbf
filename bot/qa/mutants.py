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

from bot.qa.coverage import owner, written
from bot.sop.book import Book, Fact, Never, Outcome, Stage, Topic
from bot.sop.branches import (
    Path,
    comparisons_at,
    row_path,
    rule_path,
    stage_path,
    stage_value_path,
    variant_path,
)
from bot.sop.conditions import Condition

SHARED_STAGES = "shared_stages"
"""Where stages that several topics go through stand in the topic that has them."""

_TICKET_FIELDS_MISSPELT = " (LAIN)"


@dataclass(frozen=True)
class Mutant:
    """One fault.

    Attributes:
        name: unique, for people and for excuses; it begins with the topic.
        path: what was changed.
        topic: the topic as it is with the fault.
        rules: those that the fault is between, or that ask for the fact; talks that go through all of them show it
            soonest.
    """

    name: str
    path: Path
    topic: Topic
    rules: tuple[str, ...] = ()

    def book(self, book: Book) -> Book:
        """``book`` with the fault.

        Raises:
            BookError: if the loader itself would refuse such a book.
        """
        sound = {stage.name: stage for topic in book.topics.values() for stage in topic.shared_stages}
        changed = {stage.name: stage for stage in self.topic.shared_stages if stage != sound[stage.name]}
        topics = {**book.topics, self.topic.name: self.topic}
        if changed:  # every topic that goes through a shared stage goes through it as it is with the fault
            topics = {name: _with_stages(topic, sound, changed) for name, topic in topics.items()}
        return Book(topics)


def _with_stages(topic: Topic, sound: Mapping[str, Stage], changed: Mapping[str, Stage]) -> Topic:
    def as_changed(stage: Stage) -> Stage:
        if stage.name not in changed or stage.form != sound[stage.name].form:
            return stage
        return replace(changed[stage.name], when=stage.when)  # when a topic comes to it is the topic's own

    return replace(topic, stages=tuple(map(as_changed, topic.stages)))


def mutants_of(book: Book) -> Iterator[Mutant]:
    """Every mutant of a book, topic by topic."""
    for topic in book.topics.values():
        for mutant in _of_topic(book, topic):
            yield replace(mutant, name=f"{topic.name}, {mutant.name}")


def _of_topic(book: Book, topic: Topic) -> Iterator[Mutant]:
    yield from _of_rules(book, topic)
    yield from _of_stages(book, topic)
    yield from _of_rows(topic, book.facts)
    yield from _of_never(topic)
    yield from _of_parameters(topic)
    yield from _of_facts(book, topic)


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
    """Mutants of the topic's own stages and of those that it shares with others, each once."""
    for stage in (*(one for one in topic.stages if not book.is_shared(one)), *topic.shared_stages):
        path = stage_path(topic.name, stage)
        if book.is_shared(stage):
            path = (topic.name, SHARED_STAGES, stage.name)
        name = f"tahap {stage.name}"
        for number, step in enumerate(stage.steps):
            steps = (*stage.steps[:number], *stage.steps[number + 1 :])
            yield Mutant(f"{name}: {step} dihilangkan", rule_path(book, step), _with(topic, stage, steps=steps))
        for what, pair, steps in _swapped(stage.steps):
            yield Mutant(f"{name}: {what}", (*path, "steps"), _with(topic, stage, steps=steps), pair)
        for what, when in _conditions_changed(book.facts, stage.when, (*path, "when")):
            yield Mutant(f"{name}: {what}", (*path, "when"), _with(topic, stage, when=when))
        for number, item in enumerate(stage.outcomes):
            where = (*path, *stage_value_path(topic.name, stage, item.value)[3:])
            others = (*stage.outcomes[:number], *stage.outcomes[number + 1 :])
            yield Mutant(f"{name}: nilai {item.value} dihilangkan", where, _with(topic, stage, outcomes=others))
            for what, when in _conditions_changed(book.facts, item.when, (*where, "when")):
                changed = (*stage.outcomes[:number], replace(item, when=when), *stage.outcomes[number + 1 :])
                label = f"{name} → {item.value}: {what}"
                yield Mutant(label, where, _with(topic, stage, outcomes=changed))
        for number in range(len(stage.outcomes) - 1):
            order = _exchanged(stage.outcomes, number)
            what = f"{stage.outcomes[number].value} dan {stage.outcomes[number + 1].value} bertukar tempat"
            yield Mutant(f"{name}: {what}", (*path, "outcome"), _with(topic, stage, outcomes=order))


def _with(topic: Topic, stage: Stage, **changes: Any) -> Topic:
    changed = replace(stage, **changes)

    def put_into(stages: tuple[Stage, ...]) -> tuple[Stage, ...]:
        return tuple(changed if one.name == stage.name else one for one in stages)

    return replace(topic, stages=put_into(topic.stages), shared_stages=put_into(topic.shared_stages))


def _swapped(steps: Sequence[str]) -> Iterator[tuple[str, tuple[str, ...], tuple[str, ...]]]:
    for number in range(len(steps) - 1):
        pair = (steps[number], steps[number + 1])
        yield f"{pair[0]} dan {pair[1]} bertukar tempat", pair, _exchanged(steps, number)


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
        yield Mutant(f"baris {row.id}: dihilangkan", path, replace(topic, outcomes=others))
        for what, changed in _rows_changed(topic, row, facts):
            table = (*topic.outcomes[:number], changed, *topic.outcomes[number + 1 :])
            yield Mutant(f"baris {row.id}: {what}", path, replace(topic, outcomes=table))
    for number in range(len(topic.outcomes) - 1):
        what = f"baris {topic.outcomes[number].id} dan {topic.outcomes[number + 1].id} bertukar tempat"
        table = _exchanged(topic.outcomes, number)
        yield Mutant(what, (topic.name, "outcomes"), replace(topic, outcomes=table))


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
            label = f"parameter {name}{what}"
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


def _of_facts(book: Book, topic: Topic) -> Iterator[Mutant]:
    for fact in topic.facts.values():
        path = (topic.name, "facts", fact.name)
        if fact.when_unknown is not None:
            facts = {**topic.facts, fact.name: replace(fact, when_unknown=None)}
            asking = book.rule_asking(fact.name)
            name = f"fakta {fact.name}: when_unknown dihilangkan"
            yield Mutant(name, path, replace(topic, facts=facts), (asking.id,) if asking else ())
