"""The icons LAPOR ULANG and UPDATE LAPORAN of a report, and the related report that goes with one that is done."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from bot.apkt.errors import TicketError
from bot.apkt.model import Ticket
from bot.apkt.operations import LAPOR_ULANG, UPDATE_LAPORAN
from bot.desk.follow_up import LAPORAN_BARU, Told, problem_of
from bot.server.access import Person, require
from bot.server.desk_pages import Number, found_ticket, zone_of
from bot.server.desk_services import DeskServices
from bot.server.desk_view import LABELS
from bot.server.errors import ApiError, status_of_ticket_error
from bot.server.services import services_of
from bot.server.workplace import render_workplace
from bot.settings import Settings

CHANGEABLE = ("nama_pelapor", "hp_pelapor", "email_pelapor", "alamat", "acuan_lokasi")
"""Fields that a customer completes or changes (UL-01)."""

_OPERATIONS = {"lapor-ulang": LAPOR_ULANG, "update": UPDATE_LAPORAN, "laporan-baru": LAPORAN_BARU}
_TITLES = {LAPOR_ULANG: "Lapor ulang", UPDATE_LAPORAN: "Update laporan", LAPORAN_BARU: "Laporan baru yang terkait"}
_KEY_LENGTH = 64
_NO_LIMIT_HERE = 20_000

Updater = Annotated[Person, Depends(require("desk.update"))]

router = APIRouter(prefix="/apkt/tiket", include_in_schema=False)


@router.get("/{nomor}/ikon/{icon}")
async def form_page(request: Request, person: Updater, nomor: Number, icon: str) -> HTMLResponse:
    """The form of an icon, also when it can't be pressed: then it says why.

    Raises:
        ApiError: 404 for a number or an icon that there is not.
    """
    ticket = await found_ticket(request, nomor)
    return await run_in_threadpool(_page, request, person, ticket, _operation(icon), {}, "")


@router.post("/{nomor}/ikon/{icon}")
async def press(request: Request, person: Updater, nomor: Number, icon: str) -> Response:
    """Press the icon and lead to the report that the customer is told; else the form again, with the reason.

    Raises:
        ApiError: 403 where a new report must be made and the person may not make one, 404.
    """
    operation, ticket = _operation(icon), await found_ticket(request, nomor)
    typed = {name: str(value)[:_NO_LIMIT_HERE] for name, value in (await request.form()).items()}
    services = services_of(request)
    key = f"desk:{person.account.name}:{ticket.nomor}:{typed.get('kunci', '')[:_KEY_LENGTH]}"

    def do() -> Ticket:
        situation = services.desk.follow_ups.situation(ticket, zone_of(services.desk, ticket))
        if operation != UPDATE_LAPORAN and situation.new_report is not None and not person.may("desk.create"):
            raise ApiError(403, "Mohon maaf, akun Anda tidak berhak membuat tiket.")
        return services.desk.follow_ups.press(
            ticket.nomor,
            operation,
            told_of(ticket, typed),
            cso_penerima=officer_name(person, services.settings),
            actor=person.account.name,
            key=key,
            zona=zone_of(services.desk, ticket),
        )

    try:
        told = await run_in_threadpool(do)
    except TicketError as refusal:
        label = LABELS.get(refusal.field or "", "")
        problem = f"{label}: {refusal.message}" if label and refusal.code != "tidak_berlaku" else refusal.message
        status = status_of_ticket_error(refusal)
        return await run_in_threadpool(_page, request, person, ticket, operation, typed, problem, status)
    return RedirectResponse(f"/apkt/tiket/{told.nomor}?tersimpan=ya", 303)


def officer_name(person: Person, settings: Settings) -> str:
    """Who takes a report, as APKT names them: ``CC.54.HANA``."""
    name = " ".join(person.account.display_name.replace(".", " ").split()).upper()
    return f"CC.{settings.unit_code}.{name}"


def _page(
    request: Request,
    person: Person,
    ticket: Ticket,
    operation: str,
    typed: Mapping[str, str],
    problem: str,
    status_code: int = 200,
) -> HTMLResponse:
    desk: DeskServices = services_of(request).desk
    situation = desk.follow_ups.situation(ticket, zone_of(desk, ticket))
    icon = situation.lapor_ulang if operation == LAPORAN_BARU else situation.icon(operation)
    values: dict[str, Any] = {
        "ticket": ticket,
        "title": _TITLES[operation],
        "operation": operation,
        "icon": icon,
        "allowed": situation.new_report is not None if operation == LAPORAN_BARU else icon.allowed,
        "new_report": situation.new_report if operation != UPDATE_LAPORAN else None,
        "unit_note": situation.unit_note,
        "labels": LABELS,
        "fields": {name: typed.get(name, getattr(ticket, name) or "") for name in CHANGEABLE},
        "remark": typed.get("keterangan", ""),
        "problem_words": typed.get("permasalahan", problem_of(ticket)),
        "urgent": "mendesak" in typed,
        "officer": officer_name(person, services_of(request).settings),
        "key": typed.get("kunci") or secrets.token_urlsafe(16),
        "problem": problem,
    }
    return render_workplace(request, person, "desk_follow_up.html", values, status_code=status_code)


def told_of(ticket: Ticket, typed: Mapping[str, str]) -> Told:
    """What the customer told, as it was typed into an icon's form: a field that is left as it was tells nothing."""
    changes: dict[str, Any] = {}
    for name in CHANGEABLE:
        value = str(typed.get(name, getattr(ticket, name) or "")).strip()
        if value != (getattr(ticket, name) or ""):
            changes[name] = value or None
    if "alamat" in changes:
        changes["lokasi_kejadian"] = changes["alamat"]
    return Told(
        remark=str(typed.get("keterangan", "")),
        changes=changes,
        problem=str(typed.get("permasalahan", "")),
        urgent="mendesak" in typed,
    )


def _operation(icon: str) -> str:
    if icon not in _OPERATIONS:
        raise ApiError(404)
    return _OPERATIONS[icon]
