"""How ``pln123 serve`` runs."""

from __future__ import annotations

import asyncio
import dataclasses
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import aiohttp
import pytest

from bot.server import create_application
from bot.server.running import _config, _Server
from bot.settings import Settings
from tests.server.live_server import free_port
from tests.server.scripted_engine import ScriptedEngine


@contextmanager
def running(settings: Settings) -> Iterator[str]:
    """The server as ``pln123 serve`` runs it, in a thread; gives its address without the scheme."""
    application = create_application(settings, ScriptedEngine())
    chosen = dataclasses.replace(settings, port=free_port())
    server = _Server(_config(chosen, application), application)
    serving = threading.Thread(target=server.run)
    serving.start()
    while not server.started and serving.is_alive():
        time.sleep(0.01)
    try:
        yield f"127.0.0.1:{chosen.port}"
    finally:
        server.should_exit = True
        serving.join(60)


async def test_open_pages_keep_no_memory_for_compression(settings: Settings) -> None:
    with running(settings) as address:
        async with aiohttp.ClientSession() as session, session.ws_connect(f"http://{address}/ws", compress=15) as page:
            assert not page.compress
            assert page._response.status == 101
            assert "Sec-WebSocket-Extensions" not in page._response.headers


def test_it_runs_on_the_quick_event_loop(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    engine, loops = ScriptedEngine(), []

    async def close() -> None:
        loops.append(type(asyncio.get_running_loop()).__module__)

    monkeypatch.setattr(engine, "close", close)
    application = create_application(settings, engine)
    server = _Server(_config(dataclasses.replace(settings, port=free_port()), application), application)
    serving = threading.Thread(target=server.run)
    serving.start()
    server.should_exit = True
    serving.join(60)
    assert loops == ["uvloop"]
