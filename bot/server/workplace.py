"""The frame of all pages behind a login: who is logged in, and the parts that they may open."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from bot.people.rights import ROLES
from bot.server.access import Person, signed_in
from bot.server.errors import asked_path
from bot.server.rendering import render_page

HOME_PATH = "/kerja"


@dataclass(frozen=True)
class Section:
    """A part of the workplace.

    Attributes:
        title: in the navigation.
        path: its first page.
        action: the right without which it is not shown.
    """

    title: str
    path: str
    action: str


SECTIONS = (
    Section("Putar ulang", "/qa", "qa.view"),
    Section("Percakapan", "/qa/percakapan", "qa.view"),
    Section("Cakupan", "/qa/cakupan", "qa.view"),
    Section("Simulasi", "/qa/simulasi", "qa.view"),
    Section("Penilaian", "/qa/penilaian", "audit.view"),
    Section("Panggilan", "/qa/panggilan", "audit.view"),
    Section("Monitoring Tiket", "/apkt", "desk.view"),
    Section("Gangguan baru", "/apkt/gangguan", "desk.create"),
    Section("Keluhan baru", "/apkt/keluhan", "desk.create"),
    Section("Eskalasi", "/apkt/eskalasi", "backoffice.view"),
    Section("VCC", "/apkt/vcc", "vcc.view"),
    Section("WO unit", "/apkt/wo", "unit.view"),
    Section("Petugas", "/petugas", "handover.view"),
    Section("Latihan", "/latihan", "training.practise"),
    Section("Pelatihan", "/pelatihan", "training.results"),
    Section("Data pribadi", "/data-pribadi", "caller.export"),
    Section("Akun", "/akun", "people.view"),
    Section("Catatan kegiatan", "/akun/catatan", "people.log"),
)
"""Only what exists; a new part adds its line."""

router = APIRouter(include_in_schema=False)


def sections_of(person: Person) -> tuple[Section, ...]:
    """The parts that the person may open."""
    return tuple(section for section in SECTIONS if person.may(section.action))


def render_workplace(
    request: Request, person: Person, template: str, values: Mapping[str, Any], *, status_code: int = 200
) -> HTMLResponse:
    """``template`` (which extends ``workplace.html``) for ``person``.

    The template also gets ``person``, ``roles`` (in words), ``sections``, ``path`` (of the page), ``section`` (the open
    one or ``None``) and ``form_token``.
    """
    sections = sections_of(person)
    path = asked_path(request)
    inside = [one for one in sections if path == one.path or path.startswith(f"{one.path}/")]
    frame = {
        "person": person,
        "roles": ", ".join(ROLES[role] for role in person.account.roles),
        "sections": sections,
        "path": path,
        "section": max(inside, key=lambda one: len(one.path), default=None),
        "form_token": person.form_token,
    }
    return render_page(request, template, {**frame, **values}, status_code)


@router.get(HOME_PATH)
async def home(request: Request, person: Annotated[Person, Depends(signed_in)]) -> Response:
    """Where one comes after logging in: the first part that one may open."""
    sections = sections_of(person)
    if sections:
        return RedirectResponse(sections[0].path, 303)
    return render_workplace(request, person, "home.html", {})
