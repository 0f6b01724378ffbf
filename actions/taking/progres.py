"""Answers of the progress of a report: what is looked for, and whether the caller is matched to it (PRG-01).

Whether there is anything under a number shows in no answer: the same questions follow, and the same words end them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from actions.taking.periksa import LONGEST_OWN_WORDS, look_up_identity
from actions.talk import Talk
from bot import clock
from bot.apkt.describe import written_moment
from bot.apkt.matching import Claim, Reported, Sought, candidates, matches
from bot.apkt.model import BELUM_SELESAI, Ticket
from bot.customers.applications import Application
from bot.language.answers import NONE_GIVEN, Answer, is_application_number, read_answer
from bot.language.list_places import ALL, LAST

TOPIC = "progres"
_REPORT_NUMBER = re.compile(r"[GK]\d{13}")
_FEWEST_DIGITS_OF_A_NUMBER = 3
_SEVERAL = 2
KINDS = ("G", "K")


def take_sought(talk: Talk, answer: Answer) -> bool:
    """A number of whatever kind; it settles the matter at once where the caller-id or the IDPEL itself matches."""
    if talk.facts["topik"] != TOPIC:
        return False  # a number that is mentioned in another matter is looked up there
    if answer.status == "refused" or talk.intent in ("tidak_tahu", "cari_identitas"):
        talk.set("progres_cocok", False)
        return talk.go_without("acuan_progres")
    if answer.status != "read":
        return False
    talk.forget(
        "idpel_progres", "jalan_progres", "progres_cocok", "laporan_progres", "beberapa_laporan", "laporan_dipilih"
    )
    talk.set("acuan_progres", answer.value)
    settle(talk, last_chance=not _needs_proof(str(answer.value)))
    return True


def take_proof(talk: Talk, answer: Answer) -> bool:
    """The IDPEL or meter number of the place that the report is about."""
    if answer.status == "read":
        talk.set("idpel_progres", answer.value)
        settle(talk, last_chance=True)
        return True
    if answer.status == "refused" or talk.intent in ("tidak", "tidak_tahu", "cari_identitas"):
        return talk.go_without("idpel_progres")
    return False


def take_street(talk: Talk, answer: Answer) -> bool:
    """The street, which counts together with the caller's name."""
    if answer.status == "read":
        talk.set("jalan_progres", str(answer.value)[:LONGEST_OWN_WORDS])
    elif answer.status == "refused" or talk.intent in ("tidak", "tidak_tahu"):
        if not talk.go_without("jalan_progres"):
            return False
    else:
        return False
    settle(talk, last_chance=True)
    return True


def settle(talk: Talk, *, last_chance: bool) -> None:
    """Note the report or application to which the caller is matched, if there is one.

    Args:
        last_chance: nothing more can be asked about this number: ask for another one, or go on without.
    """
    claim = _claim(talk)
    found = [report for report in _sought(talk) if matches(report, claim)]
    if found:
        _note_matched(talk, found)
    elif last_chance:
        _count_failed(talk)


def find_by_caller_id(talk: Talk) -> None:
    """Caller-id first: the open reports of this number, or the newest one that is finished."""
    found = candidates(talk.services.tickets, Sought(telepon=talk.facts["no_telepon"]))
    if found:
        _note_matched(talk, found)


def take_choice(talk: Talk, answer: Answer) -> bool:
    """PRG-01-pilih: one of the reports offered, by its number, its place, its kind or its day."""
    offered = [str(number) for number in talk.facts["laporan_ditawarkan"] or ()]
    chosen = _among_offered(talk, answer, offered)
    if chosen is None:
        return False
    talk.set("laporan_dipilih", chosen)
    talk.set("laporan_progres", offered[0] if chosen == ALL else chosen)
    return True


def _among_offered(talk: Talk, answer: Answer, offered: list[str]) -> str | None:
    named = read_answer("acuan_progres", talk.text)
    if named.status == "read":
        ticket = talk.services.tickets.get(str(named.value))
        return ticket.nomor if ticket is not None and matches(ticket, _claim(talk)) else None
    digits = re.sub(r"\D", "", talk.text)
    if len(digits) >= _FEWEST_DIGITS_OF_A_NUMBER:
        return _only_one([number for number in offered if number[1:].endswith(digits)])
    if answer.status == "read":
        if answer.value == ALL:
            return ALL
        if answer.value in KINDS:
            return _only_one([number for number in offered if number[0] == answer.value])
        place = len(offered) if answer.value == LAST else int(str(answer.value))
        return offered[place - 1] if place <= len(offered) else None
    if talk.intent == "tidak_tahu":
        return talk.services.book.facts["laporan_dipilih"].when_unknown
    day = read_answer("tanggal_padam", talk.text, zone=talk.zone())
    if day.status != "read":
        return None
    reports = [report for number in offered if (report := talk.services.tickets.get(number)) is not None]
    said = clock.local(day.value.start, talk.zone()).date()
    return _only_one([report.nomor for report in reports if clock.local(report.created_at, talk.zone()).date() == said])


def _only_one(numbers: list[str]) -> str | None:
    return numbers[0] if len(numbers) == 1 else None


def _note_matched(talk: Talk, found: Sequence[Reported]) -> None:
    """The first one found; where several matters are still open, those among which the caller is to choose."""
    talk.set("laporan_progres", _number_of(found[0]))
    talk.set("progres_cocok", True)
    still_open = _one_of_each_matter([one for one in found if isinstance(one, Ticket) and one.status == BELUM_SELESAI])
    if len(still_open) < _SEVERAL:
        return
    offered = still_open[: talk.services.book.parameter(TOPIC, "offered_reports")]
    talk.set("beberapa_laporan", True)
    talk.set("laporan_ditawarkan", [report.nomor for report in offered])
    lines = (
        f"{place}) {report.nomor_tampil}, {report.jenis.lower()}, {written_moment(report.created_at, talk.zone())}"
        for place, report in enumerate(offered, start=1)
    )
    talk.set("pilihan_laporan", "; ".join(lines))


def _one_of_each_matter(reports: list[Ticket]) -> list[Ticket]:
    """Without a report that goes on in another one of them (LU-06)."""
    gone_on = {report.nomor_terkait for report in reports}
    return [report for report in reports if report.nomor not in gone_on]


def _sought(talk: Talk) -> list[Reported]:
    number = str(talk.facts["acuan_progres"])
    if is_application_number(number):
        application = talk.services.applications.by_number(number)
        return [application] if application else []
    tickets = talk.services.tickets
    if _REPORT_NUMBER.fullmatch(number):
        return list(candidates(tickets, Sought(nomor=number)))
    if _is_phone(number):
        return list(candidates(tickets, Sought(telepon=number)))
    return list(candidates(tickets, Sought(idpel=_idpel_of(talk, number))))


def _claim(talk: Talk) -> Claim:
    told = [number for number in (talk.facts["acuan_progres"], talk.facts["idpel_progres"]) if number]
    identities = [number for number in told if not _needs_proof(number) and number != NONE_GIVEN]
    return Claim(
        caller_id=talk.facts["no_telepon"],
        idpel=_idpel_of(talk, identities[-1]) if identities else None,
        nama=talk.facts["nama"],
        jalan=talk.facts["jalan_progres"],
    )


def _needs_proof(number: str) -> bool:
    """Whether knowing this number proves nothing: report numbers and phone numbers are seen by others."""
    return _is_phone(number) or _REPORT_NUMBER.fullmatch(number) is not None or is_application_number(number)


def _is_phone(number: str) -> bool:
    return number.startswith("0")


def _idpel_of(talk: Talk, number: str) -> str | None:
    customer = look_up_identity(talk, number)
    return customer.idpel if customer else None


def _number_of(found: Reported) -> str:
    assert isinstance(found, (Ticket, Application))
    return found.nomor


def _count_failed(talk: Talk) -> None:
    failed = int(talk.facts["percobaan_progres"] or 0) + 1
    talk.set("percobaan_progres", failed)
    if failed >= talk.services.book.parameter(TOPIC, "matching_attempts"):
        talk.set("progres_cocok", False)
    else:
        talk.forget("acuan_progres", "idpel_progres", "jalan_progres")


TAKERS: dict[str, Callable[[Talk, Answer], bool]] = {
    "acuan_progres": take_sought,
    "idpel_progres": take_proof,
    "jalan_progres": take_street,
    "laporan_dipilih": take_choice,
}
