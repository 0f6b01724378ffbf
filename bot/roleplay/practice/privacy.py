"""Data given to somebody whom they do not belong to, and report numbers that are not the call's."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.language.identifiers import read_report_number
from bot.roleplay.practice.scenario import Call
from bot.sop.conformance.result import CriticalError
from bot.sop.conformance.talk import Talk, TicketFields

DATA_TO_THE_WRONG_PERSON = "data"
WRONG_NUMBER = "nomor"

_SHORTEST = 8
_TELLS_OF_REPORT = ("PRG-01-tidak-cocok", "VCC-03")
_READS_RECORD = "PRK-07"
_MATCHED = ("laporan_benar", "laporan_cocok", "progres_cocok")
_ADDRESS_CONFIRMED = ("alamat_sesuai", "alamat_lengkap")


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
    confirmed = False
    for place, turn in enumerate(talk.turns):
        if not turn.is_officers:
            told += f" {_bare(turn.text)}"
            confirmed = confirmed or any(turn.facts.get(name) for name in _ADDRESS_CONFIRMED)
            continue
        house = rf"{re.escape(customer.jalan)}\s*(?:no|nomor)\.?\s*{customer.nomor}\b"
        whole_address = re.search(house, turn.text, re.IGNORECASE) and not confirmed
        mail = customer.email and _says(turn.text, customer.email) and _bare(customer.email) not in told
        read_out = not confirmed and any(act.certain and act.rule == _READS_RECORD for act in turn.forbidden)
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
