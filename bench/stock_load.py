"""Our server and stock Rasa's under the same load in the same run: turns a second and how long a turn takes.

Stock is ``rasa run`` beside ``rasa run actions``, with what ``rasa init`` sets up, over this assistant's own data
(:mod:`bench.stock`); ours is ``pln123 serve``, one process, SQLite. The same callers say the same sentences over Rasa's
REST channel, first here, then there, in turns: only the ratios are to be quoted, for both sides had the same machine. A
network takes as long to answer after one epoch as after a hundred, so stock is trained with one.

Examples:
    python -m bench.stock_load
    python -m bench.stock_load --rounds 3 --seconds 60 --at-once 20 --json results/stock_load.json
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import json
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from statistics import median
from typing import Any

import aiohttp

from bench.load import Load, open_session, play
from bench.load_callers import Matter, new_matters
from bench.stock import lay_out
from bot.server.auth import api_token
from bot.settings import PROJECT_ROOT, Settings

READY_SECONDS = 600
BAR_TURNS, BAR_P95 = 5.0, 5.0
"""At least so many times the turns a second, at most such a part of the 95th percentile (issue 8)."""


def free_port() -> int:
    """A port that nobody listens on now."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


@contextlib.contextmanager
def running(command: Sequence[str], folder: Path, environment: Mapping[str, str], log: Path) -> Iterator[None]:
    """A program while the block runs."""
    with log.open("wb") as output:
        process = subprocess.Popen(
            command, cwd=folder, env={**os.environ, **environment}, stdout=output, stderr=subprocess.STDOUT
        )
        try:
            yield
        finally:
            process.terminate()
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(30)
            process.kill()


def train(project: Path, environment: Mapping[str, str]) -> None:
    """Let Rasa train the stock project."""
    command = [sys.executable, "-m", "rasa", "train", "--augmentation", "0", "--quiet"]
    subprocess.run(command, cwd=project, env={**os.environ, **environment}, check=True, capture_output=True)


async def answers(address: str, token: str) -> None:
    """Wait until the server there answers a message.

    Raises:
        TimeoutError: if it never does.
    """
    until = time.monotonic() + READY_SECONDS
    async with open_session(1) as session:
        while time.monotonic() < until:
            with contextlib.suppress(aiohttp.ClientError, OSError):
                async with session.post(
                    f"{address}/webhooks/rest/webhook",
                    json={"sender": "siap", "message": "halo"},
                    headers={"Authorization": f"Bearer {token}"},
                ) as response:
                    if response.status == 200:
                        return
            await asyncio.sleep(0.5)
    raise TimeoutError(f"{address} does not answer")


def compare(rounds: int, seconds: float, at_once: int, folder: Path) -> dict[str, Any]:
    """Load both, round by round.

    Args:
        seconds: of each side's part of a round.
        folder: where everything is written.
    """
    project, settings = folder / "stock", _settings(folder, free_port())
    ours_port, stock_port, actions_port = settings.port, free_port(), free_port()
    environment = {
        "PLN123_VAR": str(folder),
        "PLN123_PORT": str(ours_port),
        "PLN123_DATABASE_URL": settings.database_url,
        "PLN123_RATE_PER_SECOND": "100000",
        "PYTHONPATH": str(PROJECT_ROOT),
        "RASA_TELEMETRY_ENABLED": "false",
    }
    subprocess.run([sys.executable, "-m", "bot", "prepare"], env={**os.environ, **environment}, check=True)
    lay_out(project, actions_port=actions_port, epochs=1)
    train(project, environment)
    token = api_token(settings)
    rasa = [sys.executable, "-m", "rasa", "run"]
    with (
        running([sys.executable, "-m", "bot", "serve"], PROJECT_ROOT, environment, folder / "ours.log"),
        running([*rasa, "actions", "--port", str(actions_port)], PROJECT_ROOT, environment, folder / "actions.log"),
        running([*rasa, "--port", str(stock_port)], project, environment, folder / "stock.log"),
    ):
        addresses = {"ours": f"http://127.0.0.1:{ours_port}", "stock": f"http://127.0.0.1:{stock_port}"}
        for address in addresses.values():
            asyncio.run(answers(address, token))
        how = Load(("rest",), at_once, 0.0, seconds)
        found: dict[str, list[dict[str, Any]]] = {side: [] for side in addresses}
        for _ in range(rounds):
            for side, address in addresses.items():
                matters = new_matters(settings.database_url, int(at_once * seconds))
                found[side].append(asyncio.run(one_side(address, token, matters, how)))
    return summary(found)


async def one_side(address: str, token: str, matters: list[Matter], how: Load) -> dict[str, Any]:
    """Load the server there for a while; gives the figures."""
    async with open_session(how.at_once) as session:
        began = time.perf_counter()
        outcome = await play(session, address, token, matters, how)
        return outcome.figures(time.perf_counter() - began)


def summary(found: Mapping[str, Sequence[Mapping[str, Any]]]) -> dict[str, Any]:
    """Medians over the rounds, and how many times better ours are."""
    sides = {
        side: {name: median(one[name] for one in figures) for name in ("turns/s", "p50, ms", "p95, ms")}
        | {"turns not answered": sum(one["turns not answered"] for one in figures)}
        for side, figures in found.items()
    }
    ours, stock = sides["ours"], sides["stock"]
    return {
        **sides,
        "times the turns/s": round(ours["turns/s"] / max(stock["turns/s"], 1e-9), 1),
        "times shorter p95": round(stock["p95, ms"] / max(ours["p95, ms"], 1e-9), 1),
    }


def _settings(folder: Path, port: int) -> Settings:
    return Settings.from_environment(
        {"PLN123_VAR": str(folder), "PLN123_PORT": str(port), "PLN123_DATABASE_URL": f"sqlite:///{folder}/pln123.db"}
    )


def main(arguments: Sequence[str] | None = None) -> int:
    """Compare; the exit status is 0 only when both bars are met."""
    parser = argparse.ArgumentParser(
        prog="python -m bench.stock_load", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--seconds", type=float, default=30.0)
    parser.add_argument("--at-once", type=int, default=10)
    parser.add_argument("--json", type=Path, help="write the figures here as well")
    chosen = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder:
        figures = compare(chosen.rounds, chosen.seconds, chosen.at_once, Path(folder))
    sys.stdout.write(json.dumps(figures, indent=2) + "\n")
    if chosen.json:
        chosen.json.parent.mkdir(parents=True, exist_ok=True)
        chosen.json.write_text(json.dumps(figures, indent=2) + "\n", encoding="utf-8")
    return 0 if figures["times the turns/s"] >= BAR_TURNS and figures["times shorter p95"] >= BAR_P95 else 1


if __name__ == "__main__":
    sys.exit(main())
