"""Load on a running server: whole talks of invented customers, many at once, over WebSocket and REST.

``--matter periksa``: everybody's meter shows PERIKSA. ``--matter outage``: the power of one area fails, and its people
report it by address alone, some of them twice: by the other channel, half of those while they still report the first
time. A caller says the next thing as soon as the answer to the last is there, or after ``--pause`` seconds as a person
would. Afterwards the server is asked for the reports: each talk that came to its end must have made exactly one. Start
it with the same settings as this tool (database, folder, token), and let one session send that fast. Only servers of
this machine are loaded.

Examples:
    PLN123_RATE_PER_SECOND=1000 pln123 serve &
    python -m bench.load --talks 40 --at-once 20
    python -m bench.load --matter outage --talks 500 --at-once 500 --pause 30
    python -m bench.load --talks 5000 --at-once 5000 --pause 55 --warm-up 240 --seconds 480 --json results/load.json
    python -m bench.load --talks 36000 --hang-up-after 4 --at-once 30   # a day's talks: does memory stay flat?
"""

from __future__ import annotations

import argparse
import asyncio
import itertools
import json
import os
import random
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import quantiles
from typing import Any
from urllib.parse import urlsplit

import aiohttp
import psutil  # type: ignore[import-untyped]

from bench.load_callers import (
    ANSWER_SECONDS,
    Caller,
    Matter,
    NotAnswered,
    RestCaller,
    WebSocketCaller,
    cards_in,
    new_matters,
)
from bench.load_outage import outage_matters
from bench.machine import memory_mb
from bot.server.auth import api_token
from bot.server.options import LOOPBACK_NAMES
from bot.settings import Settings

CHANNELS = ("rest", "websocket")
REPORTED_ALREADY = "sudah ada laporan yang sedang ditangani"
_LOOKS_EVERY, _LOOKS_TOLD = 5.0, 10


@dataclass(frozen=True)
class Load:
    """What is to be played.

    Attributes:
        channels: taken in turn by one talk after the other.
        at_once: talks at the same time.
        pause: seconds between an answer and the next message; where all talks are open at once they begin within it.
        warm_up: where all talks are open at once, they begin within so many seconds instead, of which no turn is timed.
        seconds: after so many the talks that go on are cut off; ``None``: all come to their end.
        tries: how often a message is sent before it counts as not answered.
        hang_up_after: so many messages of each talk are said, after which no report is expected; ``None``: all.
    """

    channels: Sequence[str] = CHANNELS
    at_once: int = 20
    pause: float = 0.0
    seconds: float | None = None
    tries: int = 1
    hang_up_after: int | None = None
    warm_up: float = 0.0


@dataclass
class Outcome:
    """What came of the load.

    Attributes:
        seconds: each answered turn took, from the message to its last answer.
        failures: what came instead of an answer, of each turn that had none.
        ended: matters whose talks came to their end.
        joined: talks in which the caller was told of a report that was made already (LU-09).
        cards: numbers of the reports that callers were shown.
        repeats: messages that were sent again.
        queued: seconds that callers were told to wait; also of REST, which is told to come again.
        talks: that are over, whole or not.
    """

    seconds: list[float] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)
    ended: list[Matter] = field(default_factory=list)
    joined: int = 0
    cards: list[str] = field(default_factory=list)
    repeats: int = 0
    queued: list[float] = field(default_factory=list)
    talks: int = 0

    def figures(self, took: float) -> dict[str, Any]:
        """Turns a second and milliseconds a turn."""
        cuts = quantiles(self.seconds, n=100) if len(self.seconds) > 1 else [0.0] * 99
        return {
            "talks ended": len(self.ended),
            "turns": len(self.seconds),
            "turns/s": round(len(self.seconds) / took, 1),
            "p50, ms": round(1000 * cuts[49], 1),
            "p95, ms": round(1000 * cuts[94], 1),
            "p99, ms": round(1000 * cuts[98], 1),
            "longest, ms": round(1000 * max(self.seconds, default=0.0), 1),
            "turns not answered": len(self.failures),
            "messages sent again": self.repeats,
            "told to wait": len(self.queued),
            "longest wait told, s": round(max(self.queued, default=0.0)),
            "talks led to an earlier report": self.joined,
        }


async def play(
    session: aiohttp.ClientSession,
    address: str,
    token: str,
    matters: list[Matter],
    how: Load,
    outcome: Outcome | None = None,
) -> Outcome:
    """Let every caller have their talk.

    Args:
        outcome: in which everything is noted as it happens.
    """
    outcome = outcome or Outcome()
    places, ways = asyncio.Semaphore(how.at_once), itertools.cycle(how.channels)
    all_at_once = how.at_once >= len(matters)

    def caller_by(channel: str) -> Caller:
        if channel == "rest":
            return RestCaller(session, address, token, how.tries)
        return WebSocketCaller(session, address, how.tries)

    async def one(matter: Matter, channel: str) -> None:
        async with places:
            if all_at_once and how.pause:
                await asyncio.sleep(random.uniform(0, how.warm_up or how.pause))
            first = _whole_talk(caller_by(channel), matter.words[: how.hang_up_after], how.pause, outcome)
            if not matter.again:
                ended = await first
            else:
                other = CHANNELS[channel == CHANNELS[0]]
                second = _whole_talk(caller_by(other), matter.again, how.pause, outcome)
                if matter.again_at_once:
                    ended = all(await asyncio.gather(first, second))
                else:
                    ended = await first
                    ended = await second and ended
            if ended and how.hang_up_after is None:
                outcome.ended.append(matter)

    talks = [asyncio.create_task(one(matter, next(ways))) for matter in matters]
    done, unfinished = await asyncio.wait(talks, timeout=how.seconds)
    for talk in unfinished:
        talk.cancel()
    await asyncio.gather(*unfinished, return_exceptions=True)
    for talk in done:
        talk.result()
    return outcome


async def _whole_talk(caller: Caller, said: Sequence[str], pause: float, outcome: Outcome) -> bool:
    """Say it all; gives whether all of it was answered."""
    joined = False
    try:
        for words in said:
            began = time.perf_counter()
            try:
                answers = await caller.say(words)
            except NotAnswered as problem:
                outcome.failures.append(str(problem))
                return False
            outcome.seconds.append(time.perf_counter() - began)
            outcome.cards += cards_in(answers)
            joined = joined or any(REPORTED_ALREADY in (answer.get("text") or "") for answer in answers)
            await caller.pause(pause)
        return True
    finally:
        outcome.talks += 1
        outcome.joined += joined
        outcome.repeats += caller.repeats
        outcome.queued += caller.queued
        await caller.leave()


async def reports_of(
    session: aiohttp.ClientSession, address: str, token: str, matters: Sequence[Matter]
) -> list[list[str]]:
    """Numbers of the reports that the server has of each matter, in their order."""
    found = []
    for matter in matters:
        async with session.get(
            f"{address}/api/apkt/tickets",
            params=matter.found_by,
            headers={"Authorization": f"Bearer {token}"},
            raise_for_status=True,
        ) as response:
            found.append([ticket["nomor"] for ticket in (await response.json())["tickets"]])
    return found


def open_session(at_once: int) -> aiohttp.ClientSession:
    """A client for so many callers."""
    return aiohttp.ClientSession(
        connector=aiohttp.TCPConnector(limit=2 * at_once + 10),
        timeout=aiohttp.ClientTimeout(total=ANSWER_SECONDS),
    )


async def load(address: str, token: str, matters: list[Matter], how: Load) -> dict[str, Any]:
    """Play the talks, then hold the reports against them; gives the figures."""
    server = processes_behind(address)
    async with open_session(how.at_once) as session:
        outcome, watched = Outcome(), Memory(server)
        watching = asyncio.create_task(watched.watch(outcome))
        playing = asyncio.create_task(play(session, address, token, matters, how, outcome))
        await asyncio.wait({playing}, timeout=how.warm_up)
        outcome.seconds.clear()
        outcome.queued.clear()
        began, used, own = time.perf_counter(), _processor_seconds(server), time.process_time()
        await playing
        watching.cancel()
        took, used, own = time.perf_counter() - began, _processor_seconds(server) - used, time.process_time() - own
        reports = await reports_of(session, address, token, outcome.ended)
    turns = max(len(outcome.seconds), 1)
    return {
        "talks": len(matters),
        **outcome.figures(took),
        "reported twice by their customers": sum(bool(matter.again) for matter in outcome.ended),
        "talks without a report": sum(not numbers for numbers in reports),
        "reports": sum(map(len, reports)),
        "reports too many": sum(max(len(numbers) - 1, 0) for numbers in reports),
        "server's processor, ms a turn": round(1000 * used / turns, 2),
        "server's memory, MB": watched.now(),
        "on the way": watched.told(),
        "this tool's processor, ms a turn": round(1000 * own / turns, 2),
        "load of the machine": round(os.getloadavg()[0], 1),
        **({"first failure": outcome.failures[0]} if outcome.failures else {}),
    }


class Memory:
    """What the server takes of the machine's memory while it is loaded.

    Args:
        server: as :func:`processes_behind` gives it.
    """

    def __init__(self, server: Sequence[psutil.Process]) -> None:
        self._server = server
        self._seen: list[tuple[int, int, int]] = []

    def now(self) -> int:
        """Megabytes of the processes together."""
        return round(sum(memory_mb(one.pid) for one in self._server))

    async def watch(self, outcome: Outcome) -> None:
        """Look every few seconds until it is cancelled."""
        while True:
            self._seen.append((outcome.talks, len(outcome.seconds), self.now()))
            await asyncio.sleep(_LOOKS_EVERY)

    def told(self) -> str:
        """Ten to twenty of the looks, evenly over the whole time: talks that were over, turns, megabytes."""
        step = max(len(self._seen) // _LOOKS_TOLD, 1)
        return "; ".join(f"{talks} talks, {turns} turns: {mb} MB" for talks, turns, mb in self._seen[::step])


def all_is_well(figures: dict[str, Any]) -> bool:
    """Whether every turn was answered and every customer whose talks ended has one report."""
    return bool(figures["turns"]) and not any(
        figures[name] for name in ("turns not answered", "talks without a report", "reports too many")
    )


def processes_behind(address: str) -> list[psutil.Process]:
    """Who serves there: of several processes that share the port, the one that started them."""
    port = urlsplit(address).port
    listening = {
        connection.pid
        for connection in psutil.net_connections("tcp")
        if connection.status == psutil.CONN_LISTEN and connection.laddr.port == port and connection.pid
    }
    return [_head_of(psutil.Process(pid)) for pid in listening]


def _head_of(process: psutil.Process) -> psutil.Process:
    parent = process.parent()
    # a process that was spawned shows no arguments of the program
    while parent is not None and "serve" in parent.cmdline():
        process, parent = parent, parent.parent()
    return process


def _processor_seconds(processes: Sequence[psutil.Process]) -> float:
    family = [member for one in processes for member in (one, *one.children(recursive=True))]
    times = [member.cpu_times() for member in family]
    return float(sum(one.user + one.system for one in times))


def main(arguments: Sequence[str] | None = None) -> int:
    """Load a server; the exit status is 0 only when every turn was answered and every talk made one report."""
    parser = argparse.ArgumentParser(
        prog="python -m bench.load", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    settings = Settings.from_environment()
    parser.add_argument("--address", default=f"http://127.0.0.1:{settings.port}")
    parser.add_argument("--channel", choices=(*CHANNELS, "both"), default="both")
    parser.add_argument("--matter", choices=("periksa", "outage"), default="periksa")
    parser.add_argument("--again", type=float, default=0.1, help="share of an outage's people who report twice")
    parser.add_argument("--tries", type=int, default=1, help="how often a message is sent that is not taken")
    parser.add_argument("--talks", type=int, default=40)
    parser.add_argument("--at-once", type=int, default=20)
    parser.add_argument("--pause", type=float, default=0.0, help="seconds between answer and next message")
    parser.add_argument(
        "--warm-up", type=float, default=0.0, metavar="SECONDS", help="in which all talks begin and no turn is timed"
    )
    parser.add_argument("--seconds", type=float, help="cut off what is not over by then, warm-up included")
    parser.add_argument("--hang-up-after", type=int, metavar="MESSAGES", help="leave each talk after so many")
    parser.add_argument("--json", type=Path, help="write the figures here as well")
    chosen = parser.parse_args(arguments)
    if urlsplit(chosen.address).hostname not in LOOPBACK_NAMES:
        parser.error("only a server of this machine is loaded")
    channels = CHANNELS if chosen.channel == "both" else (chosen.channel,)
    how = Load(
        channels,
        chosen.at_once,
        chosen.pause,
        chosen.seconds,
        tries=chosen.tries,
        hang_up_after=chosen.hang_up_after,
        warm_up=chosen.warm_up,
    )
    if chosen.matter == "outage":
        matters = outage_matters(chosen.talks, chosen.again)
    else:
        matters = new_matters(settings.database_url, chosen.talks)
    figures = asyncio.run(load(chosen.address, api_token(settings), matters, how))
    width = max(map(len, figures))
    for name, value in figures.items():
        sys.stdout.write(f"{name:<{width}}  {value}\n")
    if chosen.json:
        chosen.json.parent.mkdir(parents=True, exist_ok=True)
        chosen.json.write_text(json.dumps(figures, indent=2) + "\n", encoding="utf-8")
    return 0 if all_is_well(figures) else 1


if __name__ == "__main__":
    sys.exit(main())
