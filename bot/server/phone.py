"""``WS /telepon``: a telephone call from the browser.

Sound goes both ways as binary frames of 20 ms: 160 samples of 8 kHz, 16 bits, little-endian. For each frame that the
page sends it gets one, so its clock is the clock of the call. Everything else is JSON.

The page says ``key {key}`` (a key of the telephone: 0 to 9, ``*``, ``#``) and ``hang_up {}``.

The server says:

``answered {recorded}``
    The call was taken; sound begins.
``said {at, speaker, text, by}``
    Words of either side, ``at`` so many seconds of the call; ``by`` is ``suara``, ``tombol`` or ``jalur``.
``ticket {nomor}``
    A report was made.
``over {by}``
    The call has ended, by ``pelanggan`` or ``bot``.
``refused {message}``
    No call can be taken; kind words say why.
"""

from __future__ import annotations

import asyncio
import json
import secrets
from typing import TYPE_CHECKING, Any

import structlog
from fastapi import APIRouter, WebSocket, WebSocketDisconnect
from starlette.websockets import WebSocketState

from bot.server.chat import POLICY_VIOLATION, from_own_page
from bot.server.phone_room import PhoneUnavailable
from bot.server.services import Services, services_of

if TYPE_CHECKING:
    from voice.line.call import Call

log = structlog.get_logger(__name__)

STILL_SECONDS = 20.0
"""A page that sends nothing for so long has gone."""
GONE = 1001

router = APIRouter()


@router.websocket("/telepon")
async def phone_call(websocket: WebSocket) -> None:
    """Carry one call."""
    services = services_of(websocket)
    if not from_own_page(websocket):
        await websocket.close(POLICY_VIOLATION)
        return
    await websocket.accept()
    try:
        call = await _new_call(services, name := f"telepon-{secrets.token_urlsafe(18)}")
    except PhoneUnavailable as why:
        await websocket.send_json({"type": "refused", "message": str(why)})
        await websocket.close()
        return
    services.phone.begun(call)
    try:
        await call.answer()
        await websocket.send_json({"type": "answered", "recorded": call.record.keeps_sound})
        await _carry(websocket, call)
    except (WebSocketDisconnect, asyncio.TimeoutError):
        pass
    finally:
        await services.phone.ended(call, name)
    if websocket.client_state is WebSocketState.CONNECTED:
        await websocket.close(GONE)


async def _new_call(services: Services, name: str) -> Call:
    """A call that rings.

    Raises:
        PhoneUnavailable: if the dialogue or the line is not ready.
    """
    from voice.line.dialogue import EngineDialogue

    engine = await services.host.settled()
    if engine is None:
        raise PhoneUnavailable(services.host.problem or "")
    line = await services.phone.line()
    return line.call(EngineDialogue(engine, name))


async def _carry(websocket: WebSocket, call: Call) -> None:
    teller = _Teller(websocket, call)
    while not call.over:
        message = await asyncio.wait_for(websocket.receive(), STILL_SECONDS)
        if message["type"] == "websocket.disconnect":
            return
        if message.get("bytes") is not None:
            frame = _frame(message["bytes"])
            if frame is not None:
                await websocket.send_bytes(call.exchange(frame))
        elif not await _obey(call, message.get("text") or ""):
            return
        await teller.tell_new()


def _frame(sent: bytes) -> bytes | None:
    from voice.line.frames import FRAME_BYTES

    return sent if len(sent) == FRAME_BYTES else None


async def _obey(call: Call, text: str) -> bool:
    """Do what a page asks for; false if the call is over by that. What makes no sense is passed over."""
    try:
        order: Any = json.loads(text)
        kind, key = order.get("type"), order.get("key")
    except (ValueError, AttributeError):
        return True
    if kind == "hang_up":
        await call.hang_up()
        return False
    if kind == "key" and isinstance(key, str):
        try:
            call.press(key)
        except ValueError:
            log.info("unknown_key")
    return True


class _Teller:
    """Tells the page what was said and what happened since it was last told."""

    def __init__(self, websocket: WebSocket, call: Call) -> None:
        self._websocket = websocket
        self._call = call
        self._lines = 0
        self._events = 0

    async def tell_new(self) -> None:
        record = self._call.record
        for line in record.transcript[self._lines :]:
            self._lines += 1
            await self._websocket.send_json(
                {"type": "said", "at": line.at, "speaker": line.speaker, "text": line.text, "by": line.by}
            )
        for event in record.events[self._events :]:
            self._events += 1
            if event.name == "ticket":
                await self._websocket.send_json({"type": "ticket", **event.details})
            elif event.name == "hung_up":
                await self._websocket.send_json({"type": "over", **event.details})
