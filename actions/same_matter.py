"""LU-09: a matter that is reported already gets no second report, however the caller comes to it."""

from __future__ import annotations

from rasa_sdk.events import EventType

from actions.taking.lapor_ulang import note_report_found
from actions.talk import Talk
from bot.apkt.matching import Claim, Sought, candidates, matches
from bot.apkt.model import BELUM_SELESAI, GANGGUAN, Ticket, TicketDraft, TicketSearch

FOLLOW_UP = "lapor_ulang"
_MOST_NAMESAKES = 50


def open_report_of_premises(talk: Talk, idpel: str) -> Ticket | None:
    """The disturbance that is still being dealt with at the premises, unless the caller said it is another one."""
    if talk.facts["laporan_benar"] is False:
        return None
    found = candidates(talk.services.tickets, Sought(idpel=idpel))
    return next((ticket for ticket in found if _is_open_disturbance(ticket)), None)


def open_report_like(talk: Talk, draft: TicketDraft) -> Ticket | None:
    """The open disturbance that ``draft`` would report a second time: the same IDPEL; without one, the same street of
    the same town from the same number or under the same name."""
    if draft.jenis != GANGGUAN or draft.issue_closed or talk.facts["laporan_benar"] is False:
        return None
    if draft.idpel:
        return open_report_of_premises(talk, draft.idpel)
    tickets = talk.services.tickets
    found = list(candidates(tickets, Sought(telepon=draft.no_telepon)))
    if draft.nama_pelapor:
        found += tickets.search(TicketSearch(nama=draft.nama_pelapor, limit=_MOST_NAMESAKES)).tickets
    for ticket in filter(_is_open_disturbance, found):
        if ticket.kabupaten and draft.kabupaten and ticket.kabupaten != draft.kabupaten:
            continue  # many towns have a Jalan Sudirman
        # whoever calls from the number with which it was made goes by the reporter's name
        from_its_number = matches(ticket, Claim(caller_id=draft.no_telepon))
        name = ticket.nama_pelapor if from_its_number else draft.nama_pelapor
        if matches(ticket, Claim(nama=name, jalan=draft.alamat)):
            return ticket
    return None


def go_on_with(talk: Talk, report: Ticket) -> list[EventType]:
    """Leave the topic for the one of repeated reports, where the caller is asked whether it is this report."""
    talk.say("utter_sudah_ada_laporan")
    talk.forget("rujukan_laporan", "laporan_benar", "laporan_cocok")
    talk.forget_way()
    note_report_found(talk, report)
    talk.set("topik", FOLLOW_UP)
    return talk.heard_again({**talk.message(), "intent": {"name": FOLLOW_UP, "confidence": 1.0}})


def _is_open_disturbance(ticket: Ticket) -> bool:
    return ticket.jenis == GANGGUAN and ticket.status == BELUM_SELESAI
