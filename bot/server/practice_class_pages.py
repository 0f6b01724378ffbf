"""``/pelatihan``: a supervisor's view of classes: who has come how far, which rules fail, what waits for a ruling."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, Query, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import HTMLResponse, JSONResponse, RedirectResponse, Response

from bot.roleplay.practice.scenario import EXAM
from bot.roleplay.studio.attempts import KeptAttempt
from bot.roleplay.studio.classes import LONGEST_NAME, Class, ClassError, Task
from bot.roleplay.studio.exports import as_csv, as_statements
from bot.roleplay.studio.marking import talk_name, undecided
from bot.roleplay.studio.standing import analysis_of_points, heat_map, progress_of
from bot.server.access import Person, require
from bot.server.errors import ApiError
from bot.server.practice_pages import scenario_choices, titles_of_scenarios
from bot.server.practice_room import PracticeRoom
from bot.server.practice_view import LEVEL_WORDS, names_of_topics
from bot.server.services import services_of
from bot.server.workplace import render_workplace

EVERYBODY = 0
"""In place of a class: whoever has practised."""

ATTEMPTS_SHOWN = 50

Viewer = Annotated[Person, Depends(require("training.results"))]
Assigner = Annotated[Person, Depends(require("training.assign"))]
ClassId = Annotated[int, Query(alias="kelas", ge=0)]

router = APIRouter(prefix="/pelatihan", include_in_schema=False)


@router.get("")
async def class_page(request: Request, person: Viewer, class_id: ClassId = EVERYBODY) -> HTMLResponse:
    """A class, or everybody: progress, heat map, points, what waits for a ruling, the newest attempts.

    Raises:
        ApiError: 404 if there is no such class.
    """
    return await run_in_threadpool(_page, request, person, class_id, "")


@router.post("/kelas")
async def add_class(request: Request, person: Assigner, nama: Annotated[str, Form(max_length=500)] = "") -> Response:
    """Make a class and show it."""
    room = services_of(request).practice
    try:
        made = await run_in_threadpool(lambda: room.classes.add(nama, made_by=person.account.name))
    except ClassError as refusal:
        return await run_in_threadpool(_page, request, person, EVERYBODY, str(refusal), 422)
    return RedirectResponse(f"/pelatihan?kelas={made.id}", 303)


@router.post("/kelas/{class_id}/peserta")
async def set_trainees(request: Request, person: Assigner, class_id: int) -> Response:  # noqa: ARG001  the right
    """Say who belongs to the class: the accounts that are ticked.

    Raises:
        ApiError: 404 if there is no such class, 422 for somebody who does not practise.
    """
    room = services_of(request).practice
    chosen = [str(name) for name in (await request.form()).getlist("peserta")]

    def enter() -> None:
        if not set(chosen) <= set(_names(request)):
            raise ApiError(422, "Akun ini tidak ada.", field="peserta")
        try:
            room.classes.set_trainees(class_id, chosen)
        except ClassError as unknown:
            raise ApiError(404, str(unknown)) from None

    await run_in_threadpool(enter)
    return RedirectResponse(f"/pelatihan?kelas={class_id}", 303)


@router.post("/kelas/{class_id}/tugas")
async def assign(
    request: Request,
    person: Assigner,
    class_id: int,
    skenario: Annotated[str, Form(max_length=100)] = "",
    tingkat: Annotated[str, Form(max_length=20)] = EXAM,
    tenggat: Annotated[str, Form(max_length=10)] = "",
) -> Response:
    """Give the class a call to practise; else the page again, with the reason."""
    room = services_of(request).practice

    def enter() -> Task:
        if skenario not in titles_of_scenarios(room) or tingkat not in LEVEL_WORDS:
            raise ClassError("Pilih skenario dan tingkatnya.")
        try:
            due = date.fromisoformat(tenggat) if tenggat else None
        except ValueError:
            raise ClassError("Tenggat harus berupa tanggal.") from None
        return room.classes.assign(class_id, skenario, tingkat, due=due, made_by=person.account.name)

    try:
        await run_in_threadpool(enter)
    except ClassError as refusal:
        return await run_in_threadpool(_page, request, person, class_id, str(refusal), 422)
    return RedirectResponse(f"/pelatihan?kelas={class_id}#tugas", 303)


@router.get("/unduhan/hasil.csv")
async def results_table(request: Request, person: Viewer, class_id: ClassId = EVERYBODY) -> Response:  # noqa: ARG001
    """Every finished attempt as a table."""
    written = await run_in_threadpool(lambda: as_csv(_finished(request, class_id), _names(request)))
    headers = {"Content-Disposition": 'attachment; filename="hasil-latihan.csv"', "Cache-Control": "no-store"}
    return Response(written, media_type="text/csv; charset=utf-8", headers=headers)


@router.get("/unduhan/xapi.json")
async def statements(request: Request, person: Viewer, class_id: ClassId = EVERYBODY) -> JSONResponse:  # noqa: ARG001
    """Every finished attempt as an xAPI statement."""
    home = str(request.base_url)
    told = await run_in_threadpool(lambda: as_statements(_finished(request, class_id), _names(request), home))
    headers = {"Content-Disposition": 'attachment; filename="hasil-latihan-xapi.json"', "Cache-Control": "no-store"}
    return JSONResponse(told, headers=headers)


def _page(request: Request, person: Person, class_id: int, problem: str, status_code: int = 200) -> HTMLResponse:
    room = services_of(request).practice
    chosen = _class(room, class_id)
    finished = _finished(request, class_id)
    names = _names(request)
    values = {
        "problem": problem,
        "classes": room.classes.all(),
        "chosen": chosen,
        "names": names,
        "trainees": _trainees(request),
        "tasks": _tasks(room, chosen, finished),
        "topics": scenario_choices(room),
        "titles": titles_of_scenarios(room),
        "levels": LEVEL_WORDS,
        "exam": EXAM,
        "topic_names": names_of_topics(room.book),
        "progress": {name: progress_of(own) for name, own in _by_trainee(finished).items()},
        "heat": heat_map(finished),
        "points": analysis_of_points(finished),
        "rule_titles": {rule.id: rule.title for rule in room.book.rules.values()},
        "waiting": _waiting(room, finished),
        "attempts": finished[:ATTEMPTS_SHOWN],
        "longest_name": LONGEST_NAME,
    }
    return render_workplace(request, person, "practice_classes.html", values, status_code=status_code)


def _finished(request: Request, class_id: int) -> list[KeptAttempt]:
    room = services_of(request).practice
    chosen = _class(room, class_id)
    return room.ruled(room.attempts.finished(chosen.trainees if chosen else None))


def _class(room: PracticeRoom, class_id: int) -> Class | None:
    if class_id == EVERYBODY:
        return None
    try:
        return room.classes.get(class_id)
    except ClassError as unknown:
        raise ApiError(404, str(unknown)) from None


def _names(request: Request) -> dict[str, str]:
    """What accounts are called, by name."""
    return {one.name: one.display_name for one in services_of(request).people.accounts.list()}


def _trainees(request: Request) -> list[tuple[str, str]]:
    """Whoever may practise: name and what they are called."""
    accounts = services_of(request).people.accounts.list()
    return [(one.name, one.display_name) for one in accounts if one.may("training.practise")]


def _by_trainee(attempts: Sequence[KeptAttempt]) -> Mapping[str, list[KeptAttempt]]:
    found: dict[str, list[KeptAttempt]] = {}
    for one in attempts:
        found.setdefault(one.trainee, []).append(one)
    return dict(sorted(found.items()))


def _tasks(room: PracticeRoom, chosen: Class | None, finished: Sequence[KeptAttempt]) -> list[dict[str, Any]]:
    """Tasks of the class, each with how many of its trainees have passed it."""
    if chosen is None:
        return []
    tasks = []
    for task in room.classes.tasks([chosen.id]):
        passed = {one.trainee for one in finished if one.task_id == task.id and one.passed}
        tried = {one.trainee for one in finished if one.task_id == task.id}
        tasks.append({"task": task, "passed": len(passed), "tried": len(tried), "of": len(chosen.trainees)})
    return tasks


def _waiting(room: PracticeRoom, finished: Sequence[KeptAttempt]) -> list[dict[str, Any]]:
    """Attempts with points that the scorer left open, or objections that nobody has ruled on."""
    open_disputes: dict[str, int] = {}
    for dispute in room.disputes.all():
        if dispute.ruling is None:
            open_disputes[dispute.talk] = open_disputes.get(dispute.talk, 0) + 1
    found = []
    for one in finished:
        unsure, disputed = len(undecided(one.result or {"items": ()})), open_disputes.get(talk_name(one.id), 0)
        if unsure or disputed:
            found.append({"attempt": one, "unsure": unsure, "disputed": disputed})
    return found
