"""Rules on which the engine's judgement of a transcript is not good enough: a supervisor decides them.

Where a talk is known only by its words, the answers that decide what applies have to be understood as well, and for the
rules of ``left_to_humans.yml`` the result agrees too little with people's. The bot's own talks and practice calls, of
which every fact and deed is known, are judged whole.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

import yaml

from bot.sop.conformance.result import (
    COUNTED,
    EXTRA,
    MET,
    MISSED,
    OUT_OF_ORDER,
    RULE_BROKEN,
    UNSURE,
    Assessment,
    Item,
    Verdict,
)

FILE = Path(__file__).with_name("left_to_humans.yml")

_GUESSED = {
    MET: "terlaksana",
    MISSED: "tidak terlaksana",
    OUT_OF_ORDER: "terlaksana tidak pada urutannya",
    EXTRA: "terlaksana padahal tidak perlu",
}


def left_to_humans(result: Assessment, rules: Collection[str] | None = None) -> Assessment:
    """The result with what is to be decided by a supervisor ``unsure``; the engine's own guess stands in the reason.

    Args:
        rules: ids of the rules that are left to humans; left out: those of ``left_to_humans.yml``.
    """
    chosen = listed() if rules is None else frozenset(rules)
    items = [_asked_of_a_human(item) if item.rule.id in chosen else item for item in result.items]
    counted = sum(item.rule.weight for item in items if item.status in COUNTED)
    shared = tuple(
        replace(item, points=100.0 * item.rule.weight / counted if item.status in COUNTED else 0.0) for item in items
    )
    errors = tuple(
        error for error in result.critical_errors if error.kind != RULE_BROKEN or error.subject not in chosen
    )
    return replace(result, items=shared, critical_errors=errors)


def _asked_of_a_human(item: Item) -> Item:
    guess = _GUESSED.get(item.status)
    if guess is None:
        return item
    reason = f"Diputuskan supervisor. Dugaan penilai: {guess}."
    return replace(item, verdict=Verdict(UNSURE, item.verdict.turn, item.verdict.quote, reason))


@lru_cache(maxsize=1)
def listed() -> frozenset[str]:
    """Ids of the rules of ``left_to_humans.yml``."""
    return frozenset(yaml.safe_load(FILE.read_text(encoding="utf-8"))["rules"])
