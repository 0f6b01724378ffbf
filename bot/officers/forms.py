"""The words of an officer as the trained reader sees them: standard forms, and the concepts that they stand for.

"Pak Budi, lampunya msh hidup?" becomes ``< bapak lampunya masih hidup ? > @listrik @nyala @?``. Whoever is addressed
counts as ``bapak``, without a name: it tells nothing of what is said. Concepts stand in ``concepts.yml``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import yaml

from bot.language import normalise

CONCEPTS_FILE = Path(__file__).with_name("concepts.yml")

_DIGIT = re.compile(r"\d")
_MARK = re.compile(r"\W+")
_TELLING_MARKS = frozenset(",.?")
_SENTENCE_ENDS = frozenset(".?!")
_TITLES = frozenset(["bapak", "bpk", "pak", "ibu", "bu", "kakak", "kak", "mas", "mbak", "mba"])
_ADDRESSED = "bapak"
_NAME = re.compile(r"[A-Z][a-z']+$")
_QUESTION = "?"
_NAMED = "@nama-diri"
"""Stands for a word that is written as a name, in the middle of a sentence."""


@dataclass(frozen=True)
class Word:
    """A word or mark.

    Attributes:
        start, end: where it stands in the text.
        form: its standard form in lower case, each digit as 0; empty for what is not looked at.
        named: whether it is written as a name.
    """

    start: int
    end: int
    form: str
    named: bool = False


def words_of(text: str) -> list[Word]:
    """The words and marks of an officer's text, in order."""
    words: list[Word] = []
    addressed, opens = False, True
    for start, said, standard in _tokens(text):
        form = _DIGIT.sub("0", standard)
        if said.lower() in _TITLES:
            form, addressed = _ADDRESSED, True
        elif addressed and _NAME.match(said):
            form = ""
        else:
            addressed = False
        named = not opens and bool(form) and form != _ADDRESSED and _NAME.match(said) is not None
        words.append(Word(start, start + len(said), form, named))
        opens = said in _SENTENCE_ENDS
    return words


def _tokens(text: str) -> Iterator[tuple[int, str, str]]:
    """Where each word or sign of ``text`` begins, the word, and its standard form."""
    waiting: tuple[int, str, str] | None = None
    position = 0
    for word in normalise.words(text):
        plain = word.plain.lower()
        if waiting is not None and word.start < position:  # a second word for the same letters: "gatau"
            waiting = (waiting[0], waiting[1], f"{waiting[2]} {plain}")
            continue
        if waiting is not None:
            yield waiting
        yield from _signs(text, position, word.start)
        waiting = (word.start, text[word.start : word.end], plain)
        position = word.end
    if waiting is not None:
        yield waiting
    yield from _signs(text, position, len(text))


def _signs(text: str, start: int, end: int) -> Iterator[tuple[int, str, str]]:
    return ((at, text[at], text[at]) for at in range(start, end) if not text[at].isspace())


def form_of(words: Iterable[Word]) -> str:
    """What the reader learns from and looks at: standard forms, then concepts in the order of their first word."""
    words = list(words)
    forms = list(_telling(word.form for word in words))
    concepts: dict[str, None] = {}
    for form in forms:
        concepts.update(dict.fromkeys(_concepts_of(form)))
    if any(word.named for word in words):
        concepts[_NAMED] = None
    return " ".join(["<", *forms, ">", *concepts])


def _telling(forms: Iterable[str]) -> Iterator[str]:
    """Without marks of emphasis, repeated marks and marks at the end that only part."""
    waiting = ""
    for form in forms:
        if not form:
            continue
        if _MARK.fullmatch(form):
            waiting = form if form in _TELLING_MARKS and waiting != _QUESTION else waiting
            continue
        if waiting:
            yield waiting
            waiting = ""
        yield form
    if waiting == _QUESTION:
        yield waiting


@lru_cache(maxsize=20_000)
def _concepts_of(form: str) -> tuple[str, ...]:
    if form == _QUESTION:
        return (f"@{_QUESTION}",)
    return tuple(f"@{concept}" for concept, words in _concepts().items() if words.fullmatch(form))


@lru_cache(maxsize=1)
def _concepts() -> dict[str, re.Pattern[str]]:
    listed = yaml.safe_load(CONCEPTS_FILE.read_text(encoding="utf-8"))
    return {concept: re.compile("|".join(f"(?:{word})" for word in words)) for concept, words in listed.items()}
