"""``WS /telepon``: a telephone call from the browser.

Sound goes both ways (:mod:`bot.server.sound_socket`); everything else is JSON.

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

import secrets
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import structlog
from fastapi import APIRouter, WebSocket

from bot.server.chat import POLICY_VIOLATION, from_own_page
from bot.server.phone_room import PhoneUnavailable
from bot.server.services import Services, services_of
from bot.server.sound_socket import carry, close, refuse

if TYPE_CHECKING:
    from voice.line.call import Call

log = structlog.get_logger(__name__)

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
        await refuse(websocket, str(why))
        return
    services.phone.begun(call)
    try:
        await call.answer()
        await websocket.send_json({"type": "answered", "recorded": call.record.keeps_sound})
        await carry(websocket, _BotsEnd(websocket, call))
    finally:
        await services.phone.ended(call, name)
    await close(websocket)


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


class _BotsEnd:
    """The bot's end of a call, and what the page was told of it."""

    def __init__(self, websocket: WebSocket, call: Call) -> None:
        self._websocket = websocket
        self._call = call
        self._lines = 0
        self._events = 0

    @property
    def over(self) -> bool:
        """See :class:`bot.server.sound_socket.FarEnd`."""
        return self._call.over

    def exchange(self, frame: bytes) -> bytes:
        """See :class:`bot.server.sound_socket.FarEnd`."""
        return self._call.exchange(frame)

    async def obey(self, order: Mapping[str, Any]) -> bool:
        """See :class:`bot.server.sound_socket.FarEnd`."""
        kind, key = order.get("type"), order.get("key")
        if kind == "hang_up":
            await self._call.hang_up()
            return False
        if kind == "key" and isinstance(key, str):
            try:
                self._call.press(key)
            except ValueError:
                log.info("unknown_key")
        return True

    async def tell_new(self) -> None:
        """Tell the page what was said and what happened since it was last told."""
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
