"""Rasa's REST channel keeps its contract, and never comes back empty-handed."""

from __future__ import annotations

import json

import pytest
from fastapi.testclient import TestClient

from bot.server import create_application
from bot.server.application import COMPRESS_FROM_BYTES
from bot.server.options import WebOptions
from bot.server.turns import FAILED
from bot.settings import Settings
from tests.server.conftest import API_TOKEN
from tests.server.scripted_engine import YES_NO, ScriptedEngine

WEBHOOK = "/webhooks/rest/webhook"


def say(client: TestClient, message: str, **more: object):
    return client.post(WEBHOOK, json={"sender": "budi", "message": message, **more})


def test_answers_come_in_rasas_shape(client: TestClient) -> None:
    assert say(client, "meteran saya PERIKSA").json() == [
        {"recipient_id": "budi", "text": "Mohon maaf atas kendalanya."},
        {
            "recipient_id": "budi",
            "text": "Baik Bapak Budi. Apakah hal ini sudah pernah dilaporkan sebelumnya?",
            "buttons": YES_NO,
        },
    ]


def test_caller_id_reaches_the_engine(client: TestClient, engine: ScriptedEngine) -> None:
    say(client, "halo", metadata={"telepon": "081211112222"})
    assert engine.metadata == [{"telepon": "081211112222"}]


@pytest.mark.parametrize("message", ["", "x" * 100_000])
def test_a_message_of_any_length_is_the_engines_to_answer(
    client: TestClient, engine: ScriptedEngine, message: str
) -> None:
    assert say(client, message).json()
    assert engine.asked == [("budi", message)]


def test_the_database_gone_in_mid_talk_gives_kind_words(client: TestClient, engine: ScriptedEngine) -> None:
    say(client, "halo")
    engine.broken = ConnectionError("server closed the connection")
    answer = say(client, "apa kabar")
    assert answer.json() == [{"recipient_id": "budi", "text": FAILED}]
    engine.broken = None
    assert say(client, "apa kabar").json()[0]["text"] == "Saya catat: apa kabar"


def test_who_waits_for_an_answer_holds_no_compressor_and_pages_are_compressed(client: TestClient) -> None:
    packed = {"Accept-Encoding": "gzip"}
    answer = client.post(WEBHOOK, json={"sender": "budi", "message": "halo " * 1_000}, headers=packed)
    assert len(answer.content) > COMPRESS_FROM_BYTES
    assert "content-encoding" not in answer.headers
    assert client.get("/", headers=packed).headers["content-encoding"] == "gzip"


def test_an_engine_without_an_answer_is_covered_by_kind_words(client: TestClient) -> None:
    assert say(client, "diam").json() == [{"recipient_id": "budi", "text": FAILED}]


def test_a_repeated_request_with_the_same_key_does_nothing_twice(client: TestClient, engine: ScriptedEngine) -> None:
    client.headers["Idempotency-Key"] = "sekali"
    assert say(client, "halo").json() == say(client, "halo").json()
    assert len(engine.asked) == 1


@pytest.mark.parametrize("sender", ["a\0b", "a\nb", "\x1b[2J", "a\u2028b", "\\ud800"])
def test_a_sender_that_can_not_be_seen_is_refused(client: TestClient, engine: ScriptedEngine, sender: str) -> None:
    body = json.dumps({"sender": sender, "message": "halo"}).replace("\\\\", "\\")
    answer = client.post("/webhooks/rest/webhook", content=body, headers={"Content-Type": "application/json"})
    assert answer.status_code == 422
    assert answer.json()["error"]["field"] == "sender"
    assert engine.asked == []


def test_a_talk_of_the_bots_alone_costs_no_look_into_the_officers_queue(
    client: TestClient, engine: ScriptedEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    monkeypatch.setattr(client.app.state.services.handovers.queue, "latest_of", asked.append)  # type: ignore[attr-defined]
    say(client, "halo")
    assert asked == ["budi"]
    monkeypatch.setattr(engine, "is_bots_alone", lambda sender: sender == "budi")
    say(client, "halo")
    assert asked == ["budi"]


class TestAccess:
    """The token may be left out only on the machine itself."""

    def test_a_wrong_token_is_refused_even_here(self, client: TestClient) -> None:
        client.headers["Authorization"] = "Bearer salah"
        assert say(client, "halo").status_code == 401

    @pytest.mark.parametrize(
        "headers",
        [
            {"X-Forwarded-For": "203.0.113.9"},
            {"Forwarded": "for=203.0.113.9"},
            {"Origin": "https://jahat.example"},
            {"Host": "jahat.example"},
        ],
    )
    def test_what_does_not_come_from_here_needs_the_token(self, client: TestClient, headers: dict[str, str]) -> None:
        client.headers.update(headers)
        refused = say(client, "halo")
        assert refused.status_code == 401
        assert refused.headers["www-authenticate"] == "Bearer"
        client.headers["Authorization"] = f"Bearer {API_TOKEN}"
        assert say(client, "halo").status_code == 200

    def test_a_server_open_to_the_network_always_asks_for_it(self, settings: Settings, engine: ScriptedEngine) -> None:
        from dataclasses import replace

        application = create_application(replace(settings, host="0.0.0.0"), engine, options=WebOptions())
        with TestClient(application, base_url="http://127.0.0.1:8123") as client:
            assert say(client, "halo").status_code == 401
            client.headers["Authorization"] = f"Bearer {API_TOKEN}"
            assert say(client, "halo").status_code == 200
