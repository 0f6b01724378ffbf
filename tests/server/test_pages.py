"""The pages, what they may load, and who may open a ticket."""

from __future__ import annotations

import re

import pytest
from fastapi.testclient import TestClient

from bot.server import create_application
from bot.server.options import WebOptions
from bot.settings import Settings
from tests.server.scripted_engine import ScriptedEngine
from tests.server.test_tickets import create

PAGES = ["/", "/?tampilan=panel", "/pln-mobile", "/docs", "/tidak-ada"]


@pytest.mark.parametrize("address", PAGES)
def test_pages_hold_no_inline_code_and_load_nothing_from_elsewhere(client: TestClient, address: str) -> None:
    page = client.get(address, headers={"Accept": "text/html"}).text
    assert '<html lang="id">' in page
    assert not re.search(r"<script(?![^>]*\ssrc=)|<style|\sstyle=|\son\w+=", page)
    assert not re.search(r"(?:src|href)=\"(?:https?:)?//", page)


@pytest.mark.parametrize("address", [*PAGES, "/static/chat.js", "/healthz"])
def test_every_answer_carries_the_security_policy(client: TestClient, address: str) -> None:
    headers = client.get(address).headers
    policy = headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert policy.endswith("frame-ancestors 'self'")
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"


def test_a_browser_asks_for_scripts_again_and_gets_them_only_when_they_have_changed(client: TestClient) -> None:
    first = client.get("/static/chat.js")
    assert (first.status_code, first.headers["cache-control"]) == (200, "no-cache")
    again = client.get("/static/chat.js", headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.headers["cache-control"]) == (304, "no-cache")


def test_only_named_sites_may_frame_the_chat(settings: Settings, engine: ScriptedEngine) -> None:
    options = WebOptions(allowed_origins=("https://kantor.example",))
    with TestClient(create_application(settings, engine, options=options)) as client:
        policy = client.get("/").headers["content-security-policy"]
    assert policy.endswith("frame-ancestors 'self' https://kantor.example")


def test_the_widgets_script_is_served(client: TestClient) -> None:
    answer = client.get("/widget.js")
    assert answer.headers["content-type"].startswith("text/javascript")
    assert "currentScript" in answer.text


def test_the_manual_names_every_address_of_the_api(client: TestClient) -> None:
    manual = client.get("/docs").text
    for path in client.get("/openapi.json").json()["paths"]:
        assert path in manual


class TestTicketPage:
    """A ticket is shown to the session that made it, and to nobody else."""

    def test_it_opens_with_the_pass_of_its_session(self, api: TestClient) -> None:
        nomor = create(api, acuan_lokasi="SEBELAH <b>MUSALA</b>").json()["nomor"]
        tokens = api.app.state.services.tokens  # type: ignore[attr-defined]
        page = api.get(f"/tiket/{nomor}", params={"izin": tokens.issue_ticket_pass("web-a", nomor)})
        assert page.status_code == 200
        assert nomor in page.text
        assert "SEBELAH &lt;b&gt;MUSALA" in page.text
        assert page.headers["cache-control"] == "no-store"

    def test_without_it_nobody_learns_that_there_is_such_a_ticket(self, api: TestClient) -> None:
        nomor = create(api).json()["nomor"]
        tokens = api.app.state.services.tokens  # type: ignore[attr-defined]
        other_pass = tokens.issue_ticket_pass("web-a", "G5426112299999")
        refused = [
            api.get(f"/tiket/{nomor}"),
            api.get(f"/tiket/{nomor}", params={"izin": "karangan"}),
            api.get(f"/tiket/{nomor}", params={"izin": other_pass}),
            api.get("/tiket/G5426112299999", params={"izin": other_pass}),
        ]
        assert {answer.status_code for answer in refused} == {404}
        assert len({answer.text for answer in refused}) == 1
