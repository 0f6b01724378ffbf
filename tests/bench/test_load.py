"""The load tool plays whole talks over both channels, and holds each against the reports that the server has."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from bench import load
from bench.load_callers import Matter, RestCaller, WebSocketCaller, new_matters
from bot.apkt.store import TicketStore
from bot.customers.simulated import SimulatedCustomerRegistry
from bot.migrations import upgrade
from bot.server import create_application
from bot.server.options import WebOptions
from bot.settings import Settings
from tests.apkt.drafts import gangguan
from tests.server.conftest import API_TOKEN, settings  # noqa: F401 - the fixture
from tests.server.live_server import free_port, served
from tests.server.scripted_engine import ScriptedEngine

FAST = WebOptions(messages_at_once=1_000, messages_per_second=1_000)
FEW_WORDS = ("halo", "kode saya", "tiket")


def matters(count: int) -> list[Matter]:
    """Short talks, each about a customer of its own."""
    return [Matter(f"5498{number:08d}", FEW_WORDS) for number in range(count)]


def report(settings: Settings, idpel: str, key: str) -> None:  # noqa: F811
    """Let the server have a report of the customer."""
    store = TicketStore(settings.database_url)
    store.create(gangguan(idpel=idpel), actor="uji", idempotency_key=key)
    store.close()


async def test_talks_over_both_channels_are_counted_and_held_against_their_reports(
    settings: Settings,  # noqa: F811
) -> None:
    with served(create_application(settings, ScriptedEngine(), options=FAST)) as address:
        played = matters(6)
        for matter in played:
            report(settings, matter.idpel, matter.idpel)
        figures = await load.load(address, API_TOKEN, played, load.Load(at_once=3))
    assert (figures["talks ended"], figures["turns"], figures["turns not answered"]) == (6, 18, 0)
    assert (figures["reports"], figures["talks without a report"], figures["reports too many"]) == (6, 0, 0)
    assert 0 < figures["p50, ms"] <= figures["p95, ms"]
    assert load.all_is_well(figures)


async def test_a_talk_without_a_report_and_one_with_two_are_told(settings: Settings) -> None:  # noqa: F811
    with served(create_application(settings, ScriptedEngine(), options=FAST)) as address:
        played = matters(3)
        report(settings, played[0].idpel, "satu")
        for key in ("dua", "tiga"):
            report(settings, played[1].idpel, key)
        figures = await load.load(address, API_TOKEN, played, load.Load())
    assert (figures["reports"], figures["talks without a report"], figures["reports too many"]) == (3, 1, 1)
    assert not load.all_is_well(figures)


async def test_talks_that_are_left_early_need_no_report(settings: Settings) -> None:  # noqa: F811
    with served(create_application(settings, ScriptedEngine(), options=FAST)) as address:
        figures = await load.load(address, API_TOKEN, matters(4), load.Load(hang_up_after=2))
    assert (figures["turns"], figures["talks ended"], figures["talks without a report"]) == (8, 0, 0)
    assert load.all_is_well(figures)


async def test_turns_of_the_warm_up_are_not_timed(settings: Settings) -> None:  # noqa: F811
    with served(create_application(settings, ScriptedEngine(), options=FAST)) as address:
        how = load.Load(at_once=4, pause=2.0, seconds=3.9, warm_up=0.5)
        figures = await load.load(address, API_TOKEN, matters(4), how)
    assert figures["turns"] == 4  # of each talk the second; the first was said before, the third would come later
    assert figures["turns/s"] < 4


async def test_memory_is_told_on_the_way(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:  # noqa: F811
    monkeypatch.setattr(load, "_LOOKS_EVERY", 0.001)
    with served(create_application(settings, ScriptedEngine(), options=FAST)) as address:
        figures = await load.load(address, API_TOKEN, matters(30), load.Load(at_once=1))
    looks = figures["on the way"].split("; ")
    assert looks[0].startswith("0 talks, 0 turns: ")
    assert load._LOOKS_TOLD <= len(looks) < 2 * load._LOOKS_TOLD
    assert all(int(look.split()[-2]) > 20 for look in looks)
    assert int(looks[-1].split()[0]) > 10


@pytest.mark.parametrize("channel", load.CHANNELS)
async def test_turns_that_are_not_taken_end_the_talk_and_are_told(
    settings: Settings,  # noqa: F811
    channel: str,
) -> None:
    engine = ScriptedEngine()
    engine.broken = RuntimeError("gone")
    with served(create_application(settings, engine, options=FAST)) as address:
        figures = await load.load(address, API_TOKEN, matters(2), load.Load((channel,)))
    assert (figures["turns not answered"], figures["talks ended"]) == (2, 0)
    assert "sistem kami sedang terganggu" in figures["first failure"]
    assert not load.all_is_well(figures)


@pytest.mark.parametrize("channel", load.CHANNELS)
async def test_a_message_is_sent_again_until_the_server_is_back(
    settings: Settings,  # noqa: F811
    channel: str,
) -> None:
    engine, port = ScriptedEngine(), free_port()
    async with load.open_session(1) as session:
        address = f"http://127.0.0.1:{port}"
        caller = (
            RestCaller(session, address, API_TOKEN, tries=100)
            if channel == "rest"
            else WebSocketCaller(session, address, tries=100)
        )
        said = asyncio.create_task(caller.say("halo"))
        await asyncio.sleep(0.3)
        with served(create_application(settings, engine, options=FAST), port):
            assert "Saya catat: halo" in [answer.get("text") for answer in await said]
        assert caller.repeats
        assert [text for _, text in engine.asked] == ["halo"]


async def test_talks_are_cut_off_by_the_clock(settings: Settings) -> None:  # noqa: F811
    with served(create_application(settings, ScriptedEngine(), options=FAST)) as address:
        figures = await load.load(address, API_TOKEN, matters(4), load.Load(at_once=4, pause=60, seconds=1))
    assert figures["talks ended"] == 0
    assert figures["turns not answered"] == 0


def test_every_talk_is_of_a_new_customer_who_is_in_the_records(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'uji.db'}"
    upgrade(url)
    made = [*new_matters(url, 200), *new_matters(url, 3)]
    assert len({matter.idpel for matter in made}) == 203
    registry = SimulatedCustomerRegistry(url)
    for matter in made[::50]:
        customer = registry.by_idpel(matter.idpel)
        assert customer is not None
        assert f"nama saya {customer.nama}" in matter.words
        assert matter.idpel in matter.words
    registry.close()


def test_no_other_machine_is_loaded(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        load.main(["--address", "http://contoh.id"])
    assert "this machine" in capsys.readouterr().err
