"""What becomes known in a transcript: from the caller's words, and from how the officer addresses the caller."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from typing import Any

from bot.language.addresses import Address
from bot.language.answers import read_answer, volunteered
from bot.language.names import read_name
from bot.language.times import Moment
from bot.qa.audit.callers import told_in
from bot.sop.book import Book

NAME, TITLE = "nama", "sapaan"
_EMAIL = "email_pelapor"
_CHOICE = "choice"

_ADDRESSED = re.compile(
    r"\b(?P<title>bapak|pak|bpk|ibu|bu|mas|mbak|mba)\b\.?(?P<name>(?:\s+[A-Z][a-z']+)*)", re.IGNORECASE
)
_EITHER = re.compile(
    r"\b(?:bapak|pak|mas)\s*(?:/|atau|apa)\s*(?:ibu|bu|mbak)\b|\b(?:ibu|bu)\s*(?:/|atau|apa)\s*(?:bapak|pak)\b", re.I
)
_MAN = frozenset({"bapak", "pak", "bpk", "mas"})
# an address that is none to be written to, as in talks whose names were made unknown: it was given all the same
_GIVEN_ADDRESS = re.compile(r"[\w.+'-]+\s*@\s*[\w.-]+\w")


def told_by_caller(book: Book, topic: str, text: str, asked: Iterable[str], facts: Mapping[str, Any]) -> dict[str, Any]:
    """Facts that a caller's words bring: answers to what was asked, and what is told unasked.

    Args:
        topic: what the talk is about, empty while that is open.
        facts: what is known before.
    """
    told = _answers(book, text, asked)
    unasked = {**_from_opening(book, topic, text), **volunteered(text), **told_in(text)}
    if facts.get(NAME) is None and NAME not in told and (name := read_name(text)):
        unasked[NAME] = name
    if facts.get(TITLE) is None and TITLE not in told and (answer := read_answer(TITLE, text)).status == "read":
        unasked[TITLE] = answer.value
    for name, value in unasked.items():
        if name in book.facts and name not in told and facts.get(name) is None:
            told[name] = _plain(value, text)
    return told


def told_by_officer(text: str, facts: Mapping[str, Any]) -> dict[str, Any]:
    """What an officer shows to know of the caller: Bapak or Ibu, which is heard in a voice, and the name."""
    if _EITHER.search(text):
        return {}
    addressed = list(_ADDRESSED.finditer(text))
    titles = {"Bapak" if found["title"].lower() in _MAN else "Ibu" for found in addressed}
    told: dict[str, Any] = {TITLE: titles.pop()} if len(titles) == 1 else {}
    name = next((called for found in addressed if (called := _called(found["name"]))), "")
    if name:
        told[NAME] = name
    return {fact: value for fact, value in told.items() if facts.get(fact) is None}


def taken_for_granted(
    book: Book, rules: Iterable[str], asked_before: Collection[str], facts: Mapping[str, Any]
) -> dict[str, Any]:
    """What an officer must have understood to go on with ``rules``, of answers that were not understood here.

    Args:
        asked_before: facts that were asked for earlier in the talk.
    """
    granted: dict[str, Any] = {}
    for rule in rules:
        for name, value in book.rules[rule].when.items():
            if name in asked_before and facts.get(name) is None and isinstance(value, (str, bool, list)):
                granted.setdefault(name, value[0] if isinstance(value, list) else value)
    return granted


def _called(words: str) -> str:
    """The name behind a title: words that are written with a capital, which ``re.IGNORECASE`` lets through."""
    return " ".join(word for word in words.split() if word[:1].isupper())


def _answers(book: Book, text: str, asked: Iterable[str]) -> dict[str, Any]:
    told: dict[str, Any] = {}
    for name in asked:
        try:
            answer = read_answer(name, text)
        except KeyError:  # the language has no reader for it yet
            continue
        if answer.status == "read":
            told[name] = _plain(answer.value, text)
        elif answer.status == "refused" and book.facts[name].when_unknown is not None:
            told[name] = book.facts[name].when_unknown
        elif name == _EMAIL and (given := _GIVEN_ADDRESS.search(text)):
            told[name] = given.group()
    return told


def _from_opening(book: Book, topic: str, text: str) -> dict[str, Any]:
    """Choices that callers tell with the words that bring them to the topic."""
    told: dict[str, Any] = {}
    for name, fact in book.topics[topic].facts.items() if topic else ():
        if fact.from_opening and fact.kind == _CHOICE:
            answer = read_answer(name, text)
            if answer.status == "read":
                told[name] = answer.value
    return told


def _plain(value: Any, text: str) -> Any:
    """Read values as the book's facts hold them: moments as text, an address in the caller's own words."""
    if isinstance(value, Moment):
        return value.start.isoformat()
    return text if isinstance(value, Address) else value
