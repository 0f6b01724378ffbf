"""Answers of applications (AP2T-01)."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date

from actions.taking.periksa import look_up_identity, take_address_as
from actions.talk import FIRST_TRY, Talk
from bot import clock
from bot.language.answers import Answer, read_answer

TOPIC = "permohonan"
_UNTIL = re.compile(r"\b(?:sampai(?: dengan)?|hingga|s/d|sd)\b|\s[-–]\s", re.IGNORECASE)


def take_kind(talk: Talk, answer: Answer) -> bool:
    """Which application; "tambah daya" in another matter is none."""
    if talk.facts["topik"] != TOPIC or answer.status != "read":
        return False
    talk.set("jenis_permohonan", answer.value)
    return True


def take_power(talk: Talk, answer: Answer) -> bool:
    """A power that exists; else its neighbours are offered."""
    if talk.facts["topik"] != TOPIC:
        return False
    if answer.status == "read":
        talk.set("daya_permohonan", answer.value)
        return True
    if answer.candidates:
        talk.set("pilihan_daya", " atau ".join(f"{power:,} VA".replace(",", ".") for power in answer.candidates))
        talk.set("tangga", "pilihan")
        return True
    return False


def take_identity(talk: Talk, answer: Answer) -> bool:
    """The connection that is to get more power; without it there is no application."""
    attempts = int(talk.facts["percobaan_idpel_permohonan"] or 0)
    if answer.status == "read":
        customer = look_up_identity(talk, str(answer.value))
        if customer is not None:
            talk.set("idpel_permohonan", customer.idpel)
            return True
        attempts += 1
        talk.set("percobaan_idpel_permohonan", attempts)
        talk.set("tangga", "tidak_ditemukan")
        if attempts > talk.services.book.parameter(TOPIC, "application_identity_attempts"):
            return _go_on_without(talk)
        return True
    if answer.status == "refused" or talk.intent in ("tidak", "tidak_tahu"):
        return _go_on_without(talk)
    return False


def _go_on_without(talk: Talk) -> bool:
    talk.set("tangga", FIRST_TRY)
    return talk.go_without("idpel_permohonan")


def take_first_day(talk: Talk, answer: Answer) -> bool:
    """The first day, today or later; "5 sampai 8 Desember" tells the last one too."""
    first, until, last = talk.text, "", ""
    parts = _UNTIL.split(talk.text, maxsplit=1)
    if len(parts) == 2:
        first, until, last = parts[0], "until", parts[1]
    last_answer = read_answer("sampai_sementara", last, zone=talk.zone()) if until else Answer("absent")
    if until and last_answer.status == "read":
        month = _named_month(last)
        answer = read_answer("mulai_sementara", first if _named_month(first) else f"{first} {month}", zone=talk.zone())
    if answer.status != "read":
        return False
    begins = answer.value.start.date()
    if begins < _today(talk):
        return False
    talk.set("mulai_sementara", begins.isoformat())
    if last_answer.status == "read" and last_answer.value.start.date() >= begins:
        talk.set("sampai_sementara", last_answer.value.start.date().isoformat())
    return True


def take_last_day(talk: Talk, answer: Answer) -> bool:
    """The last day, not before the first."""
    begins = talk.facts["mulai_sementara"]
    if answer.status != "read" or begins is None:
        return False
    ends = answer.value.start.date()
    if ends < date.fromisoformat(begins):
        return False
    talk.set("sampai_sementara", ends.isoformat())
    return True


def _named_month(text: str) -> str:
    found = re.search(r"[^\W\d]{3,}", text)
    return found[0] if found else ""


def _today(talk: Talk) -> date:
    return clock.local(clock.now(), talk.zone()).date()


TAKERS: dict[str, Callable[[Talk, Answer], bool]] = {
    "jenis_permohonan": take_kind,
    "daya_permohonan": take_power,
    "idpel_permohonan": take_identity,
    "alamat_permohonan": take_address_as("alamat_permohonan"),
    "mulai_sementara": take_first_day,
    "sampai_sementara": take_last_day,
}
