"""Hints: the next legal step of the SOP, read off the book, in three strengths."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass

from bot.responses import first_wording, special_wording
from bot.roleplay.practice.scenario import Call
from bot.roleplay.practice.talk import is_said_or_done
from bot.sop.book import CLOSING, OPENING, Book, Rule
from bot.sop.conformance.course import Course, Step, course_of
from bot.sop.conformance.matters import frame_topics
from bot.sop.conformance.talk import Talk

PART, STEP, WORDS = 1, 2, 3

_PLACEHOLDER = re.compile(r"\{(\w+)\}")
_CODE_RESPONSE = "utter_minta_kode"
_KNOWN_CALLER = "CRM-01"
NOBODY = "Bapak/Ibu"
"""How a customer is addressed of whom nothing is known."""


@dataclass(frozen=True)
class Hint:
    """What comes next.

    Attributes:
        rule: id of the rule; empty when nothing is left to do.
        text: in Indonesian, as strong as was asked for.
    """

    rule: str
    text: str


class Hints:
    """Hints for one call."""

    def __init__(self, book: Book, call: Call) -> None:
        self._book = book
        self._call = call
        self._topic = book.topics[call.scenario.topic]

    def next(self, talk: Talk, strength: int, in_vain: Collection[str] = ()) -> Hint:
        """The first step that is still open.

        Args:
            in_vain: facts that were asked for and not answered.
        """
        for rule, part in self._open(talk, in_vain):
            written = (self._call.scenario.hints or {}).get(rule.id)
            if strength == PART:
                return Hint(rule.id, f"Langkah berikutnya ada pada bagian: {part}.")
            if strength == STEP:
                return Hint(rule.id, f"{rule.title}.")
            return Hint(rule.id, written or f"Misalnya: “{self.words(rule, self._called(rule, talk))}”")
        return Hint("", "Semua langkah sudah dilakukan; panggilan dapat ditutup.")

    def ahead(self, talk: Talk, in_vain: Collection[str] = ()) -> tuple[Hint, ...]:
        """Every step that is still open, each by its title."""
        return tuple(Hint(rule.id, rule.title) for rule, _ in self._open(talk, in_vain))

    def words(self, rule: Rule, called: str = NOBODY) -> str:
        """What the assistant says there: the response that carries the rule out, with gaps shown as ``…``.

        Args:
            called: how the customer is addressed.
        """
        own = [
            f"utter_ask_{rule.ask}" if rule.ask and not rule.code else "",
            rule.say,
            _CODE_RESPONSE if rule.code else "",
        ]
        # a rule that another one's response carries out as well, is carried out by what is special in that response
        texts = [*map(first_wording, own), *map(special_wording, rule.fulfilled_by)]
        text = next((text for text in texts if text), None)
        if text is not None:
            return _PLACEHOLDER.sub(lambda found: self._filled(rule, called).get(found[1], "…"), text)
        return rule.title

    def _filled(self, rule: Rule, called: str) -> dict[str, str]:
        return {"kode": rule.code, "nama_petugas": "…", "panggilan": called}

    def _called(self, rule: Rule, talk: Talk) -> str:
        """The customer's title and name as far as they are known: by the records where the rule asks about them."""
        if rule.id == _KNOWN_CALLER:
            return f"{self._call.sheet.customer.sapaan} {self._call.sheet.customer.nama}"
        told = {**talk.known, **{name: value for turn in talk.turns for name, value in turn.facts.items()}}
        title, name = told.get("sapaan"), told.get("nama")
        return f"{title} {name}" if title and name else str(title or NOBODY)

    def _open(self, talk: Talk, in_vain: Collection[str]) -> list[tuple[Rule, str]]:
        """Rules that are due and not done yet, with the part of the script in which they stand."""
        told = {name: value for turn in talk.turns for name, value in turn.facts.items()}
        course = course_of(self._book, self._topic, {**talk.sheet, **talk.known, **told}, talk.comes_to_light)
        # what was not understood for sure stays open: the officer may say it more plainly
        done = {act.rule for turn in talk.turns for act in turn.acts if act.certain}
        known = {**talk.known, **told}
        frame = [rule for topic in frame_topics(self._book) for rule in topic.rules.values() if rule.due]
        opening = [(rule, "Pembuka") for rule in frame if rule.due == OPENING and rule.applies(course.facts)]
        closing = [(rule, "Penutup") for rule in frame if rule.due == CLOSING and rule.applies(course.facts)]
        steps = [(step.rule, step.stage.label) for step in self._with_report(course, talk)]
        return [
            (rule, part)
            for rule, part in (*opening, *steps, *closing)
            if (rule.id not in done or rule.ask in in_vain) and not (rule.ask and known.get(rule.ask) is not None)
        ]

    def _with_report(self, course: Course, talk: Talk) -> list[Step]:
        """The steps, and before the last stage what is done for the matter: the report, an application, an answer."""
        last = self._topic.stages[-1]
        saved = any(turn.tickets for turn in talk.turns)
        rules = [rule for rule in self._topic.rules.values() if rule.applies(course.facts)]
        deeds = [rule for rule in rules if rule.when and is_said_or_done(rule)]
        if course.row is not None and course.row.ticket is not None and not saved:
            # several rules may look at the report; the one that speaks of this very case comes first
            deeds = [*deeds, *sorted(filter(_is_report, rules), key=lambda rule: not rule.when)]
        before = [step for step in course.steps if step.stage != last]
        after = [step for step in course.steps if step.stage == last]
        return [*before, *(Step(rule, last) for rule in deeds[:1]), *after]


def _is_report(rule: Rule) -> bool:
    return "nomor" in rule.written
