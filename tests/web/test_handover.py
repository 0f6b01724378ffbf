"""Caller and officer in two browsers at once: a phone before the chat, a desk's screen before the queue."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from bot.people.options import PeopleOptions
from bot.server import create_application
from bot.server.options import WebOptions
from tests.server.live_server import served
from tests.server.scripted_engine import ScriptedEngine
from tests.server.signing_in import add_everyone
from tests.web.chatting import say
from tests.web.conftest import settings_in
from tests.web.test_accessibility import assert_accessible
from tests.web.test_workplace import log_in, tab_to

DESK = {"width": 1366, "height": 768}


@pytest.fixture(scope="module")
def engine() -> ScriptedEngine:
    return ScriptedEngine()


@pytest.fixture(autouse=True)
def known(engine: ScriptedEngine) -> None:
    """What every talk knows at first."""
    engine.slots = {"nama": "Budi Santoso", "no_telepon": "081211112222", "pernah_lapor": False}


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory, engine: ScriptedEngine) -> Iterator[str]:
    application = create_application(
        settings_in(tmp_path_factory.mktemp("petugas")), engine, options=WebOptions(), people_options=PeopleOptions()
    )
    with served(application) as address:
        add_everyone(application.state.services.people)
        engine.queue = application.state.services.handovers.queue
        yield address


@pytest.fixture(params=["light", "dark"])
def officer(browser: Browser, site: str, request: pytest.FixtureRequest) -> Iterator[Page]:
    """A CSO before the queue."""
    context = browser.new_context(viewport=DESK, color_scheme=request.param)  # type: ignore[arg-type]
    page = context.new_page()
    log_in(page, site, "cso", "/petugas")
    yield page
    context.close()


def test_from_asking_for_a_human_to_the_bots_next_question(page: Page, officer: Page) -> None:
    expect(officer.get_by_text("Tidak ada yang menunggu.")).to_be_visible()
    assert_accessible(officer)
    say(page, "mau bicara dengan petugas")
    expect(page.locator("#officer")).to_contain_text("urutan ke-1 dari 1")
    assert_accessible(page)

    # the queue shows it by itself, and says so
    expect(officer.locator("#news")).to_contain_text("Ada yang baru menunggu")
    expect(officer.get_by_role("heading", name="B••• S•••")).to_be_visible()
    assert_accessible(officer)
    tab_to(officer, "Ambil")
    officer.keyboard.press("Enter")
    expect(officer.get_by_role("heading", level=1)).to_have_text("Budi Santoso, 081211112222")
    expect(officer.get_by_label("Jawaban kepada penelepon")).to_be_focused()
    assert_accessible(officer)
    expect(page.locator("#officer")).to_have_text("Anda berbicara dengan petugas Si Cso, bukan robot.")

    officer.keyboard.type("Selamat siang, Pak Budi.")
    officer.keyboard.press("Enter")
    answered = page.locator(".message.officer .bubble")
    expect(answered).to_have_text("Petugas Si Cso: Selamat siang, Pak Budi.")
    # words that arrive here are read out
    expect(page.locator("[aria-live=polite] .message.officer")).to_have_count(1)
    assert_accessible(page)
    expect(officer.locator(".line-cso .bubble")).to_have_text("Selamat siang, Pak Budi.")

    say(page, "siang bu")
    expect(officer.locator(".line-pelanggan .bubble").last).to_have_text("siang bu")
    expect(page.locator(".message.bot .bubble").last).not_to_contain_text("siang bu")
    page.reload()
    expect(answered).to_have_count(1)
    expect(page.locator("#officer")).to_contain_text("Si Cso")

    officer.get_by_text("Perbaiki data lebih dulu").click()
    officer.get_by_label("Nama", exact=True).fill("Budi Susanto")
    assert_accessible(officer)
    officer.get_by_role("button", name="Kembalikan ke robot").press("Enter")
    expect(officer.get_by_text("Tidak ada yang menunggu.")).to_be_visible()
    expect(page.locator(".message.bot .bubble").last).to_contain_text("Apakah lampu indikator menyala?")
    expect(page.locator("#officer")).to_have_text("")
    assert page.evaluate("document.documentElement.scrollWidth") <= page.viewport_size["width"]  # type: ignore[index]


def test_where_events_do_not_come_through_the_page_asks(page: Page, browser: Browser, site: str) -> None:
    context = browser.new_context(viewport=DESK)
    context.add_init_script("delete window.EventSource")
    asking = context.new_page()
    log_in(asking, site, "cso", "/petugas")
    say(page, "mau bicara dengan petugas")
    asking.get_by_role("button", name="Ambil").click()
    say(page, "halo bu")
    expect(asking.locator(".line-pelanggan .bubble").last).to_have_text("halo bu")
    asking.get_by_role("button", name="Tutup percakapan").click()
    expect(page.locator("#officer")).to_have_text("")
    context.close()
