"""What PLN's records show about a customer, and when it comes to light in a call."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from bot.roleplay.earlier import SAME, searches
from bot.roleplay.sheet import Sheet
from bot.roleplay.world import Circumstances, can_arrange, found_by_search, looked_up
from bot.sop.book import Book

IDENTITY = "identitas"
URGENT, ANGRY = MOODS = ("mendesak", "marah")
"""Looked-up facts that no record shows: they show in the customer's words alone."""

_BY_IDENTITY = ("alamat_tercatat", "wilayah_self_diagnosis")
_MATCH_NEEDED = "perlu_bukti"


class Records:
    """Looked-up facts of one sheet.

    Attributes:
        truth: all of them.
        at_first: those that show before the first word.
        comes_to_light: those that show only by answers: fact → the facts that must be told for it.
    """

    def __init__(self, book: Book, sheet: Sheet) -> None:
        now = Circumstances.of(book, sheet)
        names = [name for name, fact in book.facts.items() if fact.kind == "derived" and can_arrange(name)]
        shown = {name: looked_up(name, now) for name in names if name not in MOODS}
        self.truth: dict[str, Any] = {name: value for name, value in shown.items() if value is not None}
        self._told_for_search = self._answers_of_search(sheet)
        self.comes_to_light = self._needed_answers()
        self.at_first = {name: value for name, value in self.truth.items() if name not in self.comes_to_light}

    def shown_by(self, fact: str, told: Collection[str]) -> dict[str, Any]:
        """What comes to light when ``fact`` is told, after the facts ``told``."""
        return {
            name: self.truth[name]
            for name, needed in self.comes_to_light.items()
            if name in self.truth and fact in needed and set(needed) <= {*told, fact}
        }

    def _needed_answers(self) -> dict[str, tuple[str, ...]]:
        needed: dict[str, tuple[str, ...]] = dict.fromkeys(_BY_IDENTITY, (IDENTITY,))
        if self._told_for_search:
            needed |= dict.fromkeys(found_by_search(), self._told_for_search)
            needed[_MATCH_NEEDED] = self._told_for_search[:1]
        return {name: answers for name, answers in needed.items() if name in self.truth}

    @staticmethod
    def _answers_of_search(sheet: Sheet) -> tuple[str, ...]:
        """The facts by which an earlier report is found; none where the caller's number alone shows it."""
        ways = [way for name in (sheet.topic, sheet.onward) if name for way in searches(name)]
        answered = {fact for way in ways for fact in way.tells if fact in sheet.facts}
        taken = next((way for way in ways if way.looked_up == sheet.looked_up and set(way.tells) == answered), None)
        return () if taken is None or taken.caller == SAME else tuple(taken.tells)
