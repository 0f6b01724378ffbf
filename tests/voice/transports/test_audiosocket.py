"""An exchange at the other end of a real TCP connection."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID

import pytest
import pytest_asyncio

from tests.voice.line.scripted import ScriptedDialogue, ToldEars, asking, ending, quick_speech
from voice.line.call import Call
from voice.line.frames import FRAME_BYTES, SILENT_FRAME
from voice.line.words import line_words
from voice.transports.audiosocket import HANG_UP, KEY, NAME, SOUND, serve

NUMBER = UUID("0123456789abcdef0123456789abcdef")


class Exchange:
    """Where calls come in, and what came of them."""

    def __init__(self, script: list[Any]) -> None:
        self.script = script
        self.calls: list[Call] = []
        self.ended: list[str] = []
        self.dialogues: list[ScriptedDialogue] = []

    def new_call(self, _name: str) -> Call:
        self.dialogues.append(ScriptedDialogue(list(self.script)))
        self.calls.append(Call(self.dialogues[-1], ToldEars(), quick_speech, line_words()))
        return self.calls[-1]

    def note_end(self, call: Call, name: str) -> None:
        assert call.over
        self.ended.append(name)


@pytest.fixture
def exchange() -> Exchange:
    question = asking("Listriknya padam atau menyala?", "kondisi_listrik", "choice", ["Padam", "Masih menyala"])
    return Exchange([question, ending("Terima kasih.")])


@pytest_asyncio.fixture
async def port(exchange: Exchange) -> AsyncIterator[int]:
    server = await serve(exchange.new_call, "127.0.0.1", 0, exchange.note_end)
    yield server.sockets[0].getsockname()[1]
    server.close()
    await server.wait_closed()


def message(kind: int, content: bytes = b"") -> bytes:
    return bytes([kind]) + len(content).to_bytes(2, "big") + content


async def all_ended(exchange: Exchange, count: int = 1) -> None:
    for _ in range(500):
        if len(exchange.ended) == count:
            return
        await asyncio.sleep(0.01)
    raise AssertionError("the call never ended")


async def test_sound_and_keys_go_both_ways_until_the_bot_hangs_up(exchange: Exchange, port: int) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(message(NAME, NUMBER.bytes) + message(KEY, b"1"))
    heard, kind = b"", SOUND
    for _ in range(500):
        writer.write(message(SOUND, SILENT_FRAME))
        head = await reader.readexactly(3)
        kind, content = head[0], await reader.readexactly(int.from_bytes(head[1:], "big"))
        if kind == HANG_UP:
            break
        assert len(content) == FRAME_BYTES
        heard += content
    assert kind == HANG_UP
    assert heard.strip(b"\0")
    assert exchange.dialogues[0].said == ["Padam"]
    await all_ended(exchange)
    assert exchange.ended == [f"telepon-{NUMBER}"]
    writer.close()


@pytest.mark.parametrize("last", [message(HANG_UP), b""])
async def test_a_caller_who_goes_ends_the_call(exchange: Exchange, port: int, last: bytes) -> None:
    _, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(message(NAME, NUMBER.bytes) + 10 * message(SOUND, SILENT_FRAME) + last)
    await writer.drain()
    writer.close()
    await all_ended(exchange)


@pytest.mark.parametrize("noise", [b"GET / HTTP/1.1\r\n\r\n", message(SOUND, SILENT_FRAME), message(NAME, b"short")])
async def test_what_is_no_exchange_gets_no_call(exchange: Exchange, port: int, noise: bytes) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(noise)
    assert await reader.read() == b""
    assert exchange.calls == []
    writer.close()


async def test_calls_at_once_do_not_disturb_each_other(exchange: Exchange, port: int) -> None:
    writers = []
    for number in range(5):
        _, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(message(NAME, UUID(int=number).bytes) + 20 * message(SOUND, SILENT_FRAME) + message(HANG_UP))
        writers.append(writer)
    await all_ended(exchange, 5)
    assert len(set(exchange.ended)) == 5
    for writer in writers:
        writer.close()
