"""The loops of a talk, each with the book's own limit that ends it.

A question is asked again as long as its answer is not understood; from ``misunderstandings_before_human`` times on the
talk goes on with the fact's ``when_unknown``, or a human officer is offered (HND-01, HND-02). An identity that is not
found is asked again ``identity_attempts`` times; then the talk goes on without one, which the book must provide for.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from bot.sop.book import Book, Rule, Topic
from bot.sop.branches import Path, conditions_of, rule_path
from bot.sop.conditions import comparisons_in

HAND_OVER = "action_serahkan_ke_petugas"
WITHOUT_IDENTITY = "tidak_ada"
MISUNDERSTANDINGS = "misunderstandings_before_human"
IDENTITY_ATTEMPTS = "identity_attempts"


@dataclass(frozen=True)
class Loop:
    """A question that can come again and again.

    Attributes:
        answer: what the caller says each time, or what happens instead.
        path: where in the book the way out stands or ought to.
        why: in a sentence, why there is no way out; empty when there is one.
    """

    rule: Rule
    answer: str
    path: Path
    why: str = ""

    @property
    def has_exit(self) -> bool:
        """Whether the caller gets out of it."""
        return not self.why


def loops_of(book: Book, topic: Topic) -> Iterator[Loop]:
    """Every loop of a topic's stages."""
    for rule_id in dict.fromkeys(step for stage in topic.stages for step in stage.steps):
        rule = book.rule(rule_id)
        if not rule.ask:
            continue
        yield _not_understood(book, rule)
        if book.facts[rule.ask].kind == "identity":
            yield _not_found(book, topic, rule)


def _not_understood(book: Book, rule: Rule) -> Loop:
    path, limit = _limit(book, MISUNDERSTANDINGS)
    said = "(jawaban yang tidak terbaca)"
    if not _is_count(limit):
        why = f"{MISUNDERSTANDINGS} harus bilangan bulat dari 1, bukan {limit!r}: pertanyaan berulang tanpa akhir."
        return Loop(rule, said, path, why)
    if book.facts[rule.ask].when_unknown is None and not _someone_hands_over(book):
        why = (
            f"setelah {limit} kali tidak dipahami {rule.ask} tidak punya when_unknown, "
            "dan tidak ada aturan yang meneruskan ke petugas."
        )
        return Loop(rule, said, rule_path(book, rule.id), why)
    return Loop(rule, said, path)


def _not_found(book: Book, topic: Topic, rule: Rule) -> Loop:
    path, limit = _limit(book, IDENTITY_ATTEMPTS)
    said = "Nomornya 00000000000 (tidak ditemukan)"
    if not _is_count(limit):
        why = f"{IDENTITY_ATTEMPTS} harus bilangan bulat dari 1, bukan {limit!r}: nomor ditanyakan tanpa akhir."
        return Loop(rule, said, path, why)
    provided_for = any(
        name == rule.ask and WITHOUT_IDENTITY in values
        for _, condition in conditions_of(topic)
        for name, values in comparisons_in(condition)
    )
    if not provided_for:
        why = f"setelah {limit} nomor tidak ditemukan, tidak ada syarat yang mengatur {rule.ask}: {WITHOUT_IDENTITY}."
        return Loop(rule, said, rule_path(book, rule.id), why)
    return Loop(rule, said, path)


def _limit(book: Book, name: str) -> tuple[Path, Any]:
    for topic in book.topics.values():
        if name in topic.parameters:
            return (topic.name, "parameters", name), topic.parameters[name]
    return (next(iter(book.topics)), "parameters", name), None


def _is_count(limit: Any) -> bool:
    return isinstance(limit, int) and not isinstance(limit, bool) and limit >= 1


def _someone_hands_over(book: Book) -> bool:
    # a rule that hands over at one end of one topic gets nobody out of a question
    return any(HAND_OVER in rule.fulfilled_by and not rule.when for rule in book.rules.values())
