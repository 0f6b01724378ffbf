"""Locks of talks among processes, at a real Redis server: each ``RedisTalkLocks`` stands for a process."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
import redis

from bot.database import StorageUnavailable
from bot.processes.talk_locks import RedisTalkLocks
from tests.redis_servers import RedisServer

LEASE = 0.6


@pytest_asyncio.fixture
async def processes(redis_server: RedisServer) -> AsyncIterator[list[RedisTalkLocks]]:
    made = [RedisTalkLocks(redis_server.url, LEASE) for _ in range(3)]
    yield made
    for one in made:
        await one.close()


async def test_turns_come_one_after_another_in_the_order_in_which_they_were_asked_for(
    processes: list[RedisTalkLocks],
) -> None:
    course: list[str] = []

    async def turn(number: int) -> None:
        async with processes[number % 3].lock("talk"):
            course.append(f"{number} begins")
            await asyncio.sleep(0.01)
            course.append(f"{number} ends")

    turns = []
    for number in range(9):
        turns.append(asyncio.create_task(turn(number)))
        await asyncio.sleep(0.02 if number else 0.005)
    await asyncio.gather(*turns)
    assert course == [f"{number} {what}" for number in range(9) for what in ("begins", "ends")]


async def test_who_waits_is_woken_at_once(processes: list[RedisTalkLocks]) -> None:
    woken_after: list[float] = []
    freed_at = 0.0

    async def wait() -> None:
        async with processes[1].lock("talk"):
            woken_after.append(time.perf_counter() - freed_at)

    for _ in range(5):
        async with processes[0].lock("talk"):
            waiting = asyncio.create_task(wait())
            await asyncio.sleep(0.05)
            freed_at = time.perf_counter()
        await waiting
    assert min(woken_after) < LEASE / 3  # neither a poll nor the end of the lease


async def test_talks_do_not_wait_for_one_another(processes: list[RedisTalkLocks]) -> None:
    async with processes[0].lock("satu"), processes[1].lock("dua"):
        pass


async def test_the_talk_of_a_process_that_died_goes_on_when_its_lease_ends(
    processes: list[RedisTalkLocks], redis_server: RedisServer
) -> None:
    with redis.Redis.from_url(redis_server.url) as client:
        client.set("pln123:{talk}:lock", "dead", px=int(LEASE * 1000))
        client.rpush("pln123:{talk}:queue", "dead too")
    begin = time.monotonic()
    async with processes[0].lock("talk"):
        # one lease of who held it, one of who stood before us
        assert LEASE < time.monotonic() - begin < 2 * LEASE + 2


async def test_a_turn_that_takes_longer_than_the_lease_keeps_the_talk(processes: list[RedisTalkLocks]) -> None:
    course = []

    async def other() -> None:
        async with processes[1].lock("talk"):
            course.append("other")

    async with processes[0].lock("talk"):
        waiting = asyncio.create_task(other())
        await asyncio.sleep(2.5 * LEASE)
        course.append("long turn")
    await waiting
    assert course == ["long turn", "other"]


async def test_who_gives_up_waiting_leaves_the_queue(processes: list[RedisTalkLocks]) -> None:
    async with processes[0].lock("talk"):
        given_up = asyncio.create_task(processes[1].lock("talk").__aenter__())
        await asyncio.sleep(0.05)
        given_up.cancel()
        with pytest.raises(asyncio.CancelledError):
            await given_up
        await asyncio.sleep(0.05)
    begin = time.monotonic()
    async with processes[2].lock("talk"):
        assert time.monotonic() - begin < LEASE


async def test_nothing_stays_in_redis(processes: list[RedisTalkLocks], redis_server: RedisServer) -> None:
    async def turn(number: int) -> None:
        async with processes[number % 3].lock(f"talk-{number % 4}"):
            await asyncio.sleep(0)

    await asyncio.gather(*(turn(number) for number in range(40)))
    with redis.Redis.from_url(redis_server.url) as client:
        assert client.keys("*") == []


async def test_without_redis_the_talk_is_not_taken_up(
    processes: list[RedisTalkLocks], redis_server: RedisServer
) -> None:
    redis_server.stop()
    with pytest.raises(StorageUnavailable):
        async with processes[0].lock("talk"):
            pytest.fail("nobody may go on")
    redis_server.start()
    async with processes[0].lock("talk"):
        pass


async def test_redis_may_go_away_during_a_turn(processes: list[RedisTalkLocks], redis_server: RedisServer) -> None:
    async with processes[0].lock("talk"):
        redis_server.stop()
    redis_server.start()
    async with processes[1].lock("talk"):
        pass
