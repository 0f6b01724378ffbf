"""Indonesian coloured by a mother tongue (``data/roleplay/colours.yml``): words only, never names and numbers."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from random import Random
from typing import Any

from bot.roleplay.world import read_data

_ENDED = re.compile(r"([.!?]?)(\s*)$")
_SHARE_OF_ENDINGS = 0.3


def colours() -> tuple[str, ...]:
    """Names of all colours."""
    return tuple(_data())


def coloured(text: str, colour: str, chance: Random, *, is_last: bool = False) -> str:
    """``text`` as somebody of this mother tongue may say it.

    Args:
        is_last: it ends the message, so that a little word may be added.
    """
    how = _data()[colour]

    def in_colour(found: re.Match[str]) -> str:
        if chance.random() >= how["share"]:
            return found[0]
        word = str(chance.choice(how["words"][found[0].lower()]))
        return word.capitalize() if found[0][0].isupper() else word

    said = _words(colour).sub(in_colour, text)
    if is_last and said.strip() and not said.rstrip().endswith("?") and chance.random() < _SHARE_OF_ENDINGS:
        said = _ENDED.sub(lambda found: f"{chance.choice(how['endings'])}{found[1]}{found[2]}", said, count=1)
    return said


@lru_cache(maxsize=8)
def _words(colour: str) -> re.Pattern[str]:
    words = sorted(_data()[colour]["words"], key=len, reverse=True)
    return re.compile(rf"\b(?:{'|'.join(map(re.escape, words))})\b", re.IGNORECASE)


def _data() -> Mapping[str, Any]:
    return read_data("colours.yml")
