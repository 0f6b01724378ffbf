"""Notices danger and emergencies in what a caller says (LU-04, DP-01)."""

from __future__ import annotations

import re
from functools import lru_cache

from bot.language.normalise import plain
from bot.language.reference import read_yaml

_CLAUSE_END = re.compile(r"[,.;!?]|\b(?:tetapi|namun|dan)\b")
_WORDS_A_NEGATION_REACHES = 3


@lru_cache(maxsize=1)
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str]]:
    words = read_yaml("urgency.yml")
    phrases = "|".join(re.escape(phrase) for phrase in words["phrases"])
    negations = "|".join(words["negations"])
    reach = rf"(?:\W+\w+){{0,{_WORDS_A_NEGATION_REACHES - 1}}}\W+"
    return re.compile(rf"\b(?:{phrases})\b"), re.compile(rf"\b(?:{negations})\b{reach}(?:{phrases})\b")


def is_urgent(text: str) -> bool:
    """Whether the words speak of danger to people or property, or of someone whose health hangs on the power."""
    danger, denied = _patterns()
    clauses = _CLAUSE_END.split(plain(text).lower())
    return any(danger.search(clause) and not denied.search(clause) for clause in clauses)
