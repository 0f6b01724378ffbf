"""What a run found, in Indonesian sentences for people who know the calls and not the program."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import singledispatchmethod
from typing import Any

from bot.qa.compare import OPENING, status_text
from bot.qa.e2e_model import (
    ActionExpected,
    AuditExpected,
    Expectation,
    HandoverExpected,
    IntentExpected,
    RuleExpected,
    SaidExpected,
    SlotExpected,
    TicketExpected,
)
from bot.qa.outcome import CaseResult, Difference, ObservedTurn
from bot.qa.values import agrees
from bot.qa.vocabulary import Vocabulary
from bot.sop.book import Book

_QUESTION = "utter_ask_"
_LONGEST_QUOTATION = 160
_FILLED = "terisi"
_EMPTY = "kosong"


class Narrator:
    """Tells differences and expectations in words: questions and slots by the labels of the book.

    Attributes:
        initial_slots: what each slot holds before anything was said.
        facts: names of what the book can know of a talk.
    """

    def __init__(self, vocabulary: Vocabulary, book: Book) -> None:
        self.initial_slots = vocabulary.initial_slots
        self._rules = {rule.id: rule.title for rule in book.rules.values()}
        self._labels = {name: fact.label for topic in book.topics.values() for name, fact in topic.facts.items()}
        self.facts = frozenset(self._labels)
        self._texts: dict[str, str] = {}
        for text, response in vocabulary.texts.items():
            self._texts.setdefault(response, text)

    def sentence(self, result: CaseResult, difference: Difference) -> str:
        """One difference in two sentences: when, and what."""
        return f"{self.occasion(difference)} {self.told(result, difference)}"

    def occasion(self, difference: Difference) -> str:
        """When it differed: what the caller said."""
        opening = difference.said in ("", OPENING)
        occasion = "saat percakapan dibuka" if opening else f"penelepon menulis {quoted(difference.said)}"
        return f"Pada giliran {difference.turn} {occasion}."

    def told(self, result: CaseResult, difference: Difference) -> str:
        """What differed: what should have come, and what came."""
        observed = result.observed[difference.turn - 1]
        earlier = result.observed[difference.turn - 2] if difference.turn > 1 else None
        return self._told(difference.expectation, observed, earlier)

    def expectation(self, expectation: Expectation) -> str:
        """What was expected, in a few words."""
        return self._wanted(expectation)

    def rule(self, rule: str | None) -> str:
        """A rule with its title."""
        if rule is None:
            return "belum di aturan mana pun"
        return f"{rule} ({self._rules[rule]})" if rule in self._rules else rule

    def slot(self, name: str) -> str:
        """What a slot is about."""
        return self._labels.get(name, name.replace("_", " "))

    # --- what came instead ------------------------------------------------------------------------

    @singledispatchmethod
    def _told(self, expectation: Expectation, _observed: ObservedTurn, _earlier: ObservedTurn | None) -> str:
        raise TypeError(f"no sentence for {type(expectation).__name__}")

    @_told.register
    def _(self, expectation: IntentExpected, observed: ObservedTurn, _earlier: ObservedTurn | None) -> str:
        understood = f"dipahami sebagai {observed.intent}" if observed.intent else "tidak dipahami sama sekali"
        return f"Kalimat itu seharusnya dipahami sebagai {expectation.intent}, tetapi {understood}."

    @_told.register
    def _(self, expectation: RuleExpected, observed: ObservedTurn, _earlier: ObservedTurn | None) -> str:
        return (
            f"Percakapan seharusnya berada di aturan {self.rule(expectation.rule)}, "
            f"tetapi {self.rule(observed.rule) if observed.rule is None else 'berada di ' + self.rule(observed.rule)}."
        )

    @_told.register
    def _(self, expectation: ActionExpected, _observed: ObservedTurn, _earlier: ObservedTurn | None) -> str:
        if expectation.absent:
            return f"Langkah {expectation.action} seharusnya tidak dijalankan, tetapi dijalankan."
        return f"Langkah {expectation.action} seharusnya dijalankan, tetapi tidak."

    @_told.register
    def _(self, expectation: SlotExpected, observed: ObservedTurn, _earlier: ObservedTurn | None) -> str:
        actual = observed.slots.get(expectation.slot)
        return f"Catatan {quoted(self.slot(expectation.slot))} seharusnya {_slot_wanted(expectation)}, " + (
            "tetapi kosong." if actual is None else f"tetapi berisi {value_text(actual)}."
        )

    @_told.register
    def _(self, expectation: TicketExpected, observed: ObservedTurn, _earlier: ObservedTurn | None) -> str:
        tickets = observed.tickets_for(expectation)
        if expectation.fields is None:
            return f"Seharusnya tidak ada laporan, tetapi tercatat {', '.join(one.nomor for one in tickets)}."
        if expectation.count is not None and len(tickets) != expectation.count:
            there_are = f"ada {len(tickets)}" if tickets else "tidak ada"
            return f"Seharusnya ada {expectation.count} laporan, tetapi {there_are}."
        if not tickets:
            return "Seharusnya ada laporan, tetapi belum ada."
        wrong = [
            f"ruas {name} seharusnya {_expected_text(wanted)}, tetapi {value_text(getattr(tickets[-1], name))}"
            for name, wanted in expectation.fields.items()
            if not agrees(wanted, getattr(tickets[-1], name))
        ]
        return f"Pada laporan {tickets[-1].nomor}: {'; '.join(wrong)}."

    @_told.register
    def _(self, expectation: HandoverExpected, observed: ObservedTurn, _earlier: ObservedTurn | None) -> str:
        given = "tidak diserahkan" if observed.handover is None else f"diserahkan karena {quoted(observed.handover)}"
        return f"Percakapan seharusnya {_handover_wanted(expectation)}, tetapi {given}."

    @_told.register
    def _(self, expectation: AuditExpected, observed: ObservedTurn, _earlier: ObservedTurn | None) -> str:
        found = observed.audit.get(expectation.rule)
        wanted, given = status_text(expectation.status), status_text(found)
        return f"Audit atas aturan {self.rule(expectation.rule)} seharusnya {wanted}, tetapi {given}."

    @_told.register
    def _(self, expectation: SaidExpected, observed: ObservedTurn, earlier: ObservedTurn | None) -> str:
        wanted, said = self._saying(expectation), [one for one in observed.messages if one.text or one.response]
        if expectation.absent:
            return f"Bot seharusnya tidak {wanted}, tetapi melakukannya."
        same = next((one for one in said if expectation.response and one.response == expectation.response), None)
        if same is not None:
            naming = self._naming(expectation.response, "")
            return f"Bot memang {naming}, tetapi isinya lain: {quoted(same.text or '')}."
        if not said:
            return f"Bot seharusnya {wanted}, tetapi diam."
        before = {one.response for one in earlier.messages if one.response} if earlier else set()
        told = []
        for one in said:
            phrase = self._naming(one.response, one.text or "")
            told.append(f"mengulang: {phrase}" if one.response in before else phrase)
        return f"Bot seharusnya {wanted}, tetapi {_and(told)}."

    # --- what was wanted --------------------------------------------------------------------------

    @singledispatchmethod
    def _wanted(self, expectation: Expectation) -> str:
        raise TypeError(f"no words for {type(expectation).__name__}")

    @_wanted.register
    def _(self, expectation: IntentExpected) -> str:
        return f"maksud: {expectation.intent}"

    @_wanted.register
    def _(self, expectation: RuleExpected) -> str:
        return f"aturan: {self.rule(expectation.rule)}"

    @_wanted.register
    def _(self, expectation: ActionExpected) -> str:
        return f"langkah: {'tanpa ' if expectation.absent else ''}{expectation.action}"

    @_wanted.register
    def _(self, expectation: SlotExpected) -> str:
        return f"catatan: {self.slot(expectation.slot)} {_slot_wanted(expectation)}"

    @_wanted.register
    def _(self, expectation: TicketExpected) -> str:
        if expectation.fields is None:
            return "laporan: tidak ada"
        counted = [] if expectation.count is None else [f"{expectation.count} buah"]
        which = f"laporan sebelumnya ({expectation.earlier})" if expectation.earlier else "laporan"
        return f"{which}: " + ", ".join(
            [*counted, *(f"{name} {_expected_text(value)}" for name, value in expectation.fields.items())]
        )

    @_wanted.register
    def _(self, expectation: HandoverExpected) -> str:
        return f"petugas: {_handover_wanted(expectation)}"

    @_wanted.register
    def _(self, expectation: AuditExpected) -> str:
        return f"audit: {self.rule(expectation.rule)} {status_text(expectation.status)}"

    @_wanted.register
    def _(self, expectation: SaidExpected) -> str:
        return f"{'tidak ' if expectation.absent else ''}{self._saying(expectation)}"

    def _saying(self, expectation: SaidExpected) -> str:
        parts = []
        if expectation.response is not None or expectation.text is not None:
            parts.append(self._naming(expectation.response, expectation.text or ""))
        if expectation.matches is not None:
            parts.append(f"mengucapkan teks berpola {quoted(expectation.matches)}")
        if expectation.buttons is not None:
            titles = [title or payload or "" for title, payload in expectation.buttons]
            parts.append(f"memberi tombol {_and([quoted(title) for title in titles]) or 'kosong'}")
        if expectation.custom is not None:
            parts.append(f"mengirim {_expected_text(dict(expectation.custom))}")
        return ", ".join(parts)

    def _naming(self, response: str | None, text: str) -> str:
        """What the bot does when it says the response, or the text."""
        asked = response[len(_QUESTION) :] if response and response.startswith(_QUESTION) else None
        if asked in self._labels:
            return f"menanyakan {self._labels[asked]}"
        words = text or self._texts.get(response or "", "")
        return f"mengucapkan {quoted(words) if words else response}"


def capitalised(text: str) -> str:
    """``text`` as the beginning of a sentence."""
    return text[:1].upper() + text[1:]


def quoted(text: str) -> str:
    """``text`` in Indonesian quotation marks, shortened when it is long."""
    short = " ".join(text.split())
    return f"“{short[:_LONGEST_QUOTATION].rstrip()} …”" if len(short) > _LONGEST_QUOTATION else f"“{short}”"


def value_text(value: Any) -> str:
    """What a slot or a field holds, for reading."""
    if value is None or value == () or value == []:
        return _EMPTY
    if isinstance(value, bool):
        return "ya" if value else "tidak"
    if isinstance(value, Mapping):
        return ", ".join(f"{name}: {value_text(part)}" for name, part in value.items())
    if isinstance(value, (list, tuple)):
        return ", ".join(value_text(part) for part in value)
    return quoted(str(value))


def _handover_wanted(expectation: HandoverExpected) -> str:
    if expectation.reason is None:
        return "tidak diserahkan"
    return f"diserahkan karena {_expected_text(expectation.reason)}"


def _slot_wanted(expectation: SlotExpected) -> str:
    if expectation.value is None:
        return _EMPTY if expectation.absent else _FILLED
    return f"{'bukan ' if expectation.absent else ''}{_expected_text(expectation.value)}"


def _expected_text(value: Any) -> str:
    if isinstance(value, Mapping) and set(value) == {"matches"}:
        return f"berpola {quoted(str(value['matches']))}"
    if isinstance(value, Mapping) and set(value) == {"present"}:
        return _FILLED if value["present"] else _EMPTY
    return value_text(value)


def _and(parts: Iterable[str]) -> str:
    listed = list(parts)
    return " dan ".join([", ".join(listed[:-1]), listed[-1]]) if len(listed) > 1 else "".join(listed)
