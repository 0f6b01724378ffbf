"""Every error leaves in the one shape, with Indonesian words."""

from __future__ import annotations

import pytest
from fastapi.testclient import TestClient

from bot.server.middleware import MOST_FORM_FIELDS, PLAIN_FORM
from bot.server.options import MAXIMUM_BODY_BYTES
from tests.server.scripted_engine import ScriptedEngine
from tests.server.signing_in import log_in

WEBHOOK = "/webhooks/rest/webhook"


def error_of(answer, status: int) -> dict[str, str]:
    assert answer.status_code == status, answer.text
    assert set(answer.json()) == {"error"}
    error = answer.json()["error"]
    assert {"code", "message"} <= set(error) <= {"code", "message", "field"}
    assert error["message"].endswith(".")
    return error


def test_an_unknown_address_is_404(client: TestClient) -> None:
    assert error_of(client.get("/api/tidak-ada"), 404)["code"] == "not_found"


def test_a_wrong_method_is_405_and_names_the_right_one(client: TestClient) -> None:
    answer = client.get(WEBHOOK)
    assert error_of(answer, 405)["code"] == "method_not_allowed"
    assert answer.headers["allow"] == "POST"


def test_broken_json_is_400(client: TestClient) -> None:
    answer = client.post(WEBHOOK, content=b'{"sender": "a", ', headers={"Content-Type": "application/json"})
    assert error_of(answer, 400)["code"] == "broken_json"


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"message": "halo"}, "sender"),
        ({"sender": "a"}, "message"),
        ({"sender": "", "message": "halo"}, "sender"),
        ({"sender": "   ", "message": "halo"}, "sender"),
        ({"sender": 7, "message": "halo"}, "sender"),
        ({"sender": "a", "message": ["halo"]}, "message"),
        ({"sender": "a", "message": None}, "message"),
        ({"sender": "a", "message": "halo", "metadata": "0812"}, "metadata"),
        ({"sender": "a", "message": "halo", "metadata": []}, "metadata"),
        ({"sender": "a", "message": "halo", "metadata": [["telepon", "0812"]]}, "metadata"),
        ({"sender": "a", "message": "halo", "metadata": {"telepon": 812}}, "metadata.telepon"),
        ([1, 2], None),
    ],
)
def test_a_wrong_type_is_422_and_names_its_field(
    client: TestClient, engine: ScriptedEngine, body: object, field: str | None
) -> None:
    assert error_of(client.post(WEBHOOK, json=body), 422).get("field") == field
    assert engine.asked == []


def test_a_body_beyond_the_limit_is_413(client: TestClient, engine: ScriptedEngine) -> None:
    body = {"sender": "a", "message": "x" * MAXIMUM_BODY_BYTES}
    assert error_of(client.post(WEBHOOK, json=body), 413)["code"] == "too_large"
    assert engine.asked == []


def test_a_body_of_unannounced_length_is_bounded_too(client: TestClient, engine: ScriptedEngine) -> None:
    pieces = (b"x" * 65_536 for _ in range(MAXIMUM_BODY_BYTES // 65_536 + 1))
    answer = client.post(WEBHOOK, content=pieces, headers={"Content-Type": "application/json"})
    assert error_of(answer, 413)["code"] == "too_large"
    assert engine.asked == []


def test_an_unexpected_failure_is_500_and_tells_nothing_of_the_inside(
    api: TestClient, engine: ScriptedEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fall(sender: str) -> None:
        raise KeyError(f"rahasia {sender}")

    monkeypatch.setattr(engine, "conversation", fall)
    answer = api.get("/api/conversations/a")
    assert error_of(answer, 500)["code"] == "internal_error"
    assert "rahasia" not in answer.text


def test_a_person_with_a_browser_gets_the_words_as_a_page(client: TestClient) -> None:
    answer = client.get("/tidak-ada", headers={"Accept": "text/html,*/*"})
    assert answer.status_code == 404
    assert answer.headers["content-type"].startswith("text/html")
    assert "tidak ditemukan" in answer.text


def test_programs_get_json_from_the_api_even_if_they_accept_pages(client: TestClient) -> None:
    error_of(client.get("/api/tidak-ada", headers={"Accept": "text/html"}), 404)


@pytest.mark.parametrize("separator", ["&", ";"])
def test_a_form_of_too_many_fields_is_refused(client: TestClient, separator: str) -> None:
    fields = f"a=1{separator}" * (MOST_FORM_FIELDS + 1)
    answer = client.post("/masuk", content=fields, headers={"Content-Type": f"{PLAIN_FORM}; charset=utf-8"})
    assert error_of(answer, 413)["code"] == "too_large"


def test_a_form_of_too_many_fields_in_small_pieces_is_refused_too(client: TestClient) -> None:
    pieces = (b"a=1&" for _ in range(MOST_FORM_FIELDS + 1))
    answer = client.post("/masuk", content=pieces, headers={"Content-Type": PLAIN_FORM})
    assert error_of(answer, 413)["code"] == "too_large"


def test_a_form_of_as_many_fields_as_it_may_have_is_read(client: TestClient) -> None:
    answer = client.post("/masuk", content="a=1&" * MOST_FORM_FIELDS, headers={"Content-Type": PLAIN_FORM})
    assert answer.status_code != 413


@pytest.mark.parametrize("address", ["/static/%00", "/static/app%00.css", "/tiket/G%00?pass=a", "/masuk?kembali=%00"])
def test_an_address_with_a_nul_is_refused(client: TestClient, address: str) -> None:
    assert error_of(client.get(address), 400)["code"] == "bad_request"


@pytest.mark.parametrize("pieces", [[b"name=a%00b"], [b"name=a%", b"00b"], [b"name=a%0", b"0b"]])
def test_a_form_with_a_nul_is_refused_however_it_is_cut(client: TestClient, pieces: list[bytes]) -> None:
    answer = client.post("/masuk", content=iter(pieces), headers={"Content-Type": PLAIN_FORM})
    assert error_of(answer, 400)["code"] == "bad_request"


def test_a_form_in_parts_with_a_nul_is_refused(client: TestClient) -> None:
    assert error_of(client.post("/masuk", files={"name": (None, "a\0b")}), 400)["code"] == "bad_request"


@pytest.mark.parametrize("host", ["127.0.0.1/api/", "127.0.0.1/tiket/x?", "127.0.0.1#", "127.0.0.1/..;/"])
def test_what_the_host_header_says_is_never_taken_for_the_path(workplace: TestClient, host: str) -> None:
    asked = {"headers": {"Host": host}, "follow_redirects": False}
    answer = workplace.get("/qa/cakupan?a=1", **asked)  # type: ignore[arg-type]
    assert (answer.status_code, answer.headers["location"]) == (303, "/masuk?kembali=/qa/cakupan%3Fa%3D1")
    assert "text/html" in workplace.get("/tidak-ada", **asked).headers["content-type"]  # type: ignore[arg-type]
    log_in(workplace, "qa")
    assert 'href="/qa/cakupan" aria-current="page"' in workplace.get("/qa/cakupan", headers={"Host": host}).text
    assert workplace.get("/akun/catatan", headers={"Host": host}).status_code == 403
    [line, *_] = workplace.app.state.services.people.activity.latest()  # type: ignore[attr-defined]
    assert line.subject == "/akun/catatan"
