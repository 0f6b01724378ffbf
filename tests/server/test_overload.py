"""More callers than a process can carry: nobody is lost, everybody is told honestly, and the operator sees it."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from fastapi.testclient import TestClient
from httpx import Response

from bot.server import create_application
from bot.server.options import WebOptions
from bot.settings import Settings
from tests.server.conftest import API_TOKEN
from tests.server.desk_tickets import services_in
from tests.server.scripted_engine import ScriptedEngine
from tests.server.test_chat import page, texts
from tests.server.test_errors import error_of

ONE_AT_A_TIME = WebOptions(turns_at_once=1, tell_wait_seconds=0.001, rest_wait_seconds=0.001)


@pytest.fixture
def client(settings: Settings, engine: ScriptedEngine) -> Iterator[TestClient]:
    """Before an application that does one turn at a time, each of which takes a while."""
    engine.pause = 0.5
    application = create_application(settings, engine, options=ONE_AT_A_TIME)
    with TestClient(application, base_url="http://127.0.0.1:8123", raise_server_exceptions=False) as made:
        made.headers["Authorization"] = f"Bearer {API_TOKEN}"
        yield made


def say(client: TestClient, sender: str, message: str = "halo") -> Response:
    return client.post("/webhooks/rest/webhook", json={"sender": sender, "message": message})


def until_busy(client: TestClient) -> None:
    """Wait until the one turn is being worked on."""
    queue = services_in(client).turns.queue

    async def ask() -> None:
        while not queue.expected_seconds():
            await asyncio.sleep(0.01)

    client.portal.call(ask)  # type: ignore[union-attr]


def test_a_page_is_told_how_long_and_gets_its_answer_in_turn(client: TestClient, engine: ScriptedEngine) -> None:
    with page(client) as first, page(client) as second:
        first.send(type="say", id="a", text="yang pertama")
        until_busy(client)
        second.send(type="say", id="b", text="yang kedua")
        frames = second.until("queued")
        assert frames[-1]["id"] == "b"
        assert frames[-1]["seconds"] >= 5
        assert "Pesan Anda sudah kami terima" in frames[-1]["message"]
        assert "sekitar 5 detik" in frames[-1]["message"]
        frames = second.until("progress")
        assert [frame["on"] for frame in frames if frame["type"] == "typing"] == [True], "the bot begins"
        assert "Saya catat: yang kedua" in texts(frames)
        assert "Saya catat: yang pertama" in texts(first.until("progress"))
    assert [text for _, text in engine.asked] == ["yang pertama", "yang kedua"]
    assert engine.most_busy == 1


def test_a_program_is_refused_with_when_to_come_again_and_nothing_was_taken(
    client: TestClient, engine: ScriptedEngine
) -> None:
    with ThreadPoolExecutor() as others:
        first = others.submit(say, client, "pertama")
        until_busy(client)
        refused = say(client, "kedua")
        assert first.result().status_code == 200
    assert error_of(refused, 503)["code"] == "busy"
    assert "banyak yang menghubungi kami" in refused.json()["error"]["message"]
    assert int(refused.headers["Retry-After"]) == 5
    assert [sender for sender, _ in engine.asked] == ["pertama"]
    assert say(client, "kedua").json()[0]["text"] == "Saya catat: halo"


def test_the_operator_reads_of_it_and_the_process_stays_in_service(client: TestClient) -> None:
    with page(client) as first, page(client) as second:
        first.send(type="say", id="a", text="halo")
        until_busy(client)
        second.send(type="say", id="b", text="halo")
        second.until("queued")
        told = client.get("/healthz")
        figures = client.get("/metrics").text
        second.until("progress")
    assert told.status_code == 200
    assert told.json()["status"] == "siap"
    assert "1 pesan menunggu di proses ini" in told.json()["keterangan"]
    assert "pln123_turns_waiting 1.0" in figures
    say_twice_at_once(client)
    after = client.get("/metrics").text
    assert "pln123_turns_waiting 0.0" in after
    assert 'pln123_turns_total{channel="rest",outcome="busy"} 1.0' in after
    assert client.get("/healthz").json() == {"status": "siap"}


def say_twice_at_once(client: TestClient) -> None:
    with ThreadPoolExecutor() as others:
        first = others.submit(say, client, "pertama")
        until_busy(client)
        say(client, "kedua")
        first.result()


def test_many_pages_at_once_are_all_answered_each_once(client: TestClient, engine: ScriptedEngine) -> None:
    engine.pause = 0.02

    def call(number: int) -> list[str]:
        with page(client) as here:
            here.send(type="say", id="a", text=f"rumah {number}")
            return texts(here.until("progress"))

    with ThreadPoolExecutor(20) as callers:
        heard = list(callers.map(call, range(20)))
    assert heard == [[f"rumah {number}", f"Saya catat: rumah {number}"] for number in range(20)]
    assert len(engine.asked) == 20
    assert engine.most_busy == 1


def test_a_page_that_leaves_while_its_message_waits_finds_the_answer_later(client: TestClient) -> None:
    with page(client) as first:
        first.send(type="say", id="a", text="yang pertama")
        until_busy(client)
        with page(client) as second:
            second.send(type="say", id="b", text="yang kedua")
            second.until("queued")
            token = second.welcome["token"]
        first.until("progress")
        with page(client, token) as again:
            if not texts([{"type": "message", **entry} for entry in again.welcome["history"]]):
                again.until("progress")
    with page(client, token) as later:
        said = [entry.get("text") for entry in later.welcome["history"]]
    assert said == ["yang kedua", "Saya catat: yang kedua"], json.dumps(said)


def test_a_page_that_is_opened_meanwhile_costs_no_turn_and_is_greeted_by_the_first_answer(
    client: TestClient, engine: ScriptedEngine
) -> None:
    engine.greeting = "Selamat siang, PLN 123."
    with page(client) as quiet:
        assert [entry["text"] for entry in quiet.welcome["history"]] == ["Selamat siang, PLN 123."]
        quiet.send(type="say", id="a", text="halo")
        until_busy(client)
        with page(client) as busy:
            assert busy.welcome["history"] == []
            busy.send(type="say", id="b", text="halo juga")
            assert "Saya catat: halo juga" in texts(busy.until("progress"))
        quiet.until("progress")
