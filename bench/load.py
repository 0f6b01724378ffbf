"""Load on a running server: whole PERIKSA talks of invented customers, many at once, over WebSocket and REST.

A caller says the next thing as soon as the answer to the last is there, or after ``--pause`` seconds as a person
would. The server must let one session send that fast: start it with ``PLN123_RATE_PER_SECOND=1000``. Only servers of
this machine are loaded.

Examples:
    PLN123_RATE_PER_SECOND=1000 pln123 serve &
    python -m bench.load --talks 40 --at-once 20
    python -m bench.load --talks 1000 --at-once 500 --pause 5 --channel websocket --json results/load.json
"""

from __future__ import annotations

import argparse
import asyncio
import itertools
import json
import os
import sys
import time
import uuid
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from statistics import quantiles
from typing import Any
from urllib.parse import urlsplit

import httpx
import websockets.client
import yaml

from bench.talk_script import SCRIPT
from bot.customers.demo import demo_customers
from bot.server.options import LOOPBACK_NAMES

ANSWER_SECONDS = 60
FAILURE = "sistem kami sedang terganggu"
CHANNELS = ("rest", "websocket")


@dataclass
class Outcome:
    """What came of the load.

    Attributes:
        seconds: each turn took, from the message to its last answer.
        failed: turns that were not answered, or with the words for a failure.
        tickets: numbers of the reports that were made.
    """

    seconds: list[float] = field(default_factory=list)
    failed: int = 0
    talks: int = 0
    tickets: list[str] = field(default_factory=list)

    def note(self, seconds: float, answers: Sequence[dict[str, Any]]) -> None:
        """One answered turn."""
        self.seconds.append(seconds)
        self.failed += any(FAILURE in (answer.get("text") or "") for answer in answers)
        cards = [answer.get("custom") or {} for answer in answers]
        self.tickets += [card["ticket"]["nomor"] for card in cards if card.get("kind") == "ticket"]

    def figures(self, took: float) -> dict[str, Any]:
        """Turns a second and milliseconds a turn."""
        cuts = quantiles(self.seconds, n=100) if len(self.seconds) > 1 else [0.0] * 99
        return {
            "talks": self.talks,
            "turns": len(self.seconds),
            "turns/s": round(len(self.seconds) / took, 1),
            "p50, ms": round(1000 * cuts[49], 1),
            "p95, ms": round(1000 * cuts[94], 1),
            "p99, ms": round(1000 * cuts[98], 1),
            "failed": self.failed,
            "tickets": len(self.tickets),
            "tickets twice": len(self.tickets) - len(set(self.tickets)),
            "load of the machine": round(os.getloadavg()[0], 1),
        }


def talks() -> list[tuple[str, ...]]:
    """What each invented customer says who fits the script."""
    data = yaml.safe_load(SCRIPT.read_text(encoding="utf-8"))
    fitting = [one for one in map(asdict, demo_customers()) if data["customer"].items() <= one.items()]
    return [tuple(line.format_map(one) for line in data["turns"]) for one in fitting]


async def talk_over_rest(client: httpx.AsyncClient, words: Sequence[str], pause: float, outcome: Outcome) -> None:
    """One talk, each message with a key of its own."""
    sender = f"beban-{uuid.uuid4().hex}"
    for message in words:
        began = time.perf_counter()
        try:
            answer = await client.post(
                "/webhooks/rest/webhook",
                json={"sender": sender, "message": message},
                headers={"Idempotency-Key": uuid.uuid4().hex},
            )
            answer.raise_for_status()
        except httpx.HTTPError:
            outcome.failed += 1
            continue
        outcome.note(time.perf_counter() - began, answer.json())
        await asyncio.sleep(pause)
    outcome.talks += 1


async def talk_over_websocket(address: str, words: Sequence[str], pause: float, outcome: Outcome) -> None:
    """One talk as the chat page has it: a turn has ended when the bot stops typing."""
    own_address = f"{address.replace('http', 'ws', 1)}/ws"
    async with websockets.client.connect(own_address, open_timeout=ANSWER_SECONDS) as socket:
        await socket.send(json.dumps({"type": "hello"}))
        while json.loads(await asyncio.wait_for(socket.recv(), ANSWER_SECONDS))["type"] != "welcome":
            pass
        for message in words:
            began = time.perf_counter()
            await socket.send(json.dumps({"type": "say", "id": uuid.uuid4().hex, "text": message}))
            answers = []
            while True:
                frame = json.loads(await asyncio.wait_for(socket.recv(), ANSWER_SECONDS))
                if frame["type"] == "wait":
                    raise SystemExit("The server holds sessions back: start it with PLN123_RATE_PER_SECOND=1000.")
                answers.append(frame)
                if frame["type"] == "typing" and not frame["on"]:
                    break
            outcome.failed += any(frame["type"] == "refused" for frame in answers)
            outcome.note(time.perf_counter() - began, answers)
            await asyncio.sleep(pause)
    outcome.talks += 1


async def load(address: str, channels: Sequence[str], count: int, at_once: int, pause: float) -> dict[str, Any]:
    """Play ``count`` talks, ``at_once`` of them at a time, on the channels in turn; gives the figures."""
    outcome, places = Outcome(), asyncio.Semaphore(at_once)
    scripts, ways = itertools.cycle(talks()), itertools.cycle(channels)
    limits = httpx.Limits(max_connections=at_once, max_keepalive_connections=at_once)
    async with httpx.AsyncClient(base_url=address, timeout=ANSWER_SECONDS, limits=limits) as client:

        async def one(words: Sequence[str], channel: str) -> None:
            async with places:
                if channel == "rest":
                    await talk_over_rest(client, words, pause, outcome)
                else:
                    await talk_over_websocket(address, words, pause, outcome)

        began = time.perf_counter()
        ended = await asyncio.gather(*(one(next(scripts), next(ways)) for _ in range(count)), return_exceptions=True)
    figures = outcome.figures(time.perf_counter() - began)
    broken = [repr(end) for end in ended if isinstance(end, Exception)]
    return {**figures, "talks broken off": len(broken), **({"first reason": broken[0]} if broken else {})}


def main(arguments: Sequence[str] | None = None) -> int:
    """Load a server; the exit status is 0 only when every turn was answered and no ticket was made twice."""
    parser = argparse.ArgumentParser(
        prog="python -m bench.load", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--address", default="http://127.0.0.1:8123")
    parser.add_argument("--channel", choices=(*CHANNELS, "both"), default="both")
    parser.add_argument("--talks", type=int, default=40)
    parser.add_argument("--at-once", type=int, default=20)
    parser.add_argument("--pause", type=float, default=0.0, help="seconds between answer and next message")
    parser.add_argument("--json", type=Path, help="write the figures here as well")
    chosen = parser.parse_args(arguments)
    if urlsplit(chosen.address).hostname not in LOOPBACK_NAMES:
        parser.error("only a server of this machine is loaded")
    channels = CHANNELS if chosen.channel == "both" else (chosen.channel,)
    figures = asyncio.run(load(chosen.address, channels, chosen.talks, chosen.at_once, chosen.pause))
    width = max(map(len, figures))
    for name, value in figures.items():
        sys.stdout.write(f"{name:<{width}}  {value}\n")
    if chosen.json:
        chosen.json.parent.mkdir(parents=True, exist_ok=True)
        chosen.json.write_text(json.dumps(figures, indent=2) + "\n", encoding="utf-8")
    return 0 if not figures["failed"] and not figures["talks broken off"] and not figures["tickets twice"] else 1


if __name__ == "__main__":
    sys.exit(main())
