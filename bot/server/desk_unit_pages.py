"""``/apkt/wo``: the work orders of the units, and how they are settled."""

from __future__ import annotations

import secrets
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, Query, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import HTMLResponse, RedirectResponse, StreamingResponse

from bot.apkt.model import Ticket
from bot.desk.work_orders import telling_notes
from bot.server.access import Person, require
from bot.server.desk_deeds import LONGEST_NOTE, key_of_deed, version_of_tickets
from bot.server.desk_pages import Cursor, Number
from bot.server.desk_search import units
from bot.server.desk_view import promise_clock, shown_value
from bot.server.live import stream_of_change
from bot.server.services import services_of
from bot.server.workplace import render_workplace

PATH = "/apkt/wo"

Viewer = Annotated[Person, Depends(require("unit.view"))]
Settler = Annotated[Person, Depends(require("unit.settle"))]
Unit = Annotated[str, Query(max_length=100)]

router = APIRouter(prefix=PATH, include_in_schema=False)


@router.get("")
async def list_page(request: Request, person: Viewer, unit: Unit = "", cursor: Cursor = None) -> HTMLResponse:
    """Open work orders, oldest first."""
    values = await _values(request, person, unit, cursor)
    return render_workplace(request, person, "desk_work_orders.html", values)


@router.get("/daftar/{version}/isi")
async def list_part(
    request: Request,
    person: Viewer,
    version: str,  # noqa: ARG001  see list_events
    unit: Unit = "",
    cursor: Cursor = None,
) -> HTMLResponse:
    """The list alone, to be put into the open page."""
    values = await _values(request, person, unit, cursor)
    return render_workplace(request, person, "desk_work_orders_part.html", values)


@router.get("/daftar/{version}/kejadian")
async def list_events(
    request: Request,
    person: Viewer,  # noqa: ARG001  checks the right
    version: str,
) -> StreamingResponse:
    """One event as soon as any report is another one than in ``version``, for some seconds."""
    return stream_of_change(version, lambda: version_of_tickets(request))


@router.post("/{nomor}/selesai")
async def settle(
    request: Request,
    person: Settler,
    nomor: Number,
    catatan_unit: Annotated[str, Form(max_length=LONGEST_NOTE)] = "",
    kunci: Annotated[str, Form(max_length=200)] = "",
) -> RedirectResponse:
    """SELESAI, with the unit's note.

    Raises:
        TicketError: as :meth:`bot.desk.work_orders.WorkOrders.settle`.
    """

    def work() -> Ticket:
        key = key_of_deed(person, "selesai", nomor, kunci)
        return services_of(request).desk.work_orders.settle(nomor, catatan_unit, actor=person.account.name, key=key)

    await run_in_threadpool(work)
    return RedirectResponse(PATH, 303)


async def _values(request: Request, person: Person, unit: str, cursor: str | None) -> dict[str, Any]:
    version = await version_of_tickets(request)
    desk = services_of(request).desk
    page = await run_in_threadpool(desk.work_orders.waiting, unit or None, cursor)
    rows = [
        {
            "ticket": ticket,
            "clock": promise_clock(desk.book, ticket),
            "reporter": shown_value("nama_pelapor", ticket.nama_pelapor, person),
            "phone": shown_value("hp_pelapor", ticket.hp_pelapor or ticket.no_telepon, person),
            "address": shown_value("alamat", ticket.alamat or ticket.lokasi_kejadian, person),
            "landmark": shown_value("acuan_lokasi", ticket.acuan_lokasi, person),
            "remark": shown_value("keterangan", ticket.keterangan, person),
            "key": secrets.token_urlsafe(12),
        }
        for ticket in page.tickets
    ]
    return {
        "rows": rows,
        "units": units(),
        "unit": unit,
        "notes": telling_notes(desk.book),
        "next_cursor": page.next_cursor,
        "version": version,
    }
