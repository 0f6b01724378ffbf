"""``/latihan/{id}/hasil``: why each point was won or lost; trainees object, supervisors rule."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from bot.qa.audit.disputes import RULINGS, DisputeError
from bot.qa.audit.page import STATUS_NAMES
from bot.roleplay.practice.scenario import ScenarioError
from bot.roleplay.studio.attempts import AttemptUnknown, KeptAttempt
from bot.roleplay.studio.marking import SCORER, point_of, talk_name
from bot.server.access import Person, require, signed_in
from bot.server.errors import ApiError
from bot.server.practice_call_pages import AttemptId
from bot.server.practice_room import PracticeRoom
from bot.server.practice_view import LEVEL_WORDS, names_of_topics, result_view
from bot.server.services import services_of
from bot.server.workplace import render_workplace
from bot.sop.conformance.result import PASS_MARK

LONGEST_REASON = 1_000
LONGEST_POINT = 40
EARLIER_SHOWN = 10

Reader = Annotated[Person, Depends(signed_in)]
Reason = Annotated[str, Form(max_length=LONGEST_REASON)]
Point = Annotated[str, Form(max_length=LONGEST_POINT)]

router = APIRouter(prefix="/latihan", include_in_schema=False)


@router.get("/{attempt_id}/hasil")
async def result_page(request: Request, person: Reader, attempt_id: AttemptId) -> Response:
    """The result of an attempt, for the trainee and for whoever may see all results.

    Raises:
        ApiError: 404 if there is none that the person may see.
    """
    kept = await run_in_threadpool(_seen_by, request, person, attempt_id)
    if kept.finished_at is None:
        return RedirectResponse(f"/latihan/{kept.id}", 303)
    return await run_in_threadpool(_page, request, person, kept, "")


@router.post("/{attempt_id}/sanggahan")
async def dispute(
    request: Request, person: Reader, attempt_id: AttemptId, butir: Point = "", alasan: Reason = ""
) -> Response:
    """Object to a point of one's own result.

    Raises:
        ApiError: 404 if there is no such attempt of the person's.
    """
    room = services_of(request).practice
    kept = await run_in_threadpool(_seen_by, request, person, attempt_id)
    if kept.trainee != person.account.name or kept.result is None:
        raise ApiError(404, "Latihan ini tidak ada.")
    matter, point = _point_named(kept, butir)
    try:
        await run_in_threadpool(
            lambda: room.disputes.add(
                talk_name(kept.id), point, who=person.account.display_name, why=alasan, matter=matter
            )
        )
    except DisputeError as refusal:
        return await run_in_threadpool(_page, request, person, kept, str(refusal), 422)
    return RedirectResponse(f"/latihan/{kept.id}/hasil#sanggahan", 303)


@router.post("/{attempt_id}/putusan")
async def rule(
    request: Request,
    person: Annotated[Person, Depends(require("training.assign"))],
    attempt_id: AttemptId,
    butir: Point = "",
    putusan: Annotated[str, Form(max_length=20)] = "",
    alasan: Reason = "",
) -> Response:
    """Rule on a point, whether somebody objected, the scorer left it open, or neither.

    Raises:
        ApiError: 404 if there is no such attempt.
    """
    room = services_of(request).practice
    kept = await run_in_threadpool(_seen_by, request, person, attempt_id)
    matter, point = _point_named(kept, butir)

    def decide() -> None:
        if putusan not in RULINGS:
            raise DisputeError("Pilih putusannya.")
        if not alasan.strip():
            raise DisputeError("Sebutkan alasan putusannya.")
        about = [one for one in room.disputes_about(kept) if (one.matter, one.rule) == (matter, point)]
        number = about[-1].number if about else _opened(room, kept, matter, point)
        room.disputes.rule(number, putusan, who=person.account.display_name, why=alasan)

    try:
        await run_in_threadpool(decide)
    except DisputeError as refusal:
        return await run_in_threadpool(_page, request, person, kept, str(refusal), 422)
    return RedirectResponse(f"/latihan/{kept.id}/hasil#sanggahan", 303)


def _opened(room: PracticeRoom, kept: KeptAttempt, matter: int, point: str) -> int:
    """The scorer asks, so that the ruling has something to answer."""
    opened = room.disputes.add(talk_name(kept.id), point, who=SCORER, why="Perlu dinilai supervisor.", matter=matter)
    return opened.number


def _seen_by(request: Request, person: Person, attempt_id: str) -> KeptAttempt:
    room = services_of(request).practice
    try:
        kept = room.attempts.get(attempt_id)
    except AttemptUnknown as unknown:
        raise ApiError(404, str(unknown)) from None
    if kept.trainee != person.account.name and not person.may("training.results"):
        raise ApiError(404, "Latihan ini tidak ada.")
    return room.ruled([kept])[0]


def _point_named(kept: KeptAttempt, written: str) -> tuple[int, str]:
    """The matter and the point of ``1:PRK-09``; only a point that the result has."""
    matter, _, point = written.partition(":")
    known = {(str(item["matter"]), point_of(item)) for item in (kept.result or {}).get("items", ())}
    if (matter, point) not in known:
        raise ApiError(422, "Pilih butir penilaian yang dimaksud.", field="butir")
    return int(matter), point


def _page(request: Request, person: Person, kept: KeptAttempt, problem: str, status_code: int = 200) -> HTMLResponse:
    room = services_of(request).practice
    try:
        attempt = room.look(kept)
    except ScenarioError as gone:
        raise ApiError(410, str(gone)) from None
    of_trainee = room.ruled(room.attempts.of_trainee(kept.trainee))
    names = {one.name: one.display_name for one in services_of(request).people.accounts.list()}
    values = {
        "kept": kept,
        "result": kept.result,
        "view": result_view(kept, attempt, room.book),
        "scenario": attempt.call.scenario,
        "topic": names_of_topics(room.book)[kept.topic],
        "level": LEVEL_WORDS[kept.level],
        "trainee": names.get(kept.trainee, kept.trainee),
        "is_own": kept.trainee == person.account.name,
        "earlier": [
            one for one in of_trainee if one.scenario == kept.scenario and one.finished_at and one.id != kept.id
        ][:EARLIER_SHOWN],
        "disputes": room.disputes_about(kept),
        "rulings": {status: STATUS_NAMES[status] for status in RULINGS},
        "status_names": STATUS_NAMES,
        "pass_mark": PASS_MARK,
        "longest": LONGEST_REASON,
        "problem": problem,
    }
    return render_workplace(request, person, "practice_result.html", values, status_code=status_code)
