"""The server over the real engine: the trained model, the real actions, a real database."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from bot.server import create_application
from bot.server.engine_port import load_rasa_engine
from bot.server.options import WebOptions
from bot.settings import Settings
from tests.server.conftest import API_TOKEN
from tests.server.test_chat import page, texts

WEBHOOK = "/webhooks/rest/webhook"


@pytest.fixture(scope="module")
def real(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    folder = tmp_path_factory.mktemp("asli")
    settings = Settings.from_environment({"PLN123_VAR": str(folder), "PLN123_API_TOKEN": API_TOKEN})
    application = create_application(settings, options=WebOptions(), load_engine=load_rasa_engine)
    with TestClient(application, base_url="http://127.0.0.1:8123") as client:
        client.portal.call(client.app.state.services.host.settled)  # type: ignore[attr-defined,union-attr]
        client.headers["Authorization"] = f"Bearer {API_TOKEN}"
        assert client.get("/healthz").json() == {"status": "siap"}
        yield client


def say(client: TestClient, sender: str, message: str) -> list[str]:
    answer = client.post(WEBHOOK, json={"sender": sender, "message": message})
    assert answer.status_code == 200
    return [line["text"] for line in answer.json() if line.get("text")]


def test_a_talk_begins_with_the_opening_and_the_name(real: TestClient) -> None:
    with page(real) as here:
        opening = here.welcome["history"]
        assert [entry["speaker"] for entry in opening] == ["bot"] * len(opening)
        assert "PLN 123" in opening[0]["text"]
        answer = texts(here.say("meteran saya muncul tulisan PERIKSA"))
        assert len(answer) >= 2
    with page(real, here.welcome["token"]) as again:
        assert [entry["text"] for entry in again.welcome["history"] if entry.get("text")][-len(answer) :] == answer


@pytest.mark.parametrize("message", ["", "   ", "x" * 100_000, "/restart", "\u0000", "🙂" * 500])
def test_odd_messages_get_words_and_the_talk_stays(real: TestClient, message: str) -> None:
    sender = f"ganjil-{len(message)}-{message[:3].encode().hex()}"
    assert say(real, sender, "lapor, meteran saya PERIKSA")
    before = real.get(f"/api/conversations/{sender}").json()["requested_slot"]
    assert say(real, sender, message)
    assert real.get(f"/api/conversations/{sender}").json()["requested_slot"] == before


def test_the_talk_is_shown_to_the_desk(real: TestClient) -> None:
    say(real, "desk", "meteran saya PERIKSA")
    talk = real.get("/api/conversations/desk").json()
    assert set(talk) >= {
        "sender", "topic", "sop_step", "requested_slot", "slots", "tickets", "ended", "transcript",
    }  # fmt: skip
    assert talk["transcript"][0]["text"] == "meteran saya PERIKSA"


def test_a_corrupt_model_is_told(tmp_path: Path) -> None:
    model = tmp_path / "rusak.tar.gz"
    model.write_bytes(b"bukan model")
    settings = Settings.from_environment({"PLN123_VAR": str(tmp_path), "PLN123_MODEL": str(model)})
    with TestClient(create_application(settings, options=WebOptions())) as client:
        client.portal.call(client.app.state.services.host.settled)  # type: ignore[attr-defined,union-attr]
        answer = client.get("/healthz")
        assert answer.status_code == 503
        assert "make train" in answer.json()["error"]["message"]
