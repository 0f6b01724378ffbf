"""What lies under a talk goes away or lies: the database server, room on the disk, the time of day. The caller hears of
it kindly, says it again, and the talk ends in its one report."""

from __future__ import annotations

import asyncio
import resource
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest
import pytest_asyncio

from bot import clock
from bot.apkt.model import TicketSearch
from bot.apkt.store import TicketStore
from bot.customers.registry import CustomerRegistryUnavailable
from bot.engine.engine import Engine
from bot.settings import Settings
from tests.databases import MIGRATED, PostgresqlServer
from tests.engine.talking import AT_THE_CODES, WHOLE_TALK, Caller
from tests.engines import LoadEngine, add_customers

SORRY = "sistem kami sedang terganggu"
MAKES_THE_REPORT = WHOLE_TALK.index("budi@example.id")


def reports_in(database_url: str) -> int:
    """How many reports there are."""
    store = TicketStore(database_url)
    try:
        return len(store.search(TicketSearch()).tickets)
    finally:
        store.close()


async def says_until_taken(caller: Caller, words: str, message_id: str) -> int:
    """Say it again and again as the page does; how often it took."""
    for attempt in range(1, 60):
        if SORRY not in await caller.says(words, message_id=message_id):
            return attempt
        await asyncio.sleep(0.1)
    raise AssertionError(f"{words!r} is never taken")


# --- the database server -------------------------------------------------------------------------------


@pytest_asyncio.fixture
async def on_a_server(
    load_engine: LoadEngine, postgresql_server_to_stop: PostgresqlServer
) -> AsyncIterator[tuple[Engine, str]]:
    """An engine over a PostgreSQL server of its own."""
    with postgresql_server_to_stop.database(MIGRATED) as database_url:
        add_customers(database_url)
        engine = await load_engine(database_url)
        yield engine, database_url
        await engine.close()


async def test_the_server_of_the_database_may_be_gone_for_a_while(
    on_a_server: tuple[Engine, str], postgresql_server_to_stop: PostgresqlServer
) -> None:
    engine, database_url = on_a_server
    caller, other = Caller(engine), Caller(engine, "tetangga", "081299990001")
    await caller.says(*WHOLE_TALK[:MAKES_THE_REPORT])
    await other.says(*AT_THE_CODES[:4])
    await asyncio.sleep(1.0)  # a server that breaks down keeps of the talks what is older than 0.6 s: see tracker_store
    postgresql_server_to_stop.stop()
    for _ in range(3):
        began = time.monotonic()
        assert SORRY in await caller.says(WHOLE_TALK[MAKES_THE_REPORT], message_id="tiket")
        assert time.monotonic() - began < 15
    assert SORRY in await other.says(AT_THE_CODES[4], message_id="jawaban")
    assert SORRY in await Caller(engine, "orang-baru", "081299990002").says("halo")
    postgresql_server_to_stop.start()
    await says_until_taken(caller, WHOLE_TALK[MAKES_THE_REPORT], "tiket")
    await caller.says(*WHOLE_TALK[MAKES_THE_REPORT + 1 :])
    await says_until_taken(other, AT_THE_CODES[4], "jawaban")
    talk = await caller.talk()
    assert [turn["text"] for turn in talk["transcript"] if turn["speaker"] == "pelanggan"] == list(WHOLE_TALK)
    assert (talk["ended"], len(talk["tickets"]), reports_in(database_url)) == (True, 1, 1)
    assert await other.is_asked() == "identitas"


async def test_records_that_can_not_be_opened_cost_one_message_and_nothing_of_the_talk(
    engine: Engine, sqlite_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Rasa goes on without an action that failed, and would save the talk as it stands then."""
    caller = Caller(engine)
    await caller.says(*WHOLE_TALK[:MAKES_THE_REPORT])
    with monkeypatch.context() as broken:

        def unavailable(_idpel: str) -> None:
            raise CustomerRegistryUnavailable

        broken.setattr(engine._services.customers, "by_idpel", unavailable)
        assert SORRY in await caller.says(WHOLE_TALK[MAKES_THE_REPORT])
    assert WHOLE_TALK[MAKES_THE_REPORT] not in [turn["text"] for turn in (await caller.talk())["transcript"]]
    await caller.says(*WHOLE_TALK[MAKES_THE_REPORT:])
    talk = await caller.talk()
    assert (talk["ended"], len(talk["tickets"]), reports_in(f"sqlite:///{sqlite_file}")) == (True, 1, 1)


# --- room on the disk --------------------------------------------------------------------------------------


@contextmanager
def no_file_grows_beyond(size: int) -> Iterator[None]:
    """The system refuses this process to write behind ``size`` bytes of any file, as on a full disk."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


@pytest.mark.parametrize("place", [len(AT_THE_CODES), MAKES_THE_REPORT], ids=["in the middle", "at the report"])
async def test_a_full_disk_costs_one_message_and_nothing_of_the_talk(
    engine: Engine, sqlite_file: Path, place: int
) -> None:
    caller = Caller(engine)
    await caller.says(*WHOLE_TALK[:place])
    log = sqlite_file.with_name(f"{sqlite_file.name}-wal")
    with no_file_grows_beyond(log.stat().st_size):
        assert SORRY in await caller.says(WHOLE_TALK[place], message_id="x")
        assert SORRY in await caller.says(WHOLE_TALK[place], message_id="x")
    assert SORRY not in await caller.says(WHOLE_TALK[place], message_id="x")
    await caller.says(*WHOLE_TALK[place + 1 :])
    talk = await caller.talk()
    assert [turn["text"] for turn in talk["transcript"] if turn["speaker"] == "pelanggan"] == list(WHOLE_TALK)
    assert (talk["ended"], len(talk["tickets"])) == (True, 1)
    assert reports_in(f"sqlite:///{sqlite_file}") == 1


async def test_an_engine_loaded_as_the_server_loads_it_says_nothing_that_it_could_not_keep(
    sqlite_file: Path, tmp_path: Path
) -> None:
    """Rasa's own agent keeps in memory alone what it can't save, and the caller hears nothing of it."""
    defaults = Settings.from_environment()
    engine = await Engine.load(
        Settings(database_url=f"sqlite:///{sqlite_file}", model_path=defaults.model_path, var_directory=tmp_path)
    )
    caller = Caller(engine)
    await caller.says(*WHOLE_TALK[:3])
    with no_file_grows_beyond(sqlite_file.with_name(f"{sqlite_file.name}-wal").stat().st_size):
        assert SORRY in await caller.says(WHOLE_TALK[3], message_id="x")
    assert SORRY not in await caller.says(WHOLE_TALK[3], message_id="x")
    talk = await caller.talk()
    assert [turn["text"] for turn in talk["transcript"] if turn["speaker"] == "pelanggan"] == list(WHOLE_TALK[:4])
    await engine.close()


# --- the time of day -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("jump", [timedelta(days=-400), timedelta(hours=-3), timedelta(hours=5), timedelta(days=400)])
async def test_a_clock_that_jumps_in_mid_talk_changes_nothing_of_it(
    engine: Engine, sqlite_file: Path, monkeypatch: pytest.MonkeyPatch, jump: timedelta
) -> None:
    caller, real_time = Caller(engine), time.time
    await caller.says(*AT_THE_CODES)
    monkeypatch.setattr(time, "time", lambda: real_time() + jump.total_seconds())
    with clock.at(datetime.now(timezone.utc) + jump):
        await caller.says(*WHOLE_TALK[len(AT_THE_CODES) : -5])
        engine._store.forget("penelepon")
        engine._answered.clear()
        await caller.says(*WHOLE_TALK[-5:])
    talk = await caller.talk()
    assert [turn["text"] for turn in talk["transcript"] if turn["speaker"] == "pelanggan"] == list(WHOLE_TALK)
    assert (talk["ended"], len(talk["tickets"])) == (True, 1)
    assert reports_in(f"sqlite:///{sqlite_file}") == 1
