"""Which calls can be practised: one for each row of each outcome table, made from the book, and hand-written ones."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from random import Random
from typing import Any

from bot.customers.demo import demo_customers
from bot.roleplay.practice.habits import HABITS
from bot.roleplay.sampling import CannotBeArranged, SheetSampler
from bot.roleplay.sheet import Sheet
from bot.sop.book import Book, Topic
from bot.sop.ways import ways_through

GUIDED, HINTS, EXAM = LEVELS = ("terpandu", "petunjuk", "ujian")
"""The script beside the call; hints on request; neither."""

FROM_BOOK, WRITTEN = ORIGINS = ("buku", "tulisan")

_SHARE_OF_HABITS = 0.35


class ScenarioError(ValueError):
    """There is no such scenario, or nobody can be found for it; the message says so in Indonesian."""


@dataclass(frozen=True)
class Scenario:
    """One kind of call.

    Attributes:
        id: such as ``periksa/O4`` (from the book) or the name of a hand-written one.
        row: of the topic's outcome table, to which the call leads when all is done right; empty: the talk leaves the
            topic (to another topic, or to a human).
        briefing: what the trainee reads before the call; it gives nothing of the customer away.
        origin: one of ``ORIGINS``.
        levels: at which it may be practised.
        habits: what this customer does in every attempt (:mod:`.habits`); ``None``: drawn anew for each.
        hints: a trainer's words, beside the book's, by rule.
    """

    id: str
    title: str
    topic: str
    row: str
    briefing: str
    origin: str = FROM_BOOK
    levels: tuple[str, ...] = LEVELS
    habits: tuple[str, ...] | None = None
    hints: Mapping[str, str] | None = None


@dataclass(frozen=True)
class Call:
    """A scenario with this attempt's facts.

    Attributes:
        habits: names of :mod:`.habits`.
    """

    scenario: Scenario
    seed: int
    sheet: Sheet
    habits: tuple[str, ...]


class Scenarios:
    """All scenarios by id."""

    def __init__(self, book: Book, directory: Path | None = None) -> None:
        self._book = book
        self._directory = directory
        self._of_book = {one.id: one for topic in book.topics.values() for one in _from_table(topic)}

    @property
    def all(self) -> tuple[Scenario, ...]:
        """Those of the book first, each sort by id."""
        return (*self._of_book.values(),)

    def get(self, scenario_id: str) -> Scenario:
        """One scenario.

        Raises:
            ScenarioError: if there is none of that id.
        """
        if scenario_id not in self._of_book:
            raise ScenarioError(f"Skenario {scenario_id!r} tidak ada. Daftarnya: pln123 roleplay scenarios.")
        return self._of_book[scenario_id]

    def call(self, scenario_id: str, seed: int) -> Call:
        """A call of this scenario; the same seed gives the same customer, facts and habits.

        Raises:
            ScenarioError: if there is none of that id, or no customer can be found for it.
        """
        scenario = self.get(scenario_id)
        sheet = self._sheet_from_book(scenario, seed)
        habits = scenario.habits if scenario.habits is not None else self._drawn_habits(sheet, f"{seed}:{scenario_id}")
        return Call(scenario, seed, sheet, habits)

    def _sheet_from_book(self, scenario: Scenario, seed: int) -> Sheet:
        topic = self._book.topics[scenario.topic]
        ways = [way.facts for way in ways_through(self._book, topic) if way.rows[:1] == (scenario.row,)]
        Random(f"{seed}:{scenario.id}:ways").shuffle(ways)
        for facts in ways:
            try:
                return replace(self._sampler.sample(topic.name, facts, f"{seed}"), wants_human=False)
            except CannotBeArranged:
                continue
        raise ScenarioError(f"Tidak ada pelanggan contoh yang cocok dengan {scenario.id}.")

    def _drawn_habits(self, sheet: Sheet, seed: str) -> tuple[str, ...]:
        chance = Random(f"{seed}:habits")
        fitting = [name for name, habit in HABITS.items() if habit.fits(sheet)]
        return tuple(name for name in fitting if chance.random() < _SHARE_OF_HABITS)

    @cached_property
    def _sampler(self) -> SheetSampler:
        return SheetSampler(self._book, demo_customers())


def _from_table(topic: Topic) -> list[Scenario]:
    return [
        Scenario(
            id=f"{topic.name}/{row.id}",
            title=f"{topic.title} — {row.id}",
            topic=topic.name,
            row=row.id,
            briefing=f"Panggilan masuk ke PLN 123. Layani pelanggan menurut SOP: {topic.title}.",
        )
        for row in topic.outcomes
    ]


def facts_of_records(known: Mapping[str, Any]) -> dict[str, Any]:
    """Only what is so: a record that shows nothing tells nothing."""
    return {name: value for name, value in known.items() if value is not None}
