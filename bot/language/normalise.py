"""Plain Indonesian words from text as people type it: slang, abbreviations, stretched letters, typing slips.

Every word keeps the place where it stood. What holds a digit or an ``@`` (codes, phone numbers, e-mail
addresses) is passed through letter for letter: only whole words made of letters are ever replaced.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from rapidfuzz.distance import OSA

from bot.language.reference import read_pairs, read_yaml

WordKind = Literal["word", "code", "mark"]

_PIECES = re.compile(
    r"(?P<address>[^\s@,;]+@[^\s@,;]+)"
    r"|(?P<code>(?:-(?=[0-9]))?[A-Za-z]*[0-9][0-9A-Za-z]*(?:[.,:/][0-9]+)*)"
    r"|(?P<word>[^\W\d_]+)"
    r"|(?P<mark>[,.;!?\n])"
)
_INSIDE_A_CODE = re.compile(r"[0-9][.,:/]$")
_STRETCHED = re.compile(r"(.)\1{2,}")
_DOUBLED = re.compile(r"(.)\1")
_SHORTEST_SLIP = 6
_LONGEST_WORD = 30


@dataclass(frozen=True)
class Word:
    """One plain word (lower case), code (as typed) or punctuation mark.

    Attributes:
        start, end: where it stands in the text it was read from; one slang word that means two plain
            words ("gabisa") gives two with the same place.
    """

    plain: str
    start: int
    end: int
    kind: WordKind


@lru_cache(maxsize=1)
def _slang() -> dict[str, str]:
    return {**read_pairs("slang.tsv"), **read_pairs("slang_additions.tsv")}


@lru_cache(maxsize=1)
def _spellings() -> dict[str, list[str]]:
    spellings: dict[str, list[str]] = {}
    for colloquial, formal in _slang().items():
        spellings.setdefault(formal, []).append(colloquial)
    return spellings


def colloquial_spellings(word: str) -> tuple[str, ...]:
    """How people also write a plain word: "mengontrak" → "ngontrak"."""
    return tuple(_spellings().get(word, ()))


@lru_cache(maxsize=1)
def _known_words() -> frozenset[str]:
    lists = read_yaml("everyday_words.yml")
    formal = {part for phrase in _slang().values() for part in phrase.split()}
    return frozenset(formal | set(lists["mendable"]) | set(lists["never_mended"]))


@lru_cache(maxsize=1)
def _mendable_words() -> dict[str, tuple[str, ...]]:
    by_initial: dict[str, list[str]] = {}
    for word in read_yaml("everyday_words.yml")["mendable"]:
        by_initial.setdefault(word[0], []).append(word)
    return {initial: tuple(words) for initial, words in by_initial.items()}


@lru_cache(maxsize=8192)
def plain_word(word: str) -> str:
    """The plain form of one lower-case word; the word itself when nothing better is known.

    A slip of one letter is mended only towards a word of the SOP's talk and only when there is exactly one
    such word, so that names and rare words stay as they are.
    """
    if len(word) > _LONGEST_WORD:
        return word
    slang = _slang()
    if word in slang:
        return slang[word]
    if word in _known_words():
        return word
    for shorter in (_STRETCHED.sub(r"\1", word), _STRETCHED.sub(r"\1\1", word), _DOUBLED.sub(r"\1", word)):
        if shorter != word and (shorter in slang or shorter in _known_words()):
            return slang.get(shorter, shorter)
    unstretched = _STRETCHED.sub(r"\1", word)
    if len(unstretched) >= _SHORTEST_SLIP:
        near = [
            known
            for known in _mendable_words().get(unstretched[0], ())
            if OSA.distance(unstretched, known, score_cutoff=1) <= 1
        ]
        if len(near) == 1:
            return near[0]
    return unstretched


def is_slip_of(typed: str, meant: str) -> bool:
    """Whether a finger slipped in a long word: a letter too many or too few, or two that changed places; another letter
    is no sign."""
    if len(typed) < _SHORTEST_SLIP or abs(len(typed) - len(meant)) > 1:
        return False
    if OSA.distance(typed, meant, score_cutoff=1) != 1:
        return False
    return len(typed) != len(meant) or sorted(typed) == sorted(meant)


@lru_cache(maxsize=512)
def words(text: str) -> tuple[Word, ...]:
    """Words, codes and punctuation of ``text`` in order; blanks and other signs are left out."""
    pieces = list(_PIECES.finditer(text))
    found: list[Word] = []
    for position, piece in enumerate(pieces):
        start, end = piece.span()
        raw = piece.group()
        if piece.lastgroup == "mark":
            found.append(Word("," if raw == "\n" else raw, start, end, "mark"))
        elif piece.lastgroup == "word":
            lower = raw.lower()
            spelled = len(raw) == 1 and (raw != lower or _beside_a_digit(pieces, position))
            if spelled or (raw.isupper() and _INSIDE_A_CODE.search(text[max(0, start - 2) : start])):
                found.append(Word(lower, start, end, "word"))
                continue
            found += [Word(part, start, end, "word") for part in plain_word(lower).split()]
        else:
            repeated = _slang().get(raw.lower()) if piece.lastgroup == "code" else None
            if repeated:
                found += [Word(part, start, end, "word") for part in repeated.split()]
            else:
                found.append(Word(raw, start, end, "code"))
    return tuple(found)


def _beside_a_digit(pieces: list[re.Match[str]], position: int) -> bool:
    # "G 5418…" is a report number and "4 y 1" a slip of the finger, not "tidak" and "ya".
    neighbours = pieces[max(0, position - 1) : position] + pieces[position + 1 : position + 2]
    return any(neighbour.lastgroup == "code" for neighbour in neighbours)


def plain(text: str, *, keep_capitalised: bool = False) -> str:
    """``text`` with each slang word replaced by its plain form; everything else stays as typed.

    Args:
        keep_capitalised: leave a word like "Aya" alone after the first one: it may be a name, not "ada".
    """
    parts: list[str] = []
    at = 0
    for word in words(text):
        if word.start >= at:
            parts.append(text[at : word.start])
        else:
            parts.append(" ")
        typed = text[word.start : word.end]
        named = keep_capitalised and bool(parts[1:]) and typed.istitle()
        if named or word.kind != "word" or word.plain == typed.lower():
            parts.append(typed if word.start >= at else "")
        else:
            parts.append(word.plain)
        at = word.end
    parts.append(text[at:])
    return "".join(parts)
