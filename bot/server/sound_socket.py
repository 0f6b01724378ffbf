"""Telephone sound over a WebSocket, for whoever is at the far end: the bot or a simulated customer.

Sound goes both ways as binary frames of 20 ms: 160 samples of 8 kHz, 16 bits, little-endian. For each frame that the
page sends it gets one, so its clock is the clock of the call. Everything else is JSON.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any, Protocol

from fastapi import WebSocket, WebSocketDisconnect
from starlette.websockets import WebSocketState

from bot.server.json_frames import read_json

STILL_SECONDS = 20.0
"""A page that sends nothing for so long has gone."""
GONE = 1001


class FarEnd(Protocol):
    """Who is spoken with."""

    @property
    def over(self) -> bool:
        """Whether the call has ended."""

    def exchange(self, frame: bytes) -> bytes:
        """Take 20 ms, give 20 ms."""

    async def obey(self, order: Mapping[str, Any]) -> bool:
        """Do what the page asks for; false if the call is over by that. What makes no sense is passed over."""

    async def tell_new(self) -> None:
        """Tell the page what is new."""


async def carry(websocket: WebSocket, end: FarEnd) -> None:
    """Carry sound and orders until either side ends the call or the page is gone."""
    try:
        while not end.over:
            message = await asyncio.wait_for(websocket.receive(), STILL_SECONDS)
            if message["type"] == "websocket.disconnect":
                return
            if message.get("bytes") is not None:
                if _is_frame(message["bytes"]):
                    await websocket.send_bytes(end.exchange(message["bytes"]))
            elif not await end.obey(_order(message.get("text") or "")):
                return
            await end.tell_new()
    except (WebSocketDisconnect, asyncio.TimeoutError):
        return


async def refuse(websocket: WebSocket, why: str) -> None:
    """Take no call; kind words say why."""
    await websocket.send_json({"type": "refused", "message": why})
    await websocket.close()


async def close(websocket: WebSocket) -> None:
    """Close, unless the page has."""
    if websocket.client_state is WebSocketState.CONNECTED:
        await websocket.close(GONE)


def _is_frame(sent: bytes) -> bool:
    from voice.line.frames import FRAME_BYTES

    return len(sent) == FRAME_BYTES


def _order(text: str) -> Mapping[str, Any]:
    try:
        order = read_json(text)
    except ValueError:
        return {}
    return order if isinstance(order, dict) else {}
