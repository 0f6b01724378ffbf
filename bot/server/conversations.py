"""``GET /api/conversations/{sender}``: how a talk stands, for the desk and for tests."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Depends, Request

from bot.server.auth import require_api_token
from bot.server.errors import ERROR_RESPONSES, ApiError
from bot.server.services import services_of

router = APIRouter(
    prefix="/api/conversations",
    tags=["Percakapan"],
    dependencies=[Depends(require_api_token)],
    responses=ERROR_RESPONSES,
)


@router.get("/{sender:path}", summary="Keadaan dan isi percakapan")
async def show(request: Request, sender: str) -> dict[str, Any]:
    """Topic, SOP step, slots, tickets and transcript of the talk with ``sender``.

    Raises:
        ApiError: 404 if there is no such talk, 503 while the model is not ready.
    """
    host = services_of(request).host
    if host.engine is None:
        raise ApiError(503, host.problem)
    conversation = await host.engine.conversation(sender)
    if conversation is None:
        raise ApiError(404, "Percakapan dengan pengirim tersebut tidak ditemukan.")
    return conversation
