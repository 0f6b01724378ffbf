"""Talks over the REST channel on loopback, with servers that are started as users start them."""

from __future__ import annotations

import os
import secrets
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import psutil  # type: ignore[import-untyped]

from bench.machine import memory_mb
from bot.settings import PROJECT_ROOT

START_TIMEOUT = 600.0
TURN_TIMEOUT = 60.0
_REST = "/webhooks/rest/webhook"


class ServerDidNotStart(RuntimeError):
    """A server ended, or was not ready in ten minutes; the message ends with its last words."""


@dataclass(frozen=True)
class Servers:
    """Running servers that together answer one REST address.

    Attributes:
        ready_s: seconds from starting the first to the last being ready.
    """

    processes: tuple[subprocess.Popen[bytes], ...]
    client: httpx.Client
    ready_s: float

    def memory_mb(self) -> float:
        """Resident memory of all of them with their children."""
        return sum(memory_mb(process.pid) for process in self.processes)

    def processor_s(self) -> float:
        """Seconds of processor time that all have used."""
        times = [psutil.Process(process.pid).cpu_times() for process in self.processes]
        return sum(one.user + one.system for one in times)


def free_port() -> int:
    """A port on which nothing listens now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def our_server(folder: Path, model: Path, database_url: str) -> Iterator[Servers]:
    """``pln123 serve``."""
    port, token = free_port(), secrets.token_hex(16)
    environment = {
        "PLN123_PORT": str(port),
        "PLN123_API_TOKEN": token,
        "PLN123_DATABASE_URL": database_url,
        "PLN123_MODEL": str(model),
        "PLN123_VAR": str(folder),
    }
    commands = [[sys.executable, "-m", "bot", "serve"]]
    with (
        httpx.Client(
            base_url=f"http://127.0.0.1:{port}",
            headers={"Authorization": f"Bearer {token}"},
            timeout=TURN_TIMEOUT,
        ) as client,
        _running(
            commands, [PROJECT_ROOT], environment, folder, client, [f"http://127.0.0.1:{port}/healthz"]
        ) as servers,
    ):
        yield servers


@contextmanager
def stock_servers(project: Path, model: Path, database_url: str, actions_port: int) -> Iterator[Servers]:
    """``rasa run`` and ``rasa run actions``, each from the folder where its files are."""
    port = free_port()
    rasa = [sys.executable, "-m", "rasa", "run"]
    commands = [
        [*rasa, "actions", "--port", str(actions_port)],
        [*rasa, "--enable-api", "--model", str(model), "--port", str(port), "--interface", "127.0.0.1"],
    ]
    environment = {"PLN123_DATABASE_URL": database_url, "PLN123_VAR": str(project)}
    # as in our own engine (bot/engine/preload.py): a correction may run through more actions than Rasa's ten
    environment["MAX_NUMBER_OF_PREDICTIONS"] = "25"
    ready = [f"http://127.0.0.1:{actions_port}/health", f"http://127.0.0.1:{port}/status"]
    with (
        httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=TURN_TIMEOUT) as client,
        _running(commands, [PROJECT_ROOT, project], environment, project, client, ready) as servers,
    ):
        yield servers


@contextmanager
def _running(
    commands: Sequence[Sequence[str]],
    folders: Sequence[Path],
    environment: dict[str, str],
    logs: Path,
    client: httpx.Client,
    ready: Sequence[str],
) -> Iterator[Servers]:
    began = time.perf_counter()
    full_environment = os.environ | {"RASA_TELEMETRY_ENABLED": "false"} | environment
    processes: list[subprocess.Popen[bytes]] = []
    with ExitStack() as stack:
        for number, (command, folder) in enumerate(zip(commands, folders, strict=True)):
            log = stack.enter_context((logs / f"server-{number}.log").open("wb"))
            process = subprocess.Popen(
                command, cwd=folder, env=full_environment, stdout=log, stderr=subprocess.STDOUT, start_new_session=True
            )
            stack.callback(_end, process)
            processes.append(process)
        for number, (process, address) in enumerate(zip(processes, ready, strict=True)):
            _wait_until_ready(process, address, began + START_TIMEOUT, logs / f"server-{number}.log")
        yield Servers(tuple(processes), client, time.perf_counter() - began)


def _wait_until_ready(process: subprocess.Popen[bytes], address: str, until: float, log: Path) -> None:
    while time.perf_counter() < until and process.poll() is None:
        try:
            if httpx.get(address, timeout=5).status_code == httpx.codes.OK:
                return
        except httpx.TransportError:
            pass  # nobody listens there yet
        time.sleep(0.1)
    last_words = log.read_text(encoding="utf-8", errors="replace")[-2000:]
    raise ServerDidNotStart(f"{process.args!r} was not ready:\n{last_words}")


def _end(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(20)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def say(servers: Servers, sender: str, text: str) -> list[dict[str, Any]]:
    """Send one message and wait for the answers.

    Raises:
        httpx.HTTPStatusError: if the server refuses.
    """
    response = servers.client.post(_REST, json={"sender": sender, "message": text})
    response.raise_for_status()
    answers: list[dict[str, Any]] = response.json()
    return answers


def play(servers: Servers, lines: Sequence[str], talks: int, tick: Callable[[], None]) -> dict[str, Any]:
    """One talk to warm up, then ``talks`` that are timed.

    Returns:
        ``wall_ms`` by talk and turn; ``cpu_ms_a_turn`` (mean over all, servers only); ``unanswered`` turns.
    """
    for line in lines:
        say(servers, "warm-up", line)
    tick()
    before = servers.processor_s()
    wall, unanswered = [], 0
    for number in range(talks):
        of_talk = []
        for line in lines:
            began = time.perf_counter()
            answers = say(servers, f"talk-{number}", line)
            of_talk.append((time.perf_counter() - began) * 1000)
            unanswered += not answers
        wall.append(of_talk)
        tick()
    processor = (servers.processor_s() - before) * 1000 / (talks * len(lines))
    return {"wall_ms": wall, "cpu_ms_a_turn": processor, "unanswered": unanswered}
