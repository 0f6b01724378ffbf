"""One measurement in a process of its own: ``python -m bench.turn_worker '{"measure": "talks", ...}'``.

What a process imports, patches and allocates can't be taken back, so that each variant gets a fresh one. The
result is the last line of standard output, as JSON; what Rasa says goes to standard error.
"""

from __future__ import annotations

import time

BEGAN = time.perf_counter()  # before the imports, which are part of the time until the first answer

import asyncio  # noqa: E402
import json  # noqa: E402
import sys  # noqa: E402
import tempfile  # noqa: E402
from collections.abc import Awaitable, Callable, Sequence  # noqa: E402
from functools import partial  # noqa: E402
from pathlib import Path  # noqa: E402
from typing import TYPE_CHECKING, Any  # noqa: E402

if TYPE_CHECKING:
    from bot.settings import Settings

Say = Callable[[str, str], Awaitable[Any]]
Place = Callable[[str], Awaitable[str]]


PARTS = (
    "graph", "slots", "schema", "events", "copies", "replays", "recall", "rules", "lookups", "collector", "compaction",
)  # fmt: skip
"""What can be left out of the engine: the parts of ``rasa_speed``, the collector's spare time, the compaction."""


def main() -> None:
    """Run the one measurement that the argument asks for."""
    task = json.loads(sys.argv[1])
    measures: dict[str, Callable[..., dict[str, Any]]] = {
        "talks": _talks,
        "stock": _stock_talks,
        "start": _start,
        "train": _train,
    }
    result = measures[task.pop("measure")](**task)
    sys.stdout.write(f"\n{json.dumps(result)}\n")


def _settings(folder: str, model: str) -> Settings:
    """A migrated database of this process's own, with the invented customers in it."""
    from bot.customers.demo import load_demo
    from bot.migrations import upgrade
    from bot.settings import Settings

    settings = Settings(database_url=f"sqlite:///{folder}/bench.db", var_directory=Path(folder), model_path=Path(model))
    upgrade(settings.database_url)
    load_demo(settings.database_url)
    return settings


def _talks(model: str, talks: int, turns: int, without: str | None = None) -> dict[str, Any]:
    """Play talks through ``Engine.handle``; ``without`` names a part to be left out."""
    from bench.talk_script import load_script
    from bot.engine.engine import Engine

    if without is not None:
        _leave_out(without)

    async def measure(folder: str) -> dict[str, Any]:
        settings = _settings(folder, model)
        engine = await Engine.load(settings)
        lines = load_script().lengthened(turns)

        async def place(sender: str) -> str:
            talk = await engine.conversation(sender) or {}
            return f"{talk.get('sop_step')} {talk.get('requested_slot')}"

        result = await play(engine.handle, place, lines, talks, partial(_complete_all, settings.database_url))
        result["parse_ms"] = await _time_parsing(engine.parse, lines)
        await engine.close()
        return result

    with tempfile.TemporaryDirectory() as folder:
        return asyncio.run(measure(folder))


def _leave_out(part: str) -> None:
    """Let the engine load without one of its parts.

    Raises:
        ValueError: if there is no such part.
    """
    import bot.engine.engine  # isort: skip  # before anything of Rasa
    import bot.engine.collector
    import bot.engine.tracker_store
    from bot.engine.rasa_speed import speed_up

    if part not in PARTS:
        raise ValueError(f"no part {part!r}; there are {', '.join(PARTS)}")
    if part == "collector":
        bot.engine.collector.spare = lambda: None
    elif part == "compaction":
        bot.engine.tracker_store.compacted = lambda tracker: tracker
    else:
        bot.engine.engine.speed_up = partial(speed_up, without={part})


def _stock_talks(model: str, talks: int, turns: int) -> dict[str, Any]:
    """Play talks through Rasa's own agent and tracker store; the actions run in the same process."""
    import bot.engine.preload  # noqa: F401  # isort: skip  # before anything of Rasa
    from rasa.core.agent import Agent
    from rasa.core.channels.channel import CollectingOutputChannel, UserMessage

    from actions.services import open_services, use
    from bench.talk_script import load_script
    from bot.engine.action_endpoint import InProcessActions

    async def measure(folder: str) -> dict[str, Any]:
        settings = _settings(folder, model)
        services = open_services(settings)
        use(services)
        agent = Agent.load(model, action_endpoint=InProcessActions("actions"))
        lines = load_script().lengthened(turns)

        async def say(sender: str, text: str) -> None:
            await agent.handle_message(UserMessage(text, CollectingOutputChannel(), sender))

        async def place(sender: str) -> str:
            tracker = await agent.tracker_store.retrieve(sender)
            slots = tracker.current_slot_values() if tracker else {}
            return f"{slots.get('langkah_sop')} {slots.get('requested_slot')}"

        result = await play(say, place, lines, talks, partial(_complete_all, settings.database_url))
        result["parse_ms"] = await _time_parsing(agent.parse_message, lines)
        services.close()
        return result

    with tempfile.TemporaryDirectory() as folder:
        return asyncio.run(measure(folder))


def _complete_all(database_url: str) -> None:
    """Complete every report that is open."""
    from bot.apkt.model import BELUM_SELESAI, TicketSearch
    from bot.apkt.store import TicketStore

    store = TicketStore(database_url)
    for ticket in store.search(TicketSearch(status=BELUM_SELESAI)).tickets:
        store.complete(ticket.nomor, actor="bench", idempotency_key=f"bench:{ticket.nomor}")
    store.close()


async def play(
    say: Say, place: Place, lines: Sequence[str], talks: int, settle: Callable[[], None] = lambda: None
) -> dict[str, Any]:
    """One talk to warm up, which also tells where each turn leads; then ``talks`` that are timed.

    Args:
        settle: called after each talk, so that its report is not found by the next one (LU-09).

    Returns:
        ``places`` after each turn; ``wall_ms`` and ``cpu_ms`` (of all threads) by talk and turn.
    """
    places = []
    for line in lines:
        await say("warm-up", line)
        places.append(await place("warm-up"))
    settle()
    wall, processor = [], []
    for number in range(talks):
        wall_of_talk, processor_of_talk = [], []
        for line in lines:
            wall_before, processor_before = time.perf_counter(), time.process_time()
            await say(f"talk-{number}", line)
            wall_of_talk.append((time.perf_counter() - wall_before) * 1000)
            processor_of_talk.append((time.process_time() - processor_before) * 1000)
        wall.append(wall_of_talk)
        processor.append(processor_of_talk)
        settle()
        print(f"talk {number + 1}/{talks}", file=sys.stderr, flush=True)  # noqa: T201 - the parent's progress
    return {"places": places, "wall_ms": wall, "cpu_ms": processor}


async def _time_parsing(parse: Callable[[str], Awaitable[object]], lines: Sequence[str]) -> list[float]:
    taken = []
    for line in lines:
        before = time.perf_counter()
        await parse(line)
        taken.append((time.perf_counter() - before) * 1000)
    return taken


def _start(model: str, talks: int, database_url: str, var_directory: str) -> dict[str, Any]:
    """From the start of the process to the first answer, over a database that is ready; then memory."""
    from bot.settings import Settings

    settings = Settings(database_url=database_url, var_directory=Path(var_directory), model_path=Path(model))

    async def measure() -> dict[str, Any]:
        from bot.engine.engine import Engine

        imported = time.perf_counter()
        engine = await Engine.load(settings)
        loaded = time.perf_counter()
        from bench.machine import memory_mb

        memory_after_load = memory_mb()
        before_answer = time.perf_counter()
        await engine.handle("first", "halo")
        answered = time.perf_counter()
        from bench.talk_script import load_script

        for number in range(talks):
            for line in load_script().turns:
                await engine.handle(f"talk-{number}", line)
        result = {
            "import_s": imported - BEGAN,
            "load_s": loaded - imported,
            "first_answer_s": answered - before_answer,
            "ready_s": loaded - BEGAN + answered - before_answer,
            "memory_after_load_mb": memory_after_load,
            "talks": talks,
            "memory_after_talks_mb": memory_mb() if talks else None,
        }
        await engine.close()
        return result

    return asyncio.run(measure())


def _train(project: str, output: str, name: str, augmentation: int) -> dict[str, Any]:
    """Train the configuration of ``project`` with nothing cached."""
    import os

    with tempfile.TemporaryDirectory() as cache:
        os.environ["RASA_CACHE_DIRECTORY"] = cache
        import bot.engine.preload  # noqa: F401  # isort: skip  # before anything of Rasa
        from rasa.model_training import train

        os.chdir(project)
        before = time.perf_counter()
        trained = train(
            domain="domain.yml",
            config="config.yml",
            training_files=["data/nlu", "data/stories", "data/rules"],
            output=output,
            force_training=True,
            fixed_model_name=name,
            core_additional_arguments={"augmentation_factor": augmentation},
        )
        seconds = time.perf_counter() - before
    from resource import RUSAGE_SELF, getrusage

    return {"model": trained.model, "train_s": seconds, "peak_memory_mb": getrusage(RUSAGE_SELF).ru_maxrss / 1024}


if __name__ == "__main__":
    main()
