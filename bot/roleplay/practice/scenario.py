"""A kind of call that can be practised, and the call that an attempt makes of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from bot.roleplay.sheet import Sheet

GUIDED, HINTS, EXAM = LEVELS = ("terpandu", "petunjuk", "ujian")
"""The script beside the call; hints on request; neither."""

FROM_BOOK, WRITTEN = ORIGINS = ("buku", "tulisan")


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
