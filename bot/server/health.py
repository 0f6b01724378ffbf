"""``/healthz`` for whoever must know whether the server can work, ``/metrics`` for Prometheus."""

from __future__ import annotations

import structlog
from fastapi import APIRouter, Depends, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import JSONResponse, Response
from prometheus_client import CONTENT_TYPE_LATEST

from bot.database import StorageUnavailable, StorageUnusable
from bot.processes.redis_server import UNREACHABLE
from bot.server.auth import require_figures_access
from bot.server.errors import ERROR_RESPONSES, error_body
from bot.server.failures import traces_of
from bot.server.figures import standing_figures
from bot.server.services import Services, services_of
from bot.server.turn_queue import words_of_wait

log = structlog.get_logger(__name__)


class PrometheusText(Response):
    """Figures as Prometheus reads them."""

    media_type = CONTENT_TYPE_LATEST


router = APIRouter(tags=["Kesehatan"], responses=ERROR_RESPONSES)


@router.get("/healthz", summary="Siap melayani?")
async def health(request: Request) -> JSONResponse:
    """200 ``{"status": "siap"}`` when model, database and, with several processes, Redis are ready; else 503 and what
    is wrong, in Indonesian.

    While callers have to wait, ``keterangan`` says so: still 200, since without this process the others would wait
    longer.
    """
    services = services_of(request)
    found = await _problems(services)
    if found:
        return JSONResponse(error_body(next(iter(found)), " ".join(found.values())), 503)
    queue = services.turns.queue
    if queue.is_long():
        words = f"{queue.waiting} pesan menunggu di proses ini, {words_of_wait(queue.expected_seconds())}."
        return JSONResponse({"status": "siap", "keterangan": words})
    return JSONResponse({"status": "siap"})


@router.get("/livez", summary="Prosesnya hidup?")
async def alive() -> JSONResponse:
    """200 as long as the process answers at all: to start it anew would not bring back what :func:`health` misses."""
    return JSONResponse({"status": "hidup"})


@router.get(
    "/metrics",
    summary="Angka untuk Prometheus",
    response_class=PrometheusText,
    dependencies=[Depends(require_figures_access)],
)
async def metrics(request: Request) -> Response:
    """Counts and times of all processes of this machine, and how reports and hand-overs stand; Prometheus's format.

    Raises:
        ApiError: 401 by way of a proxy without the API's token.
    """
    services = services_of(request)
    await _problems(services)
    counted = services.metrics.text()
    try:
        standing = await run_in_threadpool(standing_figures, services.database.tickets, services.handovers.queue)
    except (StorageUnavailable, StorageUnusable) as failure:  # the counts are told all the same
        log.error("figures_unreadable", **traces_of(failure))
        standing = b""
    return PrometheusText(counted + standing)


async def _problems(services: Services) -> dict[str, str]:
    """What hinders this process now, by code, in Indonesian; noted for the figures, whoever asks."""
    problems = {
        "model_not_ready": services.host.problem,
        "database_not_ready": await services.database.problem(),
        "redis_not_ready": UNREACHABLE if services.news and not await services.news.reachable() else None,
    }
    found = {code: words for code, words in problems.items() if words}
    services.metrics.ready.set(not found)
    return found
