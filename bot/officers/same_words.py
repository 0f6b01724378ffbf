"""Questions that several topics ask in the same words, and rules that are carried out along with another."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from bot.sop.book import Book
from bot.sop.conformance.course import REPORT_SENT
from bot.sop.conformance.tickets import CLOSED_AT_ONCE

FOREIGN = 0.3
"""What the odds of a rule of another topic are multiplied with; chosen on sentences of our own."""

FILE = Path(__file__).with_name("same_words.yml")


def along_with(rule: str) -> tuple[str, ...]:
    """Rules that the same words always carry out as well."""
    return tuple(_content()["along_with"].get(rule, ()))


def swallowed_by(rule: str) -> frozenset[str]:
    """Rules whose own words include what else would be this rule: "sudah dipahami?" about a CTT."""
    return frozenset(one for one, others in _content()["swallows"].items() if rule in others)


def outshone_by(rule: str) -> frozenset[str]:
    """Rules beside which this one, when it is only perhaps said, is not said."""
    return frozenset(one for one, others in _content()["outshines"].items() if rule in others)


def in_topic(book: Book, topic: str, likelihoods: Mapping[str, float]) -> dict[str, float]:
    """Likelihoods with what is known of the topic.

    Those of rules that other topics ask in the same words are given to the one of ``topic``; rules of topics to which
    a call about it doesn't lead are less likely.
    """
    moved = dict(likelihoods)
    if not topic:
        return moved
    for rule in _foreign_to(book, topic):
        if rule in moved:
            moved[rule] = _less_likely(moved[rule])
    own = _rules_of_topic(book, topic)
    for family in _content()["same"]:
        here = [rule for rule in family if rule in own]
        elsewhere = [rule for rule in family if rule not in own]
        if here and elsewhere:
            best = max(here, key=lambda rule: moved.get(rule, 0.0))
            together = 1.0
            for rule in (best, *elsewhere):
                together *= 1 - moved.get(rule, 0.0)
            moved[best] = 1 - together
            for rule in elsewhere:
                moved[rule] = 0.0
    return moved


def _less_likely(share: float) -> float:
    return FOREIGN * share / (1 - share + FOREIGN * share)


@lru_cache(maxsize=32)
def _foreign_to(book: Book, topic: str) -> tuple[str, ...]:
    """Rules of topics to which a call about ``topic`` doesn't lead."""
    leads_to = _content()["leads_to"]
    if topic not in leads_to:
        return ()
    others = (other for other in leads_to if other != topic and other not in leads_to[topic])
    own = _rules_of_topic(book, topic)
    return tuple(rule for other in others for rule in book.topics[other].rules if rule not in own)


@lru_cache(maxsize=32)
def _rules_of_topic(book: Book, topic: str) -> frozenset[str]:
    sends = any(row.ticket is not None and not row.ticket.get(CLOSED_AT_ONCE) for row in book.topics[topic].outcomes)
    steps = (book.rules[step] for stage in book.topics[topic].stages for step in stage.steps)
    due = (rule.id for rule in steps if sends or rule.when.get(REPORT_SENT) is not True)
    return frozenset((*book.topics[topic].rules, *due))


@lru_cache(maxsize=1)
def _content() -> Mapping[str, Any]:
    content: Mapping[str, Any] = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    return content
