"""The load tool plays whole talks over both channels and counts what came of them."""

from __future__ import annotations

import pytest

from bench import load
from bot.server import create_application
from bot.server.options import WebOptions
from bot.settings import Settings
from tests.server.conftest import settings  # noqa: F401 - the fixture
from tests.server.live_server import served
from tests.server.scripted_engine import ScriptedEngine

FAST = WebOptions(messages_at_once=1_000, messages_per_second=1_000)


@pytest.fixture
def few_words(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(load, "talks", lambda: [("halo", "kode saya", "tiket")])


@pytest.mark.usefixtures("few_words")
async def test_talks_over_both_channels_are_counted(settings: Settings) -> None:  # noqa: F811
    with served(create_application(settings, ScriptedEngine(), options=FAST)) as address:
        figures = await load.load(address, load.CHANNELS, 6, 3, 0.0)
    assert (figures["talks"], figures["turns"], figures["failed"], figures["talks broken off"]) == (6, 18, 0, 0)
    assert figures["tickets"] == 6
    assert figures["tickets twice"] == 5  # the scripted engine has but one number
    assert 0 < figures["p50, ms"] <= figures["p95, ms"]


@pytest.mark.usefixtures("few_words")
async def test_turns_that_are_not_taken_are_counted_as_failed(settings: Settings) -> None:  # noqa: F811
    engine = ScriptedEngine()
    engine.broken = RuntimeError("gone")
    with served(create_application(settings, engine, options=FAST)) as address:
        figures = await load.load(address, ("websocket",), 1, 1, 0.0)
    assert figures["failed"] == 3


def test_the_talks_are_those_of_invented_customers() -> None:
    scripts = load.talks()
    assert len(scripts) > 1
    assert len({script[0] for script in scripts}) >= 1
    assert all(len(script) > 20 for script in scripts)


def test_no_other_machine_is_loaded(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        load.main(["--address", "http://contoh.id"])
    assert "this machine" in capsys.readouterr().err
