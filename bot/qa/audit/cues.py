"""The first reader of an officer's words: cue patterns, and likeness to the bot's own words.

Patterns stand in ``cues.yml``; whoever understands officers better only has to give the same acts.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml
from rapidfuzz import fuzz, process

from bot.qa.audit.acts import carrying
from bot.settings import PROJECT_ROOT
from bot.sop.book import Book
from bot.sop.conformance.talk import Act

CUES_FILE = Path(__file__).with_name("cues.yml")
DOMAIN_FILE = PROJECT_ROOT / "domain.yml"

_SENTENCE = re.compile(r"[^.!?\n]+(?:\.(?=\d)[^.!?\n]*)*[.!?\n]*")
_PLACEHOLDER = re.compile(r"\{\w+\}")
_ALIKE = 88
_PERHAPS_ALIKE = 74
_SHORTEST_SENTENCE = 4


@dataclass(frozen=True)
class _Cues:
    rules: Mapping[str, tuple[re.Pattern[str], ...]]
    intents: Mapping[str, tuple[re.Pattern[str], ...]]
    told: tuple[tuple[str, Any, re.Pattern[str]], ...]
    breaking_off: tuple[re.Pattern[str], ...]


def acts_in(book: Book, text: str) -> tuple[Act, ...]:
    """The rules that an officer's words carry out, each with the sentences that show it, in the order of the text."""
    found: dict[str, Act] = {}
    for rule, patterns in _cues().rules.items():
        hit = next((hit for pattern in patterns if (hit := pattern.search(text)) is not None), None)
        if hit is not None and rule in book.rules:
            start, end = _sentences_around(text, hit.start(), hit.end())
            found[rule] = Act(rule, True, start, end)
    for act in _acts_by_likeness(book, text):
        if act.rule not in _cues().rules:
            found.setdefault(act.rule, act)
    return tuple(sorted(found.values(), key=lambda act: act.start))


def intents_in(text: str) -> tuple[str, ...]:
    """What a caller's words ask for, of the intents that the book names."""
    return tuple(intent for intent, patterns in _cues().intents.items() if _any(patterns, text))


def told_in(text: str) -> dict[str, Any]:
    """What a caller's words tell in passing."""
    return {fact: value for fact, value, pattern in _cues().told if pattern.search(text)}


def breaks_off(text: str) -> bool:
    """Whether a caller's words end the talk before the script is through."""
    return _any(_cues().breaking_off, text)


def _acts_by_likeness(book: Book, text: str) -> Iterator[Act]:
    spoken = _spoken_by_the_bot(book)
    for sentence in _SENTENCE.finditer(text):
        words = sentence.group().strip()
        if len(words.split()) < _SHORTEST_SENTENCE:
            continue
        best = process.extractOne(words.lower(), list(spoken), scorer=fuzz.token_set_ratio, score_cutoff=_PERHAPS_ALIKE)
        if best is not None:
            start = sentence.start() + len(sentence.group()) - len(sentence.group().lstrip())
            for rule in spoken[best[0]]:
                yield Act(rule, best[1] >= _ALIKE, start, start + len(words))


@lru_cache(maxsize=4)
def _spoken_by_the_bot(book: Book) -> Mapping[str, tuple[str, ...]]:
    """Sentences of the domain's responses, without what is filled in, and the rules that each carries out."""
    domain = yaml.load(DOMAIN_FILE.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    spoken: dict[str, tuple[str, ...]] = {}
    for response, variations in domain.get("responses", {}).items():
        rules = carrying(book).by_response(response)
        for variation in variations if rules else ():
            for sentence in _SENTENCE.findall(variation.get("text", "")):
                words = " ".join(_PLACEHOLDER.sub(" ", sentence).lower().split())
                if len(words.split()) >= _SHORTEST_SENTENCE:
                    spoken.setdefault(words, rules)
    return spoken


@lru_cache(maxsize=1)
def _cues() -> _Cues:
    content = yaml.safe_load(CUES_FILE.read_text(encoding="utf-8"))
    return _Cues(
        rules={rule: _compiled(patterns) for rule, patterns in content["rules"].items()},
        intents={intent: _compiled(patterns) for intent, patterns in content["intents"].items()},
        told=tuple((one["fact"], one["value"], _compiled([one["said"]])[0]) for one in content["told"]),
        breaking_off=_compiled(content["breaking_off"]),
    )


def _compiled(patterns: list[str]) -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(pattern, re.IGNORECASE) for pattern in patterns)


def _any(patterns: tuple[re.Pattern[str], ...], text: str) -> bool:
    return any(pattern.search(text) for pattern in patterns)


def _sentences_around(text: str, start: int, end: int) -> tuple[int, int]:
    touched = [one for one in _SENTENCE.finditer(text) if one.start() < end and one.end() > start]
    if not touched:
        return start, end
    first = touched[0]
    begin = first.start() + len(first.group()) - len(first.group().lstrip())
    return begin, touched[-1].start() + len(touched[-1].group().rstrip())
