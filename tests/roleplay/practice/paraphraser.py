"""A good officer who says everything in words of their own (``paraphrases.yml``)."""

from __future__ import annotations

from collections import Counter
from functools import cache
from pathlib import Path

import yaml

from bot import clock
from bot.roleplay.practice.attempt import Attempt
from tests.roleplay.practice.officers import BOOK

FILE = Path(__file__).with_name("paraphrases.yml")
CODE = "kode"


@cache
def paraphrases() -> dict[str, list[str]]:
    """Ways to say each rule."""
    content: dict[str, list[str]] = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    return content


class Paraphraser:
    """Says a rule in one way, and in the next way when it has to be said again.

    Args:
        first: which way comes first.
    """

    def __init__(self, first: int = 0) -> None:
        self._first = first
        self._said: Counter[str] = Counter()

    def __call__(self, attempt: Attempt, rule_id: str) -> str:
        """The words."""
        code = BOOK.rules[rule_id].code
        ways = paraphrases()[CODE if code else rule_id]
        words = ways[(self._first + self._said[rule_id]) % len(ways)]
        self._said[rule_id] += 1
        sheet, told = attempt.call.sheet, attempt.told
        return words.format(
            waktu=clock.time_of_day(attempt.moment, sheet.customer.zona),
            cso=attempt.officer,
            sapaan=told.get("sapaan", sheet.persona.title),
            nama=told.get("nama", sheet.persona.name),
            jalan=sheet.customer.jalan,
            kode=code,
            nomor=attempt.numbers[-1] if attempt.numbers else "",
        )
