"""More callers than the server can carry, as one of them sees it: told honestly, read out, answered in turn."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from bot.server import create_application
from bot.server.options import WebOptions
from tests.server.live_server import served
from tests.server.scripted_engine import ScriptedEngine
from tests.web.chatting import said
from tests.web.conftest import faultless_page, screen, settings_in
from tests.web.test_accessibility import assert_accessible


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory, engine: ScriptedEngine) -> Iterator[str]:
    """A server that does one turn at a time."""
    folder: Path = tmp_path_factory.mktemp("antrean")
    options = WebOptions(turns_at_once=1, tell_wait_seconds=0.001)
    with served(create_application(settings_in(folder), engine, options=options)) as address:
        yield address


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 390])
def test_who_has_to_wait_reads_how_long_and_is_answered(
    browser: Browser, site: str, engine: ScriptedEngine, width: int, theme: str
) -> None:
    engine.pause = 6.0
    viewport = {"width": width, "height": 740}
    with (
        screen(browser, viewport) as first_context,
        screen(browser, viewport) as second_context,
        faultless_page(first_context, site) as first,
        faultless_page(second_context, site) as second,
    ):
        second.emulate_media(color_scheme=theme, reduced_motion="reduce")  # type: ignore[arg-type]
        for page, words in ((first, "yang pertama"), (second, "yang kedua")):
            page.goto(site)
            page.locator("#box").fill(words)
            page.locator("#box").press("Enter")
            expect(page.locator("#typing")).not_to_be_empty()
        told = second.get_by_role("status").filter(has_text="Saat ini banyak yang menghubungi kami")
        expect(told).to_contain_text("Pesan Anda sudah kami terima dan akan dijawab pada gilirannya, sekitar")
        assert_accessible(second)
        assert second.evaluate("document.documentElement.scrollWidth") <= width
        engine.pause = 0.0
        expect(second.locator(".message.bot .bubble").last).to_contain_text("Saya catat: yang kedua")
        expect(second.locator("#typing")).to_be_empty()
        assert said(second, ".own") == ["yang kedua"]
