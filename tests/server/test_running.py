"""How ``pln123 serve`` runs."""

from __future__ import annotations

import asyncio
import dataclasses
import threading

import pytest

from bot.server import create_application
from bot.server.running import _config, _Server
from bot.settings import Settings
from tests.server.live_server import free_port
from tests.server.scripted_engine import ScriptedEngine


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
