"""Rules that the book asks for in several parts: whether a message has them all."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

import yaml

from bot.officers.codes import CODE_INTENT
from bot.sop.book import load_book

FILE = Path(__file__).with_name("parts.yml")


def has_all_parts(rule: str, text: str) -> bool:
    """Whether ``text`` has every part of ``rule``; so has every text for rules of one part."""
    return all(part.search(text) for part in parts_of(rule))


def parts_of(rule: str) -> tuple[re.Pattern[str], ...]:
    """The parts of a rule; none for rules of one part."""
    return _needs().get(CODE_INTENT if rule in _rules_of_codes() else rule, ())


def is_spoiled(rule: str, words: str) -> bool:
    """Whether ``words``, which sound like ``rule``, are about something else: "maaf, suaranya putus-putus"."""
    spoiling = _spoiled_by().get(rule)
    return spoiling is not None and spoiling.search(words) is not None


@lru_cache(maxsize=1)
def _needs() -> Mapping[str, tuple[re.Pattern[str], ...]]:
    content = yaml.safe_load(FILE.read_text(encoding="utf-8"))["needs"]
    return {rule: tuple(re.compile(one, re.IGNORECASE) for one in parts) for rule, parts in content.items()}


@lru_cache(maxsize=1)
def _spoiled_by() -> Mapping[str, re.Pattern[str]]:
    content = yaml.safe_load(FILE.read_text(encoding="utf-8"))["spoiled_by"]
    return {rule: re.compile(one, re.IGNORECASE) for rule, one in content.items()}


@lru_cache(maxsize=1)
def _rules_of_codes() -> frozenset[str]:
    return frozenset(rule.id for rule in load_book().rules.values() if rule.code)
