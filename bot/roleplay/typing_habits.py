"""How people type: small letters, no marks, abbreviations. Words only; names and numbers stay as they are."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from random import Random

from bot.roleplay.world import read_data

_WORD = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True)
class Habit:
    """One way of typing.

    Attributes:
        apply: the words as they come out.
        shares: how many people of a register have the habit, 0–1.
    """

    apply: Callable[[str, Random], str]
    shares: Mapping[str, float]

    def share(self, register: str) -> float:
        """How many people of this register have it."""
        return self.shares[register]


@lru_cache(maxsize=1)
def abbreviations() -> dict[str, tuple[str, ...]]:
    """Short forms by word."""
    return {word: tuple(forms) for word, forms in read_data("typing.yml")["abbreviations"].items()}


def abbreviated(text: str, chance: Random) -> str:
    """Some of the words in their short forms."""

    def shortened(found: re.Match[str]) -> str:
        forms = abbreviations().get(found[0].lower())
        return chance.choice(forms) if forms and chance.random() < 0.6 else found[0]

    return _WORD.sub(shortened, text)


HABITS: Mapping[str, Habit] = {
    "huruf_kecil": Habit(lambda text, _: text.lower(), {"formal": 0.1, "santai": 0.7, "kesal": 0.4}),
    "huruf_besar": Habit(lambda text, _: text.upper(), {"formal": 0.02, "santai": 0.02, "kesal": 0.15}),
    "tanpa_tanda_baca": Habit(
        lambda text, _: re.sub(r"[.!](?=\s|$)", "", text), {"formal": 0.1, "santai": 0.6, "kesal": 0.5}
    ),
    "singkatan": Habit(abbreviated, {"formal": 0.05, "santai": 0.6, "kesal": 0.5}),
}
