"""``/qa/panggilan``: recorded telephone calls, to be listened to with their words, SOP steps and events.

The sound can't be masked, so it is for those alone who may see personal data; others read the words masked.
"""

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import FileResponse, HTMLResponse

from bot.callers.recordings import Recordings
from bot.language.masking import masked
from bot.qa.audit.stored import BotTalks
from bot.qa.personal import mask_of, personal_values
from bot.server.access import Person, require
from bot.server.audit_view import Hide, titles_of_rules
from bot.server.errors import ApiError
from bot.server.recorded_calls import as_clock, moments_of, read_record, seconds_of, summary_of, waves
from bot.server.services import services_of
from bot.server.workplace import render_workplace
from bot.sop.book import load_book

CALLS_SHOWN = 100

Viewer = Annotated[Person, Depends(require("audit.view"))]
Listener = Annotated[Person, Depends(require("personal_data.view"))]

router = APIRouter(prefix="/qa/panggilan", include_in_schema=False)


@router.get("")
async def calls_page(request: Request, person: Viewer) -> HTMLResponse:
    """The last calls that were recorded."""
    paths = await run_in_threadpool(_recordings(request).newest, CALLS_SHOWN)
    calls = await run_in_threadpool(lambda: [summary_of(path) for path in paths])
    return render_workplace(request, person, "qa_calls.html", {"calls": calls, "most": CALLS_SHOWN})


@router.get("/{name}")
async def call_page(request: Request, person: Viewer, name: str) -> HTMLResponse:
    """One call.

    Raises:
        ApiError: 404 if there is none of this name.
    """
    path = await _found(request, name)
    values = await run_in_threadpool(_values, request, person, path)
    return render_workplace(request, person, "qa_call.html", values)


@router.get("/{name}/suara")
async def sound(request: Request, _viewer: Viewer, person: Listener, name: str) -> FileResponse:
    """The sound of a call, which the browser may ask for in parts; who listened is noted.

    Raises:
        ApiError: 403 for those who may not see personal data; 404 if there is no sound of this call.
    """
    path = (await _found(request, name)).with_suffix(".wav")
    if not path.is_file():
        raise ApiError(404, "Suara panggilan ini tidak tersimpan.")
    if request.headers.get("range", "bytes=0-") == "bytes=0-":  # not once more for every part
        await run_in_threadpool(_log, request, person, name)
    return FileResponse(path, media_type="audio/wav", headers={"Cache-Control": "no-store"})


def _values(request: Request, person: Person, path: Path) -> dict[str, Any]:
    told = read_record(path)
    length = seconds_of(told)
    listens = person.may("personal_data.view")
    return {
        "name": path.stem,
        "began": told.get("began", ""),
        "length": length,
        "clock": as_clock(length),
        "reports": told.get("tickets", ()),
        "moments": moments_of(told, titles_of_rules(), _hiding(request, person, path.stem)),
        "waves": waves(path.with_suffix(".wav")),
        "has_sound": path.with_suffix(".wav").is_file(),
        "listens": listens,
    }


def _hiding(request: Request, person: Person, name: str) -> Hide:
    if person.may("personal_data.view"):
        return str
    with closing(BotTalks(load_book(), services_of(request).settings.database_url)) as talks:
        talk = talks.talk(name)
    return mask_of(personal_values(talk.told())) if talk else masked


def _recordings(request: Request) -> Recordings:
    return Recordings(services_of(request).settings.var_directory)


async def _found(request: Request, name: str) -> Path:
    path = await run_in_threadpool(_recordings(request).named, name)
    if path is None:
        raise ApiError(404, "Panggilan ini tidak tersimpan.")
    return path


def _log(request: Request, person: Person, name: str) -> None:
    services_of(request).people.activity.record(
        "call.listen", actor=person.account.name, subject=f"panggilan {name}", address=person.address
    )
