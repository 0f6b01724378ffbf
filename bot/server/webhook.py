"""``POST /webhooks/rest/webhook``: Rasa's REST channel, for outside clients and tests."""

from __future__ import annotations

from typing import Annotated, Any
from uuid import uuid4

import structlog
from fastapi import APIRouter, Depends, Header, Query, Request
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field, StrictStr, validator
from pydantic.errors import DictError

from bot.database import StorageUnavailable, StorageUnusable
from bot.engine.noted import WITH_OFFICER
from bot.server.auth import require_channel_access
from bot.server.errors import ERROR_RESPONSES, ApiError
from bot.server.failures import traces_of
from bot.server.services import Services, services_of

log = structlog.get_logger(__name__)

router = APIRouter(prefix="/webhooks/rest", tags=["Kanal REST"], responses=ERROR_RESPONSES)


class IncomingMessage(BaseModel):
    """A caller's message.

    Attributes:
        sender: who says it; one talk is kept for each.
        message: what is said; may be empty, may be of any length that a request body holds.
        metadata: ``telepon`` is the caller-id number.
    """

    sender: StrictStr = Field(min_length=1, max_length=255)
    message: StrictStr
    metadata: dict[str, Any] | None = None

    @validator("sender")
    def sender_is_visible(cls, sender: str) -> str:
        """A sender of blanks alone would be everybody's; one of signs that can't be seen neither kept nor told."""
        if not sender.strip():
            raise ApiError(422, "Pengirim tidak boleh kosong.", field="sender")
        if not sender.isprintable():
            raise ApiError(422, "Pengirim hanya boleh berisi huruf, angka, dan tanda yang terlihat.", field="sender")
        return sender

    @validator("metadata", pre=True)
    def metadata_is_object(cls, metadata: object) -> object:
        """Only an object: pydantic would also make one of a list of pairs."""
        if metadata is not None and not isinstance(metadata, dict):
            raise DictError()
        return metadata

    @validator("metadata")
    def telephone_is_text(cls, metadata: dict[str, Any] | None) -> dict[str, Any] | None:
        """The caller-id number is text: as a number it would lose its leading zero."""
        if metadata and not isinstance(metadata.get("telepon", ""), str):
            raise ApiError(422, "Nomor telepon harus berupa teks.", field="metadata.telepon")
        return metadata


@router.post(
    "/webhook",
    dependencies=[Depends(require_channel_access)],
    summary="Kirim pesan penelepon",
    response_model=list[dict[str, Any]],  # for the description: what is answered is JSON already
)
async def receive(
    request: Request,
    incoming: IncomingMessage,
    idempotency_key: Annotated[str | None, Header(max_length=255)] = None,
) -> JSONResponse:
    """The bot's answers to one message, in order, never none.

    While an officer has the talk, the answer says that the message was passed on; what the officer said meanwhile
    comes first, see ``/webhooks/rest/messages``.

    With ``Idempotency-Key`` a repeated request gets the same answers and does nothing twice.

    Raises:
        ApiError: 503 while the model is not ready; 503 with ``Retry-After`` (seconds) and the code ``busy`` when the
            message would wait too long. It was not taken then, and may be sent again.
    """
    services = services_of(request)
    message_id = idempotency_key or uuid4().hex
    turn = await services.turns.take(
        *("rest", incoming.sender, incoming.message, incoming.metadata, message_id),
        most_wait=services.options.rest_wait_seconds,
    )
    if turn.code == "not_ready":
        raise ApiError(503, turn.words)
    if turn.code == "busy":
        raise ApiError(503, turn.words, code="busy", headers={"Retry-After": str(turn.again_after)})
    engine = services.host.engine
    alone = engine is not None and engine.is_bots_alone(incoming.sender)
    unasked = [] if alone else await _said_unasked(services, incoming.sender, message_id)
    return JSONResponse([*unasked, *map(_with_words, turn.messages)])


@router.get("/messages", dependencies=[Depends(require_channel_access)], summary="Pesan petugas yang belum dibalas")
async def messages(
    request: Request, sender: Annotated[str, Query(min_length=1, max_length=255)]
) -> list[dict[str, Any]]:
    """What an officer, or the bot about the officer, said since the caller's last message, oldest first.

    To be asked every few seconds while an officer has the talk. Each message carries ``at`` (ISO 8601), by which a
    client tells which ones it has shown; those not asked for come before the answers to the caller's next message.

    Raises:
        ApiError: 503 while the model is not ready.
    """
    services = services_of(request)
    if services.host.engine is None:
        raise ApiError(503, services.host.problem)
    return await _said_unasked(services, sender, None)


async def _said_unasked(services: Services, sender: str, message_id: str | None) -> list[dict[str, Any]]:
    engine = services.host.engine
    try:
        if engine is None or await services.reads(services.handovers.queue.latest_of, sender) is None:
            return []
        return await engine.said_unasked(sender, message_id)
    except (StorageUnavailable, StorageUnusable) as failure:  # the turn itself tells the caller that nothing works now
        log.error("unasked_unreadable", **traces_of(failure))
        return []


def _with_words(message: dict[str, Any]) -> dict[str, Any]:
    """The bot's silence in words: a caller on the telephone must hear something."""
    custom = message.get("custom") or {}
    if custom.get("kind") != WITH_OFFICER:
        return message
    return {**message, "text": f"Pesan ini sudah kami sampaikan kepada petugas {custom['officer']}."}
