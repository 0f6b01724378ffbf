"""One caller's data in a real browser: found, downloaded and deleted by keyboard and on a phone, watched by axe."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from zipfile import ZipFile

import pytest
from playwright.sync_api import Browser, Page, expect

from bot.apkt.store import TicketStore
from tests.callers.kept import BUDI, SITI, Talks, record_call, report
from tests.web.conftest import PHONE, faultless_page, screen, settings_in, workplace_in
from tests.web.test_accessibility import SIZES, assert_accessible
from tests.web.test_workplace import log_in, tab_to


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("penelepon")


@pytest.fixture(scope="module")
def site(folder: Path) -> Iterator[str]:
    with workplace_in(folder) as address:
        yield address


@pytest.fixture
def talks(site: str, folder: Path) -> Iterator[Talks]:  # noqa: ARG001  # whose start migrates
    """Budi and Siti have called; of Budi there is a report that is not done, and a recording."""
    url = settings_in(folder).database_url
    opened, store = Talks(url), TicketStore(url)
    for name, number in (("budi", BUDI), ("siti", SITI)):
        opened.say(name, f"hp saya {number}")
    record_call(folder, "satu", "halo", [report(store, BUDI, "budi", done=False)])
    yield opened
    opened.close()
    store.close()


def find(page: Page, site: str) -> None:
    page.goto(f"{site}/data-pribadi")
    page.get_by_label("Nomor telepon").fill(BUDI)
    page.get_by_role("button", name="Cari data").click()
    expect(page.get_by_role("heading", name="Yang tersimpan")).to_be_visible()


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("size", [*SIZES, "telepon kecil"])
def test_axe_finds_nothing_and_nothing_is_wider_than_the_screen(
    browser: Browser, site: str, talks: Talks, theme: str, size: str
) -> None:
    viewport = {**SIZES, "telepon kecil": {"width": 320, "height": 640}}[size]
    context = browser.new_context(viewport=viewport, color_scheme=theme)  # type: ignore[arg-type]
    page = context.new_page()

    def assert_good() -> None:
        assert_accessible(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= viewport["width"]

    log_in(page, site, "supervisor", "/data-pribadi")
    assert_good()
    page.get_by_label("Nomor telepon").fill("0812")
    page.get_by_role("button", name="Cari data").click()
    expect(page.get_by_role("alert")).to_contain_text("paling sedikit 8 angka")
    expect(page.get_by_label("Nomor telepon")).to_be_focused()
    assert_good()
    find(page, site)
    assert_good()
    page.get_by_label("Pemohon sudah dipastikan").check()
    page.get_by_role("button", name="Lanjut ke penghapusan").click()
    page.get_by_label("Hapus juga dari laporan").check()
    page.get_by_label("Ketik HAPUS").fill("tidak")
    page.get_by_role("button", name="Hapus untuk selamanya").click()
    expect(page.get_by_role("alert")).to_contain_text("Data belum dihapus")
    assert_good()
    page.get_by_role("link", name="Batal").click()
    expect(page).to_have_url(f"{site}/data-pribadi")
    page.goto(f"{site}/data-pribadi/dihapus?percakapan=1&laporan=2&rekaman=3")
    assert_good()
    context.close()
    assert "budi" in talks.left()


def test_the_whole_way_from_search_to_deletion_works_by_keyboard_on_a_phone(
    browser: Browser, site: str, talks: Talks, tmp_path: Path
) -> None:
    with screen(browser, PHONE) as context, faultless_page(context, site) as page:
        log_in(page, site, "supervisor", "/data-pribadi")
        page.get_by_label("Nomor telepon").focus()
        page.keyboard.type("0812-3456-7890")
        page.keyboard.press("Enter")
        expect(page.get_by_role("heading", name="Yang tersimpan")).to_contain_text("•••890")
        with page.expect_download() as waiting:
            tab_to(page, "Unduh semua (ZIP)")
            page.keyboard.press("Enter")
        saved = tmp_path / waiting.value.suggested_filename
        waiting.value.save_as(saved)
        assert saved.name == "data-penelepon.zip"
        with ZipFile(saved) as archive:
            assert archive.testzip() is None
            assert BUDI in archive.read("data.json").decode()
        page.get_by_label("Pemohon sudah dipastikan").focus()
        page.keyboard.press("Space")
        tab_to(page, "Lanjut ke penghapusan")
        page.keyboard.press("Enter")
        expect(page.get_by_role("heading", level=1)).to_contain_text("Hapus semua data penelepon •••890?")
        expect(page.locator("main")).to_contain_text("belum selesai")
        page.get_by_label("Hapus juga dari laporan").focus()
        page.keyboard.press("Space")
        page.keyboard.press("Tab")
        page.keyboard.type("HAPUS")
        page.keyboard.press("Enter")
        expect(page.get_by_role("heading", name="Data sudah dihapus")).to_be_visible()
        assert talks.left() == {"siti"}
        find_again = page.get_by_role("link", name="Kembali ke pencarian")
        find_again.click()
        page.get_by_label("Nomor telepon").fill(BUDI)
        page.get_by_role("button", name="Cari data").click()
        expect(page.get_by_role("status")).to_contain_text("Tidak ada laporan, percakapan, atau rekaman")
