"""The power that an applicant asks for, in VA (AP2T-01): "2200", "seribu tiga ratus", "5,5 kVA", "dari 900 ke 1300"."""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from bot.language.normalise import Word, words
from bot.language.numbers import number_from_words
from bot.language.reference import read_yaml

_TO = re.compile(r"\b(?:ke|jadi|menjadi)\b", re.IGNORECASE)
_FROM = re.compile(r"\bdari\b", re.IGNORECASE)
_FIGURES = re.compile(
    r"(?<![\w.,-])(?P<number>\d{1,3}(?:[.,]\d{3})+|\d+(?:[.,]\d{1,2})?)\s*"
    r"(?P<unit>kva|kw|kilo(?:\s*(?:volt|watt)\w*)?|k\b|va\b|watt|w\b|volt|ribu|rb\b)?(?![\w-])",
    re.IGNORECASE,
)
_THOUSANDS = ("k", "ribu", "rb")
_LONGEST_IN_WORDS = 8
_LEAST, _MOST = 100, 1_000_000


@dataclass(frozen=True)
class Power:
    """What was asked for.

    Attributes:
        value: VA, one of :func:`power_steps`; ``None`` when there is no such step, or nothing was read.
        neighbours: the steps next to a power that does not exist.
    """

    value: int | None = None
    neighbours: tuple[int, ...] = ()


@lru_cache(maxsize=1)
def power_steps() -> tuple[int, ...]:
    """The powers that can be had, in VA, smallest first."""
    return tuple(read_yaml("power_steps.yml")["steps"])


def read_power(text: str) -> Power:
    """The power that ``text`` asks for; of "dari … ke …" the one after "ke". Several powers are none."""
    *_, behind_to = _TO.split(text)
    wanted = _FROM.split(behind_to)[0]
    asked = set(_powers_in(wanted)) or set(_powers_in(text))
    if len(asked) != 1:
        return Power()
    power = asked.pop()
    steps = power_steps()
    if power in steps:
        return Power(int(power))
    position = bisect_left(steps, power)
    return Power(neighbours=steps[max(0, position - 1) : position + 1])


def _powers_in(text: str) -> list[Decimal]:
    figures = [_in_va(found) for found in _FIGURES.finditer(text)]
    found = [power for power in figures if _LEAST <= power <= _MOST]
    return found or _in_words(words(text))


def _in_va(found: re.Match[str]) -> Decimal:
    number, unit = found["number"], (found["unit"] or "").lower()
    if re.fullmatch(r"\d{1,3}(?:[.,]\d{3})+", number):
        return Decimal(re.sub(r"\D", "", number))
    value = Decimal(number.replace(",", "."))
    return value * 1000 if unit.startswith(_THOUSANDS) else value


def _in_words(said: tuple[Word, ...]) -> list[Decimal]:
    """The longest run of words that is one number."""
    plain = [word.plain for word in said if word.kind != "mark"]
    for length in range(min(len(plain), _LONGEST_IN_WORDS), 0, -1):
        for start in range(len(plain) - length + 1):
            value = number_from_words(plain[start : start + length], "thousands")
            if value is not None and _LEAST <= value <= _MOST:
                return [value]
    return []
