"""PLN Mobile's self-report of PERIKSA, simulated (MOB-01): its page, and ``/api/pln-mobile`` for the page's script.

A visitor gets a token from ``POST /api/pln-mobile/sesi`` and sends it as ``Authorization: Bearer``; reports are shown
to the session that made them, and to nobody else.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Header, Request
from fastapi.responses import HTMLResponse, JSONResponse
from pydantic import BaseModel, Extra, Field, StrictBool, StrictStr

from bot.apkt import history
from bot.apkt.describe import grouped_ctt, ticket_card
from bot.apkt.model import Ticket
from bot.customers.registry import CustomerRegistryUnavailable
from bot.pln_mobile.entries import EntryProblem
from bot.pln_mobile.reports import CHANNEL, TOKEN, Reporter, SelfReport, SelfReports, standing_of
from bot.server.access import address_of
from bot.server.errors import ERROR_RESPONSES, ApiError
from bot.server.rendering import render_page
from bot.server.services import Services, services_of
from bot.settings import LONGEST_MESSAGE

PAGE = "/pln-mobile"
_SCHEME = "bearer"
_NO_SESSION = "Sesi simulasi PLN Mobile sudah berakhir. Mohon muat ulang halamannya."
_NOT_YOURS = "Laporan ini tidak ditemukan, atau bukan laporan dari peramban ini."
_KEY_NEEDED = "Mohon sertakan header Idempotency-Key berupa UUID supaya laporan tidak terkirim dua kali."

router = APIRouter()
api = APIRouter(prefix="/api/pln-mobile", tags=["PLN Mobile (simulasi)"], responses=ERROR_RESPONSES)

Written = Annotated[StrictStr, Field(max_length=LONGEST_MESSAGE)]


class _Strict(BaseModel):
    class Config:
        extra = Extra.forbid


class ReporterJson(_Strict):
    """Who reports, as written into the fields."""

    nama: Written = ""
    hp: Written = ""
    wa: StrictBool = False
    sms: StrictBool = False
    email: Written = ""
    acuan: Written = ""
    sejak: Written = ""


class ReportJson(_Strict):
    """A report as far as it was filled in.

    Attributes:
        kondisi: answers to the questions that ``/langkah`` asked, by their names.
        isian: what was written for each code.
    """

    nomor: Written = ""
    kondisi: dict[StrictStr, StrictBool | StrictStr] = {}
    isian: dict[StrictStr, Written] = {}
    pelapor: ReporterJson = Field(default_factory=ReporterJson)

    def report(self) -> SelfReport:
        """The same for the reports."""
        return SelfReport(self.nomor, self.kondisi, self.isian, Reporter(**self.pelapor.dict()))


class EntriesJson(_Strict):
    """What was written for some codes."""

    isian: dict[StrictStr, Written]


class ConfirmationJson(_Strict):
    """Whether the meter is well after the CTT was keyed in (VCC-03)."""

    meter_normal: StrictBool


@router.get(PAGE, include_in_schema=False)
async def page(request: Request) -> HTMLResponse:
    """The self-report."""
    reports = services_of(request).self_reports.reports
    values = {
        "words": reports.words,
        "codes": reports.codes,
        "areas": reports.areas_today(),
        "promised_hours": reports.promised_hours,
    }
    return render_page(request, "pln_mobile.html", values)


async def session(request: Request, authorization: Annotated[str, Header(include_in_schema=False)] = "") -> str:
    """Dependency: whose session it is.

    Raises:
        ApiError: 401 without a token of this page, 429 when too much is asked at once.
    """
    services = services_of(request)
    scheme, _, token = authorization.partition(" ")
    sender = services.tokens.mobile_sender_of(token) if scheme.lower() == _SCHEME else None
    if sender is None:
        raise ApiError(401, _NO_SESSION, code="session_needed")
    _slow_down(await services.self_reports.wait_of_session(sender))
    return sender


async def lookups(request: Request) -> SelfReports:
    """Dependency: the reports, for what looks a customer's number up.

    Raises:
        ApiError: 429 when one network address asks too much at once.
    """
    _slow_down(await services_of(request).self_reports.wait_of_lookup(address_of(request)))
    return _reports(request)


Sender = Annotated[str, Depends(session)]
Lookups = Annotated[SelfReports, Depends(lookups)]


@api.post("/sesi", summary="Buka sesi simulasi")
def open_session(request: Request) -> dict[str, str]:
    """``{"token"}`` for somebody new."""
    return {"token": services_of(request).tokens.issue_mobile()}


@api.post("/langkah", summary="Yang berikutnya untuk meter ini (tahap 4)")
def next_step(
    request: Request,
    filled: ReportJson,
    sender: Sender,  # noqa: ARG001
    looking_up: Lookups,
) -> dict[str, Any]:
    """``{"nomor", "lokasi", "self_diagnosis", "tanya", "isian", "hasil"}``.

    ``lokasi`` is street and area only (PRK-07); ``tanya`` the next question, null when the way is decided; ``isian``
    the codes to be filled in; ``hasil`` ``laporan`` or ``tanpa_laporan``.

    Raises:
        ApiError: 422 on field ``nomor``.
    """
    with _kind_errors():
        known = looking_up.next_for(filled.report())
    course = known.course
    hasil = None
    if course.outcome is not None:
        hasil = "laporan" if course.outcome.makes_report else "tanpa_laporan"
    return {
        "nomor": course.facts["identitas"],
        "lokasi": f"{known.customer.jalan}, {known.customer.kecamatan}",
        "self_diagnosis": known.in_area,
        "tanya": course.question,
        "isian": list(_reports(request).codes) if course.needs_codes else [],
        "hasil": hasil,
    }


@api.post("/isian", summary="Baca isian kode meter (tahap 5)")
def read_entries(request: Request, written: EntriesJson, sender: Sender) -> dict[str, Any]:  # noqa: ARG001
    """``{"isian": {code: {"nilai", "masalah"}}}``; ``masalah`` are kind words to stand beside the field."""
    read = _reports(request).read_entries(written.isian)
    return {"isian": {code: {"nilai": one.value, "masalah": one.problem} for code, one in read.items()}}


@api.post("/laporan", status_code=201, summary="Submit (tahap 6)")
def submit(
    request: Request,
    filled: ReportJson,
    sender: Sender,
    looking_up: Lookups,
    idempotency_key: Annotated[str, Header(max_length=64)] = "",
) -> JSONResponse:
    """Send the report; the same ``Idempotency-Key`` (a UUID) always gives the same one.

    Raises:
        ApiError: 422 for the first field not in order, 409 if the matter is reported already.
    """
    try:
        number = UUID(idempotency_key).int
    except ValueError:
        raise ApiError(400, _KEY_NEEDED, code="idempotency_key_missing", field="Idempotency-Key") from None
    services = services_of(request)
    with _kind_errors():
        ticket = looking_up.submit(filled.report(), sender=sender, number=number)
    services.metrics.tickets.labels(CHANNEL, ticket.jenis).inc()
    return JSONResponse(_standing(services, sender, ticket), 201)


@api.get("/laporan/{nomor}", summary="Status laporan (tahap 7 dan 8)")
def show(request: Request, nomor: str, sender: Sender) -> dict[str, Any]:
    """How the report stands, with the CTT once it is approved.

    Raises:
        ApiError: 404 for everybody but the session that made it.
    """
    return _standing(services_of(request), sender, _own(request, nomor, sender))


@api.post("/laporan/{nomor}/konfirmasi", summary="Konfirmasi sesudah CTT dimasukkan (VCC-03)")
def confirm(request: Request, nomor: str, answer: ConfirmationJson, sender: Sender) -> dict[str, Any]:
    """Done, or back to the command centre.

    Raises:
        ApiError: 404 as :func:`show`, 409 when no CTT waits to be confirmed.
    """
    own = _own(request, nomor, sender)
    ticket = _reports(request).confirm(own.nomor, answer.meter_normal)
    return _standing(services_of(request), sender, ticket)


router.include_router(api)


def _reports(request: Request) -> SelfReports:
    return services_of(request).self_reports.reports


def _slow_down(seconds: float) -> None:
    if seconds:
        raise ApiError(429, headers={"Retry-After": str(math.ceil(seconds))})


@contextmanager
def _kind_errors() -> Iterator[None]:
    try:
        yield
    except EntryProblem as problem:
        raise ApiError(422, problem.message, field=problem.field) from problem
    except CustomerRegistryUnavailable as failure:
        raise ApiError(503, failure.message) from failure


def _own(request: Request, nomor: str, sender: str) -> Ticket:
    ticket = _reports(request).of_sender(nomor, sender)
    if ticket is None:
        raise ApiError(404, _NOT_YOURS)
    return ticket


def _standing(services: Services, sender: str, ticket: Ticket) -> dict[str, Any]:
    standing = standing_of(ticket)
    last = ticket.history[-1]
    return {
        "laporan": ticket_card(ticket),
        "nomor": ticket.nomor,
        "tahap": standing,
        "ctt": grouped_ctt(ticket.ctt) if standing == TOKEN and ticket.ctt else None,
        "ctt_gagal": last.action == history.CTT_GAGAL,
        "wo_dari_command_center": ticket.wo_dikirim_at is not None,
        "versi": last.sequence,
        "halaman": f"/tiket/{ticket.nomor}?izin={services.tokens.issue_ticket_pass(sender, ticket.nomor)}",
    }
