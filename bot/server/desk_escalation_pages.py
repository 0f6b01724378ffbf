"""``/apkt/eskalasi``: the queue of the back office (LU-06)."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import HTMLResponse, RedirectResponse, StreamingResponse

from bot.apkt.model import Ticket
from bot.desk.escalations import BackOffice
from bot.server.access import Person, require
from bot.server.desk_deeds import LONGEST_NOTE, key_of_deed, version_of_tickets
from bot.server.desk_pages import Number
from bot.server.desk_view import deed_in_words, promise_clock, shown_value
from bot.server.errors import ApiError
from bot.server.live import stream_of_change
from bot.server.services import services_of
from bot.server.workplace import render_workplace

PATH = "/apkt/eskalasi"

Viewer = Annotated[Person, Depends(require("backoffice.view"))]
Handler = Annotated[Person, Depends(require("backoffice.handle"))]
Note = Annotated[str, Form(max_length=LONGEST_NOTE)]
Key = Annotated[str, Form(max_length=200)]

router = APIRouter(prefix=PATH, include_in_schema=False)


@router.get("")
async def queue_page(request: Request, person: Viewer) -> HTMLResponse:
    """What waits, oldest first."""
    return render_workplace(request, person, "desk_escalations.html", await _values(request, person))


@router.get("/daftar/{version}/isi")
async def queue_part(request: Request, person: Viewer, version: str) -> HTMLResponse:  # noqa: ARG001  see queue_events
    """The queue alone, to be put into the open page."""
    return render_workplace(request, person, "desk_escalations_part.html", await _values(request, person))


@router.get("/daftar/{version}/kejadian")
async def queue_events(
    request: Request,
    person: Viewer,  # noqa: ARG001  checks the right
    version: str,
) -> StreamingResponse:
    """One event as soon as any report is another one than in ``version``, for some seconds."""
    return stream_of_change(version, lambda: version_of_tickets(request))


@router.post("/{nomor}/{deed}")
async def handle(
    request: Request, person: Handler, nomor: Number, deed: str, catatan: Note = "", kunci: Key = ""
) -> RedirectResponse:
    """Take, note, pass on or close.

    Raises:
        ApiError: 404 for a deed that there is not.
        TicketError: as :class:`bot.desk.escalations.BackOffice`.
    """
    back_office = services_of(request).desk.back_office
    signed = {"actor": person.account.name, "key": key_of_deed(person, deed, nomor, kunci)}
    work = _deed(back_office, deed, nomor, catatan, signed)
    await run_in_threadpool(work)
    return RedirectResponse(PATH, 303)


def _deed(back_office: BackOffice, deed: str, nomor: str, words: str, signed: dict[str, str]) -> Callable[[], Ticket]:
    deeds: dict[str, Callable[[], Ticket]] = {
        "ambil": lambda: back_office.take(nomor, **signed),
        "catat": lambda: back_office.note(nomor, words, **signed),
        "teruskan": lambda: back_office.pass_on(nomor, words or None, **signed),
        "tutup": lambda: back_office.close(nomor, words, **signed),
    }
    if deed not in deeds:
        raise ApiError(404)
    return deeds[deed]


async def _values(request: Request, person: Person) -> dict[str, Any]:
    version = await version_of_tickets(request)
    desk = services_of(request).desk
    waiting = await run_in_threadpool(desk.back_office.queue)
    rows = [
        {
            "escalation": one,
            "ticket": one.ticket,
            "clock": promise_clock(desk.book, one.ticket),
            "own": one.taken_by == person.account.name,
            "reporter": shown_value("nama_pelapor", one.ticket.nama_pelapor, person),
            "phone": shown_value("hp_pelapor", one.ticket.hp_pelapor or one.ticket.no_telepon, person),
            "address": shown_value("alamat", one.ticket.alamat, person),
            "deeds": [(deed_in_words(line.action), line) for line in one.deeds],
            "key": secrets.token_urlsafe(12),
        }
        for one in waiting
    ]
    return {"rows": rows, "version": version}
