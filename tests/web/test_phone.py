"""A call from the browser: Chromium with a microphone that plays a file, real ears and mouth, a scripted dialogue."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from playwright.sync_api import Browser, Page, expect

from bench.phone_caller import voice
from bot.server import create_application
from bot.server.options import WebOptions
from tests.server.live_server import served
from tests.server.scripted_engine import ScriptedEngine
from tests.web.conftest import PATIENCE_MS, PHONE, settings_in, with_microphone
from voice.model.speech.waves import write_wave
from voice.sound.channel import RATE

GREETING = "Halo, sudah pernah dilaporkan?"


@pytest.fixture(scope="module")
def spoken(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What the microphone gives, over and over: a rest, then "belum pernah"."""
    said = np.frombuffer(voice("f2")("belum pernah"), "<i2")
    rest = np.zeros(6 * RATE, np.int16)
    path = tmp_path_factory.mktemp("mikrofon") / "penelepon.wav"
    write_wave(path, np.concatenate([rest, said]), RATE)
    return path


@pytest.fixture(scope="module")
def browser(spoken: Path) -> Iterator[Browser]:
    with with_microphone(spoken) as launched:
        yield launched


@pytest.fixture(scope="module")
def engine() -> ScriptedEngine:
    made = ScriptedEngine()
    made.greeting = GREETING
    return made


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory, engine: ScriptedEngine) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("situs")
    with served(create_application(settings_in(folder), engine, options=WebOptions())) as address:
        yield address


@pytest.fixture
def calling(browser: Browser, site: str) -> Iterator[Page]:
    """A phone on which the call was just placed."""
    context = browser.new_context(viewport=PHONE, locale="id-ID", permissions=["microphone"])
    context.set_default_timeout(PATIENCE_MS)
    page = context.new_page()
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.goto(site)
    page.get_by_role("button", name="Telepon").click()
    yield page
    context.close()
    assert complaints == []


def test_the_caller_is_heard_and_answered(calling: Page, engine: ScriptedEngine) -> None:
    panel = calling.get_by_role("dialog", name="Telepon")
    expect(panel.locator(".call-status")).to_contain_text("Terhubung")
    expect(panel.locator(".call-bot").first).to_contain_text(GREETING)
    expect(panel.locator(".call-own").first).to_contain_text("belum pernah", timeout=3 * PATIENCE_MS)
    expect(panel.locator(".call-bot").nth(1)).to_contain_text("Saya catat: belum pernah")
    assert "belum pernah" in [text for _, text in engine.asked]
    panel.get_by_role("button", name="Tutup telepon").click()
    expect(panel).to_have_count(0)


def test_keys_of_the_page_and_of_the_keyboard_are_keys_of_the_telephone(calling: Page) -> None:
    panel = calling.get_by_role("dialog", name="Telepon")
    expect(panel.locator(".call-bot").first).to_contain_text(GREETING)
    panel.get_by_role("button", name="2", exact=True).click()
    expect(panel.locator(".call-own").first).to_contain_text("tidak")
    expect(panel.locator(".call-note").first).to_contain_text("Nomor laporan")
    calling.keyboard.press("1")
    expect(panel.locator(".call-own", has_text="ya").first).to_be_visible()
    calling.keyboard.press("Escape")
    expect(panel).to_have_count(0)


def test_without_a_microphone_the_page_says_what_to_do(browser: Browser, site: str) -> None:
    context = browser.new_context(viewport=PHONE, locale="id-ID")
    context.add_init_script("navigator.mediaDevices.getUserMedia = () => Promise.reject(new Error('denied'))")
    page = context.new_page()
    page.goto(site)
    page.get_by_role("button", name="Telepon").click()
    expect(page.locator(".call-status")).to_contain_text("Izinkan mikrofon", timeout=PATIENCE_MS)
    page.get_by_role("button", name="Tutup", exact=True).click()
    expect(page.locator("dialog.call")).to_have_count(0)
    context.close()
