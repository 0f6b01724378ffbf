"""Walks that remember go the ways that the book's own flow goes."""

from __future__ import annotations

import pytest

from bot.sop.book import Book, Topic, load_book
from bot.sop.branches import Seen, look_at_stage
from bot.sop.conditions import holds
from bot.sop.flow import next_step
from bot.sop.stage_walked import RememberedCondition, RowsWalked, StageWalked
from bot.sop.ways import walk

EVERY = 7
"""Of the states that a walk meets, one in so many is looked at: there are tens of thousands."""


def _topics() -> list[str]:
    return [name for name, topic in load_book().topics.items() if topic.stages]


@pytest.fixture(scope="module")
def book() -> Book:
    return load_book()


@pytest.mark.parametrize("topic", _topics())
def test_a_stage_goes_on_as_the_flow_does_and_the_same_comparisons_are_noted(book: Book, topic: str) -> None:
    seen: Seen = set()
    expected: Seen = set()
    walked = {stage.form: StageWalked(book, topic, stage, seen) for stage in book.topics[topic].stages}
    visited = walk(book, book.topics[topic]).visited[::EVERY]
    assert visited
    for stage, facts in visited:
        step = walked[stage.form].next_step(facts)
        assert step == next_step(book, stage, facts, ())
        look_at_stage(book, topic, stage, facts, expected)
        if step.ask is None:
            assert walked[stage.form].outcome(facts) == stage.outcome(facts)
    assert seen == expected


@pytest.mark.parametrize("topic", _topics())
def test_the_rows_that_hold_are_those_of_the_table(book: Book, topic: str) -> None:
    table: Topic = book.topics[topic]
    rows = RowsWalked(table)
    for _, facts in walk(book, table).visited[::EVERY]:
        expected = tuple(outcome.id for outcome in table.outcomes if holds(outcome.when, facts))
        assert rows.holding(facts) == expected


def test_a_condition_is_remembered_by_its_own_facts_only() -> None:
    condition = RememberedCondition({"kondisi": ["padam", None], "not": {"marah": True}})
    assert condition.holds({"nama": "Budi"})
    assert condition.holds({"nama": "Siti", "kondisi": "padam"})
    assert not condition.holds({"nama": "Siti", "kondisi": "menyala"})
    assert not condition.holds({"nama": "Siti", "kondisi": "padam", "marah": True})
    assert condition.holds({"nama": "Budi"})
