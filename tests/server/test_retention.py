"""Old talks and recordings go by themselves while the server runs, on both databases and with the clock moved."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from bot import clock
from bot.apkt.handover import HandoverQueue
from bot.apkt.store import TicketStore
from bot.database import open_engine, writing
from bot.server import retention
from bot.server.options import WebOptions
from bot.server.retention import Retention
from tests.callers.kept import BUDI, NOON, Talks, record_call, recordings_in, report

PATIENCE = 20


@pytest.fixture
def talks(database_url: str) -> Iterator[Talks]:
    opened = Talks(database_url)
    yield opened
    opened.close()


@pytest.fixture
def move(monkeypatch: pytest.MonkeyPatch) -> Callable[[datetime], None]:
    """Sets the clock for the loop and its threads, which begin before it is moved; it looks again at once."""
    monkeypatch.setattr(retention, "LOOK_EVERY_SECONDS", 0.02)

    def to(moment: datetime) -> None:
        monkeypatch.setattr(clock, "now", lambda: moment)

    to(NOON)
    return to


@asynccontextmanager
async def looking(database_url: str, folder: Path, days: int) -> AsyncIterator[list[str]]:
    gone: list[str] = []

    async def forget(senders: Sequence[str]) -> None:
        gone.extend(senders)

    kept = Retention(database_url, folder, days, forget)
    kept.start()
    yield gone
    kept.close()


async def until(holds: Callable[[], bool]) -> None:
    async def ask() -> None:
        while not await asyncio.to_thread(holds):
            await asyncio.sleep(0.02)

    await asyncio.wait_for(ask(), PATIENCE)


async def test_what_grows_old_while_the_server_runs_goes_and_the_rest_stays(
    database_url: str, tmp_path: Path, talks: Talks, store: TicketStore, move: Callable[[datetime], None]
) -> None:
    nomor = report(store, BUDI, "lama")
    for name, age in (("lama", 0), ("muda", -5)):
        talks.say(name, "halo", NOON - timedelta(days=age))
        record_call(tmp_path, name, "halo", [], NOON - timedelta(days=age))
    async with looking(database_url, tmp_path, 30) as forgotten:
        move(NOON + timedelta(days=30))
        await asyncio.sleep(0.3)
        assert talks.left() == {"lama", "muda"}, "on the day itself nothing goes"
        move(NOON + timedelta(days=30, seconds=1))
        await until(lambda: talks.left() == {"muda"})
        await until(lambda: recordings_in(tmp_path) == ["muda.json", "muda.wav"])
        move(NOON + timedelta(days=36))
        await until(lambda: talks.left() == set())
        await until(lambda: forgotten == ["lama", "muda"])
        await until(lambda: recordings_in(tmp_path) == [])
    assert store.get(nomor).hp_pelapor == BUDI, "reports are kept"  # type: ignore[union-attr]


async def test_a_talk_that_waits_for_an_officer_stays_until_the_officer_has_done(
    database_url: str, tmp_path: Path, talks: Talks, move: Callable[[datetime], None]
) -> None:
    talks.say("menunggu", "petugas")
    talks.say("lama", "halo")
    queue = HandoverQueue(database_url)
    waiting = queue.create("menunggu", "penelepon meminta petugas", {})
    move(NOON + timedelta(days=31))
    async with looking(database_url, tmp_path, 30):
        await until(lambda: talks.left() == {"menunggu"})
        queue.close(waiting.id)
        await until(lambda: talks.left() == set())
    queue.close_connections()


async def test_by_default_nothing_ever_goes(
    database_url: str, tmp_path: Path, talks: Talks, move: Callable[[datetime], None]
) -> None:
    talks.say("lama", "halo")
    record_call(tmp_path, "lama", "halo", [])
    move(NOON + timedelta(days=10_000))
    async with looking(database_url, tmp_path, WebOptions().keep_talks_days):
        await asyncio.sleep(0.3)
    assert talks.left() == {"lama"}
    assert recordings_in(tmp_path) == ["lama.json", "lama.wav"]


async def test_more_than_are_deleted_at_once_all_go(
    database_url: str, tmp_path: Path, talks: Talks, move: Callable[[datetime], None]
) -> None:
    for number in range(450):
        talks.say(f"lama-{number}", "halo")
    move(NOON + timedelta(days=2))
    async with looking(database_url, tmp_path, 1):
        await until(lambda: talks.left() == set())


async def test_a_database_that_fails_once_does_not_end_the_looking(
    database_url: str, tmp_path: Path, talks: Talks, move: Callable[[datetime], None]
) -> None:
    talks.say("lama", "halo")
    move(NOON + timedelta(days=31))
    engine = open_engine(database_url)
    with writing(engine) as connection:
        connection.execute(text("ALTER TABLE handovers RENAME TO disembunyikan"))
    async with looking(database_url, tmp_path, 30):
        await asyncio.sleep(0.3)
        assert talks.left() == {"lama"}
        with writing(engine) as connection:
            connection.execute(text("ALTER TABLE disembunyikan RENAME TO handovers"))
        await until(lambda: talks.left() == set())
    engine.dispose()
