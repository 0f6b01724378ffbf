"""``/api/apkt/tickets``: reports as JSON, with the field names of the SOP catalogue.

What may be done to a report, and when, is decided where the desk's pages have it decided: here JSON goes in and out.
Every deed is done once for its ``Idempotency-Key``.
"""

from __future__ import annotations

from dataclasses import replace
from enum import Enum
from typing import Annotated

from fastapi import APIRouter, BackgroundTasks, Depends, Header, Path, Query, Request
from fastapi.responses import JSONResponse

from bot.apkt.errors import TicketError
from bot.apkt.model import Ticket
from bot.apkt.operations import LAPOR_ULANG, UPDATE_LAPORAN
from bot.apkt.reading import LARGEST_PAGE, plain_number
from bot.desk.follow_up import Told
from bot.server.auth import require_api_token
from bot.server.desk_pages import zone_of
from bot.server.desk_search import OLDEST_FIRST, SearchForm
from bot.server.errors import ERROR_RESPONSES, ApiError
from bot.server.services import Services, services_of
from bot.server.ticket_schemas import (
    CompletionJson,
    CttJson,
    EscalationJson,
    FollowUpJson,
    PageOut,
    TicketJson,
    TicketOut,
    UpdateJson,
    WorkOrderJson,
    ticket_json,
)
from bot.vcc.ctt import CttUnavailable

API_ACTOR = "api"

_DATE = r"^2[0-9]{3}-[0-9]{2}-[0-9]{2}$"
_KEY_NEEDED = "Mohon sertakan header Idempotency-Key supaya permintaan terulang tidak membuat tiket ganda."

router = APIRouter(
    prefix="/api/apkt/tickets",
    tags=["Tiket APKT"],
    dependencies=[Depends(require_api_token)],
    responses=ERROR_RESPONSES,
)


class Order(str, Enum):
    """By the moment at which a report was made."""

    NEWEST_FIRST = "terbaru"
    OLDEST_FIRST = OLDEST_FIRST


class YesNo(str, Enum):
    """Whether it is so."""

    YES = "true"
    NO = "false"

    def __bool__(self) -> bool:
        return self is YesNo.YES


def sent_key(
    idempotency_key: Annotated[
        str | None,
        Header(min_length=1, max_length=150, description="Wajib: permintaan yang sama diulang dengan kunci yang sama."),
    ] = None,
) -> str:
    """Dependency: the caller's ``Idempotency-Key``.

    Raises:
        ApiError: 400 without it.
    """
    if idempotency_key is None:
        raise ApiError(400, _KEY_NEEDED, code="idempotency_key_missing", field="Idempotency-Key")
    return idempotency_key


Key = Annotated[str, Depends(sent_key)]
Number = Annotated[str, Path(description="Nomor laporan, dengan atau tanpa *.", example="G5426112200001")]


@router.get("", summary="Cari tiket", responses={200: {"model": PageOut}})
def find(
    request: Request,
    nomor: str | None = None,
    telepon: str | None = None,
    idpel: str | None = None,
    nama: str | None = None,
    alamat: str | None = None,
    status: str | None = None,
    jenis: str | None = None,
    tipe_wo: str | None = None,
    unit: str | None = None,
    lapor_ulang: YesNo | None = None,
    eskalasi: YesNo | None = None,
    nomor_terkait: str | None = None,
    dari: Annotated[str | None, Query(regex=_DATE, description="Hari pertama (WIB), tahun-bulan-hari.")] = None,
    sampai: Annotated[str | None, Query(regex=_DATE, description="Hari terakhir (WIB), tahun-bulan-hari.")] = None,
    q: str | None = None,
    urut: Order = Order.NEWEST_FIRST,
    limit: Annotated[int, Query(ge=1, le=LARGEST_PAGE)] = 50,
    cursor: str | None = None,
) -> JSONResponse:
    """``{"tickets": [...], "next_cursor"}``, newest first; every criterion given must hold."""
    days = SearchForm({name: day for name, day in (("dari", dari), ("sampai", sampai)) if day})
    criteria = replace(
        days.criteria(limit=limit, cursor=cursor),
        nomor=nomor,
        telepon=telepon,
        idpel=idpel,
        nama=nama,
        alamat=alamat,
        status=status,
        jenis=jenis,
        tipe_wo=tipe_wo,
        unit=unit,
        lapor_ulang=None if lapor_ulang is None else bool(lapor_ulang),
        eskalasi=None if eskalasi is None else bool(eskalasi),
        nomor_terkait=nomor_terkait,
        q=q,
        oldest_first=urut is Order.OLDEST_FIRST,
    )
    page = services_of(request).database.tickets.search(criteria)
    return JSONResponse({"tickets": [ticket_json(ticket) for ticket in page.tickets], "next_cursor": page.next_cursor})


@router.get("/{nomor}", summary="Satu tiket", responses={200: {"model": TicketOut}})
def show(request: Request, nomor: Number) -> JSONResponse:
    """The ticket with its history.

    Raises:
        ApiError: 404 if there is none of that number.
    """
    return JSONResponse(ticket_json(_found(services_of(request), nomor)))


@router.post("", status_code=201, summary="Buat tiket", responses={201: {"model": TicketOut}})
def create(request: Request, ticket: TicketJson, key: Key) -> JSONResponse:
    """Save a report; the same ``Idempotency-Key`` always gives the same ticket.

    Raises:
        ApiError: 400 without ``Idempotency-Key``; the store's own errors as 422 or 409.
    """
    services = services_of(request)
    saved = services.database.tickets.create(ticket.draft(), actor=API_ACTOR, idempotency_key=f"{API_ACTOR}:{key}")
    services.metrics.tickets.labels("api", saved.jenis).inc()
    return JSONResponse(ticket_json(saved), 201, headers={"Location": f"/api/apkt/tickets/{saved.nomor}"})


@router.post("/{nomor}/lapor-ulang", summary="LAPOR ULANG", responses={200: {"model": TicketOut}})
def report_again(request: Request, nomor: Number, again: FollowUpJson, key: Key) -> JSONResponse:
    """LAPOR ULANG as the table of the SOP has it at this moment; gives the report that the customer is told.

    That is the new, related one where the table makes one (LU-06, LU-07): ``nomor_terkait`` is the earlier one then.

    Raises:
        ApiError: 404; 409 ``tidak_berlaku`` where the table does not allow it, with its rule.
    """
    return _press(request, nomor, LAPOR_ULANG, again.told(), again.cso_penerima, f"{API_ACTOR}:lapor-ulang", key)


@router.post("/{nomor}/update", summary="UPDATE LAPORAN", responses={200: {"model": TicketOut}})
def complete_data(request: Request, nomor: Number, update: UpdateJson, key: Key) -> JSONResponse:
    """UPDATE LAPORAN: the fields given, and ``keterangan`` added to the remarks.

    Raises:
        ApiError: as for LAPOR ULANG.
    """
    return _press(request, nomor, UPDATE_LAPORAN, update.told(), update.cso_penerima, f"{API_ACTOR}:update", key)


@router.post("/{nomor}/selesai", summary="Selesaikan (unit)", responses={200: {"model": TicketOut}})
def settle(request: Request, nomor: Number, completion: CompletionJson, key: Key) -> JSONResponse:
    """SELESAI, with the unit's note.

    Raises:
        ApiError: 404; 409 when the report is done already; 422 without a note.
    """
    services = services_of(request)
    ticket = services.desk.work_orders.settle(
        nomor, completion.catatan_unit, actor=API_ACTOR, key=_key_of_deed("selesai", nomor, key)
    )
    return JSONResponse(ticket_json(ticket))


@router.post("/{nomor}/eskalasi", summary="Eskalasi ke back office (LU-06)", responses={200: {"model": TicketOut}})
def escalate(request: Request, nomor: Number, escalation: EscalationJson, key: Key) -> JSONResponse:
    """Into the back office's queue.

    Raises:
        ApiError: 404; 409 when it is there already, or when it is done: then LAPOR ULANG escalates it; 422 without a
            reason.
    """
    ticket = services_of(request).desk.back_office.escalate(
        nomor, escalation.words(), actor=API_ACTOR, key=_key_of_deed("eskalasi", nomor, key)
    )
    return JSONResponse(ticket_json(ticket))


@router.post("/{nomor}/ctt", summary="Setujui CTT (VCC-02)", responses={200: {"model": TicketOut}})
def approve_ctt(request: Request, nomor: Number, approval: CttJson, tasks: BackgroundTasks, key: Key) -> JSONResponse:
    """Approve the CTT of a report; the talk in which it was made hears of it at once (VCC-03).

    Raises:
        ApiError: the command centre's own errors: 404, 409 when no decision is waited for, 422 for a wrong CTT.
    """
    services = services_of(request)
    try:
        ticket = services.command_centre.approve(
            _found(services, nomor).nomor, approval.ctt, actor=API_ACTOR, idempotency_key=f"{API_ACTOR}:ctt:{key}"
        )
    except CttUnavailable as failure:
        raise ApiError(503, failure.message) from failure
    return _told_to_talk(services, tasks, ticket)


@router.post("/{nomor}/wo", summary="Kirim WO ke unit (VCC-02)", responses={200: {"model": TicketOut}})
def send_wo(request: Request, nomor: Number, order: WorkOrderJson, tasks: BackgroundTasks, key: Key) -> JSONResponse:
    """Send an officer instead; the talk hears of that, too.

    Raises:
        ApiError: as for the CTT.
    """
    services = services_of(request)
    ticket = services.command_centre.send_wo(
        nomor, order.note, actor=API_ACTOR, idempotency_key=f"{API_ACTOR}:wo:{key}"
    )
    return _told_to_talk(services, tasks, ticket)


def _press(
    request: Request, nomor: str, operation: str, told: Told, cso_penerima: str | None, deed: str, key: str
) -> JSONResponse:
    services = services_of(request)
    earlier = _found(services, nomor)
    ticket = services.desk.follow_ups.press(
        earlier.nomor,
        operation,
        told,
        cso_penerima=cso_penerima or f"CC.{services.settings.unit_code}.{API_ACTOR.upper()}",
        actor=API_ACTOR,
        key=f"{deed}:{earlier.nomor}:{key}",
        zona=zone_of(services.desk, earlier),
    )
    return JSONResponse(ticket_json(ticket))


def _found(services: Services, nomor: str) -> Ticket:
    ticket = services.database.tickets.get(nomor)
    if ticket is None:
        raise TicketError("tidak_ditemukan", "Tiket dengan nomor tersebut tidak ditemukan.", "nomor")
    return ticket


def _key_of_deed(deed: str, nomor: str, key: str) -> str:
    """One caller's key may serve for several reports: each is a deed of its own."""
    return f"{API_ACTOR}:{deed}:{plain_number(nomor)}:{key}"


def _told_to_talk(services: Services, tasks: BackgroundTasks, ticket: Ticket) -> JSONResponse:
    tasks.add_task(services.talks.tell_news, services.database.tickets.talk_of(ticket.nomor))
    return JSONResponse(ticket_json(ticket), background=tasks)
