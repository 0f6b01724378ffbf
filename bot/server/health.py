"""``/healthz`` for whoever must know whether the server can work, ``/metrics`` for Prometheus."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, Response
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from bot.server.errors import error_body
from bot.server.services import services_of

router = APIRouter(tags=["Kesehatan"])


@router.get("/healthz", summary="Siap melayani?")
async def health(request: Request) -> JSONResponse:
    """200 ``{"status": "siap"}`` when model and database are ready; else 503 and what is wrong, in
    Indonesian.
    """
    services = services_of(request)
    problems = {
        "model_not_ready": services.host.problem,
        "database_not_ready": await services.database.problem(),
    }
    found = {code: words for code, words in problems.items() if words}
    services.metrics.ready.set(not found)
    if found:
        return JSONResponse(error_body(next(iter(found)), " ".join(found.values())), 503)
    return JSONResponse({"status": "siap"})


@router.get("/metrics", summary="Angka untuk Prometheus")
async def metrics(request: Request) -> Response:
    """Counts and times, in Prometheus's text format."""
    return Response(generate_latest(services_of(request).metrics.registry), media_type=CONTENT_TYPE_LATEST)
