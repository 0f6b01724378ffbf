"""``/apkt/vcc``: reports with a self-diagnosis, for the operator who approves a CTT or sends an officer (VCC-01/02)."""

from __future__ import annotations

import secrets
from typing import Annotated, Any

from fastapi import APIRouter, BackgroundTasks, Depends, Form, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import HTMLResponse, RedirectResponse, StreamingResponse

from bot.apkt.model import SELF_DIAGNOSIS_CODES, Ticket
from bot.server.access import Person, require
from bot.server.desk_deeds import LONGEST_NOTE, key_of_deed, version_of_tickets
from bot.server.desk_pages import Number
from bot.server.desk_view import promise_clock, shown_value
from bot.server.errors import ApiError
from bot.server.live import stream_of_change
from bot.server.services import services_of
from bot.server.workplace import render_workplace
from bot.vcc.ctt import CttUnavailable
from bot.vcc.findings import findings_in

PATH = "/apkt/vcc"
MOST_SHOWN = 20

Viewer = Annotated[Person, Depends(require("vcc.view"))]
Approver = Annotated[Person, Depends(require("vcc.approve"))]
Dispatcher = Annotated[Person, Depends(require("vcc.dispatch"))]
Key = Annotated[str, Form(max_length=200)]

router = APIRouter(prefix=PATH, include_in_schema=False)


@router.get("")
async def queue_page(request: Request, person: Viewer) -> HTMLResponse:
    """Reports that wait for a decision, oldest first, each with its nine values."""
    return render_workplace(request, person, "desk_vcc.html", await _values(request, person))


@router.get("/daftar/{version}/isi")
async def queue_part(request: Request, person: Viewer, version: str) -> HTMLResponse:  # noqa: ARG001  see queue_events
    """The queue alone, to be put into the open page."""
    return render_workplace(request, person, "desk_vcc_part.html", await _values(request, person))


@router.get("/daftar/{version}/kejadian")
async def queue_events(
    request: Request,
    person: Viewer,  # noqa: ARG001  checks the right
    version: str,
) -> StreamingResponse:
    """One event as soon as any report is another one than in ``version``, for some seconds."""
    return stream_of_change(version, lambda: version_of_tickets(request))


@router.post("/{nomor}/ctt")
async def approve(
    request: Request,
    person: Approver,
    nomor: Number,
    tasks: BackgroundTasks,
    ctt: Annotated[str, Form(max_length=50)] = "",
    kunci: Key = "",
) -> RedirectResponse:
    """Approve the CTT; the talk in which the report was made hears of it at once (VCC-03).

    Raises:
        TicketError: as :meth:`bot.vcc.command_centre.CommandCentre.approve`.
        ApiError: 503 if the issuing service does not answer.
    """
    services = services_of(request)

    def decide() -> Ticket:
        key = key_of_deed(person, "ctt", nomor, kunci)
        return services.command_centre.approve(
            nomor, ctt.strip() or None, actor=person.account.name, idempotency_key=key
        )

    try:
        ticket = await run_in_threadpool(decide)
    except CttUnavailable as failure:
        raise ApiError(503, failure.message) from failure
    await _tell(request, tasks, ticket)
    return RedirectResponse(f"/apkt/tiket/{ticket.nomor}?tersimpan=ya", 303, background=tasks)


@router.post("/{nomor}/wo")
async def send_work_order(
    request: Request,
    person: Dispatcher,
    nomor: Number,
    tasks: BackgroundTasks,
    catatan: Annotated[str, Form(max_length=LONGEST_NOTE)] = "",
    kunci: Key = "",
) -> RedirectResponse:
    """Send an officer instead; the talk hears of that, too.

    Raises:
        TicketError: as :meth:`bot.vcc.command_centre.CommandCentre.send_wo`.
    """
    services = services_of(request)

    def decide() -> Ticket:
        key = key_of_deed(person, "wo", nomor, kunci)
        return services.command_centre.send_wo(
            nomor, catatan.strip() or None, actor=person.account.name, idempotency_key=key
        )

    ticket = await run_in_threadpool(decide)
    await _tell(request, tasks, ticket)
    return RedirectResponse(PATH, 303, background=tasks)


async def _tell(request: Request, tasks: BackgroundTasks, ticket: Ticket) -> None:
    services = services_of(request)
    sender = await run_in_threadpool(services.database.tickets.talk_of, ticket.nomor)
    tasks.add_task(services.talks.tell_news, sender)


async def _values(request: Request, person: Person) -> dict[str, Any]:
    version = await version_of_tickets(request)
    services = services_of(request)
    waiting = await run_in_threadpool(services.command_centre.queue, MOST_SHOWN + 1)
    rows = [
        {
            "ticket": ticket,
            "clock": promise_clock(services.desk.book, ticket),
            "findings": findings_in(ticket.self_diagnosis or {}),
            "reporter": shown_value("nama_pelapor", ticket.nama_pelapor, person),
            "meter": shown_value("nomor_meter", ticket.nomor_meter, person),
            "address": shown_value("alamat", ticket.alamat, person),
            "key": secrets.token_urlsafe(12),
        }
        for ticket in waiting[:MOST_SHOWN]
    ]
    return {
        "rows": rows,
        "more": len(waiting) > MOST_SHOWN,
        "codes": SELF_DIAGNOSIS_CODES,
        "meanings": services.desk.book.parameter("periksa", "codes"),
        "simulated": services.command_centre.is_simulated,
        "version": version,
    }
