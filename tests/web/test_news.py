"""The command centre's decision appears on the chat page by itself (VCC-03)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import BrowserContext, Page, expect

from bot.apkt.model import TicketDraft
from bot.apkt.store import TicketStore
from bot.apkt.talk_keys import key_of_talk
from bot.server import create_application
from bot.server.options import WebOptions
from tests.apkt.drafts import FULL_GANGGUAN
from tests.server.live_server import served
from tests.server.scripted_engine import ScriptedEngine
from tests.web.chatting import LAST_BOT, said, say
from tests.web.conftest import settings_in

CTT = "12345678901234567890"
TOLD = "CTT sudah disetujui. Nomornya: 1234 5678 9012 3456 7890."


class Site:
    """A site whose tests make reports in a page's own talk and decide on them."""

    def __init__(self, address: str, engine: ScriptedEngine, store: TicketStore) -> None:
        self.address = address
        self.engine = engine
        self._store = store

    def report_in_last_talk(self, draft: TicketDraft = FULL_GANGGUAN) -> str:
        """A report of the talk that spoke last, which then has news to hear."""
        sender, _ = self.engine.asked[-1]
        self.engine.untold[sender] = [TOLD]
        return self._store.create(draft, actor="bot", idempotency_key=key_of_talk(sender, 0, "periksa")).nomor

    def approve(self, nomor: str) -> httpx.Response:
        return httpx.post(
            f"{self.address}/api/apkt/tickets/{nomor}/ctt",
            json={"ctt": CTT},
            headers={"Authorization": "Bearer uji", "Idempotency-Key": "setuju"},
        )


@pytest.fixture
def news_site(tmp_path: Path) -> Iterator[Site]:
    settings, engine = settings_in(tmp_path), ScriptedEngine()
    with served(create_application(settings, engine, options=WebOptions())) as address:
        store = TicketStore(settings.database_url)
        yield Site(address, engine, store)
        store.close()


@pytest.fixture
def open_page(context: BrowserContext, news_site: Site) -> Page:
    page = context.new_page()
    page.goto(news_site.address)
    page.locator("#opening").wait_for()
    say(page, "halo")
    return page


def test_it_is_shown_live_and_stays_after_reloading(open_page: Page, news_site: Site) -> None:
    assert news_site.approve(news_site.report_in_last_talk()).status_code == 200
    expect(open_page.locator(LAST_BOT).last).to_contain_text("1234 5678 9012 3456 7890")
    before = said(open_page)
    open_page.reload()
    expect(open_page.locator(LAST_BOT).last).to_contain_text("1234 5678 9012 3456 7890")
    assert said(open_page) == before


def test_a_page_that_was_closed_meanwhile_finds_it(open_page: Page, context: BrowserContext, news_site: Site) -> None:
    nomor = news_site.report_in_last_talk()
    open_page.close()
    assert news_site.approve(nomor).status_code == 200
    again = context.new_page()
    again.goto(news_site.address)
    expect(again.locator(LAST_BOT).last).to_contain_text("1234 5678 9012 3456 7890")


def test_other_talks_hear_nothing(open_page: Page, context: BrowserContext, news_site: Site) -> None:
    nomor = news_site.report_in_last_talk()
    stranger_context = context.browser.new_context()  # type: ignore[union-attr]
    stranger = stranger_context.new_page()
    stranger.goto(news_site.address)
    stranger.locator("#opening").wait_for()
    say(stranger, "permisi")
    assert news_site.approve(nomor).status_code == 200
    expect(open_page.locator(LAST_BOT).last).to_contain_text("1234")
    assert not any("1234" in text for text in said(stranger))
    stranger_context.close()
