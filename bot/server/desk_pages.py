"""``/apkt``: Monitoring Tiket, where officers find reports, and the page of one report (LU-01).

The list and the report stay up to date by themselves, as :mod:`bot.server.live` tells.
"""

from __future__ import annotations

import csv
import io
import secrets
from collections.abc import AsyncIterator
from dataclasses import fields
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, Path, Query, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import HTMLResponse, RedirectResponse, StreamingResponse

from bot.apkt.errors import TicketError
from bot.apkt.history import to_plain
from bot.apkt.model import SELF_DIAGNOSIS_CODES, Page, Ticket, TicketSearch
from bot.apkt.reading import LARGEST_PAGE
from bot.desk.work_orders import telling_notes
from bot.server.access import Person, require
from bot.server.desk_deeds import LONGEST_NUMBER, version_of_tickets
from bot.server.desk_map import map_point
from bot.server.desk_search import MENUS, SearchForm, units
from bot.server.desk_services import DeskServices
from bot.server.desk_view import LABELS, groups_of, history_of, promise_clock, shown_value
from bot.server.errors import ApiError
from bot.server.live import stream_of_change
from bot.server.services import services_of
from bot.server.workplace import render_workplace
from bot.vcc.command_centre import waits_for_decision

LONGEST_CURSOR = 20
MOST_RELATED = 20
MOST_EXPORTED = 20_000
"""Reports that one file may hold; who needs more narrows the dates."""

EXPORTED = tuple(field.name for field in fields(Ticket) if field.name not in ("history", "ctt"))

Viewer = Annotated[Person, Depends(require("desk.view"))]
Exporter = Annotated[Person, Depends(require("desk.export"))]
Number = Annotated[str, Path(max_length=LONGEST_NUMBER)]
Cursor = Annotated[str | None, Query(max_length=LONGEST_CURSOR)]

router = APIRouter(prefix="/apkt", include_in_schema=False)


@router.get("")
async def list_page(request: Request, person: Viewer, cursor: Cursor = None) -> HTMLResponse:
    """Reports that fit the form, newest first; what can't be looked for is said above the form."""
    values = await _list_values(request, person, cursor)
    searches = await run_in_threadpool(_desk(request).searches.of, person.account.name)
    more = {"searches": searches, "menus": MENUS, "units": units(), "labels": LABELS}
    return render_workplace(
        request, person, "desk_list.html", {**values, **more}, status_code=422 if values["problem"] else 200
    )


@router.get("/daftar/{version}/isi")
async def list_part(
    request: Request,
    person: Viewer,
    version: str,  # noqa: ARG001  see list_events
    cursor: Cursor = None,
) -> HTMLResponse:
    """The list alone, to be put into the open page."""
    return render_workplace(request, person, "desk_list_part.html", await _list_values(request, person, cursor))


@router.get("/daftar/{version}/kejadian")
async def list_events(
    request: Request,
    person: Viewer,  # noqa: ARG001  checks the right
    version: str,
) -> StreamingResponse:
    """One event as soon as any report is another one than in ``version``, for some seconds."""
    return stream_of_change(version, lambda: version_of_tickets(request))


@router.get("/unduhan/{name}")
async def export(request: Request, person: Exporter, name: str) -> StreamingResponse:
    """Every report that fits the form as CSV, with the catalogue's field names; a CTT is in no file.

    Raises:
        ApiError: 404 for another name than ``tiket.csv``.
        TicketError: for what can't be looked for.
    """
    if name != "tiket.csv":
        raise ApiError(404)
    form = SearchForm.read(request.query_params)
    tickets = services_of(request).database.tickets
    first = await run_in_threadpool(tickets.search, form.criteria(limit=LARGEST_PAGE))
    await run_in_threadpool(
        services_of(request).people.activity.record,
        "desk.export",
        actor=person.account.name,
        address=person.address,
        details={"saringan": sorted(form.values)},
    )

    async def rows() -> AsyncIterator[str]:
        page: Page = first
        written = 0
        yield _csv_line(EXPORTED)
        while True:
            for ticket in page.tickets:
                yield _csv_line([_csv_cell(name, ticket, person) for name in EXPORTED])
            written += len(page.tickets)
            if page.next_cursor is None or written >= MOST_EXPORTED:
                return
            criteria = form.criteria(limit=LARGEST_PAGE, cursor=page.next_cursor)
            page = await run_in_threadpool(tickets.search, criteria)

    headers = {"Content-Disposition": 'attachment; filename="tiket.csv"', "Cache-Control": "no-store"}
    return StreamingResponse(rows(), media_type="text/csv; charset=utf-8", headers=headers)


@router.post("/saringan")
async def keep_search(
    request: Request,
    person: Viewer,
    nama_saringan: Annotated[str, Form(max_length=200)] = "",
    saringan: Annotated[str, Form(max_length=2000)] = "",
) -> RedirectResponse:
    """Keep the search under a name.

    Raises:
        TicketError: without a name or anything looked for.
    """
    await run_in_threadpool(_desk(request).searches.keep, person.account.name, nama_saringan, saringan)
    return RedirectResponse(f"/apkt?{saringan}", 303)


@router.post("/saringan/{search_id}/hapus")
async def remove_search(
    request: Request, person: Viewer, search_id: Annotated[int, Path(ge=1, lt=2**63)]
) -> RedirectResponse:
    """Forget a kept search."""
    await run_in_threadpool(_desk(request).searches.remove, person.account.name, search_id)
    return RedirectResponse("/apkt", 303)


@router.get("/tiket/{nomor}")
async def ticket_page(request: Request, person: Viewer, nomor: Number) -> HTMLResponse:
    """One report: all fields, what may be done about it, its history, related reports.

    Raises:
        ApiError: 404 if there is none of that number.
    """
    return render_workplace(request, person, "desk_ticket.html", await _ticket_values(request, person, nomor))


@router.get("/tiket/{nomor}/isi")
async def ticket_part(request: Request, person: Viewer, nomor: Number) -> HTMLResponse:
    """The report alone, to be put into the open page.

    Raises:
        ApiError: 404.
    """
    return render_workplace(request, person, "desk_ticket_part.html", await _ticket_values(request, person, nomor))


@router.get("/tiket/{nomor}/kejadian")
async def ticket_events(
    request: Request,
    person: Viewer,  # noqa: ARG001  checks the right
    nomor: Number,
    versi: Annotated[int, Query(ge=0)] = 0,
) -> StreamingResponse:
    """One event as soon as the report's history is longer than ``versi`` lines, for some seconds.

    Raises:
        ApiError: 404.
    """
    await found_ticket(request, nomor)

    async def now() -> str:
        return str(len((await found_ticket(request, nomor)).history))

    return stream_of_change(str(versi), now)


@router.get("/tiket/{nomor}/percakapan")
async def talk_page(request: Request, person: Viewer, nomor: Number) -> HTMLResponse:
    """The talk in which the report was made.

    Raises:
        ApiError: 403 for who may not see personal data, 404 if it was not made in a talk that is kept.
    """
    if not person.may("personal_data.view"):
        raise ApiError(403, "Mohon maaf, akun Anda tidak berhak membaca percakapan pelanggan.")
    ticket = await found_ticket(request, nomor)
    sender = await run_in_threadpool(services_of(request).database.tickets.talk_of, ticket.nomor)
    engine = services_of(request).host.engine
    talk = await engine.conversation(sender) if sender and engine else None
    if not talk:
        raise ApiError(404, "Laporan ini tidak dibuat dari percakapan yang masih disimpan.")
    values = {"ticket": ticket, "lines": [line for line in talk.get("transcript", ()) if line.get("text")]}
    return render_workplace(request, person, "desk_talk.html", values)


async def found_ticket(request: Request, nomor: str) -> Ticket:
    """The report of that number.

    Raises:
        ApiError: 404 if there is none.
    """
    ticket = await run_in_threadpool(services_of(request).database.tickets.get, nomor)
    if ticket is None:
        raise ApiError(404, "Tiket dengan nomor tersebut tidak ditemukan.")
    return ticket


def zone_of(desk: DeskServices, ticket: Ticket) -> str:
    """The zone of the report's premises, by the IDPEL's record; without one that of Jakarta."""
    customer = desk.customers.by_idpel(ticket.idpel) if ticket.idpel else None
    return customer.zona if customer else "WIB"


async def _list_values(request: Request, person: Person, cursor: str | None) -> dict[str, Any]:
    form = SearchForm.read(request.query_params)
    # read before the list: what is changed in between is then fetched once more, and never missed
    version = await version_of_tickets(request)
    page, problem = Page((), None), ""
    try:
        page = await run_in_threadpool(services_of(request).database.tickets.search, form.criteria(cursor=cursor))
    except TicketError as refusal:
        problem = f"{LABELS.get(refusal.field or '', 'Pencarian')}: {refusal.message}"
    book = _desk(request).book
    rows = [
        {
            "ticket": ticket,
            "clock": promise_clock(book, ticket),
            "name": shown_value("nama_pelapor", ticket.nama_pelapor, person),
            "address": shown_value("alamat", ticket.alamat or ticket.lokasi_kejadian, person),
        }
        for ticket in page.tickets
    ]
    return {
        "form": form,
        "rows": rows,
        "problem": problem,
        "version": version,
        "next_cursor": page.next_cursor,
        "first": cursor is None,
    }


async def _ticket_values(request: Request, person: Person, nomor: str) -> dict[str, Any]:
    ticket = await found_ticket(request, nomor)
    return await run_in_threadpool(_ticket_values_of, request, person, ticket)


def _ticket_values_of(request: Request, person: Person, ticket: Ticket) -> dict[str, Any]:
    desk, store = _desk(request), services_of(request).database.tickets
    followers = store.search(TicketSearch(nomor_terkait=ticket.nomor, limit=MOST_RELATED)).tickets
    earlier = store.get(ticket.nomor_terkait) if ticket.nomor_terkait else None
    return {
        "ticket": ticket,
        "version": len(ticket.history),
        "clock": promise_clock(desk.book, ticket),
        "groups": groups_of(ticket, person),
        "meanings": desk.book.parameter("periksa", "codes"),
        "codes": SELF_DIAGNOSIS_CODES,
        "history": history_of(ticket, person),
        "related": [one for one in (earlier, *followers) if one is not None],
        "situation": desk.follow_ups.situation(ticket, zone_of(desk, ticket)),
        "place": map_point(ticket.koordinat) if person.may("personal_data.view") else None,
        "waits_for_vcc": waits_for_decision(ticket),
        "notes": telling_notes(desk.book),
        "key": secrets.token_urlsafe(12),
        "has_talk": store.talk_of(ticket.nomor) is not None,
    }


def _csv_cell(name: str, ticket: Ticket, person: Person) -> str:
    value = getattr(ticket, name)
    hidden = shown_value(name, value, person)
    plain = to_plain(value)
    if value is None or plain in ("", []):
        return ""
    if hidden.startswith("•"):
        return hidden
    text = ";".join(map(str, plain)) if isinstance(plain, list) else str(plain)
    # a spreadsheet would take such a text for a formula
    return f"'{text}" if text[:1] in "=+-@\t" and isinstance(value, str) else text


def _csv_line(cells: Any) -> str:
    line = io.StringIO()
    csv.writer(line).writerow(cells)
    return line.getvalue()


def _desk(request: Request) -> DeskServices:
    return services_of(request).desk
