"""Signs that a figure was not stated but guessed, asked about, or offered as one of two.

House rule: what was not said for sure is asked again. The readers of figures (display values, identifiers,
phone numbers, e-mail addresses) ask this module before they trust what they have read.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from bot.language.normalise import words
from bot.language.numbers import DIGIT_WORDS
from bot.language.reference import read_yaml

# "220an", "220 an"; behind a long number, as in "5123 0045 6781 an. Ratna", "an" is "atas nama"
_ABOUT_SIGN = re.compile(r"[±~≈]\s*[0-9]|[0-9]-?an\b|(?<![0-9\s]{5})[0-9][\s-]+an\b", re.IGNORECASE)
_NUMBER_AHEAD = rf"(?=[0-9]|(?:se\w+|{'|'.join(DIGIT_WORDS)})\b)"
_AT_MOST = re.compile(rf"\b(?:paling|seperti|di atas|di bawah|lebih dari|kurang dari) {_NUMBER_AHEAD}")
_AND_MORE = re.compile(r"\b(?:[0-9]+|\w*(?:puluh|belas|ratus|ribu)\w*) (?:lebih|berapa)\b(?! baik)")
# "yang mana saja", "kapan saja": whichever, no question
_ANY_WILL_DO = re.compile(r"\b(?:yang mana|mana|kapan|siapa|berapa|apa|di mana) (?:saja|pun)\b")
_CLAUSE = re.compile(r"(?:[,;](?![0-9])|[.](?![0-9])|[!\n])+|(?<=\?)")


def plain_words(text: str) -> str:
    """``text`` in plain words with one blank between them, without punctuation."""
    return " ".join(word.plain.lower() for word in words(text) if word.kind != "mark")


def any_of(phrases: Iterable[str]) -> re.Pattern[str]:
    """A pattern that finds any of ``phrases`` as whole words, with or without "-nya"."""
    return re.compile(rf"\b(?:{'|'.join(sorted(phrases, key=len, reverse=True))})(?:nya)?\b")


@lru_cache(maxsize=4)
def _phrases(kind: str) -> re.Pattern[str]:
    return any_of(read_yaml("doubt.yml")[kind])


def only_stalls(spoken: Iterable[str]) -> bool:
    """Whether words in their plain form only win time, as "eh, anu itu apa ya" or "hmm"."""
    stalling = read_yaml("free_talk.yml")["stalling"]
    forms = set(spoken)
    return not forms.isdisjoint(stalling["words"]) and forms <= {*stalling["words"], *stalling["around"]}


def is_guessed(text: str) -> bool:
    """Whether a figure in ``text`` is an approximation or not sure: "sekitar 220", "220an", "kayaknya"."""
    if _ABOUT_SIGN.search(text):
        return True
    plain = plain_words(text)
    return bool(_phrases("unsure").search(plain) or _AT_MOST.search(plain) or _AND_MORE.search(plain))


def is_hedged(text: str) -> bool:
    """Whether a statement is only a guess: "kayaknya padam", "mungkin"."""
    return bool(_phrases("hedging").search(plain_words(text)))


def offers_alternatives(text: str) -> bool:
    """Whether "atau" leaves the choice between two things open."""
    return " atau " in f" {plain_words(text)} "


def clauses(text: str) -> list[str]:
    """``text`` cut at full stops, question marks and commas, except those inside figures."""
    return [clause.strip() for clause in _CLAUSE.split(text) if clause.strip()]


def is_question(clause: str) -> bool:
    """Whether one clause asks something: by its question mark or by a question word."""
    if clause.rstrip().endswith("?"):
        return True
    return bool(_phrases("asking").search(_ANY_WILL_DO.sub(" ", plain_words(clause))))
