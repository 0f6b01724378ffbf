"""The chat page over the real engine."""

from __future__ import annotations

import re
from pathlib import Path

from playwright.sync_api import BrowserContext, expect

from bot.server import create_application
from bot.server.options import WebOptions
from bot.settings import Settings
from tests.server.live_server import served
from tests.web.chatting import choices, said, say


def test_a_caller_is_greeted_and_asked_and_finds_the_talk_again(context: BrowserContext, tmp_path: Path) -> None:
    settings = Settings.from_environment({"PLN123_VAR": str(tmp_path)})
    with served(create_application(settings, options=WebOptions())) as address:
        page = context.new_page()
        page.goto(address)
        expect(page.locator(".message.bot .bubble").first).to_contain_text("PLN 123", timeout=120_000)
        page.get_by_role("button", name="Meteran saya bertuliskan PERIKSA").click()
        expect(page.locator(".waiting")).to_have_count(0)
        say(page, "Budi Santoso")
        expect(choices(page)).to_have_text(["Bapak", "Ibu"])
        choices(page).first.click()
        expect(page.locator(".progress-words")).to_have_text(re.compile(r"Langkah \d+ dari \d+\s+\S+"))
        expect(choices(page)).to_have_text(["Padam", "Masih menyala"])
        before = said(page)
        page.reload()
        expect(choices(page)).to_have_text(["Padam", "Masih menyala"])
        assert said(page) == before
        page.close()
