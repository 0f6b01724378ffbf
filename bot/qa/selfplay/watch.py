"""What must hold in every turn of a talk, of the assistant and of the customer alike."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from typing import Any

from bot.qa.checks.sayings import forbidden_words
from bot.qa.selfplay.talk import (
    ASKED,
    BROKE,
    CORRECTED,
    CUSTOMER_FAULT,
    EMPTY_ANSWER,
    FORBIDDEN,
    LEAKED,
    MISTAKEN,
    SLIPPED,
    VOLUNTEERED,
    Failure,
    Said,
)
from bot.roleplay.sheet import Sheet
from bot.roleplay.world import NONE_GIVEN, World
from bot.sop.book import Book, Topic

_FAILURE = "failure"
_PERSONAL_KINDS = ("identity", "mobile", "email")
_SHORTEST_NUMBER = 8


class Watch:
    """Watches one talk."""

    def __init__(self, book: Book, sheet: Sheet) -> None:
        self._book = book
        self._sheet = sheet
        self._until_true = World().until_true
        self._told: set[str] = set()
        self._values_told: set[Any] = set()
        self._own_words = _own_words(sheet)

    def go_on_with(self, sheet: Sheet) -> None:
        """The customer has come to another matter."""
        self._sheet = sheet
        self._own_words = sorted({*self._own_words, *_own_words(sheet)}, key=len, reverse=True)

    def faults_of_answers(self, answers: Collection[Mapping[str, Any]], asks: str | None = None) -> Iterator[Failure]:
        """What is wrong with the assistant's messages of one turn.

        Args:
            asks: the fact that they ask for.
        """
        if not any(answer.get("text") for answer in answers):
            yield Failure(EMPTY_ANSWER, "", "giliran ini tidak dijawab.")
        for answer in answers:
            if (answer.get("custom") or {}).get("kind") == _FAILURE:
                yield Failure(BROKE, "", "sistem terganggu; giliran ini dibatalkan.")
            text = str(answer.get("text") or "")
            yield from self._forbidden(text, asks)
            report = self._sheet.earlier
            if report is not None and not report.is_found and report.number in text:
                yield Failure(LEAKED, "", f"menyebut laporan orang lain: {text!r}.")

    def _forbidden(self, text: str, asks: str | None) -> Iterator[Failure]:
        for own in self._own_words:
            text = text.replace(own, "")
        for topic in self._book.topics.values():
            for never in topic.never:
                if never.while_asking and not self._is_about(topic, asks):
                    continue
                words = forbidden_words(never, text)
                if words:
                    yield Failure(FORBIDDEN, never.id, f"mengucapkan {words!r} ({never.title}).", words)

    def _is_about(self, topic: Topic, asks: str | None) -> bool:
        """Whether the talk is in the topic: what may not be said of a meter code may be said of an application."""
        asked_there = (self._book.rule(step).ask for stage in topic.stages for step in stage.steps)
        return topic.name in (self._sheet.topic, self._sheet.onward) and (asks is None or asks in asked_there)

    def faults_of_customer(self, said: Said, asked: str | None) -> Iterator[Failure]:
        """Whatever the customer says must be on the sheet, and asked for or told by choice."""
        for told in said.told:
            if told.value not in self._may_be_said(told.fact, told.how):
                yield Failure(CUSTOMER_FAULT, told.fact, f"mengarang {told.value!r}: {said.text!r}")
            if told.how == VOLUNTEERED:
                second = self._sheet.second
                if not (self._sheet.may_volunteer(told.fact) or second and second.may_volunteer(told.fact)):
                    yield Failure(CUSTOMER_FAULT, told.fact, f"membuka rahasia: {said.text!r}")
            elif told.how == CORRECTED:
                if told.fact not in self._told:
                    yield Failure(CUSTOMER_FAULT, told.fact, f"memperbaiki yang belum dikatakan: {said.text!r}")
            elif told.fact != asked:
                yield Failure(CUSTOMER_FAULT, told.fact, f"menjawab sebelum ditanya: {said.text!r}")
        self._told.update(told.fact for told in said.told)
        self._values_told.update(told.value for told in said.told)
        yield from self._slipped_out(said)

    def _may_be_said(self, fact: str, how: str) -> list[Any]:
        sheet = self._sheet
        if fact not in self._book.facts:
            return [False]
        if how == MISTAKEN and sheet.mistake is not None:
            return [sheet.mistake.value, *sheet.mistake.meanwhile.values()]
        if how == SLIPPED:
            return [sheet.spare.get(fact)]
        values = [sheet.facts.get(fact)]
        if sheet.second is not None:
            # told with the answer that there is more
            values += [True, sheet.second.facts.get(fact)]
        return [*values, True] if how == ASKED and fact in self._until_true else values

    def _slipped_out(self, said: Said) -> Iterator[Failure]:
        """Personal data found in the words although the utterance does not own up to telling them."""
        squeezed = re.sub(r"[^a-z0-9@]", "", said.text.lower())
        for name, value in self._sheet.facts.items():
            fact = self._book.facts.get(name)
            if fact is None or fact.kind not in _PERSONAL_KINDS or name in self._told:
                continue
            if value in (NONE_GIVEN, fact.when_unknown) or value in self._values_told:
                continue
            bare = re.sub(r"[^a-z0-9@]", "", str(value).lower())
            if len(bare) >= _SHORTEST_NUMBER and bare in squeezed:
                yield Failure(CUSTOMER_FAULT, name, f"terucap sebelum waktunya: {said.text!r}")


def _own_words(sheet: Sheet) -> list[str]:
    """Names and addresses, which may happen to hold a forbidden word (a village called Daya)."""
    customer = sheet.customer
    own = [customer.alamat, f"{customer.jalan}, {customer.kecamatan}", customer.nama, sheet.persona.name]
    own += [str(value) for value in sheet.facts.values() if isinstance(value, str) and len(value) > 3]
    return sorted(set(own), key=len, reverse=True)
