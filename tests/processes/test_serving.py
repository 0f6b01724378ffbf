"""``pln123 serve`` as it runs in earnest: three processes, PostgreSQL, Redis, and a death in the middle of the work."""

from __future__ import annotations

import dataclasses
import os
import random
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import httpx
import psutil
import pytest

from bot.apkt.model import TicketSearch
from bot.apkt.store import TicketStore
from bot.customers.simulated import SimulatedCustomerRegistry
from tests.actions.customers import IN_JAKARTA
from tests.databases import MIGRATED, PostgresqlServer
from tests.engine.talking import AT_THE_CODES, WHOLE_TALK
from tests.engines import add_customers
from tests.redis_servers import RedisServer
from tests.server.live_server import free_port

TOKEN = "token-untuk-uji"
START_SECONDS = 300
TURNS_COUNTED = 6
"""On a machine that does much else."""


# one customer's matter is reported once, however many talks there are about it
NEIGHBOURS = tuple(
    dataclasses.replace(
        IN_JAKARTA,
        idpel=f"{int(IN_JAKARTA.idpel) + number}",
        nomor_meter=f"{int(IN_JAKARTA.nomor_meter) + number}",
        telepon=f"081377770{number}",
    )
    for number in range(101, 105)
)


@dataclass
class Server:
    """One ``pln123 serve``."""

    address: str
    process: subprocess.Popen[bytes]

    def workers(self) -> list[psutil.Process]:
        """Its serving processes."""
        children = psutil.Process(self.process.pid).children(recursive=True)
        alive = [child for child in children if child.status() != psutil.STATUS_ZOMBIE]
        return [child for child in alive if "spawn_main" in " ".join(child.cmdline())]

    def says(self, sender: str, message: str, key: str | None = None, phone: str = "081299990000") -> list[str]:
        """A caller's message and the bot's answers."""
        answer = httpx.post(
            f"{self.address}/webhooks/rest/webhook",
            json={"sender": sender, "message": message, "metadata": {"telepon": phone}},
            headers={"Idempotency-Key": key} if key else {},
            timeout=60,
        )
        answer.raise_for_status()
        return [line["text"] for line in answer.json() if line.get("text")]

    def talk(self, sender: str) -> dict:
        """How the talk stands."""
        shown = httpx.get(
            f"{self.address}/api/conversations/{sender}", headers={"Authorization": f"Bearer {TOKEN}"}, timeout=60
        )
        shown.raise_for_status()
        return dict(shown.json())


@dataclass
class Service:
    """Two servers over the same database and Redis, the second one of two processes."""

    one: Server
    two: Server
    database_url: str

    def tickets(self) -> list[str]:
        """Numbers of all reports."""
        store = TicketStore(self.database_url)
        try:
            return [ticket.nomor for ticket in store.search(TicketSearch(limit=100)).tickets]
        finally:
            store.close()


def serve(folder: Path, environment: dict[str, str], *arguments: str) -> Server:
    port = free_port()
    command = [sys.executable, "-W", "ignore", "-m", "bot", "serve", "--port", str(port), *arguments]
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(
            command, env={**os.environ, **environment, "PLN123_VAR": str(folder)}, stdout=log, stderr=log
        )
    return Server(f"http://127.0.0.1:{port}", process)


def wait_for(folder: Path, how_many: int) -> None:
    until = time.monotonic() + START_SECONDS
    while (folder / "log").read_text().count(" melayani. ") < how_many:
        assert time.monotonic() < until, (folder / "log").read_text()
        time.sleep(0.2)


@pytest.fixture(scope="module")
def service(
    tmp_path_factory: pytest.TempPathFactory,
    postgresql_server: PostgresqlServer,
    redis_server_of_this_process: RedisServer,
) -> Iterator[Service]:
    with postgresql_server.database(MIGRATED) as database_url:
        add_customers(database_url)
        registry = SimulatedCustomerRegistry(database_url)
        registry.add_missing(NEIGHBOURS)
        registry.close()
        environment = {
            "PLN123_DATABASE_URL": database_url,
            "PLN123_REDIS_URL": redis_server_of_this_process.url,
            "PLN123_API_TOKEN": TOKEN,
        }
        folders = [tmp_path_factory.mktemp(name) for name in ("satu", "dua")]
        servers = [serve(folders[0], environment), serve(folders[1], environment, "--workers", "2")]
        try:
            wait_for(folders[0], 1)
            wait_for(folders[1], 2)
            yield Service(*servers, database_url)
        finally:
            for server in servers:
                server.process.send_signal(signal.SIGTERM)
            for server in servers:
                server.process.wait(60)


def test_a_talk_may_go_to_and_fro(service: Service) -> None:
    before = len(service.tickets())
    for number, words in enumerate(WHOLE_TALK):
        assert (service.one, service.two)[number % 2].says("bolak-balik", words)
    talk = service.one.talk("bolak-balik")
    assert talk == service.two.talk("bolak-balik")
    assert talk["ended"] is True
    assert [turn["text"] for turn in talk["transcript"] if turn["speaker"] == "pelanggan"] == list(WHOLE_TALK)
    assert len(service.tickets()) == before + 1


def test_two_messages_at_once_are_both_answered_and_kept(service: Service) -> None:
    for words in AT_THE_CODES:
        service.one.says("sekaligus", words)
    questions = [f"{'maksudnya apa' if number % 2 else 'tolong diulang'} {'?' * number}" for number in range(8)]
    with ThreadPoolExecutor(8) as threads:
        asked = [
            threads.submit((service.one, service.two)[number % 2].says, "sekaligus", words)
            for number, words in enumerate(questions)
        ]
        assert all(answer.result() for answer in asked)
    transcript = service.two.talk("sekaligus")["transcript"]
    said = [turn["text"] for turn in transcript if turn["speaker"] == "pelanggan"]
    assert sorted(said[len(AT_THE_CODES) :]) == sorted(" ".join(words.split()) for words in questions)
    # each message is followed by its answer, not by the other's message
    speakers = "".join("p" if turn["speaker"] == "pelanggan" else "b" for turn in transcript)
    assert not re.search("pp", speakers)


def test_a_process_killed_in_the_middle_of_the_work_costs_nothing(service: Service) -> None:
    before = set(service.tickets())
    dice = random.Random(8)
    callers = {f"malang-{neighbour.idpel}": neighbour for neighbour in NEIGHBOURS}
    senders = list(callers)

    def words_of(sender: str) -> list[str]:
        return [callers[sender].idpel if words == IN_JAKARTA.idpel else words for words in WHOLE_TALK]

    def whole_talk(sender: str) -> None:
        phone = f"0819{callers[sender].idpel[-8:]}"
        for number, words in enumerate(words_of(sender)):
            for _ in range(60):
                try:
                    answers = dice.choice((service.one, service.two)).says(sender, words, f"{sender}-{number}", phone)
                except httpx.HTTPError:  # the process that was asked is dead: as every client does, say it again
                    time.sleep(0.2)
                    continue
                if "sistem kami sedang terganggu" not in answers[0]:
                    break
            else:
                pytest.fail(f"{sender} can't go on")

    with ThreadPoolExecutor(len(senders)) as threads:
        talks = [threads.submit(whole_talk, sender) for sender in senders]
        killed = 0
        while killed < 2 and not all(talk.done() for talk in talks):
            time.sleep(1.0)
            victims = service.two.workers()
            if victims and any(not talk.done() for talk in talks):
                dice.choice(victims).send_signal(signal.SIGKILL)
                killed += 1
        for talk in talks:
            talk.result()
    assert killed, "the talks were over before anything was killed"
    made = set()
    for sender in senders:
        talk = service.one.talk(sender)
        said = [turn["text"] for turn in talk["transcript"] if turn["speaker"] == "pelanggan"]
        assert said == words_of(sender)
        assert len(talk["tickets"]) == 1
        made |= set(talk["tickets"])
    assert set(service.tickets()) - before == made
    assert len(made) == len(senders)


def turns_answered(service: Service) -> int:
    shown = httpx.get(f"{service.two.address}/metrics", timeout=60).text
    counted = re.search(r'pln123_turns_total\{channel="rest",outcome="answered"\} (\d+)', shown)
    return int(counted[1]) if counted else 0


def test_a_dead_process_is_replaced_and_the_counts_of_all_are_told(service: Service) -> None:
    until = time.monotonic() + START_SECONDS
    while len(service.two.workers()) < 2:
        assert time.monotonic() < until
        time.sleep(0.2)
    before = turns_answered(service)
    for number in range(TURNS_COUNTED):  # of talks of their own, so that each process has some
        service.two.says(f"hitung-{number}", AT_THE_CODES[0])
    assert turns_answered(service) == before + TURNS_COUNTED


def test_all_processes_are_changed_one_after_the_other_and_somebody_always_answers(service: Service) -> None:
    before = {worker.pid for worker in service.two.workers()}
    service.two.says("bertahan", AT_THE_CODES[0])
    service.two.process.send_signal(signal.SIGHUP)
    until, number = time.monotonic() + START_SECONDS, 0
    while before & {worker.pid for worker in service.two.workers()}:
        assert time.monotonic() < until
        assert service.two.says("bertahan", "bisa diulang?", f"bertahan-{number}")  # an error would be raised
        number += 1
        time.sleep(0.3)
    assert len({worker.pid for worker in service.two.workers()} - before) == 2
    said = [turn["text"] for turn in service.two.talk("bertahan")["transcript"] if turn["speaker"] == "pelanggan"]
    assert said == [AT_THE_CODES[0], *["bisa diulang?"] * number]
