"""``/data-pribadi``: what is kept of one caller, handed out or taken away at their wish (UU 27/2022).

Numbers of callers are only ever sent as form fields: addresses stand in histories and logs.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Annotated, TypeVar
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Form, Query, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import FileResponse, HTMLResponse, RedirectResponse, Response
from starlette.background import BackgroundTask

from bot.callers.archive import write_archive
from bot.callers.keeping import CallersKeeping, Kept, ReportsUndone
from bot.callers.who import CallerError, Who
from bot.server.access import Person, require
from bot.server.services import services_of
from bot.server.workplace import render_workplace

PATH = "/data-pribadi"
WORD_TO_DELETE = "HAPUS"
LONGEST_NUMBER = 40
GREATEST_COUNT = 10**9
_NOT_CONFIRMED = "Pastikan dahulu bahwa pemohon adalah pemilik data ini, lalu beri tanda pada kotaknya."
_WORD_MISSING = f"Data belum dihapus. Ketik {WORD_TO_DELETE} bila memang akan dihapus."
_OPEN_KEPT = "Data belum dihapus. Beri tanda pada kotaknya bila datanya tetap akan dihapus sekarang."

Viewer = Annotated[Person, Depends(require("caller.export"))]
Remover = Annotated[Person, Depends(require("caller.delete"))]
Number = Annotated[str, Form(max_length=LONGEST_NUMBER)]
Ticked = Annotated[bool, Form()]
Count = Annotated[int, Query(ge=0, le=GREATEST_COUNT)]
Answer = TypeVar("Answer")

router = APIRouter(prefix=PATH, include_in_schema=False)


@router.get("")
async def search_page(request: Request, person: Viewer) -> HTMLResponse:
    """Where the number of a caller is entered."""
    return render_workplace(request, person, "callers.html", {})


@router.post("")
async def find(request: Request, person: Viewer, telepon: Number = "", idpel: Number = "") -> HTMLResponse:
    """How much is kept of the caller, and what can be done with it; 422 where a number tells nobody from others."""
    return await _found_page(request, person, telepon, idpel)


@router.post("/unduhan")
async def download(request: Request, person: Viewer, telepon: Number = "", idpel: Number = "") -> Response:
    """All of it as a ZIP."""
    try:
        who = Who(telepon, idpel)
    except CallerError as refusal:
        return _refused(request, person, telepon, idpel, refusal)
    written = await run_in_threadpool(_archive, request, person, who)
    return FileResponse(
        written,
        filename="data-penelepon.zip",
        media_type="application/zip",
        headers={"Cache-Control": "no-store"},
        background=BackgroundTask(written.unlink),
    )


@router.post("/hapus")
async def ask_again(
    request: Request, person: Remover, telepon: Number = "", idpel: Number = "", dipastikan: Ticked = False
) -> HTMLResponse:
    """The second question before anything is deleted; the first again if it was not answered."""
    if not dipastikan:
        return await _found_page(request, person, telepon, idpel, _NOT_CONFIRMED)
    return await _last_question(request, person, telepon, idpel)


@router.post("/dihapus")
async def remove(
    request: Request,
    person: Remover,
    telepon: Number = "",
    idpel: Number = "",
    dipastikan: Ticked = False,
    kata: Annotated[str, Form(max_length=LONGEST_NUMBER)] = "",
    belum_selesai: Ticked = False,
) -> Response:
    """Delete, if both questions were answered.

    Args:
        kata: what was typed; only :data:`WORD_TO_DELETE` deletes.
        belum_selesai: also of reports that are not done.
    """
    if not dipastikan:
        return await _found_page(request, person, telepon, idpel, _NOT_CONFIRMED)
    if kata.strip().upper() != WORD_TO_DELETE:
        return await _last_question(request, person, telepon, idpel, _WORD_MISSING)
    try:
        who = Who(telepon, idpel)
        name, address = person.account.name, person.address
        removed = await _kept(
            request, lambda keeping: keeping.remove(who, actor=name, with_open=belum_selesai, address=address)
        )
    except ReportsUndone as undone:
        return await _last_question(request, person, telepon, idpel, f"{undone} {_OPEN_KEPT}")
    except CallerError as refusal:
        return _refused(request, person, telepon, idpel, refusal)
    await services_of(request).talks.forget(removed.senders)
    counts = {"percakapan": removed.talks, "laporan": len(removed.reports), "rekaman": removed.recordings}
    return RedirectResponse(f"{PATH}/dihapus?{urlencode(counts)}", 303)


@router.get("/dihapus")
async def removed_page(
    request: Request, person: Remover, percakapan: Count = 0, laporan: Count = 0, rekaman: Count = 0
) -> HTMLResponse:
    """What was deleted."""
    counts = {"talks": percakapan, "reports": laporan, "recordings": rekaman}
    return render_workplace(request, person, "callers_removed.html", counts)


async def _found_page(request: Request, person: Person, telepon: str, idpel: str, problem: str = "") -> HTMLResponse:
    try:
        who, kept = await _look(request, person, telepon, idpel)
    except CallerError as refusal:
        return _refused(request, person, telepon, idpel, refusal)
    values = {"telepon": telepon, "idpel": idpel, "who": who, "kept": kept, "unconfirmed": problem}
    return render_workplace(request, person, "callers.html", values, status_code=422 if problem else 200)


async def _last_question(request: Request, person: Person, telepon: str, idpel: str, problem: str = "") -> HTMLResponse:
    try:
        who, kept = await _look(request, person, telepon, idpel)
    except CallerError as refusal:
        return _refused(request, person, telepon, idpel, refusal)
    values = {"telepon": telepon, "idpel": idpel, "who": who, "kept": kept, "problem": problem, "word": WORD_TO_DELETE}
    return render_workplace(request, person, "callers_delete.html", values, status_code=422 if problem else 200)


def _refused(request: Request, person: Person, telepon: str, idpel: str, refusal: CallerError) -> HTMLResponse:
    values = {"telepon": telepon, "idpel": idpel, "problem": str(refusal)}
    return render_workplace(request, person, "callers.html", values, status_code=422)


async def _look(request: Request, person: Person, telepon: str, idpel: str) -> tuple[Who, Kept]:
    who = Who(telepon, idpel)
    name, address = person.account.name, person.address
    return who, await _kept(request, lambda keeping: keeping.look(who, actor=name, address=address))


async def _kept(request: Request, ask: Callable[[CallersKeeping], Answer]) -> Answer:
    def asked() -> Answer:
        with closing(_keeping(request)) as keeping:
            return ask(keeping)

    return await run_in_threadpool(asked)


def _keeping(request: Request) -> CallersKeeping:
    settings = services_of(request).settings
    return CallersKeeping(settings.database_url, settings.var_directory)


def _archive(request: Request, person: Person, who: Who) -> Path:
    with closing(_keeping(request)) as keeping:
        found = keeping.export(who, actor=person.account.name, address=person.address)
    # readable by this user alone, as mkstemp makes it; deleted when it has been sent
    with tempfile.NamedTemporaryFile(prefix="pln123-", suffix=".zip", delete=False) as target:
        write_archive(found, target)
    return Path(target.name)
