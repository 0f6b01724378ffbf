"""``/qa``: runs of tests and of recorded talks, for QA staff and supervisors.

A run is a process beside the server (:mod:`bot.qa.background`); these pages begin it, show how far it is, stop it,
and show what came of it. Whoever has no right to customers' data sees it masked.
"""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import AsyncIterator, Callable, Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, Query, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import FileResponse, HTMLResponse, JSONResponse, RedirectResponse, Response, StreamingResponse

from bot.language.masking import masked, masked_deeply
from bot.qa.background import KEPT_RUNS, BackgroundRuns, Order, Run, RunRefused, RunUnknown, State
from bot.qa.personal import mask_of, personal_values, values_of_test
from bot.qa.writing import written_number
from bot.server.access import Person, require
from bot.server.audit_view import titles_of_rules
from bot.server.errors import ApiError
from bot.server.qa_orders import (
    LONGEST_FILTER,
    order_of_audit,
    order_of_coverage,
    order_of_days,
    order_of_model_check,
    order_of_self_play,
    order_of_talk,
    order_of_tests,
    playable_topics,
    topics,
)
from bot.server.services import services_of
from bot.server.workplace import render_workplace

RUNS_SHOWN = 50
TALKS_SHOWN = 100
LARGEST_SAMPLE = 100
LONGEST_SELF_PLAY = 500
LOOK_AGAIN_SECONDS = 0.5
STREAM_SECONDS = 20
"""Then the page asks again: whoever has logged out meanwhile sees no more, and a server that stops need not wait."""

STATE_WORDS = {
    State.RUNNING: "Sedang berjalan",
    State.FINISHED: "Selesai",
    State.CANCELLED: "Dibatalkan",
    State.BROKEN: "Terhenti",
}
VERDICT_WORDS = {
    "passed": "Lulus",
    "failed": "Gagal",
    "broken": "Terhenti",
    "known_failure": "Gagal, sudah dikenal",
    "unexpected_pass": "Lulus tak terduga",
}
RESULT_PAGES = {
    "coverage": "/qa/cakupan",
    "audit": "/qa/penilaian",
    "selfplay": "/qa/simulasi",
    "modelcheck": "/qa/simulasi#buku",
}
"""Kinds of runs of which only the newest result is looked at, on a page of its own."""

WHAT_IS_COUNTED = {"audit": "percakapan", "selfplay": "percakapan", "modelcheck": "topik"}
"""Kinds of runs that count something else than tests."""

_NEWEST_OF_ALL = 5
"""Among them is the one that runs, if one does."""

_RED = frozenset({"failed", "broken", "unexpected_pass"})

Viewer = Annotated[Person, Depends(require("qa.view"))]
Runner = Annotated[Person, Depends(require("qa.run"))]

router = APIRouter(prefix="/qa", include_in_schema=False)


@router.get("")
async def runs_page(request: Request, person: Viewer) -> HTMLResponse:
    """The newest runs, and the form that begins one."""
    runs = await run_in_threadpool(_runs(request).newest, RUNS_SHOWN)
    values = {
        "runs": [one for one in runs if one.kind == "replay"],
        "titles": {one.id: await _as_seen(person, one.title) for one in runs},
        "topics": topics(),
        "longest_filter": LONGEST_FILTER,
    }
    return await _page(request, person, "qa_runs.html", values)


@router.post("/putaran")
async def begin(
    request: Request,
    person: Runner,
    apa: Annotated[str, Form()] = "uji",
    topik: Annotated[str, Form()] = "",
    saring: Annotated[str, Form()] = "",
    sejak: Annotated[str, Form()] = "",
    sampai: Annotated[str, Form()] = "",
    pengirim: Annotated[str, Form()] = "",
) -> Response:
    """Begin a run and lead to its page.

    Args:
        apa: ``uji`` (``topik``, ``saring``), ``hari`` (``sejak``, ``sampai``) or ``percakapan`` (``pengirim``).

    Raises:
        ApiError: 422 for what can't be run, 409 while another run goes on.
    """
    if apa == "uji":
        order = order_of_tests(topik, saring)
    elif apa == "hari":
        order = order_of_days(sejak, sampai)
    elif apa == "percakapan":
        order = order_of_talk(pengirim)
    else:
        raise ApiError(422, "Pilihan ini tidak dikenal.", field="apa")
    run = await run_in_threadpool(_begin, request, person, order)
    return RedirectResponse(f"/qa/putaran/{run.id}", 303)


@router.get("/cakupan")
async def coverage_page(request: Request, person: Viewer) -> HTMLResponse:
    """What the tests go through, as it was last measured, and the button that measures it again."""
    latest, result = await run_in_threadpool(_latest, request, "coverage")
    values = {"latest": latest, "measures": result.get("measures", {}), "topics": topics()}
    return await _page(request, person, "qa_coverage.html", values)


@router.post("/cakupan")
async def measure_coverage(request: Request, person: Runner, topik: Annotated[str, Form()] = "") -> Response:
    """Begin to measure and lead to the page that watches it.

    Args:
        topik: only the tests of this topic; empty: all.

    Raises:
        ApiError: 422 for a topic that is none, 409 while another run goes on.
    """
    run = await run_in_threadpool(_begin, request, person, order_of_coverage(topik))
    return RedirectResponse(f"/qa/putaran/{run.id}", 303)


@router.get("/simulasi")
async def self_play_page(request: Request, person: Viewer) -> HTMLResponse:
    """What simulated customers and the check of the book last found, and the forms that begin either anew."""
    played, play = await run_in_threadpool(_latest, request, "selfplay")
    checked, check = await run_in_threadpool(_latest, request, "modelcheck")
    values = {
        "played": played,
        "play": play,
        "checked": checked,
        "check": check,
        "topics": playable_topics(),
        "longest": LONGEST_SELF_PLAY,
    }
    return await _page(request, person, "qa_selfplay.html", values)


@router.post("/simulasi")
async def begin_self_play(
    request: Request,
    person: Runner,
    topik: Annotated[str, Form()] = "",
    banyak: Annotated[int, Form(ge=1, le=LONGEST_SELF_PLAY)] = 50,
) -> Response:
    """Let simulated customers talk with the assistant and lead to the page that watches it.

    Args:
        topik: only about this topic; empty: all.
        banyak: how many talks.

    Raises:
        ApiError: 422 for a topic that can't be played, 409 while another run goes on.
    """
    run = await run_in_threadpool(_begin, request, person, order_of_self_play(topik, banyak))
    return RedirectResponse(f"/qa/putaran/{run.id}", 303)


@router.post("/buku")
async def begin_model_check(request: Request, person: Runner) -> Response:
    """Go through the book and lead to the page that watches it.

    Raises:
        ApiError: 409 while another run goes on.
    """
    run = await run_in_threadpool(_begin, request, person, order_of_model_check())
    return RedirectResponse(f"/qa/putaran/{run.id}", 303)


@router.get("/penilaian")
async def audit_page(request: Request, person: Annotated[Person, Depends(require("audit.view"))]) -> HTMLResponse:
    """The scorecard of real talks, as it was last made, and the form that makes another one."""
    latest, result = await run_in_threadpool(_latest, request, "audit")
    talks = [
        {**await _as_seen(person, talk, talk), "sender": talk.get("talk", "")} for talk in result.get("results", ())
    ]
    values = {
        "latest": latest,
        "audit": {**result, "results": talks},
        "largest": LARGEST_SAMPLE,
        "titles": titles_of_rules(),
    }
    return await _page(request, person, "qa_audit.html", values)


@router.post("/penilaian")
async def begin_audit(
    request: Request,
    person: Annotated[Person, Depends(require("audit.sample"))],
    sejak: Annotated[str, Form()] = "",
    sampai: Annotated[str, Form()] = "",
    banyak: Annotated[int, Form(ge=1, le=LARGEST_SAMPLE)] = 20,
) -> Response:
    """Hold a sample of real talks against the book and lead to the page that watches it.

    Args:
        sejak, sampai: ISO dates (WIB) between which the talks began.
        banyak: how many talks.

    Raises:
        ApiError: 422 for days that are none, 409 while another run goes on.
    """
    run = await run_in_threadpool(_begin, request, person, order_of_audit(sejak, sampai, banyak))
    return RedirectResponse(f"/qa/putaran/{run.id}", 303)


@router.get("/putaran/{run_id}/halaman")
async def own_page(request: Request, person: Viewer, run_id: str) -> FileResponse:
    """The command's own page, to be kept: its script is inside it, so it is not shown here but saved.

    Raises:
        ApiError: 404 if there is none; 403 if it may hold customers' data and the person may not see those.
    """
    run = await _found(request, run_id)
    if run.kind != "coverage" and not person.may("personal_data.view"):
        raise ApiError(403, "Mohon maaf, berkas ini memuat data pribadi tanpa samaran.")
    file = await run_in_threadpool(_runs(request).page, run_id)
    if file is None:
        raise ApiError(404, "Halaman dari putaran ini tidak ada.")
    return FileResponse(file, media_type="text/html", filename=f"{run.kind}-{run_id}.html")


@router.post("/putaran/{run_id}/batal")
async def cancel(request: Request, person: Runner, run_id: str) -> Response:
    """Stop a run and show it.

    Raises:
        ApiError: 404 if there is no such run.
    """
    run = await _found(request, run_id)
    await run_in_threadpool(_runs(request).cancel, run_id, person.account.display_name)
    await run_in_threadpool(_log, request, person, "qa.cancel", run.title)
    return RedirectResponse(f"/qa/putaran/{run_id}", 303)


@router.get("/putaran/{run_id}")
async def run_page(request: Request, person: Viewer, run_id: str) -> Response:
    """One run: how far it is, or what came of it.

    Raises:
        ApiError: 404 if there is no such run.
    """
    run = await _found(request, run_id)
    if run.state is State.FINISHED and run.kind in RESULT_PAGES:
        return RedirectResponse(RESULT_PAGES[run.kind], 303)
    tests = await run_in_threadpool(_tests, request, run)
    # the talks are not shown here, and hiding the personal data of hundreds of them takes seconds
    listed = [
        (number, await _as_seen(person, {name: part for name, part in test.items() if name != "talk"}, test))
        for number, test in tests
    ]
    last_words = await run_in_threadpool(_runs(request).last_words, run_id) if run.state is State.BROKEN else ""
    values = {
        "run": run,
        "title": await _as_seen(person, run.title),
        "red": [(number, test) for number, test in listed if test.get("verdict") in _RED],
        "others": [(number, test) for number, test in listed if test.get("verdict") not in _RED],
        "standing": standing(run),
        "last_words": await _as_seen(person, last_words),
    }
    return await _page(request, person, "qa_run.html", values)


@router.get("/putaran/{run_id}/uji/{number}")
async def test_page(request: Request, person: Viewer, run_id: str, number: int) -> HTMLResponse:
    """One test or recorded talk of a run, turn beside turn.

    Raises:
        ApiError: 404 if there is no such run or test.
    """
    run = await _found(request, run_id)
    test = dict(await run_in_threadpool(_tests, request, run)).get(number)
    if test is None:
        raise ApiError(404, "Uji ini tidak ada dalam putaran tersebut.")
    shown = await _as_seen(person, test, test)
    values = {"run": run, "test": shown, "number": number, "titles": titles_of_rules()}
    return await _page(request, person, "qa_test.html", values)


@router.get("/putaran/{run_id}/keadaan")
async def state(request: Request, person: Viewer, run_id: str) -> JSONResponse:  # noqa: ARG001  guarded by it
    """How far a run is: :func:`standing` as JSON.

    Raises:
        ApiError: 404 if there is no such run.
    """
    return JSONResponse(standing(await _found(request, run_id)), headers={"Cache-Control": "no-store"})


@router.get("/putaran/{run_id}/kemajuan")
async def watch(request: Request, person: Viewer, run_id: str) -> StreamingResponse:  # noqa: ARG001  guarded by it
    """The same as server-sent events, one for each change, for some seconds at a time.

    Raises:
        ApiError: 404 if there is no such run.
    """
    await _found(request, run_id)
    return StreamingResponse(
        _changes(_runs(request), run_id), media_type="text/event-stream", headers={"Cache-Control": "no-store"}
    )


@router.get("/percakapan")
async def talks_page(
    request: Request, person: Viewer, sejak: Annotated[str, Query(max_length=10)] = ""
) -> HTMLResponse:
    """Recorded talks, each of which can be replayed.

    Args:
        sejak: ISO date (WIB); only talks that began on this day or later.

    Raises:
        ApiError: 422 if it is no date.
    """
    if sejak:
        order_of_days(sejak, "")
    senders = await run_in_threadpool(_newest_talks, services_of(request).settings.database_url, sejak)
    talks = [(sender, await _as_seen(person, sender)) for sender in senders]
    return await _page(request, person, "qa_talks.html", {"talks": talks, "since": sejak, "most": TALKS_SHOWN})


def standing(run: Run) -> dict[str, Any]:
    """``{"state", "done", "of", "red", "words"}`` of a run; ``of`` is 0 while the model is loaded."""
    if run.state is not State.RUNNING:
        words = STATE_WORDS[run.state]
    elif not run.done:
        words = "Menyiapkan …" if run.kind in ("audit", "modelcheck") else "Memuat model …"
    else:
        what = WHAT_IS_COUNTED.get(run.kind, "uji")
        words = f"{written_number(run.done)} dari {written_number(run.of)} {what}"
        if run.red:
            words += f", {written_number(run.red)} perlu dilihat"
    return {"state": run.state.value, "done": run.done, "of": run.of, "red": run.red, "words": words}


async def _page(request: Request, person: Person, template: str, values: dict[str, Any]) -> HTMLResponse:
    newest = await run_in_threadpool(_runs(request).newest, _NEWEST_OF_ALL)
    running = next((one for one in newest if one.state is State.RUNNING), None)
    words = {"state_words": STATE_WORDS, "verdict_words": VERDICT_WORDS, "states": State, "running": running}
    return render_workplace(request, person, template, {**words, **values})


async def _changes(runs: BackgroundRuns, run_id: str) -> AsyncIterator[str]:
    told = None
    until = time.monotonic() + STREAM_SECONDS
    while time.monotonic() < until:
        try:
            now = standing(await run_in_threadpool(runs.get, run_id))
        except RunUnknown:  # deleted by a newer run meanwhile
            return
        if now != told:
            told = now
            yield f"data: {json.dumps(now)}\n\n"
        if now["state"] != State.RUNNING.value:
            return
        await asyncio.sleep(LOOK_AGAIN_SECONDS)


def _begin(request: Request, person: Person, order: Order) -> Run:
    try:
        run = _runs(request).begin(order, person.account.display_name)
    except RunRefused as refusal:
        raise ApiError(409, str(refusal), code="busy") from None
    _log(request, person, "qa.run", order.title)
    return run


def _log(request: Request, person: Person, action: str, subject: str) -> None:
    services_of(request).people.activity.record(
        action, actor=person.account.name, subject=subject, address=person.address
    )


def _latest(request: Request, kind: str) -> tuple[Run | None, dict[str, Any]]:
    """The newest finished run of a kind and its result."""
    runs = _runs(request)
    latest = next((one for one in runs.newest(KEPT_RUNS) if one.kind == kind and one.state is State.FINISHED), None)
    return latest, runs.result(latest.id) if latest else {}


async def _found(request: Request, run_id: str) -> Run:
    try:
        return await run_in_threadpool(_runs(request).get, run_id)
    except RunUnknown:
        raise ApiError(404, "Putaran uji ini tidak ada, atau sudah dihapus karena lama.") from None


def _tests(request: Request, run: Run) -> list[tuple[int, dict[str, Any]]]:
    """The tests of a finished run with their numbers, from 1."""
    if run.state is not State.FINISHED:
        return []
    results = _runs(request).result(run.id).get("results", ())
    return list(enumerate((one for one in results if isinstance(one, dict)), start=1))


async def _as_seen(person: Person, value: Any, talk: Mapping[str, Any] | None = None) -> Any:
    """``value`` as the person may see it.

    Args:
        talk: the result of the talk that it is about, whose names and places are hidden as well.
    """
    if person.may("personal_data.view"):
        return value
    return await run_in_threadpool(masked_deeply, value, _hiding(talk or {}))


def _hiding(talk: Mapping[str, Any]) -> Callable[[str], str]:
    """Hides the personal data of a talk's result; one that an older command wrote says less of what they are."""
    if "personal" in talk:
        return mask_of(talk["personal"])
    return mask_of(personal_values(values_of_test(talk))) if isinstance(talk.get("talk"), list) else masked


def _newest_talks(database_url: str, since: str) -> list[str]:
    from datetime import date

    from bot.qa.stored_talks import StoredTalks  # takes seconds to import, and few pages need it

    stored = StoredTalks(database_url)
    try:
        found = stored.begun_between(date.fromisoformat(since) if since else None, None)
    finally:
        stored.close()
    return found[::-1][:TALKS_SHOWN]


def _runs(request: Request) -> BackgroundRuns:
    return services_of(request).qa_runs
