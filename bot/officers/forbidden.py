"""What an officer must never say, or not to this caller: found by patterns, and by what was learnt.

Patterns of the book's ``never`` hold in every call (:mod:`bot.sop.conformance.sayings`); those of ``disclosures.yml``
tell of somebody's data, which may be told to the one and not to the other. Whoever knows the call knows which.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import yaml

from bot.language.intent_model import IntentModel
from bot.officers.reading import FORBIDDEN, Found, Reader
from bot.officers.trained import trained_reader
from bot.sop.book import Book, Never, load_book
from bot.sop.conformance.sayings import Said, is_unsaid, said_in, sentences_of
from bot.sop.conformance.talk import Act

DISCLOSURES_FILE = Path(__file__).with_name("disclosures.yml")

_TELLING_OF_A_REPORT = ("PRG-01", "LU-01", "LU-06a", "LU-06a-telepon", "LU-06b", "PRG-01-pilih", "VCC-02")
"""Rules that tell what is in a report: right to the one who made it, a disclosure to anybody else."""

_REPORT = "PRG-01-tidak-cocok"
_CTT = "VCC-03"
_SHORT_FORM = re.compile(r"\b(jl|jln|no|nmr|rt|rw|gg|kel|kec|bpk|an)\.", re.IGNORECASE)
"""Full stops that end no sentence."""

_IN_GENERAL = re.compile(
    r"\b(?:setiap|semua|biasanya|umumnya|rata-rata|masing-masing|kalau|bila|jika|apabila|supaya|agar)\b", re.IGNORECASE
)


def breaks(book: Book, rule: str, text: str) -> bool:
    """Whether ``text`` says what ``rule`` forbids."""
    return next(forbidden_in(book, rule, text), None) is not None


def forbidden_in(book: Book, rule: str, text: str) -> Iterator[Said]:
    """The sentences of ``text`` that say what ``rule`` forbids."""
    found = [said for never in _nevers(book).get(rule, ()) for said in said_in(never, text)]
    found += _disclosed(rule, text)
    found += _learnt(rule, text)
    yield from {said.start: said for said in found}.values()


def _disclosed(rule: str, text: str) -> Iterator[Said]:
    for start, sentence in sentences_of(_SHORT_FORM.sub(r"\1 ", text)):
        if rule == _REPORT and (sentence.rstrip().endswith("?") or _IN_GENERAL.search(sentence)):
            continue
        hit = next(
            (
                hit
                for pattern in _disclosures().get(rule, ())
                for hit in pattern.finditer(sentence)
                if not is_unsaid(sentence, *hit.span())
            ),
            None,
        )
        if hit is not None:
            yield Said(start, start + len(sentence.rstrip()), hit.group())


def _learnt(rule: str, text: str) -> Iterator[Said]:
    """What was learnt as forbidden, in statements."""
    if rule == _CTT:
        return  # twenty digits are told or not; there is nothing to learn
    intents = {f"{FORBIDDEN}{rule}", *(_TELLING_OF_A_REPORT if rule == _REPORT else ())}
    for found in _found_in(text):
        start, end = found.passage.start, found.passage.end
        if found.rule not in intents or not found.certain and rule != _REPORT:
            continue
        for begin, sentence in sentences_of(text):
            inside = begin <= start and end <= begin + len(sentence)
            asked = sentence.rstrip().endswith("?")
            # told of others or only wished, wherever in the sentence that stands
            general = rule == _REPORT and _IN_GENERAL.search(sentence)
            if inside and not asked and not general and not is_unsaid(sentence, end - begin, end - begin):
                yield Said(start, end, text[start:end])


def _found_in(text: str) -> tuple[Found, ...]:
    """What was learnt and stands in ``text``; every rule asks for the same."""
    return _read_once(text, _Held(trained_reader()))


@dataclass(frozen=True)
class _Held:
    """A reader as a key: it is the same one, or it is another."""

    model: IntentModel

    def __hash__(self) -> int:
        return id(self.model)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Held) and other.model is self.model


@lru_cache(maxsize=32)
def _read_once(text: str, held: _Held) -> tuple[Found, ...]:
    return tuple(Reader(held.model).found_in(text, load_book(), forbidden=True))


def forbidden_acts(book: Book, text: str) -> tuple[Act, ...]:
    """What must not be said in any call, or not to every caller, as far as ``text`` says it, by rule."""
    rules = dict.fromkeys((*_nevers(book), *_disclosures()))
    return tuple(Act(rule, True, said.start, said.end) for rule in rules for said in forbidden_in(book, rule, text))


@lru_cache(maxsize=4)
def _nevers(book: Book) -> Mapping[str, tuple[Never, ...]]:
    by_rule: dict[str, list[Never]] = {}
    for topic in book.topics.values():
        for never in topic.never:
            by_rule.setdefault(never.id, []).append(never)
    return {rule: tuple(items) for rule, items in by_rule.items()}


@lru_cache(maxsize=1)
def _disclosures() -> Mapping[str, tuple[re.Pattern[str], ...]]:
    content = yaml.safe_load(DISCLOSURES_FILE.read_text(encoding="utf-8"))
    return {rule: tuple(re.compile(one, re.IGNORECASE) for one in patterns) for rule, patterns in content.items()}
