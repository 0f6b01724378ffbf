"""Which meter codes an officer names, in digits or in words, and asks to be entered."""

from __future__ import annotations

import re
from functools import lru_cache

from bot.sop.book import load_book

CODE_INTENT = "PRK-12-kode"
"""The intent of words that ask for a code; which one is told by its number."""

_DIGITS = ("nol|kosong|zero|o", "satu", "dua", "tiga", "empat", "lima", "enam", "tujuh", "delapan|lapan", "sembilan")


def codes_in(text: str) -> list[str]:
    """Ids of the rules that ask for the codes named in ``text``, in its order."""
    found = {rule: hit.start() for rule, pattern in _patterns().items() if (hit := pattern.search(text)) is not None}
    return sorted(found, key=lambda rule: found[rule])


@lru_cache(maxsize=1)
def _patterns() -> dict[str, re.Pattern[str]]:
    return {rule.id: _pattern_of(rule.code) for rule in load_book().rules.values() if rule.code}


def _pattern_of(code: str) -> re.Pattern[str]:
    """Digits together or apart, digit by digit in words, or as a number in words."""
    first, second = (_DIGITS[int(digit)] for digit in code)
    no_unit = rf"(?!\s+(?:{'|'.join(_DIGITS[1:])}))"
    unit = rf"(?:\s+(?:{second}))" if code[1] != "0" else no_unit
    ways = [
        rf"(?<![\dA-Za-z])[{code[0]}{'oO' if code[0] == '0' else ''}][ .-]?{code[1]}(?!\d)",
        rf"\b(?:{first})\s+(?:{second})\b",
    ]
    if code[0] == code[1]:
        ways.append(rf"\b(?:dobel|double|dua kali)\s+(?:{first})\b")
    if code[0] != "0":
        ways.append(rf"\b(?:{first})\s*puluh{unit}\b")
    return re.compile("|".join(ways), re.IGNORECASE)
