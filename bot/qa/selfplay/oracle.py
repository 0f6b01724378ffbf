"""Which ticket must come out of a talk: a reading of the book from the customer's sheet.

Nothing here looks at what the assistant understood, nor uses the code by which it decides: conditions are read by
this module's own evaluator, steering slots are worked out from facts, and the ticket's fields from the sheet.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot import clock
from bot.qa.values import MATCHES, PRESENT
from bot.roleplay.sheet import Sheet
from bot.roleplay.world import NONE_GIVEN, Circumstances, can_arrange, looked_up
from bot.sop.book import Book, Outcome, Stage, Topic

_CHANNELS = {"wa": ["wa"], "sms": ["sms"], "keduanya": ["wa", "sms"]}
_ANGER, _URGENCY = "marah", "mendesak"
_DONE, _OPEN = "SELESAI", "BELUM SELESAI"


@dataclass(frozen=True)
class Verdict:
    """What must come of a talk.

    Attributes:
        row: id of the outcome row, ``None`` when the talk goes on outside its topic.
        ticket: expected fields in the form of an e2e test (:mod:`bot.qa.values`), ``None`` for no ticket.
        handed_over: the talk must wait for a human in the end.
    """

    row: str | None
    ticket: Mapping[str, Any] | None
    handed_over: bool = False


class Oracle:
    """Reads the outcome table."""

    def __init__(self, book: Book) -> None:
        self._book = book

    def verdict(
        self, sheet: Sheet, *, told: Mapping[str, Any], angry: bool, too_late: Mapping[str, Any] | None = None
    ) -> Verdict:
        """What must come of a talk with this customer.

        Args:
            told: the value that the customer told last of each fact.
            angry: the customer showed anger.
            too_late: slips of the tongue, by fact, that were taken back when the report had been sent already: they
                stay in its form, and the right value is added to its remarks (UL-01).
        """
        if sheet.wants_human:
            return Verdict(None, None, handed_over=True)
        reading = _Reading(self._book, sheet, angry)
        outcome = reading.outcome()
        if outcome is None:
            return Verdict(None, None, handed_over=True)
        if outcome.ticket is None:
            return Verdict(outcome.id, None)
        form = _Form(self._book, sheet, reading, outcome, told=told, too_late=too_late or {})
        return Verdict(outcome.id, form.fields())


class _Reading:
    """The values that facts have for a customer, as far as the book would have them asked."""

    def __init__(self, book: Book, sheet: Sheet, angry: bool) -> None:
        self._book = book
        self._sheet = sheet
        self._topic: Topic = book.topics[sheet.topic]
        self._moods = {_ANGER: angry or None, _URGENCY: None}
        self._stage_of_slot = {stage.outcome_slot: stage for stage in self._topic.stages if stage.outcome_slot}
        self._asking = {
            self._book.rule(step).ask: self._book.rule(step)
            for stage in self._topic.stages
            for step in stage.steps
            if self._book.rule(step).ask
        }
        self._passed: dict[str, str | None] = {}

    def outcome(self) -> Outcome | None:
        """The first row that holds after one of the stages; ``None`` when the talk leaves the topic."""
        leaves: Mapping[str, list[str]] = self._topic.parameters.get("leaves_topic", {})
        for stage in self._topic.stages:
            if not stage.outcome_slot:
                continue
            self._passed[stage.outcome_slot] = self._value_of_stage(stage)
            for outcome in self._topic.outcomes:
                if self.meets(outcome.when):
                    return outcome
            if any(self.value(slot) in values for slot, values in leaves.items()):
                return None
        raise ValueError(f"{self._topic.name}: no outcome for {dict(self._sheet.facts)}")

    def _value_of_stage(self, stage: Stage) -> str | None:
        for candidate in stage.outcomes:
            if self.meets(candidate.when):
                return candidate.value
        return None

    def value(self, name: str) -> Any:
        """What is known of a fact at the end of the talk; ``None`` for what was not asked."""
        if name in self._stage_of_slot:
            return self._passed.get(name)
        if name in self._moods:
            return self._moods[name]
        if can_arrange(name):
            sheet = self._sheet
            now = Circumstances(self._book, sheet.customer, sheet.moment, sheet.caller_id, sheet.facts)
            return looked_up(name, now)
        rule = self._asking.get(name)
        if rule is not None and not self.meets(rule.when):
            return None
        return self._sheet.facts.get(name)

    def meets(self, condition: Mapping[str, Any]) -> bool:
        """Whether every entry of a condition of the book is so."""
        return all(self._entry(key, wanted) for key, wanted in condition.items())

    def _entry(self, key: str, wanted: Any) -> bool:
        if key == "not":
            return not self.meets(wanted)
        if key == "any":
            return True in [self.meets(part) for part in wanted]
        actual = self.value(key)
        wanted_values = wanted if isinstance(wanted, list) else [wanted]
        return any(actual is one if isinstance(one, bool) or one is None else actual == one for one in wanted_values)


class _Form:
    """The form of APKT as the customer's sheet fills it (PRK-13 … PRK-17)."""

    def __init__(
        self,
        book: Book,
        sheet: Sheet,
        reading: _Reading,
        outcome: Outcome,
        *,
        told: Mapping[str, Any],
        too_late: Mapping[str, Any],
    ) -> None:
        self._book = book
        self._sheet = sheet
        self._reading = reading
        self._outcome = outcome
        self._told = told
        self._too_late = too_late
        self._row: Mapping[str, Any] = outcome.ticket or {}

    def fields(self) -> dict[str, Any]:
        """Expected fields."""
        sheet, customer = self._sheet, self._sheet.customer
        closed = self._row.get("issue_closed") is True
        identified = self._reading.value("identitas") not in (None, NONE_GIVEN)
        expected: dict[str, Any] = {
            "count": 1,
            "tipe_wo": None,
            **{name: value for name, value in self._row.items() if "{" not in str(value)},
            "issue_closed": closed,
            "status": _DONE if closed else _OPEN,
            "permasalahan": self._problem(),
            "nama_pelapor": {MATCHES: f"(?i)^{re.escape(str(sheet.facts['nama']))}$"},
            "no_telepon": sheet.caller_id,
            "idpel": customer.idpel if identified else None,
            "nomor_meter": customer.nomor_meter if identified else None,
        }
        kind = self._book.topics[sheet.topic].parameters.get("tipe_permasalahan")
        if kind:
            expected["tipe_permasalahan"] = kind
        if self._row.get("tipe_wo"):
            expected |= self._for_the_officer()
        return expected

    def _problem(self) -> Any:
        for condition, text in self._outcome.permasalahan:
            if self._reading.meets(condition):
                if "{" not in text:
                    return text
                pattern = ".+".join(re.escape(part) for part in re.split(r"\{[^}]*\}", text))
                return {MATCHES: f"^{pattern}$"}
        raise ValueError(f"{self._outcome.id}: no text for {dict(self._sheet.facts)}")

    def _for_the_officer(self) -> dict[str, Any]:
        """What a report must hold on which somebody is sent out: place, contact, appointment, meter values."""
        customer = self._sheet.customer
        codes = {rule.code: self._known(rule.ask) for rule in self._rules_with_codes()}
        return {
            "alamat": {MATCHES: f"(?i){re.escape(customer.jalan.removeprefix('Jl. '))}.*{customer.nomor}"},
            "kabupaten": customer.kabupaten,
            "kecamatan": customer.kecamatan,
            "kode_unit": customer.kode_unit,
            "koordinat": {PRESENT: True},
            "unit_pelayanan": {PRESENT: True},
            "posko": {PRESENT: True},
            "acuan_lokasi": self._words("acuan_lokasi"),
            "tanggal_padam": self._moment("tanggal_padam"),
            "hp_pelapor": self._mobile(),
            "email_pelapor": self._email(),
            "kontak": self._channels(),
            "konfirmasi": self._moment("waktu_konfirmasi"),
            "keterangan": self._remarks(),
            "self_diagnosis": codes if self._row["tipe_wo"] == "KWH PERIKSA" else None,
        }

    def _rules_with_codes(self) -> list[Any]:
        return [rule for rule in self._book.topics[self._sheet.topic].rules.values() if rule.code]

    def _known(self, fact: str) -> Any:
        """A fact's value, ``None`` also for the word with which the talk goes on without it."""
        value = self._too_late.get(fact, self._reading.value(fact))
        known = self._book.facts.get(fact)
        return None if known is None or value == known.when_unknown else value

    def _words(self, fact: str) -> Any:
        value = self._known(fact)
        return None if value is None else {MATCHES: f"(?i){re.escape(str(value))}"}

    def _moment(self, fact: str) -> str | None:
        value = self._known(fact)
        return None if value is None else str(value.isoformat())

    def _mobile(self) -> str | None:
        if self._reading.value("nomor_dapat_dihubungi") is True:
            return self._sheet.caller_id
        mobile: str | None = self._known("hp_pelapor")
        return mobile

    def _email(self) -> str | None:
        # anger that came after the question took nothing back
        told = self._told.get("email_pelapor")
        email: str | None = self._known("email_pelapor") if told is None or self._too_late else told
        return None if email == NONE_GIVEN else email

    def _channels(self) -> list[str]:
        by_phone = ["telepon"] if self._mobile() else []
        return by_phone + _CHANNELS.get(str(self._reading.value("kontak")), [])

    def _remarks(self) -> Any:
        parts = []
        reason = self._known("alasan_beda_alamat")
        if reason:
            parts.append(re.escape(str(reason)))
        call = self._known("waktu_konfirmasi")
        if call is not None:
            # the zone of the premises: the officer keeps the appointment there
            parts.append(f"PUKUL {clock.local(call, self._sheet.customer.zona):%H.%M}")
        if self._channels():
            parts.append("DAPAT DIHUBUNGI VIA")
        parts += [re.escape(str(self._sheet.facts[fact])) for fact in self._too_late]
        return {MATCHES: "(?is)" + "".join(f"(?=.*{part})" for part in parts)} if parts else None
