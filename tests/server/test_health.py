"""Ready only when model and database are, and in words what is missing."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import datetime, timedelta, timezone

import pytest
from fastapi.testclient import TestClient

from bot import clock
from bot.apkt.handover import HandoverQueue
from bot.apkt.store import TicketStore
from bot.server import create_application
from bot.server.engine_port import PREPARING, UNEXPECTED
from bot.server.figures import standing_figures
from bot.server.options import WebOptions
from bot.settings import Settings
from tests.apkt.drafts import gangguan
from tests.server.conftest import API_TOKEN
from tests.server.scripted_engine import ScriptedEngine
from tests.server.test_errors import error_of


class EngineNotReady(Exception):
    """As the engine raises it."""


def test_ready_when_both_are(client: TestClient) -> None:
    answer = client.get("/healthz")
    assert answer.status_code == 200
    assert answer.json() == {"status": "siap"}


def failing(failure: Exception):
    async def load(_settings: Settings) -> ScriptedEngine:
        raise failure

    return load


@pytest.mark.parametrize(
    ("failure", "words"),
    [(EngineNotReady("Model belum dilatih."), "Model belum dilatih."), (OSError("disk"), UNEXPECTED)],
)
def test_a_model_that_can_not_be_loaded_is_told(settings: Settings, failure: Exception, words: str) -> None:
    application = create_application(settings, options=WebOptions(), load_engine=failing(failure))
    with TestClient(application, base_url="http://127.0.0.1") as client:
        assert error_of(client.get("/healthz"), 503) == {"code": "model_not_ready", "message": words}
        said = client.post("/webhooks/rest/webhook", json={"sender": "a", "message": "halo"})
        assert error_of(said, 503)["message"] == words
        assert client.get("/").status_code == 200


def test_a_page_opened_while_the_model_loads_is_served_when_it_is_ready(settings: Settings) -> None:
    go = asyncio.Event()

    async def load(_settings: Settings) -> ScriptedEngine:
        await go.wait()
        return ScriptedEngine()

    application = create_application(settings, options=WebOptions(), load_engine=load)
    with TestClient(application) as client, client.websocket_connect("/ws") as socket:
        assert error_of(client.get("/healthz"), 503)["message"] == PREPARING
        socket.send_json({"type": "hello"})
        assert socket.receive_json() == {"type": "preparing", "message": PREPARING}
        assert client.portal is not None
        client.portal.call(go.set)
        assert socket.receive_json()["type"] == "welcome"
        assert client.get("/healthz").status_code == 200


def test_a_database_that_can_not_be_reached_is_told(settings: Settings, engine: ScriptedEngine) -> None:
    unreachable = "postgresql+psycopg2://pln123:rahasia@127.0.0.1:1/pln123"
    application = create_application(replace(settings, database_url=unreachable), engine, options=WebOptions())
    with TestClient(application) as client:
        answer = client.get("/healthz")
        assert error_of(answer, 503)["code"] == "database_not_ready"
        assert "rahasia" not in answer.text


def test_a_full_disk_is_told_though_all_can_be_read(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.database.LEAST_ROOM_BYTES", 2**62)
    problem = error_of(client.get("/healthz"), 503)
    assert problem["code"] == "database_not_ready"
    assert "Ruang disk" in problem["message"]
    assert "pln123_ready 0.0" in client.get("/metrics").text
    monkeypatch.undo()
    assert client.get("/healthz").status_code == 200


def test_a_process_that_answers_is_alive_whatever_is_missing(settings: Settings) -> None:
    unreachable = "postgresql+psycopg2://pln123:rahasia@127.0.0.1:1/pln123"
    application = create_application(replace(settings, database_url=unreachable), options=WebOptions())
    with TestClient(application) as client:
        assert client.get("/livez").status_code == 200
        assert client.get("/metrics").status_code == 200


def test_reports_past_their_promise_are_counted(database_url: str) -> None:
    tickets, queue = TicketStore(database_url), HandoverQueue(database_url)
    moment = datetime(2026, 11, 22, 12, tzinfo=timezone.utc)
    with clock.at(moment):
        tickets.create(gangguan(), actor="uji", idempotency_key="satu")
        queue.create("tamu", "penelepon meminta petugas", {})
    with clock.at(moment + timedelta(hours=2, minutes=59)):
        assert "pln123_reports_past_promise 0.0" in standing_figures(tickets, queue).decode()
    with clock.at(moment + timedelta(hours=3)):
        figures = standing_figures(tickets, queue).decode()
    for line in (
        "pln123_reports_past_promise 1.0",
        'pln123_open_reports{jenis="GANGGUAN"',
        'pln123_handovers_open{state="waiting"} 1.0',
        "pln123_handovers_total 1.0",
    ):
        assert line in figures
    tickets.close()
    queue.close_connections()


def test_turns_that_could_not_be_saved_are_counted_as_failed(api: TestClient, engine: ScriptedEngine) -> None:
    engine.storage_gone = True
    api.post("/webhooks/rest/webhook", json={"sender": "a", "message": "halo"})
    figures = api.get("/metrics").text
    assert 'pln123_turns_total{channel="rest",outcome="failed"} 1.0' in figures
    assert 'outcome="answered"' not in figures


def test_figures_are_counted(api: TestClient) -> None:
    webhook = "/webhooks/rest/webhook"
    for message in ("halo", "tiket", "tiket", "diam"):  # the second time the same report is shown again
        api.post(webhook, json={"sender": "a", "message": message})
    figures = api.get("/metrics").text
    for line in (
        'pln123_turns_total{channel="rest",outcome="answered"} 3.0',
        'pln123_turns_total{channel="rest",outcome="failed"} 1.0',
        'pln123_turn_seconds_count{channel="rest"} 3.0',
        'pln123_tickets_total{jenis="GANGGUAN",source="talk"} 1.0',
        "pln123_reports_past_promise 0.0",
        'pln123_handovers_open{state="waiting"} 0.0',
        "pln123_handovers_total 0.0",
        "pln123_ready 1.0",
    ):
        assert line in figures


@pytest.mark.parametrize("header", ["X-Forwarded-For", "Forwarded"])
def test_figures_are_not_for_whoever_comes_through_a_proxy(client: TestClient, header: str) -> None:
    passed_on = {header: "203.0.113.9"}
    assert error_of(client.get("/metrics", headers=passed_on), 401)["code"] == "unauthorized"
    with_token = {**passed_on, "Authorization": f"Bearer {API_TOKEN}"}
    assert "pln123_ready" in client.get("/metrics", headers=with_token).text
    assert client.get("/metrics").status_code == 200
