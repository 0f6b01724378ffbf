"""WCAG 2.2 AA by axe, in both themes and both sizes."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.web.chatting import say

SIZES = {"telepon": {"width": 360, "height": 740}, "layar lebar": {"width": 1280, "height": 860}}
RULES = {
    "runOnly": {
        "type": "tag",
        "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    }
}


# what is just fading in has too little contrast for that moment; what moves for ever is no matter of it
_STANDS_STILL = """() => document.getAnimations().every(
  (one) => one.playState !== "running" || one.effect.getComputedTiming().iterations === Infinity)"""


def assert_accessible(page: Page) -> None:
    page.wait_for_function(_STANDS_STILL)
    results = Axe().run(page, options=RULES)
    assert results.response["passes"], "axe must have looked at something"
    assert results.violations_count == 0, results.generate_report()


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("size", SIZES)
def test_axe_finds_nothing_from_the_first_hello_to_the_end(browser: Browser, site: str, theme: str, size: str) -> None:
    context = browser.new_context(viewport=SIZES[size], color_scheme=theme, reduced_motion="reduce")  # type: ignore[arg-type]
    page = context.new_page()
    page.goto(site)
    expect(page.locator("#opening")).to_be_visible()
    assert_accessible(page)
    say(page, "kode")
    say(page, "tiket")
    say(page, "selesai")
    say(page, "meteran saya PERIKSA")
    assert_accessible(page)
    context.set_offline(True)
    page.locator("#box").fill("menunggu")
    page.locator("#box").press("Enter")
    expect(page.locator("#banner")).not_to_be_empty()
    assert_accessible(page)
    context.close()


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing_on_the_other_pages(browser: Browser, site: str, theme: str) -> None:
    context = browser.new_context(viewport=SIZES["telepon"], color_scheme=theme)  # type: ignore[arg-type]
    page = context.new_page()
    page.goto(site)
    page.locator("#about-toggle").click()
    assert_accessible(page)
    for address in ("/docs", "/tidak-ada", "/?tampilan=panel"):
        page.goto(site + address)
        assert_accessible(page)
    context.close()


def test_the_talk_is_a_polite_live_region(page: Page) -> None:
    log = page.get_by_role("log", name="Percakapan")
    expect(log).to_have_attribute("aria-live", "polite")


def test_history_is_not_read_out_but_new_words_are(page: Page) -> None:
    say(page, "halo")
    page.reload()
    expect(page.locator(".message")).to_have_count(2)
    expect(page.locator("#log")).to_have_attribute("aria-live", "polite")


def test_the_bot_at_work_is_told_in_words(page: Page, engine: object) -> None:
    engine.pause = 0.5  # type: ignore[attr-defined]
    try:
        page.locator("#box").fill("halo")
        page.locator("#box").press("Enter")
        expect(page.get_by_role("status").filter(has_text="Tara sedang menulis")).to_be_visible()
    finally:
        engine.pause = 0.0  # type: ignore[attr-defined]
    expect(page.locator("#typing")).to_be_empty()
