"""Random deaths under load: worker processes are killed (SIGKILL) at random moments while whole talks are played.

Every caller does what the chat page and a good REST client do: sends what was not answered again, with the same id. In
the end each talk must have come to its end with every message in it once and in order, and with exactly one report.
The server must run on this machine with several workers, PostgreSQL and Redis, with this tool's settings.

Examples:
    PLN123_RATE_PER_SECOND=1000 pln123 serve --workers 3 &
    python -m bench.kills --kills 200 --json results/kills.json
"""

from __future__ import annotations

import argparse
import asyncio
import json
import random
import signal
import sys
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import aiohttp
import psutil  # type: ignore[import-untyped]

from bench.load import CHANNELS, open_session, processes_behind, reports_of
from bench.load_callers import Caller, Matter, NotAnswered, RestCaller, WebSocketCaller, new_matters
from bot.server.auth import api_token
from bot.server.options import LOOPBACK_NAMES
from bot.settings import Settings

_TRIES = 2_000
_TALKS_A_KILL = 4


@dataclass
class Drill:
    """What has happened.

    Attributes:
        kills: processes that were killed.
        played: matters whose talks came to their end.
        stuck: why talks could not go on.
        differing: talks whose transcript is not what the caller said.
        longest: seconds that a message waited for its answer.
    """

    kills: int = 0
    played: list[Matter] = field(default_factory=list)
    stuck: list[str] = field(default_factory=list)
    differing: list[str] = field(default_factory=list)
    repeats: int = 0
    turns: int = 0
    longest: float = 0.0


async def drill(address: str, token: str, matters: list[Matter], kills: int, every: float, at_once: int) -> Drill:
    """Kill and play until enough were killed, then let the talks that were begun come to their end.

    Raises:
        SystemExit: if there are no worker processes.
    """
    done, waiting, enough = Drill(), iter(enumerate(matters)), asyncio.Event()
    async with open_session(at_once) as session:

        async def callers() -> None:
            for number, matter in waiting:
                if enough.is_set():
                    return
                await _whole_talk(session, address, token, matter, CHANNELS[number % len(CHANNELS)], done)

        playing = [asyncio.create_task(callers()) for _ in range(at_once)]
        next_sign = 10
        while done.kills < kills and not all(task.done() for task in playing):
            await asyncio.sleep(random.uniform(0, 2 * every))
            done.kills += _kill_one(address)
            if done.kills >= next_sign:
                sys.stderr.write(f"{done.kills} kills, {len(done.played)} talks, {len(done.stuck)} stuck\n")
                next_sign += 10
        enough.set()
        await asyncio.gather(*playing)
    return done


def _kill_one(address: str) -> int:
    heads = processes_behind(address)
    workers = [child for head in heads for child in head.children() if _serves(child)]
    if not workers and not heads:
        raise SystemExit("No server listens there any more.")
    if not workers:
        return 0
    try:
        random.choice(workers).send_signal(signal.SIGKILL)
    except psutil.NoSuchProcess:
        return 0
    return 1


def _serves(child: psutil.Process) -> bool:
    try:
        return "spawn_main" in " ".join(child.cmdline())
    except psutil.NoSuchProcess:  # killed, and not yet buried
        return False


async def _whole_talk(
    session: aiohttp.ClientSession, address: str, token: str, matter: Matter, channel: str, done: Drill
) -> None:
    caller: Caller
    if channel == "rest":
        caller = RestCaller(session, address, token, _TRIES)
    else:
        caller = WebSocketCaller(session, address, _TRIES)
    try:
        for words in matter.words:
            began = time.perf_counter()
            await caller.say(words)
            done.turns += 1
            done.longest = max(done.longest, time.perf_counter() - began)
        said = await caller.said()
    except NotAnswered as problem:
        done.stuck.append(f"{channel} {matter.idpel}: {problem}")
        return
    finally:
        done.repeats += caller.repeats
        await caller.leave()
    done.played.append(matter)
    if said != list(matter.words):
        done.differing.append(f"{channel} {matter.idpel}: {_difference(matter.words, said)}")


def _difference(meant: Sequence[str], said: Sequence[str]) -> str:
    missing, more = Counter(meant) - Counter(said), Counter(said) - Counter(meant)
    return f"missing {dict(missing)}, too many {dict(more)}" if missing or more else "in another order"


async def figures_of(done: Drill, address: str, token: str, took: float) -> dict[str, Any]:
    """Hold the reports of the server against the talks."""
    async with open_session(1) as session:
        reports = await reports_of(session, address, token, done.played)
    numbers = Counter(number for several in reports for number in several)
    return {
        "kills": done.kills,
        "talks ended": len(done.played),
        "turns": done.turns,
        "turns/s": round(done.turns / took, 1),
        "messages sent again": done.repeats,
        "longest wait for an answer, s": round(done.longest, 1),
        "talks that could not go on": len(done.stuck),
        "talks with a message lost, doubled or out of order": len(done.differing),
        "reports lost": sum(not several for several in reports),
        "reports doubled": sum(max(len(several) - 1, 0) for several in reports),
        "numbers given twice": sum(count - 1 for count in numbers.values()),
        **({"first of these": (done.stuck + done.differing)[0]} if done.stuck or done.differing else {}),
    }


def all_is_well(figures: dict[str, Any], kills: int) -> bool:
    """Whether nothing was lost or doubled in so many kills."""
    bad = (
        *("talks that could not go on", "talks with a message lost, doubled or out of order"),
        *("reports lost", "reports doubled", "numbers given twice"),
    )
    return figures["kills"] >= kills and not any(figures[name] for name in bad)


def main(arguments: Sequence[str] | None = None) -> int:
    """Kill; the exit status is 0 only when nothing was lost or doubled."""
    parser = argparse.ArgumentParser(
        prog="python -m bench.kills", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    settings = Settings.from_environment()
    parser.add_argument("--address", default=f"http://127.0.0.1:{settings.port}")
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--every", type=float, default=6.0, help="seconds between two kills, in the mean")
    parser.add_argument("--at-once", type=int, default=20, help="talks at the same time")
    parser.add_argument("--json", type=Path, help="write the figures here as well")
    chosen = parser.parse_args(arguments)
    if urlsplit(chosen.address).hostname not in LOOPBACK_NAMES:
        parser.error("only a server of this machine is harmed")
    matters = new_matters(settings.database_url, chosen.kills * _TALKS_A_KILL + chosen.at_once)
    token, began = api_token(settings), time.perf_counter()
    done = asyncio.run(drill(chosen.address, token, matters, chosen.kills, chosen.every, chosen.at_once))
    figures = asyncio.run(figures_of(done, chosen.address, token, time.perf_counter() - began))
    for name, value in figures.items():
        sys.stdout.write(f"{name:<52}  {value}\n")
    if chosen.json:
        chosen.json.parent.mkdir(parents=True, exist_ok=True)
        chosen.json.write_text(json.dumps(figures, indent=2) + "\n", encoding="utf-8")
    return 0 if all_is_well(figures, chosen.kills) else 1


if __name__ == "__main__":
    sys.exit(main())
