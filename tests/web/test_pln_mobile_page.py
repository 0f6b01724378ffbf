"""The self-report of PLN Mobile in a browser the size of a phone (MOB-01)."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from fastapi import FastAPI
from playwright.sync_api import Browser, BrowserContext, Page, expect

from bot.customers.demo import demo_customers, load_demo
from bot.migrations import upgrade
from bot.server import create_application
from bot.server.options import WebOptions
from bot.vcc.command_centre import CommandCentre
from tests.server.live_server import served
from tests.server.scripted_engine import ScriptedEngine
from tests.web.conftest import faultless_page, settings_in
from tests.web.test_accessibility import assert_accessible

ENTRIES = {
    "08": "0402",
    "70": "3",
    "71": "0",
    "41": "221",
    "44": "0.35",
    "46": "tidak muncul",
    "37": "12,5",
    "47": "47",
}
CUSTOMERS = iter([one for one in demo_customers() if one.uid == "UID Jakarta Raya"])
OUTSIDE = next(one for one in demo_customers() if one.uid == "UID Jawa Timur")
PHONE = {"width": 390, "height": 844}
# what the browser itself writes down of a refused form and of a line that is cut
NO_FAULTS = ("the server responded with a status of", "ERR_INTERNET_DISCONNECTED")


@pytest.fixture(scope="module")
def application(tmp_path_factory: pytest.TempPathFactory) -> FastAPI:
    settings = settings_in(tmp_path_factory.mktemp("situs"))
    upgrade(settings.database_url)
    load_demo(settings.database_url)
    # on a quick machine the tests of this module together send more than one caller may
    return create_application(settings, ScriptedEngine(), options=WebOptions(messages_at_once=1_000))


@pytest.fixture(scope="module")
def site(application: FastAPI) -> Iterator[str]:
    with served(application) as address:
        yield address


@pytest.fixture
def page(context: BrowserContext, site: str) -> Iterator[Page]:
    """A phone on the page."""
    with faultless_page(context, site, pardoned=NO_FAULTS) as opened:
        opened.goto(f"{site}/pln-mobile")
        yield opened


def choose_meter(page: Page, number: str, *conditions: str) -> None:
    """Steps 1 to 4."""
    page.get_by_role("link", name="Pengaduan", exact=True).click()
    page.get_by_role("link", name="Gangguan kWh meter saya menunjukkan PERIKSA").click()
    page.get_by_role("link", name="Mengerti, lanjut").click()
    page.get_by_label("ID Pelanggan / Nomor Meter", exact=True).fill(number)
    page.get_by_role("button", name="Cari meter").click()
    for words in conditions:
        page.get_by_label(words, exact=True).check()
    page.get_by_role("button", name="Pilih meter ini").click()


def make_entries(page: Page) -> None:
    """Step 5, with code 45 showing no number."""
    for code, value in ENTRIES.items():
        page.locator(f"#isian-{code}").fill(value)
    page.locator("#kosong-45").check()
    page.get_by_role("button", name="Lanjut").click()
    expect(page.get_by_role("heading", name="Periksa lalu Submit")).to_be_focused()


def send(page: Page) -> str:
    """Steps 6 and 7; the number of the report."""
    page.get_by_label("Nama", exact=True).fill("Budi Santoso")
    page.get_by_label("Nomor HP").fill("0812 1111 2222")
    page.get_by_label("WA", exact=True).check()
    page.get_by_role("button", name="Submit").click()
    expect(page).to_have_url(re.compile(r"#laporan=G\d{13}$"))
    number = page.url.split("=")[1]
    expect(page.locator(".ticket-number")).to_have_text(number)
    return number


def centre_of(application: FastAPI) -> CommandCentre:
    centre: CommandCentre = application.state.services.command_centre
    return centre


def test_a_report_from_the_menu_to_the_confirmation(page: Page, application: FastAPI) -> None:
    steps = page.locator("#progress-step")
    expect(steps).to_have_text("Langkah 1 dari 8")
    choose_meter(page, next(CUSTOMERS).nomor_meter, "Padam", "Terbaca, tertulis PERIKSA", "Tetap padam")
    expect(steps).to_have_text("Langkah 5 dari 8")
    make_entries(page)
    expect(page.locator("#ringkasan")).to_contain_text("Kode 44")
    expect(page.locator("#ringkasan")).to_contain_text("0,35")
    number = send(page)
    expect(steps).to_have_text("Langkah 7 dari 8")
    waiting = next(one for one in centre_of(application).queue() if one.nomor == number)
    assert waiting.self_diagnosis == {**ENTRIES, "44": "0,35", "45": "Null", "46": "Null"}
    assert waiting.permasalahan == "1 RUMAH PADAM (DISPLAY APP TERTERA PERIKSA)"
    centre_of(application).approve(number, actor="vcc", idempotency_key=number)
    expect(page.locator(".ctt")).to_have_text(re.compile(r"^(\d{4} ){4}\d{4}$"))
    expect(steps).to_have_text("Langkah 8 dari 8")
    assert_accessible(page)
    page.get_by_role("button", name="Meter sudah normal").click()
    expect(page.locator("#kabar")).to_contain_text("sudah selesai")
    page.get_by_role("link", name="Kembali ke menu").click()
    page.get_by_role("link", name=number).click()
    expect(page.locator(".ticket-status")).to_have_text("SELESAI")


def test_what_is_wrong_stands_beside_its_field_and_nothing_is_lost_not_even_by_a_reload(page: Page) -> None:
    choose_meter(page, next(CUSTOMERS).idpel, "Masih menyala")
    for code, value in {**ENTRIES, "71": "abc"}.items():
        page.locator(f"#isian-{code}").fill(value)
    page.get_by_role("button", name="Lanjut").click()
    expect(page.locator("#masalah-isian-71")).to_contain_text("Belum terbaca")
    expect(page.locator("#masalah-isian-45")).to_contain_text("Tidak Ada Angka")
    expect(page.locator("#terbaca-44")).to_have_text("Terbaca: 0,35")
    expect(page.locator("#isian-71")).to_be_focused()
    expect(page.locator("#isian-71")).to_have_attribute("aria-invalid", "true")
    assert_accessible(page)
    page.locator("#kosong-71").check()
    expect(page.locator("#isian-71")).to_have_value("Null")
    page.reload()
    expect(page.locator("#progress-step")).to_have_text("Langkah 5 dari 8")
    for code, value in ENTRIES.items():
        expect(page.locator(f"#isian-{code}")).to_have_value("Null" if code == "71" else value)
    page.locator("#kosong-71").uncheck()
    expect(page.locator("#isian-71")).to_have_value("abc")
    page.locator("#isian-71").fill("0")
    make_entries(page)
    page.get_by_label("Nomor HP").fill("021 7234567")
    page.get_by_role("button", name="Submit").click()
    expect(page.locator("#masalah-nama")).not_to_be_empty()
    page.get_by_label("Nama", exact=True).fill("Budi")
    page.get_by_role("button", name="Submit").click()
    expect(page.locator("#masalah-hp")).to_contain_text("telepon rumah")
    page.reload()
    expect(page.get_by_label("Nama", exact=True)).to_have_value("Budi")
    send(page)


def test_pressed_twice_it_is_one_report_and_the_meter_gets_no_second_one(page: Page, application: FastAPI) -> None:
    customer = next(CUSTOMERS)
    choose_meter(page, customer.idpel, "Masih menyala")
    make_entries(page)
    page.get_by_label("Nama", exact=True).fill("Budi Santoso")
    page.get_by_label("Nomor HP").fill("0812 1111 2222")
    page.get_by_role("button", name="Submit").dblclick()
    expect(page).to_have_url(re.compile("#laporan="))
    assert [one.idpel for one in centre_of(application).queue()].count(customer.idpel) == 1
    page.get_by_role("link", name="Kembali ke menu").click()
    choose_meter(page, customer.idpel, "Masih menyala")
    make_entries(page)
    page.get_by_role("button", name="Submit").click()
    expect(page.locator("#banner")).to_contain_text("sudah dilaporkan")
    expect(page.locator("#ringkasan")).to_contain_text("221")


def test_outside_the_areas_the_entries_are_left_out(page: Page) -> None:
    choose_meter(page, OUTSIDE.idpel, "Masih menyala")
    expect(page.locator("#progress-step")).to_have_text("Langkah 6 dari 8")
    send(page)
    expect(page.locator("#kabar")).to_contain_text("Petugas unit akan menghubungi")


def test_power_that_came_back_ends_without_a_report(page: Page) -> None:
    page.goto(page.url + "#meter")
    page.get_by_label("ID Pelanggan / Nomor Meter", exact=True).fill(OUTSIDE.idpel)
    page.keyboard.press("Enter")
    for words in ("Padam", "Terbaca, tertulis PERIKSA", "Menyala kembali"):
        page.get_by_label(words, exact=True).check()
    expect(page.locator("#hasil-kondisi")).to_contain_text("Syukurlah")
    expect(page.get_by_role("button", name="Pilih meter ini")).to_be_hidden()


def test_without_a_line_the_report_waits_in_the_form(page: Page, context: BrowserContext) -> None:
    choose_meter(page, next(CUSTOMERS).idpel, "Masih menyala")
    make_entries(page)
    page.get_by_label("Nama", exact=True).fill("Budi Santoso")
    page.get_by_label("Nomor HP").fill("0812 1111 2222")
    context.set_offline(True)
    page.get_by_role("button", name="Submit").click()
    expect(page.locator("#banner")).to_contain_text("Isian tetap tersimpan")
    context.set_offline(False)
    send(page)


def test_the_whole_report_by_keyboard(page: Page) -> None:
    def press(*keys: str) -> None:
        for key in keys:
            page.keyboard.press(key)

    page.get_by_role("link", name="Pengaduan", exact=True).focus()
    press("Enter")
    expect(page.get_by_role("heading", name="Pengaduan")).to_be_focused()
    press("Tab", "Enter")
    expect(page.get_by_role("heading", name="Wilayah Self Diagnosis")).to_be_focused()
    press("Tab", "Enter")
    expect(page.get_by_role("heading", name="Pilih ID Pelanggan")).to_be_focused()
    press("Tab")
    page.keyboard.type(next(CUSTOMERS).idpel)
    press("Enter")
    expect(page.locator("#tanya-kondisi_listrik")).to_be_visible()
    press("Tab", "Tab", "Space")
    expect(page.get_by_role("button", name="Pilih meter ini")).to_be_visible()
    press("Tab", "Enter")
    expect(page.get_by_role("heading", name="Entry Self Diagnosis")).to_be_focused()
    for _ in range(9):
        press("Tab")
        page.keyboard.type("5")
        press("Tab", "Tab")
    press("Tab", "Enter")
    expect(page.get_by_role("heading", name="Periksa lalu Submit")).to_be_focused()
    press("Tab")
    page.keyboard.type("Budi Santoso")
    press("Tab")
    page.keyboard.type("081211112222")
    press("Enter")
    expect(page).to_have_url(re.compile("#laporan=G"))


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing_and_nothing_is_wider_than_the_phone(browser: Browser, site: str, theme: str) -> None:
    context = browser.new_context(viewport=PHONE, color_scheme=theme)  # type: ignore[arg-type]
    page = context.new_page()

    def look() -> None:
        assert_accessible(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]

    for screen in ("menu", "pengaduan", "wilayah", "meter"):
        page.goto(f"{site}/pln-mobile#{screen}")
        look()
    page.goto(f"{site}/pln-mobile#menu")
    choose_meter(page, next(CUSTOMERS).idpel, "Masih menyala")
    page.get_by_text("Gambar tombol kode 41").click()
    look()
    make_entries(page)
    look()
    context.close()


@pytest.mark.parametrize("screen", ["isian", "kirim", "laporan", "laporan=", "entah"])
def test_a_screen_that_rests_on_nothing_leads_back(context: BrowserContext, site: str, screen: str) -> None:
    page = context.new_page()
    page.goto(f"{site}/pln-mobile#{screen}")
    expect(page.get_by_role("heading", name=re.compile("Pilih"))).to_be_visible()
