"""A power failure of an area as the load tool plays it: few houses, the real assistant, callers who have to wait."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml
from rapidfuzz import fuzz

from bench import load
from bench.load_outage import SCRIPT, outage_matters
from bot.server import create_application
from bot.server.engine_port import load_rasa_engine
from bot.server.options import WebOptions
from bot.settings import Settings
from tests.server.conftest import API_TOKEN, settings  # noqa: F401 - the fixture
from tests.server.live_server import served
from tests.server.scripted_engine import ScriptedEngine

HOUSES = 8
FAST = {"messages_at_once": 1_000, "messages_per_second": 1_000}
MISTAKEN_FOR_EACH_OTHER = 85


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A server with the real assistant that works on two turns at a time."""
    folder: Path = tmp_path_factory.mktemp("padam")
    made = Settings.from_environment({"PLN123_VAR": str(folder), "PLN123_API_TOKEN": API_TOKEN})
    options = WebOptions(**FAST, turns_at_once=2, tell_wait_seconds=0.001)
    application = create_application(made, options=options, load_engine=load_rasa_engine)
    with served(application) as site:
        host = application.state.services.host
        while host.engine is None:
            assert host.failure is None
            asyncio.run(asyncio.sleep(0.1))
        yield site


async def test_each_house_has_one_report_also_of_who_reports_twice_or_by_two_channels_at_once(address: str) -> None:
    matters = outage_matters(HOUSES, again=0.5)
    assert [matter.again_at_once for matter in matters if matter.again].count(True) == 2
    figures = await load.load(address, API_TOKEN, matters, load.Load(at_once=HOUSES, tries=20))
    assert figures["turns not answered"] == 0, figures
    assert (figures["talks without a report"], figures["reports"], figures["reports too many"]) == (0, HOUSES, 0)
    assert figures["talks led to an earlier report"] == figures["reported twice by their customers"] == 4
    assert figures["told to wait"], "there were more callers than the server works on at a time"
    assert load.all_is_well(figures)


@pytest.mark.parametrize("channel", load.CHANNELS)
async def test_callers_note_what_they_are_told_of_the_queue_and_are_all_answered(
    settings: Settings,  # noqa: F811
    channel: str,
) -> None:
    engine = ScriptedEngine()
    engine.pause = 0.1
    options = WebOptions(**FAST, turns_at_once=1, tell_wait_seconds=0.001, rest_wait_seconds=0.001)
    with served(create_application(settings, engine, options=options)) as site:
        matters = [load.Matter(f"5498{number:08d}", ("halo",)) for number in range(3)]
        figures = await load.load(site, API_TOKEN, matters, load.Load((channel,), at_once=3, tries=5))
    assert figures["turns"] == 3
    assert figures["turns not answered"] == 0
    assert figures["told to wait"] >= 2
    assert figures["longest wait told, s"] == 5


def test_no_two_houses_can_be_taken_for_each_other() -> None:
    matters = outage_matters(5_000, again=0.1)
    assert len({matter.telepon for matter in matters}) == 5_000
    # name and address together
    assert len({matter.words[1] + matter.words[5] for matter in matters}) == 5_000
    assert sum(bool(matter.again) for matter in matters) == 500
    words = yaml.safe_load(SCRIPT.read_text(encoding="utf-8"))
    for alike in (
        *words["streets"].values(),
        [*words["people"]["men"], *words["people"]["women"]],
        words["people"]["last"],
    ):
        for one, other in itertools.combinations(alike, 2):
            assert fuzz.ratio(one.casefold(), other.casefold()) < MISTAKEN_FOR_EACH_OTHER, (one, other)


def test_an_area_has_no_more_houses_than_it_has() -> None:
    with pytest.raises(ValueError, match="houses only"):
        outage_matters(10**6, again=0)
