"""Turns beyond what a process can carry wait in their order, and whoever waits is told how long."""

from __future__ import annotations

import asyncio

import pytest

from bot.server import turn_queue
from bot.server.metrics import Metrics
from bot.server.turn_queue import QueueTooLong, TurnQueue, rounded_wait, words_of_wait


def queue(at_once: int = 1, told_from: float = 0.0) -> TurnQueue:
    return TurnQueue(at_once, told_from, Metrics())


class Turns:
    """Turns that take a place and keep it until they are let go."""

    def __init__(self, line: TurnQueue) -> None:
        self.line = line
        self.begun: list[int] = []
        self.told: dict[int, list[float]] = {}
        self.may_end: dict[int, asyncio.Event] = {}
        self.tasks: dict[int, asyncio.Task[None]] = {}

    async def begin(self, *numbers: int, most: float | None = None) -> None:
        for number in numbers:
            self.may_end[number] = asyncio.Event()
            self.tasks[number] = asyncio.create_task(self._turn(number, most))
            await asyncio.sleep(0)
        await asyncio.sleep(0.01)

    async def end(self, number: int) -> None:
        self.may_end[number].set()
        await self.tasks[number]
        await asyncio.sleep(0.01)

    async def _turn(self, number: int, most: float | None) -> None:
        told = self.told.setdefault(number, [])
        async with self.line.place(told.append, most):
            self.begun.append(number)
            await self.may_end[number].wait()


async def test_as_many_as_there_are_places_begin_at_once_and_are_told_nothing() -> None:
    turns = Turns(queue(at_once=3))
    await turns.begin(1, 2, 3)
    assert turns.begun == [1, 2, 3]
    assert turns.told == {1: [], 2: [], 3: []}
    assert turns.line.waiting == 0


async def test_others_begin_in_the_order_in_which_they_came() -> None:
    turns = Turns(queue())
    await turns.begin(1, 2, 3, 4)
    assert (turns.begun, turns.line.waiting) == ([1], 3)
    for number in (1, 2, 3, 4):
        await turns.end(number)
    assert turns.begun == [1, 2, 3, 4]
    assert turns.line.waiting == 0


async def test_who_comes_when_a_place_is_given_on_does_not_push_in() -> None:
    turns = Turns(queue())
    await turns.begin(1, 2)
    turns.may_end[1].set()
    await turns.tasks[1]
    await turns.begin(3)
    assert turns.begun == [1, 2]
    await turns.end(2)
    assert turns.begun == [1, 2, 3]


async def test_a_wait_is_told_by_how_many_stand_before_and_its_end_is_told() -> None:
    turns = Turns(queue())
    await turns.begin(1, 2, 3)
    [first], [second] = turns.told[2], turns.told[3]
    assert second == pytest.approx(2 * first)
    await turns.end(1)
    assert turns.told[2][-1] == 0.0
    assert len(turns.told[3]) == 1


async def test_it_is_told_again_while_it_lasts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(turn_queue, "TOLD_AGAIN_SECONDS", 0.02)
    turns = Turns(queue())
    await turns.begin(1, 2, 3)
    await asyncio.sleep(0.1)
    before = turns.told[3][-1]
    assert len(turns.told[3]) > 2
    await turns.end(1)
    await asyncio.sleep(0.05)
    assert turns.told[3][-1] < before, "one fewer stands before"


async def test_a_short_wait_is_told_to_nobody() -> None:
    turns = Turns(queue(told_from=1.0))
    await turns.begin(1, 2)
    await turns.end(1)
    assert turns.told[2] == []
    assert not turns.line.is_long()


async def test_a_wait_that_lasts_longer_than_was_expected_is_told_when_it_has_lasted_so_long() -> None:
    turns = Turns(queue(told_from=0.2))
    await turns.begin(1, 2)
    assert turns.told[2] == []
    await asyncio.sleep(0.3)
    assert len(turns.told[2]) == 1
    await turns.end(1)
    assert turns.told[2][-1] == 0.0


async def test_what_would_wait_too_long_is_not_begun_and_takes_no_place() -> None:
    turns = Turns(queue())
    await turns.begin(1, 2)
    with pytest.raises(QueueTooLong) as refused:
        async with turns.line.place(None, 0.01):
            pytest.fail("it was begun")
    assert refused.value.seconds > 0.01
    assert turns.line.waiting == 1
    await turns.end(1)
    await turns.end(2)
    await turns.begin(3, most=0.0)
    assert turns.begun == [1, 2, 3], "with a free place nothing is too long"


@pytest.mark.parametrize("let_go", [True, False], ids=["as its turn comes", "while it waits"])
async def test_one_that_goes_away_leaves_its_place_to_the_next(*, let_go: bool) -> None:
    turns = Turns(queue())
    await turns.begin(1, 2, 3)
    if let_go:
        turns.may_end[1].set()
        # the first has ended and called the second, which has not woken yet
        while turns.line.waiting == 2:
            await asyncio.sleep(0)
    turns.tasks[2].cancel()
    await asyncio.gather(turns.tasks[2], return_exceptions=True)
    if not let_go:
        await turns.end(1)
    await asyncio.sleep(0.01)
    assert 3 in turns.begun
    await turns.end(3)
    await turns.begin(4)
    assert turns.begun[-1] == 4


async def test_the_guess_follows_how_long_turns_take() -> None:
    line = queue()
    before = TurnQueue.expected_seconds(line, ahead=9)
    for _ in range(5):
        async with line.place(None, None):
            await asyncio.sleep(0.2)
    assert line.expected_seconds(ahead=9) > before


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0.2, "sekitar 5 detik"),
        (5.1, "sekitar 10 detik"),
        (58, "sekitar 60 detik"),
        (60, "sekitar 60 detik"),
        (61, "sekitar 2 menit"),
        (600, "sekitar 10 menit"),
    ],
)
def test_a_wait_is_told_in_round_numbers_and_never_as_shorter_than_it_is(seconds: float, words: str) -> None:
    assert words_of_wait(seconds) == words
    assert rounded_wait(seconds) >= seconds
