"""One turn of a talk at a time, in order, woken at once."""

from __future__ import annotations

import asyncio
import time

import pytest

from bot.engine.locks import FairLockStore


async def test_turns_of_one_talk_come_one_after_another_in_order() -> None:
    locks, course = FairLockStore(), []

    async def turn(number: int) -> None:
        async with locks.lock("talk"):
            course.append(f"{number} begins")
            await asyncio.sleep(0)
            course.append(f"{number} ends")

    await asyncio.gather(*(turn(number) for number in range(5)))
    assert course == [f"{number} {what}" for number in range(5) for what in ("begins", "ends")]


async def test_who_waits_is_woken_at_once_and_not_at_the_next_poll() -> None:
    locks = FairLockStore()

    async def turn() -> None:
        async with locks.lock("talk"):
            await asyncio.sleep(0.001)

    begin = time.perf_counter()
    await asyncio.gather(*(turn() for _ in range(20)))
    assert time.perf_counter() - begin < 0.9  # Rasa's own store would wait a whole second for the second turn


async def test_talks_do_not_wait_for_one_another() -> None:
    locks = FairLockStore()
    async with locks.lock("satu"), locks.lock("dua"):
        pass


async def test_a_turn_that_fails_lets_the_next_one_in() -> None:
    locks = FairLockStore()
    with pytest.raises(ValueError, match="gagal"):
        async with locks.lock("talk"):
            raise ValueError("gagal")
    await asyncio.wait_for(_enter(locks), timeout=0.5)


async def test_a_talk_that_is_over_leaves_no_lock_behind() -> None:
    locks = FairLockStore()
    for number in range(100):
        await _enter(locks, f"talk-{number}")
    assert len(locks._locks) <= 1


async def _enter(locks: FairLockStore, sender: str = "talk") -> None:
    async with locks.lock(sender):
        pass
