"""The training studio in a real browser: a call by keyboard alone, the form beside it, its result, the class; axe."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from fastapi import FastAPI
from playwright.sync_api import Browser, BrowserContext, Page, expect

from bot.server import create_application
from bot.server.options import WebOptions
from tests.server.live_server import served
from tests.server.scripted_engine import ScriptedEngine
from tests.server.signing_in import PASSWORD, add_everyone
from tests.web.conftest import faultless_page, settings_in
from tests.web.test_accessibility import SIZES, assert_accessible
from tests.web.test_workplace import log_in, tab_to

GREETING = "PLN 123, selamat pagi, dengan Hana, ada yang bisa kami bantu?"


@pytest.fixture(scope="module")
def application(tmp_path_factory: pytest.TempPathFactory) -> FastAPI:
    return create_application(settings_in(tmp_path_factory.mktemp("studio")), ScriptedEngine(), options=WebOptions())


@pytest.fixture(scope="module")
def site(application: FastAPI) -> Iterator[str]:
    with served(application) as address:
        add_everyone(application.state.services.people)
        yield address


@pytest.fixture
def page(context: BrowserContext, site: str) -> Iterator[Page]:
    """A phone on which what a form refuses may be told as an error of the network."""
    with faultless_page(context, site, pardoned=("Failed to load resource",)) as opened:
        yield opened


def begin(page: Page, site: str, scenario: str, level: str = "Terpandu") -> None:
    page.goto(f"{site}/latihan")
    page.get_by_label("Skenario").select_option(scenario)
    page.get_by_label(level).check()
    page.get_by_role("button", name="Mulai panggilan").click()
    expect(page.get_by_role("log", name="Yang diucapkan")).to_contain_text("Pelanggan")
    page.wait_for_load_state()  # what is pressed before that does nothing yet


def say(page: Page, words: str) -> None:
    said = page.locator(".said-pelanggan").count()
    page.get_by_label("Ucapan Anda sebagai CSO").fill(words)
    page.keyboard.press("Enter")
    expect(page.locator(".said-pelanggan")).not_to_have_count(said)
    expect(page.get_by_label("Ucapan Anda sebagai CSO")).to_have_value("")


def finish(page: Page) -> None:
    page.once("dialog", lambda dialog: dialog.accept())
    page.get_by_role("button", name="Selesai dan nilai").click()
    expect(page.get_by_role("heading", name="Nilai", exact=False)).to_be_visible()


def test_a_call_is_begun_spoken_and_scored_by_keyboard_alone(page: Page, site: str) -> None:
    page.goto(f"{site}/masuk")
    page.keyboard.type("trainee")
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    expect(page).to_have_url(f"{site}/latihan")
    tab_to(page, "Mulai panggilan")
    page.keyboard.press("Enter")
    box = page.get_by_label("Ucapan Anda sebagai CSO")
    expect(box).to_be_focused()
    page.keyboard.type(GREETING)
    page.keyboard.press("Enter")
    expect(page.locator(".said-cso")).to_contain_text(GREETING)
    expect(box).to_be_focused()
    page.once("dialog", lambda dialog: dialog.accept())
    tab_to(page, "Selesai dan nilai")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Nilai", exact=False)).to_be_visible()


def test_the_script_and_the_hints_lead_on(page: Page, site: str) -> None:
    log_in(page, site, "trainee")
    begin(page, site, "periksa/O10")
    first = page.locator("#naskah li").first.inner_text()
    say(page, GREETING)
    expect(page.locator("#naskah li").first).not_to_have_text(first)
    page.get_by_role("button", name="Kalimat").click()
    expect(page.locator(".said-sistem")).to_contain_text("Petunjuk")


def test_what_was_said_in_another_tab_appears_in_this_one(page: Page, site: str) -> None:
    log_in(page, site, "trainee")
    begin(page, site, "periksa/O10")
    other = page.context.new_page()
    other.goto(page.url)
    say(other, "Dengan Bapak atau Ibu siapa?")
    say(page, GREETING)
    expect(page.locator(".said-cso")).to_have_text([re.compile("siapa"), re.compile("PLN 123")])
    other.close()


def test_the_result_says_what_took_from_the_score_and_leads_there(page: Page, site: str) -> None:
    log_in(page, site, "trainee")
    begin(page, site, "acak:iconnet")
    finish(page)
    lost = page.locator(".lost a")
    expect(lost.first).to_be_visible()
    place = lost.first.get_attribute("href") or ""
    expect(page.locator(place)).to_have_count(1)


def test_the_form_beside_the_talk_keeps_what_is_typed_and_gives_a_number(page: Page, site: str) -> None:
    log_in(page, site, "trainee")
    begin(page, site, "acak:iconnet")
    page.get_by_role("tab", name="Keluhan").click()
    page.get_by_label("Nama pelapor").fill("Budi")
    page.get_by_label("Nama pelapor").blur()
    page.get_by_role("tab", name="Data pelanggan").click()
    page.get_by_role("tab", name="Keluhan").click()
    expect(page.get_by_label("Nama pelapor")).to_have_value("Budi")
    page.locator("#form-keluhan").get_by_role("button", name="Simpan").click()
    expect(page.get_by_role("alert")).to_contain_text("Permasalahan")
    expect(page.get_by_label("Permasalahan *")).to_be_focused()
    page.get_by_label("Permasalahan *").fill("ICONNET : INFO TAGIHAN")
    page.get_by_label("Issue closed di CC PLN 123").check()
    page.locator("#form-keluhan").get_by_role("button", name="Simpan").click()
    expect(page.locator(".said-sistem")).to_contain_text("Laporan tersimpan: K")


def test_a_report_of_the_call_is_found_and_its_icons_tell_what_they_allow(page: Page, site: str) -> None:
    log_in(page, site, "trainee")
    begin(page, site, "acak:lapor_ulang")
    page.get_by_role("tab", name="Monitoring Tiket").click()
    page.get_by_label("Nomor laporan, telepon").fill("jl")
    page.locator("#panel-tiket").get_by_role("button", name="Cari").click()
    expect(page.locator("#tiket-ditemukan")).not_to_be_empty()


def test_an_objection_reaches_the_supervisor_whose_ruling_changes_the_score(page: Page, site: str) -> None:
    log_in(page, site, "trainee")
    begin(page, site, "acak:iconnet")
    finish(page)
    result = page.url
    page.get_by_label("Butir yang penilaiannya keliru").select_option(index=1)
    page.get_by_label("Mengapa keliru").fill("Sudah saya ucapkan")
    page.get_by_role("button", name="Ajukan sanggahan").click()
    expect(page.locator("#sanggahan")).to_contain_text("Belum diputuskan")
    page.get_by_role("button", name="Keluar").click()
    log_in(page, site, "supervisor")
    page.goto(f"{site}/pelatihan")
    page.get_by_role("link", name="Si Trainee").first.click()
    expect(page).to_have_url(f"{result.split('#')[0]}#sanggahan")
    page.get_by_label("Butir yang diputuskan").select_option(index=1)
    page.get_by_label("Putusan", exact=True).select_option("met")
    page.get_by_label("Alasan putusan").fill("Benar")
    page.get_by_role("button", name="Putuskan").click()
    expect(page.locator("#sanggahan")).to_contain_text("Si Supervisor")


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("size", SIZES)
def test_axe_finds_nothing_in_the_studio(browser: Browser, site: str, theme: str, size: str) -> None:
    context = browser.new_context(viewport=SIZES[size], color_scheme=theme)  # type: ignore[arg-type]
    page = context.new_page()
    log_in(page, site, "supervisor")
    page.goto(f"{site}/latihan")
    assert_accessible(page)
    begin(page, site, "periksa/O4")
    assert_accessible(page)
    page.get_by_role("tab", name="Gangguan").click()
    expect(page.locator("#form-gangguan")).to_be_visible()
    assert_accessible(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= SIZES[size]["width"]
    finish(page)
    for details in page.locator("details").all():
        details.evaluate("one => { one.open = true }")
    assert_accessible(page)
    page.goto(f"{site}/pelatihan")
    for details in page.locator("details").all():
        details.evaluate("one => { one.open = true }")
    assert_accessible(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= SIZES[size]["width"]
    context.close()
