"""The words of a grammar in what an engine without grammars wrote down.

Such an engine writes "Balum balah." for "belum pernah", and "0812" for "nol delapan satu dua". The phrases of the
grammar that are written most like it are what was said; what is like none of them is something else.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from rapidfuzz.distance import Indel

from bot.language.numbers import in_words, parse_written
from voice.ears.engine import Grammar

ALIKE = 0.6
"""Share of letters that must agree, from 0 to 1."""
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
_WORD = re.compile(r"[^\W\d_]+")
_MORE_WORDS = 1
"""A phrase may have been written as so many words more or fewer than it has."""


@dataclass(frozen=True)
class Match:
    """A phrase that was found.

    Attributes:
        first, last: of the written words, from 0; the last is not in it.
        likeness: share of the letters that agree.
    """

    phrase: str
    first: int
    last: int
    likeness: float


def written_words(text: str) -> list[str]:
    """The words of a transcript in small letters; numbers in words, those that begin with 0 digit by digit."""
    return _WORD.findall(_NUMBER.sub(lambda found: f" {_number_in_words(found.group())} ", text).lower())


def matches(words: Sequence[str], grammar: Grammar) -> tuple[list[Match], bool]:
    """The phrases of the grammar that agree best with the words.

    Returns:
        The phrases in order, and whether something else was said beside them.
    """
    best: list[tuple[float, list[Match]]] = [(0.0, [])]
    for last in range(1, len(words) + 1):
        here = best[last - 1]  # the last word is none of a phrase
        for first in range(last):
            found = _likest(words[first:last], grammar)
            if found is None:
                continue
            phrase, likeness = found
            # what a phrase explains counts by its letters, so that one long agreement beats two chance ones
            score = best[first][0] + (likeness - ALIKE + 0.01) * len("".join(words[first:last]))
            if score > here[0]:
                here = (score, [*best[first][1], Match(phrase, first, last, likeness)])
        best.append(here)
    found_all = best[-1][1]
    explained = sum(match.last - match.first for match in found_all)
    return found_all, explained < len(words)


def _likest(words: Sequence[str], grammar: Grammar) -> tuple[str, float] | None:
    """The phrase that is written most like these words."""
    written = " ".join(words)
    likest: tuple[str, float] | None = None
    for phrase in grammar.phrases:
        if abs(phrase.count(" ") + 1 - len(words)) > _MORE_WORDS:
            continue
        needed = likest[1] if likest else ALIKE
        likeness = Indel.normalized_similarity(written, phrase, score_cutoff=needed)
        if likeness >= needed and (likest is None or likeness > likest[1]):
            likest = (phrase, likeness)
    return likest


def _number_in_words(written: str) -> str:
    value = parse_written(written)
    if value is None or re.match(r"0\d", written):
        return " ".join(in_words(int(sign)) if sign.isdigit() else "koma" for sign in written)
    return in_words(value)
