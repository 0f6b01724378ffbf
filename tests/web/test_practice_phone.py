"""A practice call by voice: Chromium with a microphone that plays an officer, real ears, mouth and customer."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from fastapi import FastAPI
from playwright.sync_api import Browser, Page, expect

from bench.phone_caller import voice
from bot.server import create_application
from bot.server.options import WebOptions
from tests.server.live_server import served
from tests.server.scripted_engine import ScriptedEngine
from tests.server.signing_in import add_everyone
from tests.web.conftest import PATIENCE_MS, faultless_page, screen, settings_in, with_microphone
from tests.web.test_accessibility import assert_accessible
from tests.web.test_practice import begin, finish
from tests.web.test_workplace import log_in
from voice.model.speech.waves import write_wave
from voice.sound.channel import RATE

GREETING = "pln satu dua tiga selamat pagi dengan hana ada yang bisa kami bantu"
ASKING = "dengan bapak atau ibu siapa"
NARROW = {"width": 390, "height": 844}
LOG, STATUS, BOX = "#ucapan", "#status-lisan", "#ucap"


@pytest.fixture(scope="module")
def officer(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What the microphone gives, over and over: two turns with rests."""
    rest = np.zeros(4 * RATE, np.int16)
    turns = [[rest, np.frombuffer(voice("f2")(text), "<i2")] for text in (GREETING, ASKING)]
    path = tmp_path_factory.mktemp("mikrofon") / "petugas.wav"
    write_wave(path, np.concatenate([*turns[0], *turns[1]]), RATE)
    return path


@pytest.fixture(scope="module")
def browser(officer: Path) -> Iterator[Browser]:
    with with_microphone(officer) as launched:
        yield launched


@pytest.fixture(scope="module")
def application(tmp_path_factory: pytest.TempPathFactory) -> FastAPI:
    return create_application(settings_in(tmp_path_factory.mktemp("lisan")), ScriptedEngine(), options=WebOptions())


@pytest.fixture(scope="module")
def site(application: FastAPI) -> Iterator[str]:
    with served(application) as address:
        add_everyone(application.state.services.people)
        yield address


@pytest.fixture
def page(browser: Browser, site: str) -> Iterator[Page]:
    """A trainee at a telephone-sized screen, who may use the microphone."""
    with screen(browser, NARROW) as context:
        context.grant_permissions(["microphone"])
        with faultless_page(context, site, pardoned=("Failed to load resource",)) as opened:
            log_in(opened, site, "trainee")
            yield opened


def speak_until(page: Page, turns: int) -> None:
    """Wait for the officer's turns; words that the ears did not hear surely, as on a full machine, are sent by hand."""
    for _ in range(3 * PATIENCE_MS // 500):
        if page.locator(".said-cso").count() >= turns:
            return
        if "Kurang jelas" in page.locator(STATUS).inner_text():
            page.get_by_role("button", name="Ucapkan", exact=True).click()
        page.wait_for_timeout(500)
    raise AssertionError(f"{turns} turns were never heard: {page.locator(STATUS).inner_text()!r}")


def test_a_call_is_spoken_heard_answered_and_scored(page: Page, site: str) -> None:
    begin(page, site, "iconnet/O1", "Dengan petunjuk")
    expect(page.get_by_role("button", name="Telepon")).to_be_enabled()
    page.get_by_role("button", name="Telepon").press("Enter")
    expect(page.locator(STATUS)).to_contain_text("Tersambung", timeout=3 * PATIENCE_MS)
    assert page.evaluate("document.documentElement.scrollWidth") <= NARROW["width"]
    own, customer = page.locator(".said-cso"), page.locator(".said-pelanggan")
    speak_until(page, turns=1)
    expect(own.first).to_contain_text("bisa kami bantu")
    speak_until(page, turns=2)
    expect(customer).not_to_have_count(1)
    page.get_by_role("button", name="Tutup telepon").click()
    expect(page.locator(STATUS)).to_contain_text("ditutup")
    page.locator(BOX).fill("Terima kasih sudah menghubungi PLN 123.")
    page.keyboard.press("Enter")
    expect(own.last).to_contain_text("Terima kasih")
    assert_accessible(page)
    finish(page)
    expect(page.get_by_text("ucapan disampaikan secara lisan")).to_be_visible()


def test_in_an_exam_nothing_counts_before_the_trainee_sends_it(page: Page, site: str) -> None:
    begin(page, site, "iconnet/O1", "Ujian")
    expect(page.get_by_label("Periksa dahulu")).to_be_checked()
    page.get_by_role("button", name="Telepon").click()
    expect(page.locator(STATUS)).to_contain_text("Periksa ucapannya", timeout=3 * PATIENCE_MS)
    heard = page.locator(BOX).input_value()
    expect(page.locator(".said-cso")).to_have_count(0)
    page.get_by_role("button", name="Tutup telepon").click()
    page.get_by_role("button", name="Ucapkan", exact=True).click()
    expect(page.locator(".said-cso .said-words")).to_have_text(heard)
    # the ears misheard: it is put right by keyboard, and what is far from it is refused
    page.get_by_role("button", name="Betulkan").press("Enter")
    mending = page.get_by_label("Yang sebenarnya Anda ucapkan")
    expect(mending).to_be_focused()
    mending.fill("Laporan Anda sudah kami simpan dengan nomor berikut.")
    page.get_by_role("button", name="Simpan", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("Terlalu berbeda")
    mending.fill(f"{heard} Baik.")
    page.get_by_role("button", name="Simpan", exact=True).click()
    expect(page.locator(".said-cso .said-words")).to_have_text(f"{heard} Baik.")
    page.reload()
    expect(page.locator(".said-cso .said-words")).to_have_text(f"{heard} Baik.")
    expect(page.get_by_role("button", name="Betulkan")).to_be_visible()


def test_without_the_voice_packages_the_studio_works_and_says_why_there_is_no_telephone(
    page: Page, site: str, application: FastAPI, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(application.state.services.phone.__dict__, "installed", False)
    begin(page, site, "iconnet/O1", "Dengan petunjuk")
    expect(page.get_by_role("button", name="Telepon")).to_have_count(0)
    expect(page.get_by_text("Latihan lisan belum terpasang")).to_be_visible()
    page.locator(BOX).fill("Selamat pagi.")
    page.keyboard.press("Enter")
    expect(page.locator(LOG)).to_contain_text("Selamat pagi.")


def test_a_microphone_that_is_not_given_is_told_and_typing_goes_on(page: Page, site: str) -> None:
    page.add_init_script("navigator.mediaDevices.getUserMedia = () => Promise.reject(new Error('denied'))")
    begin(page, site, "iconnet/O1", "Dengan petunjuk")
    page.get_by_role("button", name="Telepon").click()
    expect(page.locator(STATUS)).to_contain_text("Izinkan mikrofon")
    expect(page.get_by_role("button", name="Telepon")).to_be_enabled()
