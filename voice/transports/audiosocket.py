"""Calls from an Asterisk exchange over AudioSocket: one TCP connection a call, messages of type, length and content.

    exten => 123,1,Answer()
     same => n,AudioSocket(${UUID},127.0.0.1:9092)

Asterisk sends 20 ms of 8 kHz sound, 16 bits, little-endian, and a message for every key; it gets as much sound back, so
its clock is the clock of the call.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from uuid import UUID

from voice.line.call import Call
from voice.line.frames import FRAME_BYTES

HANG_UP, NAME, KEY, SOUND, FAILURE = 0x00, 0x01, 0x03, 0x10, 0xFF
_HEADER = 3
_SILENT_SECONDS = 20.0

NewCall = Callable[[str], Call]
"""A call that rings, by the name that the exchange gives it."""


class BrokenMessage(ValueError):
    """Something else than an AudioSocket speaks at the other end."""


async def serve(
    new_call: NewCall, host: str, port: int, ended: Callable[[Call, str], None] | None = None
) -> asyncio.Server:
    """Listen for calls; closing the server that is returned stops that.

    Args:
        new_call: makes the call of a connection.
        ended: told each call that is over, with its name.
    """

    async def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await _carry(reader, writer, new_call, ended)
        except (BrokenMessage, ConnectionError, asyncio.IncompleteReadError, asyncio.TimeoutError):
            pass  # the other end has gone, or was no exchange; the call itself was hung up
        finally:
            writer.close()

    return await asyncio.start_server(connected, host, port)


async def _carry(
    reader: asyncio.StreamReader, writer: asyncio.StreamWriter, new_call: NewCall,
    ended: Callable[[Call, str], None] | None,
) -> None:  # fmt: skip
    kind, content = await _message(reader)
    if kind != NAME or len(content) != 16:
        raise BrokenMessage("a call begins with its name")
    name = f"telepon-{UUID(bytes=content)}"
    call = new_call(name)
    spoken = b""
    try:
        await call.answer()
        while not call.over:
            kind, content = await _message(reader)
            if kind in (HANG_UP, FAILURE):
                break
            if kind == KEY:
                _press(call, content)
            elif kind == SOUND:
                spoken += content
            while len(spoken) >= FRAME_BYTES and not call.over:
                frame, spoken = spoken[:FRAME_BYTES], spoken[FRAME_BYTES:]
                writer.write(_written(SOUND, call.exchange(frame)))
            await writer.drain()
        if call.over:
            writer.write(_written(HANG_UP, b""))
            await writer.drain()
    finally:
        await call.hang_up()
        if ended is not None:
            ended(call, name)


def _press(call: Call, content: bytes) -> None:
    try:
        call.press(content.decode("ascii"))
    except ValueError:
        return  # A to D, which only exchanges have: they mean nothing here


async def _message(reader: asyncio.StreamReader) -> tuple[int, bytes]:
    head = await asyncio.wait_for(reader.readexactly(_HEADER), _SILENT_SECONDS)
    if head[0] not in {HANG_UP, NAME, KEY, SOUND, FAILURE}:
        raise BrokenMessage(f"no such kind of message: {head[0]:#x}")
    content = await asyncio.wait_for(reader.readexactly(int.from_bytes(head[1:], "big")), _SILENT_SECONDS)
    return head[0], content


def _written(kind: int, content: bytes) -> bytes:
    return bytes([kind]) + len(content).to_bytes(2, "big") + content
