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
from bot.officers.reading import FORBIDDEN, Reader, Weighed
from bot.officers.trained import trained_reader
from bot.sop.book import Book, Never, load_book
from bot.sop.conformance.sayings import Said, is_of_other_matter, is_unsaid, said_in, sentences_of
from bot.sop.conformance.talk import Act

DISCLOSURES_FILE = Path(__file__).with_name("disclosures.yml")

_TELLING_OF_A_REPORT = ("PRG-01", "LU-01", "LU-06a", "LU-06a-telepon", "LU-06b", "PRG-01-pilih", "VCC-02")
"""Rules that tell what is in a report: right to the one who made it, a disclosure to anybody else."""

_REPORT = "PRG-01-tidak-cocok"
_CTT = "VCC-03"
_SHORT_FORM = re.compile(r"\b(jl|jln|no|nmr|rt|rw|gg|kel|kec|bpk|an)\.", re.IGNORECASE)
"""Full stops that end no sentence."""

LEAST_TOLD = 0.15
"""Below this likelihood nothing of a report was told."""

TELLING_BESIDE_OTHERS = 0.5
"""How much likelier than anything else it must be that a passage tells of a report; chosen on sentences of our own."""

_IN_GENERAL = re.compile(
    r"\b(?:setiap|semua|biasanya|umumnya|rata-rata|masing-masing|bila|jika|apabila|seandainya|andai\w*|supaya|agar|"
    r"misal(?:nya|kan)?|umpama(?:nya)?|"
    r"banyak (?:laporan|pelanggan|keluhan|gangguan)|rumah (?:saya|kami|aku)|"
    r"(?:hanya|cuma) (?:untuk|bisa|boleh|dapat|kami)|"
    r"silakan (?:pelapor|pemilik|yang)\w*|pelapor(?:nya)? (?:sendiri|langsung|yang (?:menelepon|menghubungi)))\b"
    r"|\bkalau\b(?! (?:yang|soal|untuk|di|dari|menurut|dilihat|begitu)\b)",
    re.IGNORECASE,
)


def breaks(book: Book, rule: str, text: str) -> bool:
    """Whether ``text`` says what ``rule`` forbids."""
    return next(forbidden_in(book, rule, text), None) is not None


def forbidden_in(book: Book, rule: str, text: str) -> Iterator[Said]:
    """The sentences of ``text`` that say what ``rule`` forbids."""
    found = [said for never in _nevers(book).get(rule, ()) for said in said_in(never, text)]
    found += _disclosed(rule, text)
    found += _learnt(book, rule, text)
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


def _learnt(book: Book, rule: str, text: str) -> Iterator[Said]:
    """What was learnt as forbidden, in statements."""
    if rule == _CTT:
        return  # twenty digits are told or not; there is nothing to learn
    nevers = _nevers(book).get(rule, ())
    for weighed in _weighed_in(text):
        if not (_tells_of_a_report(weighed) if rule == _REPORT else _stands_out(weighed, f"{FORBIDDEN}{rule}")):
            continue
        start, end = weighed.passage.start, weighed.passage.end
        for begin, sentence in sentences_of(text):
            if not (begin <= start and end <= begin + len(sentence)) or sentence.rstrip().endswith("?"):
                continue
            words = text[start:end].rstrip(" ,;:.!")
            first, last = start - begin, start - begin + len(words)
            # told of others or only wished, wherever in the sentence that stands
            general = rule == _REPORT and _IN_GENERAL.search(sentence)
            other = any(is_of_other_matter(never, sentence) for never in nevers)
            if not (general or other or is_unsaid(sentence, first, last) or is_unsaid(sentence, last, last)):
                yield Said(start, end, text[start:end])


def _stands_out(weighed: Weighed, intent: str) -> bool:
    return any(found.rule == intent and found.certain for found in weighed.standing_out())


def _tells_of_a_report(weighed: Weighed) -> bool:
    """Whether it is likelier that something of a report is told, whatever that is, than anything else."""
    likely = weighed.likelihoods
    telling = 1.0
    for intent in (f"{FORBIDDEN}{_REPORT}", *_TELLING_OF_A_REPORT):
        telling *= 1 - likely.get(intent, 0.0)
    others = (share for intent, share in likely.items() if not _is_telling(intent))
    return 1 - telling >= max(LEAST_TOLD, TELLING_BESIDE_OTHERS * max(others, default=0.0))


def _is_telling(intent: str) -> bool:
    return intent in _TELLING_OF_A_REPORT or intent == f"{FORBIDDEN}{_REPORT}"


def _weighed_in(text: str) -> tuple[Weighed, ...]:
    """The passages of ``text`` with what they perhaps say; every rule asks for the same."""
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
def _read_once(text: str, held: _Held) -> tuple[Weighed, ...]:
    return tuple(Reader(held.model).weighed_in(text, load_book()))


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
