"""Each kind of run begun from its page with the real command: watched until it is over, and its result opened."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from bot.people.options import PeopleOptions
from bot.server import create_application
from bot.server.options import WebOptions
from tests.server.live_server import served
from tests.server.scripted_engine import ScriptedEngine
from tests.server.signing_in import add_everyone
from tests.server.test_audit_pages import TALK, put_talk
from tests.web.conftest import settings_in
from tests.web.test_accessibility import assert_accessible
from tests.web.test_workplace import log_in

DESK = {"width": 1366, "height": 768}
PATIENCE = 300_000
"""Milliseconds; on a machine with nothing else to do, the slowest run takes some 20 seconds."""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    settings = settings_in(tmp_path_factory.mktemp("qa"))
    application = create_application(settings, ScriptedEngine(), options=WebOptions(), people_options=PeopleOptions())
    with served(application) as address:
        add_everyone(application.state.services.people)
        put_talk(settings.database_url)
        yield address


@pytest.fixture
def supervisor(browser: Browser, site: str) -> Iterator[Page]:
    context = browser.new_context(viewport=DESK, locale="id-ID")
    page = context.new_page()
    log_in(page, site, "supervisor", "/qa")
    yield page
    context.close()


def watch_until_over(page: Page, title: str) -> None:
    """The run's page shows that it goes on; then it becomes the result by itself."""
    expect(page).to_have_url(re.compile("/qa/putaran/"))
    expect(page.get_by_role("heading", level=1)).to_have_text(title)
    expect(page.get_by_text("Sedang berjalan")).to_be_visible()
    assert_accessible(page)
    expect(page.locator("#watch")).to_have_count(0, timeout=PATIENCE)


def test_written_tests_are_replayed(supervisor: Page) -> None:
    supervisor.get_by_label("Topik").select_option("iconnet")
    supervisor.get_by_label("Hanya uji yang namanya memuat").fill("e")
    supervisor.get_by_role("button", name="Jalankan uji").click()
    watch_until_over(supervisor, "Uji topik iconnet, nama memuat “e”")
    expect(supervisor.get_by_text("Selesai")).to_be_visible()
    supervisor.locator("#lain ~ ul a").first.click()
    expect(supervisor.get_by_text("Giliran 1").first).to_be_visible()
    expect(supervisor.get_by_text("Lulus")).to_be_visible()


def test_coverage_is_measured(supervisor: Page, site: str) -> None:
    supervisor.goto(f"{site}/qa/cakupan")
    supervisor.get_by_label("Dari uji topik").select_option("permohonan")
    supervisor.get_by_role("button", name="Hitung ulang").click()
    watch_until_over(supervisor, "Cakupan uji topik permohonan")
    expect(supervisor).to_have_url(re.compile("/qa/cakupan$"))
    rules = supervisor.get_by_role("row", name=re.compile("^Aturan SOP"))
    expect(rules).to_contain_text("%")
    assert_accessible(supervisor)


def test_real_talks_are_audited_and_an_objection_is_ruled_on(supervisor: Page, site: str) -> None:
    supervisor.goto(f"{site}/qa/penilaian")
    supervisor.get_by_label("Percakapan sejak").fill("2026-11-22")
    supervisor.get_by_role("button", name="Nilai percakapan").click()
    watch_until_over(supervisor, "Penilaian percakapan sejak 22 November 2026")
    supervisor.get_by_text(f"{TALK}: nilai").click()
    supervisor.get_by_role("link", name="Buka percakapannya").click()
    expect(supervisor.get_by_role("heading", level=1)).to_have_text(f"Percakapan {TALK}")
    supervisor.get_by_role("link", name="Sanggah PRK-01").click()
    supervisor.get_by_label("Mengapa keliru").fill("Penelepon langsung menyampaikan keperluannya")
    supervisor.get_by_role("button", name="Ajukan sanggahan").click()
    expect(supervisor.get_by_text("Belum diputuskan")).to_be_visible()
    assert_accessible(supervisor)
    supervisor.get_by_label("Putusan atas PRK-01").select_option("not_applicable")
    supervisor.get_by_label("Alasan putusan").fill("Betul")
    supervisor.get_by_role("button", name="Putuskan").click()
    expect(supervisor.get_by_text("Putusan: tidak berlaku.")).to_be_visible()
    supervisor.goto(f"{site}/qa/penilaian/sanggahan")
    expect(supervisor.get_by_text("Sudah diputuskan", exact=True)).to_be_visible()
    assert_accessible(supervisor)


def test_simulated_customers_call(supervisor: Page, site: str) -> None:
    supervisor.goto(f"{site}/qa/simulasi")
    supervisor.get_by_label("Topik").select_option("listriqu")
    supervisor.get_by_label("Banyaknya percakapan").fill("3")
    supervisor.get_by_role("button", name="Mulai simulasi").click()
    watch_until_over(supervisor, "3 percakapan simulasi, topik listriqu")
    expect(supervisor).to_have_url(re.compile("/qa/simulasi$"))
    expect(supervisor.locator(".totals")).to_contain_text("3 percakapan")
    assert_accessible(supervisor)


def test_the_book_is_checked(supervisor: Page, site: str) -> None:
    supervisor.goto(f"{site}/qa/simulasi")
    supervisor.get_by_role("button", name="Periksa buku").click()
    watch_until_over(supervisor, "Pemeriksaan buku SOP")
    expect(supervisor).to_have_url(re.compile("/qa/simulasi#buku$"))
    expect(supervisor.get_by_role("row", name=re.compile("^Periksa"))).to_be_visible()
    assert_accessible(supervisor)
