"""``/petugas``: the queue of talks that wait for a human, and the talk that an officer answers (HND-01).

A page stays up to date by server-sent events that say only that something has changed; it then fetches the part that
changed, drawn by the same template. Where events do not come through, it fetches every few seconds.
"""

from __future__ import annotations

import hashlib
import json
import uuid
from collections.abc import Awaitable, Callable
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, Query, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import HTMLResponse, JSONResponse, RedirectResponse, Response, StreamingResponse

from bot.apkt.errors import TicketError
from bot.apkt.handover import Handover
from bot.server.access import Person, require
from bot.server.errors import ApiError
from bot.server.handover_desk import HandoverDesk
from bot.server.handover_view import caller_of, changes_of, known_facts, lines_as_seen, waiting_words
from bot.server.live import stream_of_change
from bot.server.services import services_of
from bot.server.workplace import render_workplace
from bot.settings import LONGEST_MESSAGE

GREATEST_ID = 2**63 - 1
STATUS_OF_CODE = {"tidak_ditemukan": 404}

Viewer = Annotated[Person, Depends(require("handover.view"))]
Officer = Annotated[Person, Depends(require("handover.answer"))]

router = APIRouter(prefix="/petugas", include_in_schema=False)


@router.get("")
async def queue_page(request: Request, person: Viewer) -> HTMLResponse:
    """The queue, the longest waiting first."""
    return render_workplace(request, person, "handover_queue.html", await _queue_values(request, person))


@router.get("/antrean/{version}/isi")
async def queue_part(request: Request, person: Viewer, version: str) -> HTMLResponse:  # noqa: ARG001  see queue_events
    """The queue alone, to be put into the open page."""
    await _note_seen(request, person)
    return render_workplace(request, person, "handover_queue_part.html", await _queue_values(request, person))


@router.get("/antrean/{version}/kejadian")
async def queue_events(request: Request, person: Viewer, version: str) -> StreamingResponse:
    """One event as soon as the queue is another one than that of ``version``, for some seconds."""

    async def now() -> str:
        return str((await _queue_values(request, person))["version"])

    return _stream(request, person, version, now)


@router.get("/{handover_id}")
async def talk_page(request: Request, person: Viewer, handover_id: int) -> HTMLResponse:
    """One talk with all that is known; without who the caller is, until the person has taken it.

    Raises:
        ApiError: 404 if there is no such talk.
    """
    return render_workplace(request, person, "handover_talk.html", await _talk_values(request, person, handover_id, 0))


@router.get("/{handover_id}/isi")
async def talk_part(
    request: Request, person: Viewer, handover_id: int, sesudah: Annotated[int, Query(ge=0)] = 0
) -> HTMLResponse:
    """What was said after the first ``sesudah`` lines, and all that is known now.

    Raises:
        ApiError: 404 if there is no such talk.
    """
    await _note_seen(request, person)
    values = await _talk_values(request, person, handover_id, sesudah)
    return render_workplace(request, person, "handover_talk_part.html", values)


@router.get("/{handover_id}/kejadian")
async def talk_events(
    request: Request, person: Viewer, handover_id: int, versi: Annotated[str, Query(max_length=64)] = ""
) -> StreamingResponse:
    """One event as soon as the talk is another one than that of ``versi``, for some seconds.

    Raises:
        ApiError: 404 if there is no such talk.
    """
    await _found(request, handover_id)

    async def now() -> str:
        return str((await _talk_values(request, person, handover_id, 0))["version"])

    return _stream(request, person, versi, now)


@router.post("/{handover_id}/ambil")
async def take(request: Request, person: Officer, handover_id: int) -> Response:
    """Take a talk and lead to its page.

    Raises:
        ApiError: 404 if there is none, 409 if another officer has it or it is closed.
    """
    await _do(_desk(request).take(handover_id, person))
    return RedirectResponse(f"/petugas/{handover_id}", 303)


@router.post("/{handover_id}/jawab")
async def answer(
    request: Request,
    person: Officer,
    handover_id: int,
    pesan: Annotated[str, Form(max_length=LONGEST_MESSAGE)] = "",
    kiriman: Annotated[str, Form(max_length=64)] = "",
) -> Response:
    """Say something to the caller, once for each ``kiriman``.

    Raises:
        ApiError: 422 for no words, 404, 409 if the person does not have the talk.
    """
    words = pesan.strip()
    if not words:
        raise ApiError(422, "Tulis pesannya terlebih dahulu.", field="pesan")
    await _do(_desk(request).answer(handover_id, person, words, kiriman or None))
    if "text/html" not in request.headers.get("accept", ""):
        return JSONResponse({"terkirim": True})
    return RedirectResponse(f"/petugas/{handover_id}", 303)


@router.post("/{handover_id}/kembalikan")
async def give_back(request: Request, person: Officer, handover_id: int) -> Response:
    """Let the bot go on, with the facts that stand in the form's fields ``fakta_<name>``.

    Raises:
        ApiError: 422 for a value that a fact can't have, 404, 409.
    """
    handover = await _found(request, handover_id)
    conversation = await _conversation(request, handover)
    changed = changes_of(await request.form(), conversation.get("slots", {}))
    await _do(_desk(request).give_back(handover_id, person, changed))
    return RedirectResponse("/petugas", 303)


@router.post("/{handover_id}/lepas")
async def release(request: Request, person: Officer, handover_id: int) -> Response:
    """Put a talk back into the queue.

    Raises:
        ApiError: 404, 409.
    """
    await _do(_desk(request).release(handover_id, person))
    return RedirectResponse("/petugas", 303)


@router.post("/{handover_id}/tutup")
async def finish(request: Request, person: Officer, handover_id: int) -> Response:
    """End the hand-over: the matter is settled.

    Raises:
        ApiError: 404, 409.
    """
    await _do(_desk(request).finish(handover_id, person))
    return RedirectResponse("/petugas", 303)


async def _queue_values(request: Request, person: Person) -> dict[str, Any]:
    handovers = await run_in_threadpool(_desk(request).queue.list_open)
    rows = [_row(one, person) for one in handovers]
    waiting = [row for row in rows if row["waits"]]
    taken = [row for row in rows if not row["waits"]]
    return {"waiting": waiting, "taken": taken, "version": _version([waiting, taken])}


def _row(handover: Handover, person: Person) -> dict[str, Any]:
    own = handover.taken_by == person.account.name
    return {
        "id": handover.id,
        "reason": handover.reason,
        "caller": caller_of(handover, hidden=not own),
        "since": waiting_words(handover.created_at),
        "waits": handover.waits,
        "own": own,
        "officer": handover.officer_name,
    }


async def _talk_values(request: Request, person: Person, handover_id: int, after: int) -> dict[str, Any]:
    handover = await _found(request, handover_id)
    own = handover.taken_by == person.account.name and person.may("personal_data.view")
    conversation = await _conversation(request, handover)
    slots = conversation.get("slots") or dict(handover.data)
    transcript = conversation.get("transcript", [])
    tickets = await run_in_threadpool(_tickets, request, conversation.get("tickets", ())) if own else []
    facts = await run_in_threadpool(known_facts, slots, hidden=not own)
    return {
        "handover": handover,
        "own": own and handover.closed_at is None,
        "caller": caller_of(handover, hidden=not own),
        "since": waiting_words(handover.created_at),
        "facts": facts,
        "lines": await run_in_threadpool(lines_as_seen, transcript[after:], slots, hidden=not own),
        "count": len(transcript),
        "tickets": tickets,
        "longest": LONGEST_MESSAGE,
        "sending": uuid.uuid4().hex,
        "version": _version(
            [len(transcript), handover.taken_by, str(handover.closed_at), [one.value for one in facts]]
        ),
    }


def _tickets(request: Request, numbers: tuple[str, ...]) -> list[Any]:
    store = services_of(request).database.tickets
    return [ticket for ticket in map(store.get, numbers) if ticket is not None]


async def _conversation(request: Request, handover: Handover) -> dict[str, Any]:
    engine = services_of(request).host.engine
    return (await engine.conversation(handover.sender) if engine else None) or {}


async def _found(request: Request, handover_id: int) -> Handover:
    if not 0 < handover_id <= GREATEST_ID:
        raise ApiError(404, "Percakapan ini tidak ada dalam antrean.")
    found: Handover = await _do(run_in_threadpool(_desk(request).queue.get, handover_id))
    return found


async def _do(deed: Awaitable[Any]) -> Any:
    try:
        return await deed
    except TicketError as refusal:
        raise ApiError(STATUS_OF_CODE.get(refusal.code, 409), refusal.message, code=refusal.code) from None


async def _note_seen(request: Request, person: Person) -> None:
    await run_in_threadpool(_desk(request).queue.note_seen, person.account.name)


def _stream(
    request: Request, person: Person, known: str, version_now: Callable[[], Awaitable[str]]
) -> StreamingResponse:
    return stream_of_change(known, version_now, lambda: _note_seen(request, person))


def _version(value: Any) -> str:
    return hashlib.sha256(json.dumps(value, sort_keys=True, default=str).encode()).hexdigest()[:16]


def _desk(request: Request) -> HandoverDesk:
    return services_of(request).handovers
