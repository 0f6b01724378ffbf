"""``POST /webhooks/rest/webhook``: Rasa's REST channel, for outside clients and tests."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Header, Request
from pydantic import BaseModel, Field, StrictStr, validator
from pydantic.errors import DictError

from bot.server.auth import require_channel_access
from bot.server.errors import ApiError
from bot.server.services import services_of

router = APIRouter(prefix="/webhooks/rest", tags=["Kanal REST"])


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
        """A sender of blanks alone would be everybody's."""
        if not sender.strip():
            raise ApiError(422, "Pengirim tidak boleh kosong.", field="sender")
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


@router.post("/webhook", dependencies=[Depends(require_channel_access)], summary="Kirim pesan penelepon")
async def receive(
    request: Request,
    incoming: IncomingMessage,
    idempotency_key: Annotated[str | None, Header(max_length=255)] = None,
) -> list[dict[str, Any]]:
    """The bot's answers to one message, in order, never none.

    With ``Idempotency-Key`` a repeated request gets the same answers and does nothing twice.

    Raises:
        ApiError: 503 while the model is not ready.
    """
    turn = await services_of(request).turns.take(
        "rest", incoming.sender, incoming.message, incoming.metadata, idempotency_key
    )
    if turn.code == "not_ready":
        raise ApiError(503, turn.words)
    return turn.messages
