"""One talk carried by two engines over one database and one Redis server, as by two processes."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from itertools import chain, cycle
from typing import Any

import pytest
import pytest_asyncio
import redis

from bot.apkt.handover import HandoverQueue
from bot.apkt.model import TicketSearch
from bot.apkt.store import TicketStore
from bot.engine.engine import Engine
from bot.engine.tracker_store import TalkWentOn
from tests.engine.talking import AT_THE_CODES, WHOLE_TALK, Caller
from tests.engines import LoadEngine, add_customers
from tests.redis_servers import RedisServer


@dataclass
class Two:
    """Two engines and their database."""

    a: Engine
    b: Engine
    database_url: str

    def tickets(self) -> int:
        """How many reports there are."""
        store = TicketStore(self.database_url)
        try:
            return len(store.search(TicketSearch()).tickets)
        finally:
            store.close()


@pytest_asyncio.fixture
async def two(load_engine: LoadEngine, database_url: str, redis_server: RedisServer) -> AsyncIterator[Two]:
    add_customers(database_url)
    a, b = [await load_engine(database_url, redis_url=redis_server.url) for _ in range(2)]
    yield Two(a, b, database_url)
    await a.close()
    await b.close()


async def test_a_talk_may_alternate_between_processes(two: Two) -> None:
    for number, words in enumerate(WHOLE_TALK):
        await Caller((two.a, two.b)[number % 2]).says(words)
    talk, same = await Caller(two.a).talk(), await Caller(two.b).talk()
    assert talk == same
    assert talk["ended"] is True
    assert talk["slots"]["hasil"] == "O10"
    assert [turn["text"] for turn in talk["transcript"] if turn["speaker"] == "pelanggan"] == list(WHOLE_TALK)
    assert two.tickets() == 1


WITH_QUESTIONS = tuple(
    chain.from_iterable(zip(WHOLE_TALK[:-1], cycle(("kenapa ditanya itu?", "bisa diulang?", "ini robot ya?"))))
)
"""The same talk with something in between that a rule answers, after which the form goes on."""


@pytest.mark.parametrize("taken_up_anew", [False, True], ids=["alternating", "after a restart at each message"])
async def test_a_talk_with_questions_in_between_goes_on_where_it_was(two: Two, taken_up_anew: bool) -> None:
    for said, words in enumerate((*WITH_QUESTIONS, WHOLE_TALK[-1])):
        engine = (two.a, two.b)[0 if taken_up_anew else said % 2]
        if taken_up_anew:
            engine._store.forget("penelepon")
            engine._answered.clear()
        assert "belum menangkap" not in await Caller(engine).says(words), words
    talk = await Caller(two.b).talk()
    assert talk["ended"] is True
    assert talk["slots"]["hasil"] == "O10"
    assert two.tickets() == 1


async def test_what_was_answered_elsewhere_is_known_here(two: Two) -> None:
    await Caller(two.a).says(*AT_THE_CODES)
    await Caller(two.b).says("tolong diulang", message_id="nol")
    answer = await two.a.handle("penelepon", "maksudnya apa?", message_id="satu")
    assert await two.b.handle("penelepon", "maksudnya apa?", message_id="satu") == answer
    assert (await Caller(two.a).talk())["transcript"][-1]["text"] == answer[-1]["text"]


async def test_a_talk_handed_over_elsewhere_is_the_officers_here_too(two: Two) -> None:
    await Caller(two.a).says(*AT_THE_CODES)
    await Caller(two.b).says("mau bicara dengan petugas")
    queue = HandoverQueue(two.database_url)
    waiting = queue.latest_of("penelepon")
    assert waiting is not None
    queue.take(waiting.id, "hana", "Hana")
    queue.close_connections()
    assert (await two.a.handle("penelepon", "halo bu"))[0]["custom"] == {"kind": "with_officer", "officer": "Hana"}
    assert not two.a.is_bots_alone("penelepon")


async def test_two_messages_at_once_are_answered_one_after_another(two: Two) -> None:
    await Caller(two.a).says(*AT_THE_CODES)
    begun = asyncio.create_task(two.a.handle("penelepon", "maksudnya apa?", message_id="satu"))
    await asyncio.sleep(0.002)
    answers = [await begun, await two.b.handle("penelepon", "tolong diulang", message_id="dua")]
    assert all(answers)
    talk = await Caller(two.a).talk()
    said = [turn["text"] for turn in talk["transcript"] if turn["speaker"] == "pelanggan"]
    assert said[-2:] == ["maksudnya apa?", "tolong diulang"]
    assert talk == await Caller(two.b).talk()


async def test_a_message_repeated_to_another_process_is_answered_once(two: Two) -> None:
    await Caller(two.a).says(*AT_THE_CODES)
    await Caller(two.b).says("tolong diulang")
    first, second = await asyncio.gather(
        two.a.handle("penelepon", "maksudnya apa?", message_id="satu"),
        two.b.handle("penelepon", "maksudnya apa?", message_id="satu"),
    )
    assert first == second
    talk = await Caller(two.b).talk()
    assert [turn["text"] for turn in talk["transcript"]].count("maksudnya apa?") == 1


async def test_two_greetings_at_once_are_one(two: Two) -> None:
    greeted = await asyncio.gather(two.a.open("penelepon"), two.b.open("penelepon"))
    assert [bool(messages) for messages in greeted].count(True) == 1


async def test_a_process_that_lost_its_lock_without_knowing_writes_nothing(
    two: Two, redis_server: RedisServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It stood still for longer than its lease: what it answers now must not stand beside the other's answer."""
    await Caller(two.a).says(*AT_THE_CODES)
    taken_back: list[type[Exception]] = []
    catch_up = two.a._store.catch_up

    async def stands_still(sender: str) -> list[dict[str, Any]] | None:
        news = await catch_up(sender)
        monkeypatch.setattr(two.a._store, "catch_up", catch_up)
        with redis.Redis.from_url(redis_server.url) as client:
            client.flushall()
        await two.b.handle("penelepon", "tolong diulang", message_id="dari b")
        return news

    monkeypatch.setattr(two.a._store, "catch_up", stands_still)
    save = two.a._store.save

    async def noting(tracker: object) -> None:
        try:
            await save(tracker)  # type: ignore[arg-type]
        except TalkWentOn as failure:
            taken_back.append(type(failure))
            raise

    monkeypatch.setattr(two.a._store, "save", noting)
    answer = await two.a.handle("penelepon", "maksudnya apa?", message_id="dari a")
    assert taken_back == [TalkWentOn]
    assert "sistem kami sedang terganggu" in answer[0]["text"]
    said = [turn["text"] for turn in (await Caller(two.b).talk())["transcript"] if turn["speaker"] == "pelanggan"]
    assert said[-1] == "tolong diulang"
    assert "sistem kami" not in (await two.a.handle("penelepon", "maksudnya apa?", message_id="dari a"))[0]["text"]
    assert (await Caller(two.b).talk())["transcript"] == (await Caller(two.a).talk())["transcript"]


async def test_without_redis_the_caller_is_told_kindly_and_says_it_again(two: Two, redis_server: RedisServer) -> None:
    await Caller(two.a).says(*AT_THE_CODES)
    redis_server.stop()
    assert "sistem kami sedang terganggu" in await Caller(two.b).says("tolong diulang")
    redis_server.start()
    assert "sistem kami sedang terganggu" not in await Caller(two.b).says("tolong diulang")
