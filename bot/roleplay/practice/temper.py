"""A customer's temper: what an officer's words do to it (``data/roleplay/temper.yml``)."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from bot.roleplay.world import read_data

EMPATHY, KINDNESS, NO_EMPATHY = "empathy", "kindness", "no_empathy"
SILENCE, JARGON, ASKED_AGAIN, TOO_MANY, BLAME = "silence", "jargon", "asked_again", "too_many_questions", "blame"


@dataclass
class Mood:
    """A place on the list of moods, and what has moved it.

    Attributes:
        place: from 0, the best.
        happened: how often each thing happened.
        kind_in_a_row: messages without anything annoying, since the last move.
    """

    place: int
    happened: Counter[str] = field(default_factory=Counter)
    kind_in_a_row: int = 0

    @classmethod
    def beginning(cls, temper: str) -> Mood:
        """The mood with which a persona of this temper calls."""
        data = _data()
        return cls(data["moods"].index(data["begins"][temper]))

    @property
    def name(self) -> str:
        """One of the moods of ``temper.yml``."""
        return str(_data()["moods"][self.place])

    @property
    def is_worst(self) -> bool:
        """Whether it can't get worse."""
        return self.place == len(_data()["moods"]) - 1

    def feel(self, what: str) -> int:
        """Something happens.

        Returns:
            The steps that it moved the mood, minus for better.
        """
        move = _data()["moves"][what]
        self.happened[what] += 1
        if move.get("once") and self.happened[what] > 1:
            return 0
        before = self.place
        self.place = min(max(before + move["steps"], 0), len(_data()["moods"]) - 1)
        return self.place - before

    def feel_kind(self) -> int:
        """A clear and kind message; several in a row calm. Returns as :meth:`feel`."""
        self.kind_in_a_row += 1
        if self.kind_in_a_row < number("kind_messages_that_calm"):
            return 0
        self.kind_in_a_row = 0
        return self.feel(KINDNESS)

    def as_json(self) -> dict[str, Any]:
        """For keeping."""
        return {"place": self.place, "happened": dict(self.happened), "kind_in_a_row": self.kind_in_a_row}

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> Mood:
        """As :meth:`as_json` kept it."""
        return cls(kept["place"], Counter(kept["happened"]), kept["kind_in_a_row"])


def number(name: str) -> int:
    """A number of ``temper.yml``."""
    return int(_data()[name])


def has_jargon(text: str) -> bool:
    """Whether the words hold a term that only the house knows."""
    return _any("jargon", text)


def blames(text: str) -> bool:
    """Whether the words put the fault on the customer."""
    return _any("blame", text)


def is_kind(text: str) -> bool:
    """Whether the words are polite."""
    return _any("kind", text)


def _data() -> dict[str, Any]:
    return read_data("temper.yml")


@lru_cache(maxsize=8)
def _patterns(kind: str) -> tuple[re.Pattern[str], ...]:
    # abbreviations of the house are meant only in capitals: "app" may be an application on a phone
    flags = 0 if kind == "jargon" else re.IGNORECASE
    return tuple(re.compile(pattern, flags) for pattern in _data()[kind])


def _any(kind: str, text: str) -> bool:
    return any(pattern.search(text) for pattern in _patterns(kind))
