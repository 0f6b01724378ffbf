"""The APKT desk in a real browser: by keyboard, on a phone and on a desk's screen, in both themes, watched by axe."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
from playwright.sync_api import Browser, Page, expect

from bot.people.options import PeopleOptions
from bot.server import create_application
from bot.server.options import WebOptions
from bot.server.services import Services
from tests.apkt.drafts import FULL_GANGGUAN, gangguan, keluhan
from tests.server.desk_tickets import complete, escalate, make
from tests.server.live_server import served
from tests.server.scripted_engine import ScriptedEngine
from tests.server.signing_in import add_everyone
from tests.web.conftest import PHONE, faultless_page, screen, settings_in
from tests.web.test_accessibility import assert_accessible
from tests.web.test_workplace import log_in, tab_to

DESK = {"width": 1366, "height": 768}
SIZES = {"meja": DESK, "ponsel": PHONE}
HOUR = timedelta(hours=1)


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Services]]:
    application = create_application(
        settings_in(tmp_path_factory.mktemp("meja")),
        ScriptedEngine(),
        options=WebOptions(),
        people_options=PeopleOptions(),
    )
    with served(application) as address:
        services: Services = application.state.services
        add_everyone(services.people)
        yield address, services


@pytest.fixture(scope="module")
def site(running: tuple[str, Services]) -> str:
    return running[0]


@pytest.fixture(scope="module")
def services(running: tuple[str, Services]) -> Services:
    return running[1]


@pytest.fixture
def page(browser: Browser, site: str) -> Iterator[Page]:
    """A desk's screen in Makassar."""
    with screen(browser, DESK, "Asia/Makassar") as context, faultless_page(context, site) as opened:
        yield opened


@pytest.fixture(scope="module")
def seen(services: Services) -> dict[str, list[str]]:
    """Pages of each role, on a desk where there is something of everything."""
    store = services.database.tickets
    full = make(store, FULL_GANGGUAN)
    late = make(store, gangguan(nama_pelapor="Siti", alamat="Jl. Melati 4", tipe_wo="WO AUTODISPATCH"), ago=4 * HOUR)
    done = complete(store, make(store, gangguan()), "PELANGGAN SULIT DIHUBUNGI")
    closed = complete(store, make(store, keluhan()))
    escalate(store, late)
    services.desk.back_office.take(late.nomor, actor="backoffice", key="siapkan")
    services.desk.searches.keep("cso", "Terlambat", "status=BELUM+SELESAI")
    ticket = "/apkt/tiket/"
    return {
        "cso": ["/apkt?nama=siti&status=BELUM+SELESAI", f"{ticket}{full.nomor}", f"{ticket}{closed.nomor}",
                f"{ticket}{done.nomor}/ikon/lapor-ulang", f"{ticket}{full.nomor}/ikon/lapor-ulang",
                f"{ticket}{full.nomor}/ikon/update", "/apkt/gangguan?tipe_wo=KWH+PERIKSA", "/apkt/keluhan"],
        "backoffice": ["/apkt/eskalasi"],
        "vcc": ["/apkt/vcc"],
        "unit": ["/apkt/wo", f"{ticket}{late.nomor}"],
    }  # fmt: skip


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("size", SIZES)
def test_axe_finds_nothing_and_no_page_is_too_wide(
    browser: Browser, site: str, seen: dict[str, list[str]], theme: str, size: str
) -> None:
    for role, addresses in seen.items():
        context = browser.new_context(viewport=SIZES[size], color_scheme=theme)  # type: ignore[arg-type]
        page = context.new_page()
        log_in(page, site, role)
        for address in addresses:
            page.goto(site + address)
            for details in page.locator("details").all():
                details.evaluate("one => { one.open = true }")
            assert_accessible(page)
            assert page.evaluate("document.documentElement.scrollWidth") <= SIZES[size]["width"], address
        context.close()


def test_a_cso_finds_a_report_and_makes_the_related_one_by_keyboard_alone(
    page: Page, site: str, services: Services
) -> None:
    store = services.database.tickets
    draft = gangguan(nama_pelapor="Kartika", alamat="Jl. Anggrek 1", hp_pelapor="081211112222")
    old = complete(store, make(store, draft, ago=5 * HOUR), "PELANGGAN SULIT DIHUBUNGI")
    log_in(page, site, "cso", "/apkt")
    page.locator("#nomor").focus()
    page.keyboard.type(old.nomor)
    page.keyboard.press("Enter")
    expect(page.locator("tbody tr")).to_have_count(1)
    tab_to(page, old.nomor)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text(old.nomor)
    tab_to(page, "LAPOR ULANG")
    page.keyboard.press("Enter")
    expect(page.get_by_label("Keterangan lapor ulang")).to_be_focused()
    expect(page.get_by_text("Tanyakan nomor lain yang dapat dihubungi")).to_be_visible()
    page.keyboard.type("masih padam")
    page.keyboard.press("Tab")
    expect(page.get_by_label("Permasalahan")).to_have_value("1 RUMAH PADAM")
    tab_to(page, "Simpan")
    page.keyboard.press("Enter")
    expect(page.locator(".saved")).to_contain_text("Tersimpan. Nomor laporan: G")
    expect(page.locator("[data-field=permasalahan]")).to_contain_text(
        f"1 RUMAH PADAM. CC.54.SI CSO. NOMOR LAPORAN TERKAIT G: {old.nomor}"
    )
    page.get_by_role("region", name="Terkait").get_by_role("link").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(f"{old.nomor}*")
    expect(page.get_by_text("ESKALASI", exact=True)).to_be_visible()


def test_a_greyed_icon_can_be_reached_says_why_and_leads_nowhere(page: Page, site: str, services: Services) -> None:
    closed = complete(services.database.tickets, make(services.database.tickets, keluhan()))
    log_in(page, site, "cso", f"/apkt/tiket/{closed.nomor}")
    icon = page.locator("#ikon-lapor-ulang")
    tab_to(page, "LAPOR ULANG")
    expect(icon).to_be_focused()
    expect(icon).to_have_attribute("aria-disabled", "true")
    expect(icon).to_have_accessible_description(re.compile("^LU-07: KELUHAN selesai"))
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(f"/apkt/tiket/{closed.nomor}$"))


def test_new_reports_and_changes_appear_without_reloading(page: Page, site: str, services: Services) -> None:
    store = services.database.tickets
    log_in(page, site, "cso", "/apkt?nama=gunawan")
    expect(page.get_by_text("Tidak ada tiket yang sesuai.")).to_be_visible()
    page.get_by_label("Alamat").fill("sedang diketik")
    made = make(store, gangguan(nama_pelapor="Gunawan"))
    row = page.locator(f"tr[data-nomor={made.nomor}]")
    expect(row).to_be_visible()
    expect(page.locator("#news")).to_have_text(f"Laporan baru di daftar: {made.nomor}")
    expect(row).to_contain_text("sisa 2 jam 59 menit")
    store.mark_lapor_ulang(made.nomor, "belum datang", actor="cso", idempotency_key="bintang")
    expect(row.locator("abbr")).to_have_text("*")
    expect(page.get_by_label("Alamat")).to_have_value("sedang diketik")
    row.get_by_role("link").click()
    complete(store, made, "SUDAH NORMAL")
    expect(page.locator("[data-field=catatan_unit]")).to_contain_text("SUDAH NORMAL")
    expect(page.locator("#news")).to_have_text("Laporan ini baru saja diperbarui")


def test_moments_are_on_the_readers_own_clock(page: Page, site: str, services: Services) -> None:
    ticket = make(services.database.tickets, FULL_GANGGUAN)
    log_in(page, site, "cso", f"/apkt/tiket/{ticket.nomor}")
    expect(page.locator("[data-field=tanggal_padam] time")).to_have_text("1 Maret 2022, 09.30 WITA")


def test_the_promised_time_runs_out_before_the_readers_eyes(page: Page, site: str, services: Services) -> None:
    ticket = make(services.database.tickets, gangguan(nama_pelapor="Habis Waktu"), ago=3 * HOUR - timedelta(seconds=59))
    page.clock.install()
    log_in(page, site, "cso", "/apkt?nama=habis")
    row = page.locator(f"tr[data-nomor={ticket.nomor}]")
    expect(row.locator(".promise")).to_have_text("sisa 0 menit")
    page.clock.run_for(60_000)
    expect(row.locator(".promise")).to_have_text("terlambat 0 menit")
    expect(row).to_have_class("row-late")


def test_kwh_periksa_opens_the_nine_fields_and_no_number_is_null(page: Page, site: str) -> None:
    log_in(page, site, "cso", "/apkt/gangguan")
    nine = page.get_by_role("group", name="Self Diagnosis – Respon Kode kWh Meter")
    expect(nine).to_be_hidden()
    page.get_by_label("Tipe WO").select_option("KWH PERIKSA")
    expect(nine).to_be_visible()
    expect(nine.get_by_role("textbox")).to_have_count(9)
    for index, code in enumerate(("08", "70", "71", "41", "44", "45", "46", "37", "47")):
        page.locator(f"#sd_{code}").fill(str(index))
    nine.get_by_label("Tidak Ada Angka").nth(2).check()
    expect(page.locator("#sd_71")).to_have_value("Null")
    page.get_by_label("Nama pelapor").fill("Budi Periksa")
    page.get_by_label("Permasalahan", exact=False).last.fill("DISPLAY PADA APP TERTERA PERIKSA (LISTRIK MASIH MENYALA)")
    page.get_by_label("Alamat *").fill("Jl. Melati No. 7, Tebet, Jakarta Selatan")
    page.get_by_role("button", name="Tentukan wilayah dan unit dari alamat").click()
    expect(page.locator("#wilayah-kata")).to_have_text("Tebet: UID Jakarta Raya, Posko Tebet.")
    expect(page.get_by_label("Unit (distribusi)")).to_have_value("UID Jakarta Raya")
    expect(page.get_by_label("Posko")).to_have_value("Posko Tebet")
    assert float(page.locator("#pin").get_attribute("cx") or "-9") > 0
    page.get_by_label("Konfirmasi", exact=True).select_option("ya")
    page.get_by_label("Tanggal dan waktu konfirmasi").fill("2026-12-01T16:00")
    page.get_by_role("button", name="Simpan").click()
    expect(page.locator(".saved")).to_contain_text("Tersimpan. Nomor laporan: G54")
    expect(page.locator("[data-field=konfirmasi] time")).to_have_text("1 Desember 2026, 17.00 WITA")
    expect(page.locator("[data-code='71'] dd")).to_have_text("Null")
    expect(page.get_by_role("img", name="Letak laporan pada peta").locator("circle")).to_be_visible()


def test_a_complaint_that_is_closed_at_once_is_entered_by_keyboard_alone(page: Page, site: str) -> None:
    log_in(page, site, "cso", "/apkt/keluhan")
    page.get_by_label("Tipe keluhan").focus()
    page.keyboard.type("Informasi")
    page.keyboard.press("Tab")
    page.keyboard.type("Kondisi")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    page.keyboard.type("Kota Bandung, Coblong")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("#wilayah-kata")).to_contain_text("Coblong: UID Jawa Barat")
    page.get_by_label("Permasalahan *").focus()
    page.keyboard.type("iconnet : info tagihan, telah dijelaskan sesuai ketentuan. pelanggan mengerti")
    page.get_by_label("Nama pelapor").focus()
    page.keyboard.type("Dewi")
    page.keyboard.press("Enter")
    expect(page.locator(".saved")).to_contain_text("Tersimpan. Nomor laporan: K53")
    for name, words in {
        "status": "SELESAI",
        "tipe_keluhan": "Informasi",
        "tipe_sub_keluhan": "Kondisi Jaringan Listrik",
        "permasalahan": "ICONNET : INFO TAGIHAN, TELAH DIJELASKAN SESUAI KETENTUAN. PELANGGAN MENGERTI",
        "lokasi_kejadian": "Kota Bandung, Coblong",
    }.items():
        expect(page.locator(f"[data-field={name}] dd")).to_have_text(words)


def test_what_is_missing_is_said_in_indonesian_whatever_the_browser_speaks(browser: Browser, site: str) -> None:
    context = browser.new_context(viewport=DESK, locale="en-GB")  # type: ignore[arg-type]
    page = context.new_page()
    log_in(page, site, "cso", "/apkt/keluhan")
    page.get_by_role("button", name="Simpan").click()
    missing = page.get_by_label("Permasalahan *")
    expect(missing).to_be_focused()
    assert missing.evaluate("box => box.validationMessage") == "Wajib diisi."
    missing.fill("info tagihan")
    assert missing.evaluate("box => box.validationMessage") == ""
    page.get_by_role("button", name="Simpan").click()
    expect(page.get_by_label("Nama pelapor")).to_be_focused()
    context.close()


def test_many_reports_are_filtered_turned_round_and_paged(page: Page, site: str, services: Services) -> None:
    made = [make(services.database.tickets, keluhan(nama_pelapor="Halaman")) for _ in range(27)]
    log_in(page, site, "cso", "/apkt?nama=halaman")
    rows = page.locator("tbody tr")
    expect(rows).to_have_count(25)
    expect(rows.first).to_contain_text(made[-1].nomor)
    page.get_by_role("link", name="Halaman berikutnya").press("Enter")
    expect(rows).to_have_count(2)
    expect(rows.last).to_contain_text(made[0].nomor)
    page.get_by_role("link", name="Halaman pertama").press("Enter")
    page.get_by_text("Saring dan urutkan").press("Enter")
    page.get_by_label("Urutan").select_option("Terlama dahulu")
    page.get_by_label("Jenis").select_option("KELUHAN")
    page.get_by_label("Status").select_option("BELUM SELESAI")
    page.get_by_role("button", name="Cari").press("Enter")
    expect(rows.first).to_contain_text(made[0].nomor)
    page.get_by_label("Status").select_option("SELESAI")
    page.get_by_role("button", name="Cari").press("Enter")
    expect(page.get_by_text("Tidak ada tiket yang sesuai.")).to_be_visible()


def test_the_map_gives_the_coordinates_of_the_point_that_is_clicked(page: Page, site: str) -> None:
    log_in(page, site, "cso", "/apkt/gangguan")
    chart = page.locator("#map")
    chart.scroll_into_view_if_needed()
    box = chart.bounding_box()
    assert box
    chart.click(position={"x": box["width"] / 2, "y": box["height"] / 2})
    # the middle of the map
    assert abs(float(page.get_by_label("Koordinat: bujur").input_value()) - 118) < 0.5
    assert abs(float(page.get_by_label("Koordinat: lintang").input_value()) + 2.25) < 0.5
    page.get_by_label("Koordinat: lintang").fill("-6,2")
    page.get_by_label("Koordinat: bujur").fill("106.8")
    expect(page.locator("#pin")).to_have_attribute("cx", re.compile(r"^12\.(8|79)"))


def test_back_office_vcc_and_unit_work_beside_one_another(
    browser: Browser, page: Page, site: str, services: Services
) -> None:
    """What the VCC sends an officer for shows at the unit's by itself; the unit settles it with a note."""
    store = services.database.tickets
    ticket = make(store, FULL_GANGGUAN)
    elsewhere = browser.new_context(viewport=PHONE)  # type: ignore[arg-type]
    field = elsewhere.new_page()
    log_in(field, site, "unit", "/apkt/wo")
    card = field.get_by_role("article", name=ticket.nomor)
    expect(card).to_have_count(0)

    log_in(page, site, "vcc", "/apkt/vcc")
    waiting = page.get_by_role("article", name=ticket.nomor)
    expect(page.get_by_text("CTT SIMULASI.")).to_be_visible()
    expect(waiting.locator("[data-code='70'] .finding")).to_have_text("terminal pernah dibuka")
    waiting.get_by_label("Alasan pemeriksaan di lokasi").fill("terminal pernah dibuka")
    waiting.get_by_role("button", name=f"Kirim WO {ticket.nomor}").press("Enter")
    expect(waiting).to_have_count(0)

    expect(card).to_be_visible()
    card.get_by_text(f"Selesaikan {ticket.nomor}").click()
    card.get_by_label("Catatan penyelesaian").fill("data tidak lengkap")
    # somebody else's report does not take away what is being typed
    make(store, gangguan())
    expect(field.locator("#news")).to_contain_text("Baru di antrean")
    expect(card.get_by_label("Catatan penyelesaian")).to_have_value("data tidak lengkap")
    expect(card.get_by_label("Catatan penyelesaian")).to_be_focused()
    card.get_by_role("button", name="SELESAI").click()
    expect(card).to_have_count(0)
    settled = store.get(ticket.nomor)
    assert settled is not None
    assert (settled.status, settled.catatan_unit) == ("SELESAI", "DATA TIDAK LENGKAP")
    elsewhere.close()


def test_the_vcc_approves_a_simulated_ctt_shown_in_groups_of_four(page: Page, site: str, services: Services) -> None:
    ticket = make(services.database.tickets, FULL_GANGGUAN)
    log_in(page, site, "vcc", "/apkt/vcc")
    page.get_by_role("button", name=f"Setujui CTT {ticket.nomor}").press("Enter")
    expect(page.locator("[data-field=ctt] dd")).to_have_text(re.compile(r"^\d{4}( \d{4}){4}$"))


def test_an_escalation_is_taken_noted_passed_on_and_closed(page: Page, site: str, services: Services) -> None:
    ticket = escalate(services.database.tickets, make(services.database.tickets, gangguan()))
    log_in(page, site, "backoffice", "/apkt/eskalasi")
    card = page.get_by_role("article", name=ticket.nomor)
    card.get_by_role("button", name=f"Ambil {ticket.nomor}").press("Enter")
    note = card.get_by_label(f"Catatan untuk {ticket.nomor}")
    note.fill("menelepon posko")
    card.get_by_role("button", name="Catat", exact=True).press("Enter")
    expect(card).to_contain_text("menelepon posko")
    note.fill("mohon segera")
    card.get_by_role("button", name="Teruskan ke unit").press("Enter")
    expect(card).to_contain_text("diteruskan ke unit")
    note.fill("sudah menyala")
    card.get_by_role("button", name="Tutup eskalasi").press("Enter")
    expect(card).to_have_count(0)


def test_a_search_is_kept_and_the_list_downloaded(page: Page, site: str, services: Services) -> None:
    make(services.database.tickets, gangguan(nama_pelapor="Unduhan"))
    log_in(page, site, "supervisor", "/apkt?nama=unduhan")
    page.get_by_label("Simpan pencarian ini sebagai").fill("Yang diunduh")
    page.keyboard.press("Enter")
    expect(page.get_by_role("link", name="Yang diunduh")).to_be_visible()
    page.goto(f"{site}/apkt")
    page.get_by_role("link", name="Yang diunduh").click()
    expect(page.locator("tbody tr")).to_have_count(1)
    with page.expect_download() as download:
        page.get_by_role("link", name="Unduh CSV").click()
    assert download.value.suggested_filename == "tiket.csv"
    page.get_by_role("button", name="Hapus saringan Yang diunduh").click()
    expect(page.get_by_role("link", name="Yang diunduh")).to_have_count(0)


def test_pages_hold_no_inline_code(page: Page, site: str, seen: dict[str, list[str]]) -> None:
    log_in(page, site, "cso")
    for address in seen["cso"]:
        html = page.request.get(site + address).text()
        assert not re.search(r"<script(?![^>]*\ssrc=)|<style|\sstyle=|\son\w+=", html), address
