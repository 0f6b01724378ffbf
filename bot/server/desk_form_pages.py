"""The reporting forms GANGGUAN (PRK-17a … 17l) and KELUHAN, and what fills them in while they are typed."""

from __future__ import annotations

import secrets
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from bot.apkt.errors import TicketError
from bot.apkt.model import GANGGUAN, KELUHAN, Ticket
from bot.customers.model import Customer
from bot.customers.registry import CustomerRegistryUnavailable
from bot.desk.forms import FilledForm
from bot.server.access import Person, require
from bot.server.desk_follow_up_pages import officer_name
from bot.server.desk_form_view import customer_values, form_values, region_values
from bot.server.desk_services import DeskServices
from bot.server.desk_view import LABELS
from bot.server.errors import ApiError, status_of_ticket_error
from bot.server.services import services_of
from bot.server.workplace import render_workplace

LONGEST_VALUE = 10_000
LONGEST_WORDS = 300
_KEY_LENGTH = 64
_TEMPLATES = {GANGGUAN: "desk_gangguan.html", KELUHAN: "desk_keluhan.html"}

Creator = Annotated[Person, Depends(require("desk.create"))]

router = APIRouter(prefix="/apkt", include_in_schema=False)


@router.get("/gangguan")
async def disturbance_page(request: Request, person: Creator) -> HTMLResponse:
    """An empty form GANGGUAN; fields may be given in the address (``?no_telepon=0812…``)."""
    return await run_in_threadpool(_page, request, person, FilledForm.read(GANGGUAN, dict(request.query_params)), "")


@router.post("/gangguan")
async def save_disturbance(request: Request, person: Creator) -> Response:
    """Save it and lead to the report with its number; else the form again, with the reason."""
    return await _save(request, person, GANGGUAN)


@router.get("/keluhan")
async def complaint_page(request: Request, person: Creator) -> HTMLResponse:
    """An empty form KELUHAN."""
    return await run_in_threadpool(_page, request, person, FilledForm.read(KELUHAN, dict(request.query_params)), "")


@router.post("/keluhan")
async def save_complaint(request: Request, person: Creator) -> Response:
    """See :func:`save_disturbance`."""
    return await _save(request, person, KELUHAN)


@router.get("/isian/pelanggan/{nomor}")
async def record(
    request: Request,
    person: Annotated[Person, Depends(require("customer.view"))],  # noqa: ARG001  checks the right
    nomor: Annotated[str, Path(max_length=20)],
) -> dict[str, Any]:
    """What the record of an IDPEL or meter number fills in.

    Raises:
        ApiError: 404 without such a record, 503 when the records can't be read.
    """

    def find() -> Customer | None:
        return _desk(request).forms.customer_of(nomor, nomor)

    try:
        customer = await run_in_threadpool(find)
    except CustomerRegistryUnavailable as failure:
        raise ApiError(503, failure.message) from failure
    if customer is None:
        raise ApiError(404, "Nomor ini tidak ada pada data pelanggan.")
    return await run_in_threadpool(customer_values, customer)


@router.get("/isian/wilayah/{words}")
async def region(
    person: Creator,  # noqa: ARG001  checks the right
    words: Annotated[str, Path(max_length=LONGEST_WORDS)],
) -> dict[str, Any]:
    """See :func:`bot.server.desk_form_view.region_values`."""
    return await run_in_threadpool(region_values, words)


async def _save(request: Request, person: Person, jenis: str) -> Response:
    submitted = await request.form()
    typed = {name: str(value)[:LONGEST_VALUE] for name, value in submitted.items()}
    form = FilledForm.read(jenis, typed, [str(way) for way in submitted.getlist("kontak")])
    services = services_of(request)

    def save() -> Ticket:
        draft = services.desk.forms.draft(form, cso_penerima=officer_name(person, services.settings))
        key = f"desk:{person.account.name}:baru:{form.values.get('kunci', '')[:_KEY_LENGTH]}"
        return services.database.tickets.create(draft, actor=person.account.name, idempotency_key=key)

    try:
        ticket = await run_in_threadpool(save)
    except CustomerRegistryUnavailable as failure:
        return await run_in_threadpool(_page, request, person, form, failure.message, 503)
    except TicketError as refusal:
        problem = f"{LABELS.get(refusal.field or '', 'Isian')}: {refusal.message}"
        return await run_in_threadpool(
            _page, request, person, form, problem, status_of_ticket_error(refusal), refusal.field or ""
        )
    services.metrics.tickets.labels("desk", ticket.jenis).inc()
    return RedirectResponse(f"/apkt/tiket/{ticket.nomor}?tersimpan=ya", 303)


def _page(
    request: Request, person: Person, form: FilledForm, problem: str, status_code: int = 200, at_fault: str = ""
) -> HTMLResponse:
    services = services_of(request)
    values = {
        **form_values(services.desk.book, form, at_fault),
        "problem": problem,
        "key": form.values.get("kunci") or secrets.token_urlsafe(16),
        "officer": officer_name(person, services.settings),
    }
    return render_workplace(request, person, _TEMPLATES[form.jenis], values, status_code=status_code)


def _desk(request: Request) -> DeskServices:
    return services_of(request).desk
