"""How a talk stands, for the desk and for tests."""

from __future__ import annotations

from fastapi.testclient import TestClient

from tests.server.test_errors import error_of


def test_a_talk_is_shown_as_the_engine_tells_it(api: TestClient) -> None:
    api.post("/webhooks/rest/webhook", json={"sender": "budi", "message": "halo"})
    talk = api.get("/api/conversations/budi").json()
    assert talk["sender"] == "budi"
    assert [line["text"] for line in talk["transcript"]] == ["halo", "Saya catat: halo"]


def test_a_sender_may_hold_a_slash(api: TestClient) -> None:
    api.post("/webhooks/rest/webhook", json={"sender": "wa/0812", "message": "halo"})
    assert api.get("/api/conversations/wa%2F0812").json()["sender"] == "wa/0812"


def test_an_unknown_sender_is_404(api: TestClient) -> None:
    error_of(api.get("/api/conversations/siapa"), 404)


def test_it_needs_the_token_even_on_this_machine(client: TestClient) -> None:
    error_of(client.get("/api/conversations/budi"), 401)
