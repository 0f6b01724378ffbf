"""A run through the book, told as a talk: the bot's questions in the domain's words, the caller's answers."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from bot.language.answers import read_answer
from bot.qa.checks.fulfilment import CODE_RESPONSES
from bot.sop.book import Book, Rule, Stage, Topic
from bot.sop.conditions import Facts
from bot.sop.flow import next_step
from bot.sop.ways import GIVEN

BOT, CALLER, KNOWN = "bot", "pelanggan", "diketahui"

_PLACEHOLDER = re.compile(r"\{([a-z_]+)\}")
# what a caller says to a question whose answers can't be counted
_SAID = {
    "identity": "Nomornya 14123456789", "name": "Saya Siti Aminah", "title": "Ibu", "address": "Jl. Kenanga No. 5",
    "display": "Yang tampil 0402", "mobile": "081200001234", "email": "siti@example.com", "moment": "besok jam 8 pagi",
    "ready": "Sudah di depan meter", "power": "2200 VA", "date": "5 Desember",
}  # fmt: skip
_FREE_WORDS = "(keterangan bebas)"
_NOTHING = "Tidak ada"


@dataclass(frozen=True)
class Line:
    """One line: who speaks (``bot``, ``pelanggan``), or what is looked up meanwhile (``diketahui``)."""

    speaker: str
    text: str

    def __str__(self) -> str:
        return f"({self.text})" if self.speaker == KNOWN else f"{self.speaker}: {self.text}"


class BookTalk:
    """Tells runs through a book in the words of a domain's responses."""

    def __init__(self, book: Book, responses: Mapping[str, list[Mapping[str, Any]]]) -> None:
        self._book = book
        self._responses = responses

    def told(self, topic: Topic, stages: Iterable[Stage], facts: Facts) -> tuple[Line, ...]:
        """The talk in which the caller answers every question as ``facts`` say, through these stages in order."""
        steering = {stage.outcome_slot for stage in topic.stages}
        known: dict[str, Any] = {}
        lines: list[Line] = []
        said: set[str] = set()
        # questions that have been settled before: these stages were not walked, only what they left behind
        settled = dict(facts)
        for stage in stages:
            asked = {self._book.rule(step).ask for step in stage.steps}
            for name, value in settled.items():
                fact = self._book.facts[name]
                if name not in known and name not in asked and fact.kind == "derived" and value is not None:
                    if name not in steering:
                        lines.append(Line(KNOWN, f"{fact.label}: {spoken(value)}"))
                    known[name] = value
            lines.extend(self._through(stage, settled, known, said))
            if stage.outcome_slot:
                known[stage.outcome_slot] = stage.outcome(known)
        return tuple(lines)

    def question(self, rule: Rule) -> Line:
        """How the bot asks what ``rule`` asks for."""
        name = CODE_RESPONSES[1] if rule.code else f"utter_ask_{rule.ask}"
        return Line(BOT, self._words(name, rule) or rule.title)

    def answer(self, fact: str, value: object) -> Line:
        """How a caller says ``value``: by its button, else in words of the kind of fact."""
        for variation in self._responses.get(f"utter_ask_{fact}", ()):
            for button in variation.get("buttons", ()):
                read = read_answer(fact, button.get("payload", ""))
                if read.status == "read" and read.value == value:
                    return Line(CALLER, button["title"])
        known = self._book.facts[fact]
        if value == GIVEN:
            return Line(CALLER, _SAID.get(known.kind, _FREE_WORDS))
        if value == known.when_unknown or value == "tidak_ada":
            return Line(CALLER, _NOTHING)
        return Line(CALLER, spoken(value))

    def _through(self, stage: Stage, facts: Facts, known: dict[str, Any], said: set[str]) -> Iterator[Line]:
        while True:
            step = next_step(self._book, stage, known, said)
            for rule in step.say:
                said.add(rule.id)
                yield Line(BOT, self._words(rule.say, rule) or rule.title)
            if step.ask is None:
                return
            yield self.question(step.ask)
            if facts.get(step.ask.ask) is None:
                return
            known[step.ask.ask] = facts[step.ask.ask]
            yield self.answer(step.ask.ask, facts[step.ask.ask])

    def _words(self, response: str, rule: Rule) -> str:
        variations = self._responses.get(response, ())
        text = next((one.get("text", "") for one in variations if "condition" not in one), "")
        filled = {"kode": rule.code, "panggilan": "Ibu Siti"}
        return _PLACEHOLDER.sub(lambda found: filled.get(found[1]) or self._label(found[1]), text)

    def _label(self, slot: str) -> str:
        fact = self._book.facts.get(slot)
        return f"({fact.label if fact else slot.replace('_', ' ')})"


def spoken(value: object) -> str:
    """A value of the book as a person would say it."""
    if isinstance(value, bool):
        return "ya" if value else "tidak"
    return "tidak diketahui" if value is None else str(value).replace("_", " ")
