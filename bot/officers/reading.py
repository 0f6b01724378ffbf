"""Which rules an officer's words carry out: cue patterns, and likeness to the bot's own words."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import Path

import yaml
from rapidfuzz import fuzz, process

from bot.officers.carrying import carrying
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


def acts_in(book: Book, text: str) -> tuple[Act, ...]:
    """The rules that an officer's words carry out, each with the sentences that show it, in the order of the text."""
    found: dict[str, Act] = {}
    for rule, patterns in _cues().items():
        hit = next((hit for pattern in patterns if (hit := pattern.search(text)) is not None), None)
        if hit is not None and rule in book.rules:
            start, end = _sentences_around(text, hit.start(), hit.end())
            found[rule] = Act(rule, True, start, end)
    for act in _acts_by_likeness(book, text):
        if act.rule not in _cues():
            found.setdefault(act.rule, act)
    return tuple(sorted(found.values(), key=lambda act: act.start))


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
def _cues() -> Mapping[str, tuple[re.Pattern[str], ...]]:
    content = yaml.safe_load(CUES_FILE.read_text(encoding="utf-8"))
    return {rule: tuple(re.compile(one, re.IGNORECASE) for one in patterns) for rule, patterns in content.items()}


def _sentences_around(text: str, start: int, end: int) -> tuple[int, int]:
    touched = [one for one in _SENTENCE.finditer(text) if one.start() < end and one.end() > start]
    if not touched:
        return start, end
    first = touched[0]
    begin = first.start() + len(first.group()) - len(first.group().lstrip())
    return begin, touched[-1].start() + len(touched[-1].group().rstrip())
