"""Many talks: planned by seed, played in one process or several, the failing ones made shorter."""

from __future__ import annotations

import asyncio
import multiprocessing
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any

from bot.customers.demo import demo_customers
from bot.qa.selfplay.branches import Branches, topics_with_outcomes
from bot.qa.selfplay.laboratory import open_laboratory
from bot.qa.selfplay.noise import noises_for
from bot.qa.selfplay.player import Part, Player
from bot.qa.selfplay.talk import Noise, TalkResult
from bot.settings import Settings
from bot.sop.book import Book, load_book

OnResult = Callable[[TalkResult], None]


@dataclass(frozen=True)
class Plan:
    """What is to be played.

    Attributes:
        topics: of the book; all that decide on a ticket when empty.
    """

    talks: int
    seed: int
    topics: tuple[str, ...] = ()


@dataclass(frozen=True)
class SelfPlay:
    """All talks of a run in their order, and the shortest failing one of each kind.

    Attributes:
        shortest: by the failure's name; every noise that it does not need is left out.
        not_arranged: topic and row of the book that no invented customer could come to, with the fact in the way.
    """

    plan: Plan
    talks: tuple[TalkResult, ...]
    shortest: dict[str, TalkResult]
    not_arranged: dict[tuple[str, str], str]

    @property
    def failed(self) -> tuple[TalkResult, ...]:
        """Talks in which something went wrong."""
        return tuple(talk for talk in self.talks if talk.failures)

    @property
    def clean(self) -> bool:
        """Nothing went wrong, and every row of the book had its share."""
        return not self.failed and not self.not_arranged


class Script:
    """Which talk has which customer and noises; the same plan gives the same."""

    def __init__(self, plan: Plan, book: Book) -> None:
        self._plan = plan
        self.branches = Branches(book, demo_customers(), plan.topics or topics_with_outcomes(book))

    def part(self, number: int) -> Part:
        """One talk of the run."""
        branch, sheet = self.branches.sheet(number, self._plan.seed)
        seed = f"{self._plan.seed}-{number}"
        return Part(number, branch, sheet, noises_for(sheet, seed), seed)


class Stage:
    """A laboratory and a player: what a process needs to play."""

    def __init__(self, settings: Settings) -> None:
        self._loop = asyncio.new_event_loop()
        self._opening = open_laboratory(settings)
        self._player = Player(load_book(), self._loop.run_until_complete(self._opening.__aenter__()))

    def play(self, part: Part) -> TalkResult:
        """Play one talk of the run."""
        return self._loop.run_until_complete(self._player.play(part))

    def shrink(self, part: Part, failure: str) -> TalkResult:
        """The talk with as few noises as still bring the failure about."""
        return self._loop.run_until_complete(shrunk(self._player, part, failure))

    def close(self) -> None:
        """Give everything back."""
        self._loop.run_until_complete(self._opening.__aexit__(None, None, None))
        self._loop.close()


async def shrunk(player: Player, part: Part, failure: str) -> TalkResult:
    """Leave noises out one at a time for as long as the talk fails in the same way.

    Args:
        failure: the failure's name.
    """
    best = await player.play(part)
    kept: tuple[Noise, ...] = part.noises
    for noise in part.noises:
        fewer = tuple(other for other in kept if other != noise)
        tried = await player.play(replace(part, noises=fewer))
        if any(one.name == failure for one in tried.failures):
            kept, best = fewer, tried
    return best


def self_play(plan: Plan, settings: Settings, *, jobs: int = 1, on_result: OnResult = lambda _: None) -> SelfPlay:
    """Play all talks of a plan.

    Args:
        jobs: processes; the result does not depend on how many there are.

    Raises:
        EngineNotReady: if there is no usable model.
    """
    script = Script(plan, load_book())
    with _stages(settings, jobs) as perform:
        talks: list[TalkResult] = []
        for result in perform(("play", script.part(number)) for number in range(plan.talks)):
            talks.append(result)
            on_result(result)
        talks.sort(key=lambda talk: talk.number)
        shortest = shortest_failing(talks)
        shrinking = [("shrink", script.part(talk.number), name) for name, talk in shortest.items()]
        by_talk = {(one.number, failure.name): one for one in perform(shrinking) for failure in one.failures}
    return SelfPlay(
        plan,
        tuple(talks),
        {name: by_talk.get((talk.number, name), talk) for name, talk in shortest.items()},
        script.branches.not_arranged,
    )


def shortest_failing(talks: Sequence[TalkResult]) -> dict[str, TalkResult]:
    """For each kind of failure the talk with the fewest noises, and of those the shortest."""
    found: dict[str, TalkResult] = {}
    for talk in sorted(talks, key=lambda talk: (len(talk.noises), talk.turns, talk.number)):
        for failure in talk.failures:
            found.setdefault(failure.name, talk)
    return dict(sorted(found.items()))


Perform = Callable[[Iterable[tuple[Any, ...]]], Iterator[TalkResult]]


@contextmanager
def _stages(settings: Settings, jobs: int) -> Iterator[Perform]:
    """A function that carries out orders ``(method, *arguments)`` of :class:`Stage`, here or in processes."""
    if jobs <= 1:
        stage = Stage(settings)
        try:
            yield lambda orders: (getattr(stage, method)(*arguments) for method, *arguments in orders)
        finally:
            stage.close()
        return
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(jobs, context, _open_stage, (settings,)) as processes:

        def perform(orders: Iterable[tuple[Any, ...]]) -> Iterator[TalkResult]:
            waiting = [processes.submit(_carry_out, *order) for order in orders]
            yield from (done.result() for done in as_completed(waiting))

        yield perform


_stage_of_process: list[Stage] = []


def _open_stage(settings: Settings) -> None:
    _stage_of_process.append(Stage(settings))


def _carry_out(method: str, *arguments: Any) -> TalkResult:
    result: TalkResult = getattr(_stage_of_process[0], method)(*arguments)
    return result
