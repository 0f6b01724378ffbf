"""``/api/apkt/tickets``: reports as JSON, with the field names of the SOP catalogue.

The store checks what is written; here JSON becomes a :class:`bot.apkt.model.TicketDraft` and back.
``self_diagnosis`` is an object code → value, ``koordinat`` ``{"lat", "lon"}`` in degrees, moments are ISO
8601 with zone.
"""

from __future__ import annotations

from dataclasses import fields
from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, BackgroundTasks, Depends, Header, Query, Request
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Extra, StrictBool, StrictFloat, StrictInt, StrictStr

from bot.apkt.history import to_plain
from bot.apkt.model import Coordinates, Ticket, TicketDraft, TicketSearch
from bot.server.auth import require_api_token
from bot.server.errors import ApiError
from bot.server.services import services_of
from bot.vcc.ctt import CttUnavailable

API_ACTOR = "api"
MAXIMUM_PAGE = 200

router = APIRouter(prefix="/api/apkt/tickets", tags=["Tiket APKT"], dependencies=[Depends(require_api_token)])


class _Strict(BaseModel):
    """Numbers are not taken for text: an IDPEL as a number would have lost its leading zeros."""

    class Config:
        extra = Extra.forbid


class CoordinatesJson(_Strict):
    """A place on the map, degrees (WGS 84)."""

    lat: StrictFloat | StrictInt
    lon: StrictFloat | StrictInt


class TicketJson(_Strict):
    """A report to be saved; the meaning of each field stands at :class:`bot.apkt.model.TicketDraft`."""

    jenis: StrictStr
    permasalahan: StrictStr
    kode_unit: StrictStr | None
    issue_closed: StrictBool = False
    tipe_wo: StrictStr | None
    tipe_permasalahan: StrictStr | None
    tipe_keluhan: StrictStr | None
    tipe_sub_keluhan: StrictStr | None
    keterangan: StrictStr | None
    idpel: StrictStr | None
    nomor_meter: StrictStr | None
    nama_pelapor: StrictStr | None
    alamat: StrictStr | None
    acuan_lokasi: StrictStr | None
    provinsi: StrictStr | None
    kabupaten: StrictStr | None
    kecamatan: StrictStr | None
    kelurahan: StrictStr | None
    no_telepon: StrictStr | None
    hp_pelapor: StrictStr | None
    email_pelapor: StrictStr | None
    kontak: list[StrictStr] = []
    tanggal_padam: datetime | None
    lokasi_kejadian: StrictStr | None
    koordinat: CoordinatesJson | None
    unit: StrictStr | None
    unit_pelayanan: StrictStr | None
    posko: StrictStr | None
    konfirmasi: datetime | None
    self_diagnosis: dict[StrictStr, StrictStr] | None
    cso_penerima: StrictStr | None
    nomor_terkait: StrictStr | None
    eskalasi: StrictBool = False
    kanal: StrictStr | None

    def draft(self) -> TicketDraft:
        """The same as the store takes it; what was not given keeps the store's own default."""
        given = self.dict(exclude_none=True)
        given["kontak"] = tuple(self.kontak)
        if self.koordinat:
            given["koordinat"] = Coordinates(float(self.koordinat.lat), float(self.koordinat.lon))
        return TicketDraft(**given)


def ticket_json(ticket: Ticket) -> dict[str, Any]:
    """``ticket`` as JSON can hold it, with its history."""
    plain = {field.name: to_plain(getattr(ticket, field.name)) for field in fields(Ticket) if field.name != "history"}
    return {
        **plain,
        "koordinat": {"lat": ticket.koordinat.lat, "lon": ticket.koordinat.lon} if ticket.koordinat else None,
        "nomor_tampil": ticket.nomor_tampil,
        "history": [
            {
                "sequence": entry.sequence,
                "at": to_plain(entry.at),
                "actor": entry.actor,
                "action": entry.action,
                "changes": [
                    {"field": change.field, "before": change.before, "after": change.after} for change in entry.changes
                ],
                "note": entry.note,
            }
            for entry in ticket.history
        ],
    }


@router.get("", summary="Cari tiket")
def find(
    request: Request,
    nomor: str | None = None,
    telepon: str | None = None,
    idpel: str | None = None,
    nama: str | None = None,
    alamat: str | None = None,
    status: str | None = None,
    jenis: str | None = None,
    unit: str | None = None,
    tipe_wo: str | None = None,
    lapor_ulang: bool | None = None,
    nomor_terkait: str | None = None,
    q: str | None = None,
    limit: Annotated[int, Query(ge=1, le=MAXIMUM_PAGE)] = 50,
    cursor: str | None = None,
) -> dict[str, Any]:
    """``{"tickets": [...], "next_cursor"}``, newest first; every criterion given must hold."""
    page = services_of(request).database.tickets.search(
        TicketSearch(
            nomor=nomor,
            telepon=telepon,
            idpel=idpel,
            nama=nama,
            alamat=alamat,
            status=status,
            jenis=jenis,
            unit=unit,
            tipe_wo=tipe_wo,
            lapor_ulang=lapor_ulang,
            nomor_terkait=nomor_terkait,
            q=q,
            limit=limit,
            cursor=cursor,
        )
    )
    return {"tickets": [ticket_json(ticket) for ticket in page.tickets], "next_cursor": page.next_cursor}


@router.get("/{nomor}", summary="Satu tiket")
def show(request: Request, nomor: str) -> dict[str, Any]:
    """The ticket with its history.

    Raises:
        ApiError: 404 if there is none of that number.
    """
    ticket = services_of(request).database.tickets.get(nomor)
    if ticket is None:
        raise ApiError(404, "Tiket dengan nomor tersebut tidak ditemukan.")
    return ticket_json(ticket)


@router.post("", status_code=201, summary="Buat tiket")
def create(
    request: Request,
    ticket: TicketJson,
    idempotency_key: Annotated[str | None, Header(min_length=1, max_length=150)] = None,
) -> JSONResponse:
    """Save a report; the same ``Idempotency-Key`` always gives the same ticket.

    Raises:
        ApiError: 400 without ``Idempotency-Key``; the store's own errors as 422 or 409.
    """
    if idempotency_key is None:
        raise ApiError(
            400,
            "Mohon sertakan header Idempotency-Key supaya permintaan terulang tidak membuat tiket ganda.",
            code="idempotency_key_missing",
            field="Idempotency-Key",
        )
    services = services_of(request)
    saved = services.database.tickets.create(
        ticket.draft(), actor=API_ACTOR, idempotency_key=f"{API_ACTOR}:{idempotency_key}"
    )
    services.metrics.tickets.labels("api").inc()
    return JSONResponse(ticket_json(saved), 201, headers={"Location": f"/api/apkt/tickets/{saved.nomor}"})


class CttJson(_Strict):
    """The token that the operator approves; left out: that of the issuing service."""

    ctt: StrictStr | None


class WorkOrderJson(_Strict):
    """Why the premises must be inspected first."""

    note: StrictStr | None


@router.post("/{nomor}/ctt", summary="Setujui CTT (VCC-02)")
def approve_ctt(
    request: Request,
    nomor: str,
    approval: CttJson,
    tasks: BackgroundTasks,
    idempotency_key: Annotated[str, Header(min_length=1, max_length=150)],
) -> dict[str, Any]:
    """Approve the CTT of a report; the talk in which it was made hears of it at once (VCC-03).

    Raises:
        ApiError: the command centre's own errors: 404, 409 when no decision is waited for, 422 for a wrong CTT.
    """
    services = services_of(request)
    try:
        ticket = services.command_centre.approve(
            nomor, approval.ctt, actor=API_ACTOR, idempotency_key=f"{API_ACTOR}:ctt:{idempotency_key}"
        )
    except CttUnavailable as failure:
        raise ApiError(503, failure.message) from failure
    tasks.add_task(services.talks.tell_news, services.database.tickets.talk_of(ticket.nomor))
    return ticket_json(ticket)


@router.post("/{nomor}/wo", summary="Kirim WO ke unit (VCC-02)")
def send_wo(
    request: Request,
    nomor: str,
    order: WorkOrderJson,
    tasks: BackgroundTasks,
    idempotency_key: Annotated[str, Header(min_length=1, max_length=150)],
) -> dict[str, Any]:
    """Send an officer instead; the talk hears of that, too.

    Raises:
        ApiError: as for the CTT.
    """
    services = services_of(request)
    ticket = services.command_centre.send_wo(
        nomor, order.note, actor=API_ACTOR, idempotency_key=f"{API_ACTOR}:wo:{idempotency_key}"
    )
    tasks.add_task(services.talks.tell_news, services.database.tickets.talk_of(ticket.nomor))
    return ticket_json(ticket)
