"""Data given to somebody whom they do not belong to, and report numbers that are not the call's."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from bot.language.identifiers import read_report_number
from bot.roleplay.practice.scenario import Call
from bot.sop.conformance.result import CriticalError
from bot.sop.conformance.talk import Act, Talk, TicketFields

DATA_TO_THE_WRONG_PERSON = "data"
CTT_TO_THE_WRONG_PERSON = "ctt"
WRONG_NUMBER = "nomor"

_SHORTEST = 8
_TELLS_OF_REPORT = ("PRG-01-tidak-cocok", "VCC-03")
_READS_RECORD = "PRK-07"
_IDENTITY = "identitas"
_MATCHED = ("laporan_benar", "laporan_cocok", "progres_cocok")
_ADDRESS_CONFIRMED = ("alamat_sesuai", "alamat_lengkap")


_REPORTS = ("progres", "lapor_ulang")
_SHOWS_MATCH = (
    "progres_cocok",
    "laporan_dari_nomor",
    "laporan_benar",
    "laporan_cocok",
    "bukti_pelapor",
    "idpel_progres",
    "jalan_progres",
)
_NO_MATCH = ("tidak_cocok", "tidak_ada", "")


def disclosures(talk: Talk) -> Iterator[CriticalError]:
    """What a transcript shows to have been told to the wrong person: a report, a CTT, the record behind an IDPEL.

    Each kind once. Who the caller is, only what the records showed and what was said in the call can tell.
    """
    known = dict(talk.known)
    heard, given = "", set[str]()
    for place, turn in enumerate(talk.turns):
        for act in turn.forbidden if turn.is_officers else ():
            kind = _kind_of(act, turn.text, talk.topic, known, heard)
            if kind and kind not in given:
                given.add(kind)
                rule, message = _MESSAGES[kind if act.rule != _READS_RECORD else _READS_RECORD]
                yield CriticalError(kind, rule, 1, message, place, act.quote(turn.text))
        if not turn.is_officers:
            heard += f" {_bare(turn.text)}"
        known.update(turn.facts)


_MESSAGES = {
    DATA_TO_THE_WRONG_PERSON: ("PRG-01", "Menyampaikan isi laporan kepada penelepon yang belum cocok dengannya."),
    CTT_TO_THE_WRONG_PERSON: ("VCC-03", "Menyampaikan CTT kepada penelepon yang belum cocok dengan laporannya."),
    _READS_RECORD: (
        "PRK-07",
        "Membacakan data pelanggan sebelum alamatnya dipastikan; cukup jalan besar atau wilayah.",
    ),
}


def _kind_of(act: Act, text: str, topic: str, known: Mapping[str, Any], heard: str) -> str:
    """Which error it is to say this to this caller; empty when it is none."""
    if not act.certain:
        return ""
    if act.rule in _TELLS_OF_REPORT and topic in _REPORTS and not _is_matched(known):
        return CTT_TO_THE_WRONG_PERSON if act.rule == "VCC-03" else DATA_TO_THE_WRONG_PERSON
    confirmed = any(known.get(name) for name in _ADDRESS_CONFIRMED)
    if known.get(_IDENTITY) and not confirmed and _reads_record(act, text, heard):
        return DATA_TO_THE_WRONG_PERSON
    return ""


def _reads_record(act: Act, text: str, heard: str) -> bool:
    """Whether the words read out of the record what the caller has not said."""
    if act.rule != _READS_RECORD or not act.certain:
        return False
    numbers = set(re.findall(r"\d+", act.quote(text)))
    return not numbers or not numbers <= set(re.findall(r"\d+", heard))


def _is_matched(known: Mapping[str, Any]) -> bool:
    if known.get("hasil_progres") == "tidak_cocok":
        return False
    return any(known.get(name) not in (None, False, *_NO_MATCH) for name in _SHOWS_MATCH)


def privacy_errors(call: Call, talk: Talk) -> Iterator[CriticalError]:
    """Each kind of data once, at the first turn in which it was given away."""
    yield from _of_report(call, talk)
    yield from _of_record(call, talk)
    yield from _wrong_numbers(call, talk)


def _of_report(call: Call, talk: Talk) -> Iterator[CriticalError]:
    """An earlier report's data before the caller was matched to it (LU-01-bukti, PRG-01)."""
    report = call.sheet.earlier
    if report is None:
        return
    held = {
        "nomor laporan": report.number,
        "nomor telepon pelapor": report.draft.no_telepon,
        "alamat pelapor": report.draft.alamat,
        "catatan unit": report.unit_note,
    }
    matched = any(talk.known.get(name) for name in ("laporan_dari_nomor", "progres_cocok"))
    told = ""
    for place, turn in enumerate(talk.turns):
        matched = matched or any(turn.facts.get(name) is True for name in _MATCHED)
        if not turn.is_officers:
            told += f" {_bare(turn.text)}"
            continue
        if not matched and any(act.certain and act.rule in _TELLS_OF_REPORT for act in turn.forbidden):
            message = "Menyampaikan isi laporan kepada penelepon yang belum cocok dengan laporannya."
            yield CriticalError(DATA_TO_THE_WRONG_PERSON, "PRG-01", 1, message, place, turn.text)
            return
        for what, value in held.items():
            if value and not matched and _says(turn.text, value) and _bare(value) not in told:
                message = f"Menyampaikan {what} kepada penelepon yang belum cocok dengan laporannya."
                yield CriticalError(DATA_TO_THE_WRONG_PERSON, "PRG-01", 1, message, place, turn.text)
                return


def _of_record(call: Call, talk: Talk) -> Iterator[CriticalError]:
    """The record of an IDPEL read out before the caller has confirmed street or area (PRK-07)."""
    customer = call.sheet.customer
    told = ""
    confirmed = identified = False
    for place, turn in enumerate(talk.turns):
        if not turn.is_officers:
            told += f" {_bare(turn.text)}"
            confirmed = confirmed or any(turn.facts.get(name) for name in _ADDRESS_CONFIRMED)
            identified = identified or bool(turn.facts.get(_IDENTITY))
            continue
        house = rf"{re.escape(customer.jalan)}\s*(?:no|nomor)\.?\s*{customer.nomor}\b"
        whole_address = re.search(house, turn.text, re.IGNORECASE) and not confirmed
        mail = customer.email and _says(turn.text, customer.email) and _bare(customer.email) not in told
        read_out = identified and not confirmed and any(_reads_record(act, turn.text, told) for act in turn.forbidden)
        if whole_address or mail or read_out:
            message = "Membacakan data pelanggan sebelum penelepon terbukti berhak; cukup jalan besar atau wilayah."
            yield CriticalError(DATA_TO_THE_WRONG_PERSON, "PRK-07", 1, message, place, turn.text)
            return


def _wrong_numbers(call: Call, talk: Talk) -> Iterator[CriticalError]:
    """A report number that belongs to no report of this call."""
    known = {str(ticket["nomor"]) for ticket in _tickets(talk)}
    if call.sheet.earlier is not None:
        known.add(call.sheet.earlier.number)
    for place, turn in enumerate(talk.turns):
        told = read_report_number(turn.text) if turn.is_officers else None
        if told is not None and told.status == "read" and told.value not in known:
            heard_before = any(_bare(str(told.value)) in _bare(one.text) for one in talk.turns[:place])
            if not heard_before:
                message = f"Nomor laporan {told.value} bukan nomor laporan dalam panggilan ini."
                yield CriticalError(WRONG_NUMBER, "PRK-20", 1, message, place, turn.text)
                return


def _tickets(talk: Talk) -> Iterator[TicketFields]:
    for turn in talk.turns:
        yield from turn.tickets


def _bare(text: str) -> str:
    return re.sub(r"[^a-z0-9@]", "", text.lower())


def _says(text: str, value: str) -> bool:
    bare = _bare(value)
    return len(bare) >= _SHORTEST and bare in _bare(text)
