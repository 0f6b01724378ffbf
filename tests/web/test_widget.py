"""The chat on somebody else's page."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.responses import HTMLResponse
from playwright.sync_api import BrowserContext, Page, expect

from bot.server import create_application
from bot.server.options import WebOptions
from tests.server.live_server import served
from tests.server.scripted_engine import ScriptedEngine
from tests.web.conftest import settings_in


def site_that_shows(widget: str) -> FastAPI:
    """Another site, with styles of its own that must not reach the widget."""
    other = FastAPI()

    @other.get("/", response_class=HTMLResponse)
    def home() -> str:
        return (
            '<!doctype html><html lang="id"><title>Kantor</title><style>button { display: none }</style>'
            "<h1>Kantor kelurahan</h1>"
            f'<script src="{widget}/widget.js" data-title="Listrik bermasalah?"></script>'
        )

    return other


@pytest.fixture
def visited(context: BrowserContext, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Page]:
    """A visitor of the other site, which the chat's server allows to frame it, or not (parameter)."""
    with served(site_that_shows("")) as probe:
        port = int(probe.rsplit(":", 1)[1])
    allowed = (f"http://127.0.0.1:{port}",) if getattr(request, "param", True) else ()
    application = create_application(
        settings_in(tmp_path), ScriptedEngine(), options=WebOptions(allowed_origins=allowed)
    )
    with served(application) as chat, served(site_that_shows(chat), port) as other:
        page = context.new_page()
        page.goto(other)
        yield page
        page.close()


def test_a_button_opens_the_chat_in_a_panel(visited: Page) -> None:
    opener = visited.get_by_role("button", name="Listrik bermasalah?")
    expect(opener).to_have_attribute("aria-expanded", "false")
    assert len(visited.frames) == 1, "nothing is loaded before it is asked for"
    opener.click()
    expect(opener).to_have_attribute("aria-expanded", "true")
    chat = visited.frame_locator("iframe")
    chat.locator("#box").fill("meteran saya PERIKSA")
    chat.locator("#box").press("Enter")
    expect(chat.locator("#log .choice")).to_have_text(["Ya", "Belum pernah"])


@pytest.mark.parametrize("way", ["button", "Escape"])
def test_it_closes_and_keeps_the_talk(visited: Page, way: str) -> None:
    opener = visited.get_by_role("button", name="Listrik bermasalah?")
    opener.press("Enter")
    chat = visited.frame_locator("iframe")
    chat.locator("#box").fill("halo")
    chat.locator("#box").press("Enter")
    expect(chat.locator(".message")).to_have_count(2)
    if way == "button":
        chat.get_by_role("button", name="Tutup panel obrolan").click()
    else:
        chat.locator("#box").press("Escape")
    expect(visited.locator("iframe")).to_be_hidden()
    expect(opener).to_be_focused()
    opener.press("Enter")
    expect(chat.locator(".message")).to_have_count(2)


@pytest.mark.parametrize("visited", [False], indirect=True)
def test_a_site_that_is_not_named_can_not_show_it(visited: Page) -> None:
    visited.get_by_role("button", name="Listrik bermasalah?").click()
    visited.wait_for_timeout(1_000)
    assert visited.frames[-1].locator("#box").count() == 0
