"""A recorded call in a real browser: heard, followed along the wave, reached by keyboard, read on a phone."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.server.recorded import NAME, put_call
from tests.web.conftest import faultless_page, screen, workplace_in
from tests.web.test_accessibility import assert_accessible
from tests.web.test_workplace import log_in

CALL = f"/qa/panggilan/{NAME}"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder: Path = tmp_path_factory.mktemp("panggilan")
    put_call(folder)
    with workplace_in(folder) as address:
        yield address


@pytest.fixture
def page(browser: Browser, site: str) -> Iterator[Page]:
    """A supervisor's phone."""
    with screen(browser) as context, faultless_page(context, site) as opened:
        log_in(opened, site, "supervisor")
        yield opened


def now_of(page: Page) -> float:
    return float(page.locator("#pemutar").evaluate("(player) => player.currentTime"))


def test_the_row_and_the_wave_lead_into_the_sound_and_follow_it(page: Page, site: str) -> None:
    page.goto(f"{site}/qa/panggilan")
    page.get_by_role("link", name="22 November 2026, 14.05 WIB").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Panggilan 22 November 2026")
    page.get_by_role("button", name="Putar dari menit 0.05").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".call-row [aria-current]")).to_contain_text("lima empat dua tiga")
    assert 4.9 < now_of(page) < 7
    assert float(page.locator(".wave-now").get_attribute("x") or 0) > 190
    page.locator("#pemutar").evaluate("(player) => player.pause()")
    box = page.locator(".wave svg").bounding_box()
    assert box is not None
    page.locator(".wave svg").click(position={"x": 0.25 * box["width"], "y": 20})
    expect(page.locator(".call-row [aria-current]")).to_contain_text("Penelepon menyela.")
    assert 2.2 < now_of(page) < 5


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing_and_nothing_is_wider_than_a_phone(page: Page, site: str, theme: str) -> None:
    page.emulate_media(color_scheme=theme, reduced_motion="reduce")  # type: ignore[arg-type]
    for address in ("/qa/panggilan", CALL):
        page.goto(site + address)
        assert_accessible(page)
        assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
