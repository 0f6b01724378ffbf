"""The form of a practice call, field by field: the right value, heard from the customer, before the report was saved.

A field is due once the customer has told what belongs in it. Whoever forgot to ask has lost the question's points
already; whoever fills in what nobody told has invented it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from bot.roleplay.practice import events as kinds
from bot.roleplay.practice.events import Event
from bot.roleplay.practice.scenario import Call
from bot.roleplay.practice.values import agrees
from bot.roleplay.world import NONE_GIVEN, read_data
from bot.sop.book import Book, Rule
from bot.sop.conformance.result import COUNTED, MET, MISSED, Verdict
from bot.sop.conformance.talk import CALLER, Talk, Turn

REPORT, SENT_OUT, FOLLOW_UP, APPLICATION = "laporan", "lapangan", "lanjutan", "permohonan"


@dataclass(frozen=True)
class FieldItem:
    """One field of the form.

    Attributes:
        field: such as ``acuan_lokasi`` or ``self_diagnosis.41``.
        rule: the rule by which it is filled in.
        verdict: its turn is the one in which the customer told the value, its quote the customer's words.
    """

    field: str
    rule: Rule
    verdict: Verdict
    weight: float
    expected: str = ""
    actual: str = ""

    @property
    def status(self) -> str:
        """One of the statuses of :mod:`bot.sop.conformance.result`."""
        return self.verdict.status

    def as_json(self, share: float) -> dict[str, Any]:
        """For programs.

        Args:
            share: of the 100 for each unit of weight.
        """
        return {
            "rule": self.rule.id,
            "field": self.field,
            "title": f"{self.rule.title}: {self.field}",
            "status": self.status,
            "turn": self.verdict.turn,
            "quote": self.verdict.quote,
            "weight": round(self.weight * share, 4) if self.status in COUNTED else 0.0,
            "critical": False,
            "reason": self.verdict.reason,
            "matter": 1,
            "source": {
                "document": self.rule.source.document,
                "point": self.rule.source.point,
                "paragraph": self.rule.source.paragraph,
            },
        }


@dataclass(frozen=True)
class _Telling:
    """A fact as the customer told it last before the form was saved."""

    fact: str
    value: Any
    turn: int
    words: str


def assess_form(book: Book, call: Call, talk: Talk, events: Sequence[Event]) -> tuple[FieldItem, ...]:
    """Every field that had something to do with this call."""
    made = next((event for event in reversed(events) if event.kind in (*kinds.SAVING, kinds.APPLIED)), None)
    if made is None:
        return ()
    at = call.sheet.moment + timedelta(seconds=made.seconds)
    before = [turn if turn.at is not None and turn.at <= at else Turn(CALLER, "") for turn in talk.turns]
    return tuple(_items(book, call, before, made.content["fields"], _sorts_of(made)))


def _sorts_of(made: Event) -> set[str]:
    form = made.content["fields"]
    if made.kind == kinds.APPLIED:
        return {APPLICATION}
    if made.kind == kinds.FOLLOWED:
        return {FOLLOW_UP}
    return {REPORT, SENT_OUT} if form.get("tipe_wo") else {REPORT}


def _items(
    book: Book, call: Call, before: Sequence[Turn], form: Mapping[str, Any], sorts: set[str]
) -> Iterator[FieldItem]:
    data = read_data("form_fields.yml")
    told = _told_in(before)
    for name, how in data["fields"].items():
        if how["of"] not in sorts:
            continue
        field = name.partition("@")[0]
        tellings = [told[fact] for fact in how["heard"] if fact in told]
        telling = next((one for one in tellings if _expected(book, call, one) is not None), next(iter(tellings), None))
        actual = _filled(form, field)
        expected = _expected(book, call, telling)
        if expected is None and how.get("free"):
            continue
        verdict = _verdict(call, how["like"], telling, expected, actual)
        if verdict is not None:
            rule = book.rules[data["rules"][how["of"]]]
            yield FieldItem(field, rule, verdict, data["weight"], _words(expected), _words(actual))


def _told_in(turns: Sequence[Turn]) -> dict[str, _Telling]:
    return {
        fact: _Telling(fact, value, place, turn.text)
        for place, turn in enumerate(turns)
        for fact, value in turn.facts.items()
        if value is not None
    }


def _filled(form: Mapping[str, Any], field: str) -> Any:
    name, _, part = field.partition(".")
    value = form.get(name)
    return (value or {}).get(part) if part else value


def _expected(book: Book, call: Call, telling: _Telling | None) -> Any:
    """The value that belongs in the field, ``None`` when nothing does."""
    if telling is None:
        return None
    fact = book.facts[telling.fact]
    if telling.fact == "nomor_dapat_dihubungi":
        return call.sheet.caller_id if telling.value is True else None
    if telling.value in (NONE_GIVEN, fact.when_unknown) and telling.value not in fact.values:
        return None
    if telling.fact in ("identitas", "idpel_permohonan"):
        customer = call.sheet.customer
        own = (customer.idpel, customer.nomor_meter)
        return customer.idpel if telling.value in own else telling.value
    return telling.value


def _verdict(call: Call, like: str, telling: _Telling | None, expected: Any, actual: Any) -> Verdict | None:
    if telling is None:
        return None
    if expected is None:
        invented = f"Terisi {_words(actual)}, padahal pelanggan tidak menyampaikannya."
        return Verdict(MISSED, telling.turn, telling.words, invented) if actual else None
    fits = agrees(like, expected, actual, call.sheet.customer)
    if not fits and actual in (None, "", [], ()):
        return Verdict(MISSED, telling.turn, telling.words, "Disampaikan pelanggan, tetapi tidak terisi.")
    if fits:
        return Verdict(MET, telling.turn, telling.words, "Terisi seperti yang disampaikan pelanggan.")
    return Verdict(MISSED, telling.turn, telling.words, f"Terisi {_words(actual)}, seharusnya {_words(expected)}.")


def _words(value: Any) -> str:
    if value is None:
        return ""
    return ", ".join(map(str, value)) if isinstance(value, (list, tuple)) else str(value)
