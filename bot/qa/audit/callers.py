"""What callers of human officers say, as far as :mod:`bot.language` has no reader of its own for it.

Patterns stand in ``callers.yml``.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

CUES_FILE = Path(__file__).with_name("callers.yml")


@dataclass(frozen=True)
class _Cues:
    intents: Mapping[str, tuple[re.Pattern[str], ...]]
    told: tuple[tuple[str, Any, re.Pattern[str]], ...]
    breaking_off: tuple[re.Pattern[str], ...]


def intents_in(text: str) -> tuple[str, ...]:
    """What a caller's words ask for, of the intents that the book names."""
    return tuple(intent for intent, patterns in _cues().intents.items() if _any(patterns, text))


def told_in(text: str) -> dict[str, Any]:
    """What a caller's words tell in passing."""
    return {fact: value for fact, value, pattern in _cues().told if pattern.search(text)}


def breaks_off(text: str) -> bool:
    """Whether a caller's words end the talk before the script is through."""
    return _any(_cues().breaking_off, text)


@lru_cache(maxsize=1)
def _cues() -> _Cues:
    content = yaml.safe_load(CUES_FILE.read_text(encoding="utf-8"))
    return _Cues(
        intents={intent: _compiled(patterns) for intent, patterns in content["intents"].items()},
        told=tuple((one["fact"], one["value"], _compiled([one["said"]])[0]) for one in content["told"]),
        breaking_off=_compiled(content["breaking_off"]),
    )


def _compiled(patterns: list[str]) -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(pattern, re.IGNORECASE) for pattern in patterns)


def _any(patterns: tuple[re.Pattern[str], ...], text: str) -> bool:
    return any(pattern.search(text) for pattern in patterns)
