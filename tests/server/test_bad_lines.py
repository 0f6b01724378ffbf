"""Pages that read too slowly, not at all, or are gone without a word: nobody else waits for them, and what they missed
is there when they come back."""

from __future__ import annotations

import asyncio
import json
import socket
import time
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
import websockets.client

from bot.server import chat, create_application
from bot.server.options import WebOptions
from bot.settings import LONGEST_MESSAGE, Settings
from tests.server.live_server import served
from tests.server.scripted_engine import ScriptedEngine

FAST = WebOptions(messages_at_once=10_000, messages_per_second=10_000)
LONG = "x" * (LONGEST_MESSAGE - 100)


@pytest.fixture
def address(settings: Settings, engine: ScriptedEngine, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A server that soon loses patience."""
    monkeypatch.setattr(chat, "SEND_SECONDS", 0.5)
    with served(create_application(settings, engine, options=FAST), ws_ping_interval=0.5, ws_ping_timeout=0.5) as made:
        yield made.replace("http", "ws") + "/ws"


async def opened(
    address: str, token: str | None = None, **how: object
) -> tuple[websockets.client.WebSocketClientProtocol, dict]:
    """A page of the session, and what it was welcomed with."""
    page = await websockets.client.connect(address, **how)
    await page.send(json.dumps({"type": "hello", "token": token}))
    return page, json.loads(await page.recv())


async def says(page: websockets.client.WebSocketClientProtocol, words: str, message_id: str) -> None:
    """Say it and wait for the end of the turn."""
    await page.send(json.dumps({"type": "say", "id": message_id, "text": words}))
    while True:
        frame = json.loads(await page.recv())
        if frame["type"] == "typing" and not frame["on"]:
            return


async def connected(address: str) -> int:
    """How many sessions the server thinks are there."""
    import httpx

    async with httpx.AsyncClient() as client:
        figures = (await client.get(address.replace("ws://", "http://").replace("/ws", "/metrics"))).text
    return int(
        float(next(line for line in figures.splitlines() if line.startswith("pln123_widget_sessions ")).split()[1])
    )


async def until_connected(address: str, wanted: int) -> None:
    """Wait until the server has noticed."""
    deadline = time.monotonic() + 30
    while await connected(address) != wanted:
        assert time.monotonic() < deadline
        await asyncio.sleep(0.1)


async def test_a_page_that_reads_nothing_is_let_go_and_the_others_are_answered(address: str) -> None:
    quick, welcome = await opened(address)
    parts = urlsplit(address)
    small = socket.socket()
    small.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    small.connect((parts.hostname, parts.port))
    small.setblocking(False)
    slow, _ = await opened(
        address, welcome["token"], sock=small, ping_interval=None, max_queue=1, read_limit=2**10, max_size=None
    )
    began = time.monotonic()
    for number in range(400):
        await says(quick, f"{LONG}{number}", f"pesan-{number}")
    assert time.monotonic() - began < 60
    await quick.close()
    await until_connected(address, 0)  # the slow one has been let go, before it read anything
    again, welcome = await opened(address, welcome["token"], max_size=None)
    assert sum(entry["speaker"] == "pelanggan" for entry in welcome["history"]) == 400
    await again.close()
    slow.transport.abort()


async def test_a_page_that_is_gone_without_a_word_is_noticed(address: str) -> None:
    """Its end of the line answers nothing any more, as a telephone does that lost its network."""
    parts = urlsplit(address)
    reader, writer = await asyncio.open_connection(parts.hostname, parts.port)
    writer.write(
        f"GET /ws HTTP/1.1\r\nHost: {parts.netloc}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n".encode()
    )
    await reader.readuntil(b"\r\n\r\n")
    hello = b'{"type": "hello"}'
    writer.write(bytes([0x81, 0x80 | len(hello), 0, 0, 0, 0]) + hello)  # one text frame, masked with noughts
    await writer.drain()
    await until_connected(address, 1)
    await until_connected(address, 0)  # it never answers a ping
    writer.close()
