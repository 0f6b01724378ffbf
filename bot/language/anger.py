"""Notices anger and disappointment in what a caller says, whatever else it says (DP-01)."""

from __future__ import annotations

import re
from functools import lru_cache

from bot.language.doubt import clauses, plain_words
from bot.language.reference import read_yaml

_WORDS_A_DENIAL_REACHES = 2


@lru_cache(maxsize=1)
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str]]:
    listed = read_yaml("anger.yml")
    words = "|".join(f"(?:{entry})" for entry in listed["words"])
    reach = rf"(?: \w+){{0,{_WORDS_A_DENIAL_REACHES - 1}}} "
    return (
        re.compile(rf"\b(?:{words})\b"),
        re.compile(rf"\b(?:{'|'.join(listed['denied_by'])})\b{reach}(?:{words})\b"),
    )


def is_angry(text: str) -> bool:
    """Whether the words rebuke, abuse, threaten, or tell of the caller's own anger or disappointment.

    Loudness is not enough: many write in capitals, or with three question marks.
    """
    if any(sign in text for sign in read_yaml("anger.yml")["signs"]):
        return True
    rebuke, denied = _patterns()
    said = [plain_words(clause) for clause in clauses(text)]
    return any(rebuke.search(clause) and not denied.search(clause) for clause in said)
