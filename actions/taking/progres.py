"""Answers of the progress of a report: what is looked for, and whether the caller is matched to it (PRG-01).

Whether there is anything under a number shows in no answer: the same questions follow, and the same words end them.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from actions.taking.periksa import LONGEST_OWN_WORDS, look_up_identity
from actions.talk import Talk
from bot.apkt.matching import Claim, Reported, Sought, candidates, first_matching
from bot.apkt.model import Ticket
from bot.customers.applications import Application
from bot.language.answers import NONE_GIVEN, Answer, is_application_number

TOPIC = "progres"
_REPORT_NUMBER = re.compile(r"[GK]\d{13}")


def take_sought(talk: Talk, answer: Answer) -> bool:
    """A number of whatever kind; it settles the matter at once where the caller-id or the IDPEL itself matches."""
    if talk.facts["topik"] != TOPIC:
        return False  # a number that is mentioned in another matter is looked up there
    if answer.status == "refused" or talk.intent in ("tidak_tahu", "cari_identitas"):
        talk.set("acuan_progres", NONE_GIVEN)
        talk.set("progres_cocok", False)
        return True
    if answer.status != "read":
        return False
    talk.forget("idpel_progres", "jalan_progres", "progres_cocok", "laporan_progres")
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
        talk.set("idpel_progres", NONE_GIVEN)
        return True
    return False


def take_street(talk: Talk, answer: Answer) -> bool:
    """The street, which counts together with the caller's name."""
    if answer.status == "read":
        talk.set("jalan_progres", str(answer.value)[:LONGEST_OWN_WORDS])
    elif answer.status == "refused" or talk.intent in ("tidak", "tidak_tahu"):
        talk.set("jalan_progres", talk.services.book.facts["jalan_progres"].when_unknown)
    else:
        return False
    settle(talk, last_chance=True)
    return True


def settle(talk: Talk, *, last_chance: bool) -> None:
    """Note the report or application to which the caller is matched, if there is one.

    Args:
        last_chance: nothing more can be asked about this number: ask for another one, or go on without.
    """
    found = first_matching(_sought(talk), _claim(talk))
    if found is not None:
        talk.set("laporan_progres", _number_of(found))
        talk.set("progres_cocok", True)
    elif last_chance:
        _count_failed(talk)


def find_by_caller_id(talk: Talk) -> None:
    """Caller-id first: the newest report of this number, one that is open before one that is finished."""
    caller_id = talk.facts["no_telepon"]
    found = candidates(talk.services.tickets, Sought(telepon=caller_id))
    if found:
        talk.set("laporan_progres", found[0].nomor)
        talk.set("progres_cocok", True)


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
}
