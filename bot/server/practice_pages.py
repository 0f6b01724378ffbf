"""``/latihan``: a trainee chooses a call, goes on with one, sees tasks and own progress."""

from __future__ import annotations

import secrets
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from bot.roleplay.practice.attempt import AttemptError
from bot.roleplay.practice.scenario import HINTS, LEVELS, ScenarioError
from bot.roleplay.studio.attempts import KeptAttempt
from bot.roleplay.studio.classes import Task
from bot.roleplay.studio.standing import progress_of
from bot.server.access import Person, require
from bot.server.errors import ApiError
from bot.server.practice_room import PracticeRoom
from bot.server.practice_view import LEVEL_NOTES, LEVEL_WORDS, names_of_topics
from bot.server.services import services_of
from bot.server.workplace import render_workplace

ATTEMPTS_SHOWN = 20
ANY_OF_TOPIC = "acak:"
"""Before a topic's name: any scenario of it, so that the choice does not tell what the call will be."""

Trainee = Annotated[Person, Depends(require("training.practise"))]

router = APIRouter(prefix="/latihan", include_in_schema=False)


@router.get("")
async def start_page(request: Request, person: Trainee) -> HTMLResponse:
    """What can be practised, what has to be, and how far one has come."""
    return await run_in_threadpool(_page, request, person, "")


@router.post("")
async def begin(
    request: Request,
    person: Trainee,
    skenario: Annotated[str, Form(max_length=100)] = "",
    tingkat: Annotated[str, Form(max_length=20)] = HINTS,
    tugas: Annotated[int | None, Form()] = None,
) -> Response:
    """Begin a call and lead to its briefing; else the page again, with the reason.

    Args:
        skenario: id of a scenario, or ``acak:<topik>``.
        tugas: the task by which it is practised; its scenario and level count then.

    Raises:
        ApiError: 404 for a task that the trainee does not have.
    """
    room = services_of(request).practice

    def start() -> KeptAttempt:
        task = _task_of(room, person, tugas) if tugas is not None else None
        wanted, level = (task.scenario, task.level) if task else (skenario, tingkat)
        return room.begin(person.account.name, person.account.display_name, _chosen(room, wanted), level, tugas)

    try:
        kept = await run_in_threadpool(start)
    except (ScenarioError, AttemptError) as refusal:
        return await run_in_threadpool(_page, request, person, str(refusal), 422)
    return RedirectResponse(f"/latihan/{kept.id}", 303)


def scenario_choices(room: PracticeRoom) -> list[dict[str, Any]]:
    """Scenarios by topic, for a list to choose from: ``{topic, title, any, scenarios}``."""
    titles = names_of_topics(room.book)
    scenarios = room.practice.scenarios.all
    return [
        {
            "topic": topic,
            "title": titles[topic],
            "any": f"{ANY_OF_TOPIC}{topic}",
            "scenarios": [one for one in scenarios if one.topic == topic],
        }
        for topic in dict.fromkeys(one.topic for one in scenarios)
    ]


def titles_of_scenarios(room: PracticeRoom) -> dict[str, str]:
    """What the scenarios are called."""
    any_of = {f"{ANY_OF_TOPIC}{name}": f"{title} – acak" for name, title in names_of_topics(room.book).items()}
    return {**any_of, **{one.id: one.title for one in room.practice.scenarios.all}}


def _chosen(room: PracticeRoom, wanted: str) -> str:
    """One scenario, where any of a topic will do."""
    if not wanted.startswith(ANY_OF_TOPIC):
        return wanted
    topic = wanted.removeprefix(ANY_OF_TOPIC)
    fitting = [one.id for one in room.practice.scenarios.all if one.topic == topic]
    if not fitting:
        raise ScenarioError("Topik ini tidak ada.")
    return secrets.choice(fitting)


def _task_of(room: PracticeRoom, person: Person, task_id: int) -> Task:
    for task in room.classes.tasks_of(person.account.name):
        if task.id == task_id:
            return task
    raise ApiError(404, "Tugas ini tidak ada.")


def _page(request: Request, person: Person, problem: str, status_code: int = 200) -> HTMLResponse:
    room = services_of(request).practice
    own = room.ruled(room.attempts.of_trainee(person.account.name))
    finished = [one for one in own if one.finished_at is not None]
    values = {
        "problem": problem,
        "topics": scenario_choices(room),
        "titles": titles_of_scenarios(room),
        "topic_names": names_of_topics(room.book),
        "levels": LEVEL_WORDS,
        "level_notes": LEVEL_NOTES,
        "chosen_level": LEVELS[1],
        "tasks": [(task, _best(own, task)) for task in room.classes.tasks_of(person.account.name)],
        "open": [one for one in own if one.finished_at is None],
        "finished": finished[:ATTEMPTS_SHOWN],
        "progress": progress_of(finished),
    }
    return render_workplace(request, person, "practice_start.html", values, status_code=status_code)


def _best(own: list[KeptAttempt], task: Task) -> KeptAttempt | None:
    """The trainee's best finished attempt at a task."""
    done = [one for one in own if one.task_id == task.id and one.finished_at is not None]
    return max(done, key=lambda one: (bool(one.passed), one.score or 0.0), default=None)
