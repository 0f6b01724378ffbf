"""The pages behind a login, in a real browser: by keyboard, on a phone, in both themes, watched by axe."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from bot.people.options import PeopleOptions
from bot.qa.audit.disputes import Disputes
from bot.qa.background import BackgroundRuns, Order
from bot.server import create_application
from bot.server.options import WebOptions
from tests.server.live_server import served
from tests.server.qa_results import AUDIT, COVERAGE, MODEL_CHECK, SELF_PLAY, fake_runs, put_finished, put_result
from tests.server.scripted_engine import ScriptedEngine
from tests.server.signing_in import PASSWORD, add_everyone
from tests.server.test_audit_pages import TALK, put_talk
from tests.web.conftest import PHONE, faultless_page, settings_in
from tests.web.test_accessibility import SIZES, assert_accessible

QA_PAGES = [
    "/qa",
    "/qa/putaran/malam",
    "/qa/putaran/malam/uji/1",
    "/qa/putaran/malam/uji/2",
    "/qa/percakapan",
    "/qa/cakupan",
    "/qa/simulasi",
    "/qa/penilaian",
    f"/qa/penilaian/percakapan?pengenal={TALK}",
    "/qa/penilaian/sanggahan",
]
PAGES_OF = {"supervisor": [*QA_PAGES, "/akun"], "admin": ["/akun", "/akun/catatan"], "trainee": ["/latihan"]}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("ruang-kerja")


@pytest.fixture(scope="module")
def runs(folder: Path) -> BackgroundRuns:
    """Runs whose command needs no model; there is a result, a coverage and an audit."""
    put_result(folder)
    put_finished(folder, "coverage", COVERAGE)
    put_finished(folder, "audit", AUDIT)
    put_finished(folder, "selfplay", SELF_PLAY)
    put_finished(folder, "modelcheck", MODEL_CHECK)
    return fake_runs(folder)


@pytest.fixture(scope="module")
def site(folder: Path, runs: BackgroundRuns) -> Iterator[str]:
    application = create_application(
        settings_in(folder), ScriptedEngine(), options=WebOptions(), people_options=PeopleOptions()
    )
    with served(application) as address:
        services = dataclasses.replace(application.state.services, qa_runs=runs)
        application.state.services = services
        add_everyone(services.people)
        put_talk(services.settings.database_url)
        disputes = Disputes(services.settings.database_url)
        for why in ("Sudah ditanyakan di awal", "Penelepon langsung menyampaikan keperluannya"):
            number = disputes.add(TALK, "PRK-01", who="Si Qa", why=why).number
        disputes.rule(number, "not_applicable", who="Si Supervisor", why="Benar")
        disputes.close()
        yield address


@pytest.fixture
def page(context: BrowserContext, site: str) -> Iterator[Page]:
    """A phone, not logged in."""
    with faultless_page(context, site, pardoned=("401 (Unauthorized)",)) as opened:
        yield opened


def log_in(page: Page, site: str, name: str, wanted: str = "/masuk") -> None:
    page.goto(site + wanted)
    page.get_by_label("Nama akun").fill(name)
    page.get_by_label("Kata sandi").fill(PASSWORD)
    page.get_by_role("button", name="Masuk").click()
    expect(page.get_by_role("button", name="Keluar")).to_be_visible()


def tab_to(page: Page, name: str) -> None:
    """Press Tab until the focus is on what is called so."""
    for _ in range(40):
        page.keyboard.press("Tab")
        words = page.evaluate("document.activeElement.innerText || document.activeElement.ariaLabel || ''")
        if words.strip() == name:
            return
    raise AssertionError(f"Tab never came to {name!r}")


@pytest.mark.parametrize("role", PAGES_OF)
@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("size", SIZES)
def test_axe_finds_nothing_on_any_page(browser: Browser, site: str, role: str, theme: str, size: str) -> None:
    context = browser.new_context(viewport=SIZES[size], color_scheme=theme)  # type: ignore[arg-type]
    page = context.new_page()
    log_in(page, site, role)
    for address in PAGES_OF[role]:
        page.goto(site + address)
        for details in page.locator("details").all():
            details.evaluate("one => { one.open = true }")
        assert_accessible(page)
    context.close()


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing_at_the_login_also_when_it_is_refused(browser: Browser, site: str, theme: str) -> None:
    context = browser.new_context(viewport=PHONE, color_scheme=theme)  # type: ignore[arg-type]
    page = context.new_page()
    page.goto(f"{site}/masuk")
    assert_accessible(page)
    page.get_by_label("Nama akun").fill("tidak.ada")
    page.get_by_label("Kata sandi").fill("salah-sandinya")
    page.get_by_role("button", name="Masuk").click()
    expect(page.get_by_role("alert")).to_contain_text("tidak cocok")
    expect(page.get_by_label("Kata sandi")).to_be_focused()
    assert_accessible(page)
    context.close()


@pytest.mark.parametrize("role", PAGES_OF)
def test_no_page_is_wider_than_a_phone(page: Page, site: str, role: str) -> None:
    log_in(page, site, role)
    for address in PAGES_OF[role]:
        page.goto(site + address)
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"], address


def test_logging_in_leads_back_to_where_one_wanted_to_go(page: Page, site: str) -> None:
    log_in(page, site, "qa", "/qa/putaran/malam/uji/2")
    expect(page).to_have_url(f"{site}/qa/putaran/malam/uji/2")
    page.get_by_role("button", name="Keluar").click()
    expect(page).to_have_url(f"{site}/masuk")
    page.goto(f"{site}/qa")
    expect(page).to_have_url(re.compile("/masuk"))


def test_the_whole_way_from_login_to_a_run_works_by_keyboard(page: Page, site: str) -> None:
    page.goto(f"{site}/masuk")
    expect(page.get_by_label("Nama akun")).to_be_focused()
    page.keyboard.type("qa")
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    expect(page).to_have_url(f"{site}/qa")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Langsung ke isi")).to_be_focused()
    page.keyboard.press("Enter")
    tab_to(page, "Jalankan uji")
    page.keyboard.press("Enter")
    expect(page.locator(".totals")).to_contain_text("1 perlu dilihat")
    expect(page.get_by_text("Selesai", exact=True)).to_be_visible()


def test_a_run_is_watched_while_it_goes_on_and_cancelled(page: Page, site: str, runs: BackgroundRuns) -> None:
    log_in(page, site, "qa")
    run = runs.begin(Order("replay", "Uji lama", ("lama",)), "Si Qa")
    page.goto(f"{site}/qa/putaran/{run.id}")
    expect(page.get_by_role("status")).to_have_text("1 dari 2 uji")
    expect(page.get_by_role("progressbar")).to_have_attribute("value", "1")
    assert_accessible(page)
    page.get_by_role("button", name="Batalkan").click()
    expect(page.locator("main")).to_contain_text("dibatalkan oleh Si Qa")


def test_the_end_of_a_run_is_shown_without_reloading(page: Page, site: str, runs: BackgroundRuns) -> None:
    log_in(page, site, "supervisor")
    run = runs.begin(Order("replay", "Uji lama", ("lama",)), "Si Qa")
    page.goto(f"{site}/qa/putaran/{run.id}")
    expect(page.get_by_role("status")).to_have_text("1 dari 2 uji")
    runs.cancel(run.id, "orang lain")
    expect(page.locator("main")).to_contain_text("dibatalkan oleh orang lain")


def test_where_events_do_not_come_through_the_page_asks(page: Page, site: str, runs: BackgroundRuns) -> None:
    log_in(page, site, "qa")
    page.add_init_script("delete window.EventSource")
    run = runs.begin(Order("replay", "Uji lama", ("lama",)), "Si Qa")
    page.goto(f"{site}/qa/putaran/{run.id}")
    expect(page.get_by_role("status")).to_have_text("1 dari 2 uji")
    runs.cancel(run.id, "orang lain")
    expect(page.locator("main")).to_contain_text("dibatalkan oleh orang lain")


def test_a_recorded_talk_stands_beside_its_replay_on_a_wide_screen_and_below_it_on_a_phone(
    page: Page, site: str
) -> None:
    log_in(page, site, "qa", "/qa/putaran/malam/uji/2")
    then = page.get_by_role("region", name="Dahulu, giliran 1")
    now = page.get_by_role("region", name="Sekarang, giliran 1")
    expect(then).to_contain_text("Selamat pagi")
    expect(now).to_contain_text("Selamat siang")
    below, above = now.bounding_box(), then.bounding_box()
    assert below
    assert above
    assert below["y"] > above["y"]
    page.set_viewport_size(SIZES["layar lebar"])  # type: ignore[arg-type]
    right, left = now.bounding_box(), then.bounding_box()
    assert right
    assert left
    assert (right["y"], right["x"] > left["x"]) == (left["y"], True)


def test_what_was_chosen_as_theme_holds_on_the_next_page(page: Page, site: str) -> None:
    log_in(page, site, "qa")
    page.get_by_role("button", name="Tema gelap").click()
    page.get_by_role("link", name="Cakupan").click()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    expect(page.get_by_role("link", name="Cakupan")).to_have_attribute("aria-current", "page")


def test_pages_hold_no_inline_code(page: Page, site: str) -> None:
    log_in(page, site, "supervisor")
    for address in [*PAGES_OF["supervisor"], "/masuk"]:
        html = page.request.get(site + address).text()
        assert not re.search(r"<script(?![^>]*\ssrc=)|<style|\sstyle=|\son\w+=", html), address
