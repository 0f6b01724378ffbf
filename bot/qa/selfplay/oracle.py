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
_APPLIES = "utter_permohonan_diterima"
_FOLLOWS_UP = "carried_out_by"
_DONE, _OPEN = "SELESAI", "BELUM SELESAI"


@dataclass(frozen=True)
class Verdict:
    """What must come of a talk.

    Attributes:
        row: id of the outcome row, ``None`` when the talk goes on outside its topic.
        ticket: expected fields in the form of an e2e test (:mod:`bot.qa.values`), ``None`` for no ticket.
        handed_over: the talk must wait for a human in the end.
        earlier: expected fields of the report that was there already, ``None`` when it must stay as it is.
        application: expected fields of the application that must be made, ``None`` for none.
        told_number: the number of the earlier report must be said.
    """

    row: str | None
    ticket: Mapping[str, Any] | None
    handed_over: bool = False
    earlier: Mapping[str, Any] | None = None
    application: Mapping[str, Any] | None = None
    told_number: bool = False


NOT_TOLD = "tidak_disebutkan"
# the field of a report that each choice of UL-01 changes; other data become a remark
_FIELDS = {"alamat": "alamat", "acuan_lokasi": "acuan_lokasi", "telepon": "hp_pelapor", "email": "email_pelapor"}


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
        reading = _Reading(self._book, sheet, sheet.topic, angry)
        outcome = reading.outcome()
        if outcome is None and sheet.onward:
            reading = _Reading(self._book, sheet, sheet.onward, angry)
            outcome = reading.outcome()
        if outcome is None:
            return Verdict(None, None, handed_over=True)
        if outcome.ticket is None:
            matched = sheet.earlier is not None and sheet.earlier.is_found
            applied = _Application(sheet, reading).fields() if reading.applies() else None
            return Verdict(outcome.id, None, application=applied, told_number=matched)
        if _FOLLOWS_UP in reading.topic.parameters:
            follow_up = _FollowUp(sheet, reading, outcome, told=told, too_late=too_late or {})
            return Verdict(outcome.id, follow_up.new_report(), earlier=follow_up.earlier_report())
        form = _Form(self._book, sheet, reading, outcome, told=told, too_late=too_late or {})
        return Verdict(outcome.id, form.fields())


class _Reading:
    """The values that facts have for a customer, as far as the book would have them asked."""

    def __init__(self, book: Book, sheet: Sheet, topic: str, angry: bool) -> None:
        self._book = book
        self._sheet = sheet
        self._topic: Topic = book.topics[topic]
        self._moods = {_ANGER: angry or None, _URGENCY: sheet.facts.get(_URGENCY)}
        self._stage_of_slot = {stage.outcome_slot: stage for stage in self._topic.stages if stage.outcome_slot}
        self._asking = {
            self._book.rule(step).ask: (stage, self._book.rule(step))
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
            return looked_up(name, Circumstances.of(self._book, self._sheet))
        stage, rule = self._asking.get(name, (None, None))
        if stage is not None and not self.meets(stage.when):
            return None
        if rule is not None and not self.meets(rule.when):
            return None
        return self._sheet.facts.get(name)

    @property
    def topic(self) -> Topic:
        """The topic that is read."""
        return self._topic

    def applies(self) -> bool:
        """Whether an application must be made (AP2T-01)."""
        return any(_APPLIES in rule.fulfilled_by and self.meets(rule.when) for rule in self._topic.rules.values())

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
        identified = self._reading.value("identitas") not in (None, NONE_GIVEN) or self._identified_before()
        expected: dict[str, Any] = {
            "count": 1,
            "tipe_wo": None,
            **{name: value for name, value in self._row.items() if name != "self_diagnosis"},
            "issue_closed": closed,
            "status": _DONE if closed else _OPEN,
            "permasalahan": self._problem(),
            "nama_pelapor": {MATCHES: f"(?i)^{re.escape(str(sheet.facts['nama']))}$"},
            "no_telepon": sheet.caller_id,
            "idpel": customer.idpel if identified else None,
            "nomor_meter": customer.nomor_meter if identified else None,
        }
        expected |= {"hp_pelapor": self._mobile(), "email_pelapor": self._email(), "kontak": self._channels()}
        if self._row.get("tipe_wo"):
            expected |= self._for_the_officer()
        return expected

    def _identified_before(self) -> bool:
        """Whether the number of the premises was told in the search for a report that was not found."""
        numbers = {self._sheet.customer.idpel, self._sheet.customer.nomor_meter}
        return bool(self._sheet.onward) and not numbers.isdisjoint(map(str, self._told.values()))

    def _problem(self) -> Any:
        for condition, text in self._outcome.permasalahan:
            if self._reading.meets(condition):
                if "{" not in text:
                    return text
                return {MATCHES: f"^{self._in_capitals(text)}$"}
        raise ValueError(f"{self._outcome.id}: no text for {dict(self._sheet.facts)}")

    def _in_capitals(self, text: str) -> str:
        """A text of the table as a pattern, with what the customer told in the place of each fact."""
        pattern = ""
        for number, part in enumerate(re.split(r"\{([^}]*)\}", text)):
            pattern += f".*{self._told_words(part)}.*" if number % 2 else re.escape(part)
        return pattern

    def _told_words(self, name: str) -> str:
        value = str(self._reading.value(name)).upper()
        fact = self._book.facts[name]
        if fact.kind == "address" and value != str(fact.when_unknown).upper():
            value = self._sheet.customer.kecamatan.upper()
        return re.escape(value)

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
            "konfirmasi": self._moment("waktu_konfirmasi"),
            "keterangan": self._remarks(),
            "self_diagnosis": codes if self._row["tipe_wo"] == "KWH PERIKSA" else None,
        }

    def _rules_with_codes(self) -> list[Any]:
        return [rule for rule in self._reading.topic.rules.values() if rule.code]

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

    def _of_the_call(self, fact: str) -> Any:
        """How the caller is reached: asked in this matter, or told in an earlier one of the same call (DP-01)."""
        value = self._reading.value(fact)
        return self._told.get(fact) if value is None else value

    def _mobile(self) -> str | None:
        if self._of_the_call("nomor_dapat_dihubungi") is True:
            return self._sheet.caller_id
        told = self._told.get("hp_pelapor")
        mobile: str | None = self._known("hp_pelapor") if told is None or self._too_late else told
        return None if mobile == NONE_GIVEN else mobile

    def _email(self) -> str | None:
        # anger that came after the question took nothing back
        told = self._told.get("email_pelapor")
        email: str | None = self._known("email_pelapor") if told is None or self._too_late else told
        return None if email == NONE_GIVEN else email

    def _channels(self) -> list[str]:
        by_phone = ["telepon"] if self._mobile() else []
        return by_phone + _CHANNELS.get(str(self._of_the_call("kontak")), [])

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


class _FollowUp:
    """What becomes of a report that was there already, and the new one that follows it (LU, UL)."""

    def __init__(
        self,
        sheet: Sheet,
        reading: _Reading,
        outcome: Outcome,
        *,
        told: Mapping[str, Any],
        too_late: Mapping[str, Any],
    ) -> None:
        if sheet.earlier is None:
            raise ValueError(f"{outcome.id}: there is no earlier report")
        self._sheet = sheet
        self._earlier = sheet.earlier
        self._reading = reading
        self._outcome = outcome
        self._told = told
        self._too_late = too_late

    def earlier_report(self) -> dict[str, Any]:
        """Expected fields of the earlier report."""
        done_to_it = self._outcome.operations
        words = [] if self._outcome.makes_report else self._own_words()
        return {
            "lapor_ulang": "lapor_ulang" in done_to_it,
            "eskalasi": "eskalasi" in done_to_it,
            "status": _DONE if self._earlier.done and not done_to_it else _OPEN,
            "keterangan": _all_of([str(self._earlier.draft.keterangan), *words]),
            **({} if self._outcome.makes_report else self._changes()),
        }

    def new_report(self) -> dict[str, Any] | None:
        """Expected fields of the new report, ``None`` if none follows."""
        if not self._outcome.makes_report:
            return None
        row: Mapping[str, Any] = self._outcome.ticket or {}
        first = self._earlier.draft
        letter = self._earlier.number[0]
        related = rf"CC\.\d\d\.[^.]+\. NOMOR LAPORAN TERKAIT {letter}: {self._earlier.number}"
        problem = rf"{re.escape(first.permasalahan)}\. {related}"
        other_mobile = self._known("nomor_hp_lain")
        return {
            "count": 1,
            "jenis": row["jenis"],
            "tipe_wo": row.get("tipe_wo"),
            "issue_closed": False,
            "status": _OPEN,
            "eskalasi": False,
            "lapor_ulang": False,
            "permasalahan": {MATCHES: f"^{problem}$"},
            "nomor_terkait": self._earlier.number,
            "idpel": first.idpel,
            "kode_unit": first.kode_unit,
            "nama_pelapor": {MATCHES: f"(?i)^{re.escape(str(self._sheet.facts['nama']))}$"},
            "no_telepon": self._sheet.caller_id or first.no_telepon,
            **({"keterangan": _all_of(self._own_words())} if self._own_words() else {}),
            **({"hp_pelapor": other_mobile} if other_mobile else {}),
            **self._changes(),
        }

    def _known(self, fact: str) -> Any:
        value = self._too_late.get(fact, self._reading.value(fact))
        return None if value in (NONE_GIVEN, NOT_TOLD) else value

    def _own_words(self) -> list[str]:
        """The customer's own words that must stand in the remarks."""
        facts = [name for name in ("keterangan_ulang", "data_kurang") if name in self._told]
        if self._reading.value("data_diubah") not in _FIELDS:
            facts += [name for name in ("isi_perubahan",) if name in self._told]
        return [str(value).upper() for name in facts if (value := self._known(name)) is not None]

    def _changes(self) -> dict[str, Any]:
        """The field that the customer wanted changed (UL-01)."""
        field, value = _FIELDS.get(str(self._reading.value("data_diubah"))), self._known("isi_perubahan")
        if field is None or value is None:
            return {}
        return {field: {MATCHES: f"(?i){re.escape(str(value))}"} if field in ("alamat", "acuan_lokasi") else value}


class _Application:
    """The form of AP2T (AP2T-01)."""

    def __init__(self, sheet: Sheet, reading: _Reading) -> None:
        self._sheet = sheet
        self._reading = reading

    def fields(self) -> dict[str, Any]:
        """Expected fields."""
        value, customer = self._reading.value, self._sheet.customer
        has_connection = value("idpel_permohonan") not in (None, NONE_GIVEN)
        street = {MATCHES: f"(?i){re.escape(customer.jalan.removeprefix('Jl. '))}.*{customer.nomor}"}
        first, last = value("mulai_sementara"), value("sampai_sementara")
        return {
            "jenis": str(value("jenis_permohonan")).upper(),
            "daya": value("daya_permohonan"),
            "nama_pelapor": {MATCHES: f"(?i)^{re.escape(str(self._sheet.facts['nama']))}$"},
            "idpel": customer.idpel if has_connection else None,
            "alamat": street if value("alamat_permohonan") else None,
            "mulai": first.isoformat() if first else None,
            "sampai": last.isoformat() if last else None,
            "kode_unit": customer.kode_unit,
            "no_telepon": self._sheet.caller_id,
        }


def _all_of(words: list[str]) -> dict[str, str]:
    return {MATCHES: "(?is)" + "".join(f"(?=.*{re.escape(' '.join(part.split()))})" for part in words)}
