"""The chat page in a real browser."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from bot.server import create_application
from bot.server.options import WebOptions
from tests.server.live_server import served
from tests.server.scripted_engine import TICKET, ScriptedEngine
from tests.web.chatting import choices, said, say
from tests.web.conftest import PHONE, settings_in


def test_it_says_that_it_is_a_simulator_and_a_robot(page: Page) -> None:
    expect(page.locator("header.bar")).to_contain_text("robot")
    expect(page.locator(".notice")).to_contain_text("Simulasi, bukan layanan resmi PLN")


def test_a_suggested_opening_starts_the_talk(page: Page) -> None:
    page.get_by_role("button", name="Meteran saya bertuliskan PERIKSA").click()
    expect(choices(page)).to_have_text(["Ya", "Belum pernah"])
    expect(page.locator("#opening")).to_be_hidden()


def test_progress_is_shown_in_words_and_as_a_bar(page: Page) -> None:
    expect(page.locator("#progress")).to_be_hidden()
    say(page, "halo")
    expect(page.locator(".progress-words")).to_have_text(re.compile(r"Langkah 1 dari 12\s+Keluhan"))
    expect(page.get_by_role("progressbar", name="Langkah 1 dari 12")).to_have_attribute("value", "1")


def test_times_are_written_as_indonesians_write_them(page: Page) -> None:
    say(page, "halo")
    assert re.fullmatch(r"[0-2]\d\.[0-5]\d", page.locator(".when").last.inner_text())
    expect(page.locator(".day")).to_have_text("Hari ini")


def test_shift_enter_makes_a_line_and_enter_sends(page: Page) -> None:
    box = page.locator("#box")
    box.press_sequentially("baris satu")
    box.press("Shift+Enter")
    box.press_sequentially("baris dua")
    height = box.evaluate("box => box.clientHeight")
    box.press("Enter")
    expect(page.locator(".own .bubble").last).to_have_text("Anda: baris satu\nbaris dua")
    assert box.input_value() == ""
    assert box.evaluate("box => box.clientHeight") < height, "the box grows with what is written"


def test_blank_messages_are_not_sent(page: Page, engine: ScriptedEngine) -> None:
    before = len(engine.asked)
    page.locator("#box").fill("  \n ")
    page.locator("#box").press("Enter")
    say(page, "halo")
    assert len(engine.asked) == before + 1


class TestQuickReplies:
    """Real buttons that serve once."""

    def test_a_pressed_one_is_said_and_all_are_spent(self, page: Page, engine: ScriptedEngine) -> None:
        say(page, "meteran saya PERIKSA")
        choices(page).get_by_text("Belum pernah").click()
        expect(choices(page)).to_have_count(0)
        expect(page.locator(".message.own .bubble").last).to_contain_text("Belum pernah")
        expect(page.locator(".waiting")).to_have_count(0)
        assert engine.asked[-1][1] == "/tidak"

    def test_an_answer_in_words_spends_them_too(self, page: Page) -> None:
        say(page, "meteran saya PERIKSA")
        say(page, "belum pernah, Mbak")
        expect(choices(page)).to_have_count(0)

    def test_after_a_reload_only_open_ones_can_be_pressed(self, page: Page) -> None:
        say(page, "meteran saya PERIKSA")
        say(page, "belum")
        say(page, "PERIKSA lagi")
        page.reload()
        expect(choices(page)).to_have_text(["Ya", "Belum pernah"])
        choices(page).first.click()
        expect(page.locator(".message.own .bubble").last).to_have_text("Anda: Ya")


class TestKeypad:
    """The picture of the meter's keys."""

    def test_the_keys_to_press_are_marked_in_their_order(self, page: Page) -> None:
        say(page, "kode")
        marked = {
            key.get_attribute("data-key"): key.locator(".meter-order-words").text_content()
            for key in page.locator(".keypad .press").all()
        }
        assert marked == {"4": "1", "1": "2", "ENTER": "3"}
        expect(page.locator(".meter-screen-words")).to_have_text("PERIKSA")
        expect(page.locator(".keypad [data-key]")).to_have_count(12)

    def test_there_is_a_text_equal(self, page: Page) -> None:
        say(page, "kode")
        expect(page.get_by_role("img", name="ditandai: 4, 1, Enter")).to_be_visible()
        expect(page.locator(".keypad figcaption li")).to_have_text(["4", "1", "Enter ↵"])

    def test_a_key_pressed_twice_shows_both_places(self, page: Page) -> None:
        say(page, "kembar")
        expect(page.locator(".keypad [data-key='4'] .meter-order-words")).to_have_text("1,2")


class TestTicket:
    """The report as a card."""

    def test_the_card_shows_what_was_saved(self, page: Page) -> None:
        say(page, "tiket")
        card = page.get_by_role("article", name=f"Laporan nomor {TICKET['nomor']}")
        for words in (TICKET["nomor"], TICKET["alamat"], "BELUM SELESAI", "22 November 2026, 14.05 WIB"):
            expect(card).to_contain_text(words)

    def test_only_the_card_goes_to_paper(self, page: Page) -> None:
        say(page, "tiket")
        page.evaluate("window.print = () => { window.printed = true; }")
        page.get_by_role("button", name="Cetak").click()
        assert page.evaluate("window.printed")
        page.emulate_media(media="print")
        expect(page.locator("#print-sheet .ticket")).to_be_visible()
        expect(page.locator("#print-sheet .ticket-actions")).to_be_hidden()
        expect(page.locator(".shell")).to_be_hidden()
        page.evaluate("window.dispatchEvent(new Event('afterprint'))")
        expect(page.locator(".shell")).to_be_visible()


def test_the_end_offers_a_new_talk(page: Page) -> None:
    say(page, "selesai")
    page.locator(".end").get_by_role("button", name="Mulai percakapan baru").click()
    expect(page.locator("#opening")).to_be_visible()
    expect(page.locator("#log > *")).to_have_count(0)
    say(page, "halo lagi")
    page.reload()
    expect(page.locator(".message.own")).to_have_count(1)


class TestTheLine:
    """Nothing is lost, nothing is said twice."""

    def test_a_reload_brings_the_talk_back(self, page: Page) -> None:
        say(page, "meteran saya PERIKSA")
        say(page, "kode")
        before = said(page)
        page.reload()
        expect(page.locator(".message")).not_to_have_count(0)
        expect(page.locator(".keypad")).to_be_visible()
        assert said(page) == before

    def test_a_draft_outlives_a_reload(self, page: Page) -> None:
        page.locator("#box").fill("belum selesai menul")
        page.reload()
        expect(page.locator("#box")).to_have_value("belum selesai menul")

    def test_offline_is_told_and_what_is_said_then_goes_out_once(
        self, page: Page, context: BrowserContext, engine: ScriptedEngine
    ) -> None:
        say(page, "satu")
        context.set_offline(True)
        expect(page.locator("#banner")).to_contain_text("Tidak tersambung")
        page.locator("#box").fill("dua")
        page.locator("#box").press("Enter")
        page.locator("#box").fill("tiga")
        page.locator("#box").press("Enter")
        expect(page.locator(".waiting .when")).to_have_text(["menunggu dikirim", "menunggu dikirim"])
        context.set_offline(False)
        expect(page.locator("#banner")).to_be_empty()
        expect(page.locator(".waiting")).to_have_count(0)
        assert said(page) == [
            "satu", "Saya catat: satu", "dua", "Saya catat: dua", "tiga", "Saya catat: tiga",
        ]  # fmt: skip
        assert [text for _, text in engine.asked[-3:]] == ["satu", "dua", "tiga"]

    def test_what_waits_outlives_a_reload(self, page: Page, engine: ScriptedEngine) -> None:
        say(page, "satu")
        # a line that is open but swallows everything
        page.evaluate("WebSocket.prototype.send = () => {}")
        page.locator("#box").fill("jangan hilang")
        page.locator("#box").press("Enter")
        expect(page.locator(".waiting")).to_have_count(1)
        page.reload()
        expect(page.locator(".message.own .bubble").last).to_contain_text("jangan hilang")
        expect(page.locator(".waiting")).to_have_count(0)
        assert [text for _, text in engine.asked].count("jangan hilang") == 1

    def test_an_answer_that_got_lost_is_not_asked_for_twice(self, page: Page, engine: ScriptedEngine) -> None:
        say(page, "satu")
        page.evaluate(
            """() => {
                // taken by the server, but this page never hears of it
                const send = WebSocket.prototype.send;
                WebSocket.prototype.send = function (text) { send.call(this, text); this.close(); };
            }"""
        )
        page.locator("#box").fill("hanya sekali")
        page.locator("#box").press("Enter")
        page.wait_for_timeout(300)
        page.reload()
        expect(page.locator(".waiting")).to_have_count(0)
        expect(page.locator(".message.own")).to_have_count(2)
        assert [text for _, text in engine.asked].count("hanya sekali") == 1

    def test_two_tabs_show_one_talk(self, page: Page, context: BrowserContext, site: str) -> None:
        say(page, "dari tab pertama")
        second = context.new_page()
        second.goto(site)
        expect(second.locator(".message.own .bubble")).to_have_text(["Anda: dari tab pertama"])
        say(second, "dari tab kedua")
        expect(page.locator(".message.own .bubble").last).to_have_text("Anda: dari tab kedua")
        assert said(page) == said(second)

    def test_a_message_the_server_could_not_take_can_be_sent_again(self, page: Page, engine: ScriptedEngine) -> None:
        engine.broken = ConnectionError()
        try:
            page.locator("#box").fill("halo")
            page.locator("#box").press("Enter")
            expect(page.locator(".failed .when")).to_have_text("Belum terkirim")
            expect(page.locator(".note")).to_contain_text("sedang terganggu")
        finally:
            engine.broken = None
        page.get_by_role("button", name="Kirim lagi").click()
        expect(page.locator(".message.bot .bubble")).to_have_text("Tara: Saya catat: halo")
        expect(page.locator(".failed")).to_have_count(0)

    def test_a_message_too_long_comes_back_to_its_writer(self, page: Page) -> None:
        text = "panjang " * 12_500
        page.locator("#box").fill(text)
        page.locator("#box").press("Enter")
        expect(page.locator("#composer-words")).to_contain_text("terlalu panjang")
        expect(page.locator("#box")).to_have_value(text.strip())
        expect(page.locator(".message")).to_have_count(0)

    def test_a_server_that_restarts_is_met_again(self, browser: Browser, tmp_path: Path) -> None:
        engine = ScriptedEngine()
        context = browser.new_context(viewport=PHONE)
        page = context.new_page()
        with served(create_application(settings_in(tmp_path), engine, options=WebOptions())) as address:
            page.goto(address)
            say(page, "sebelum")
        expect(page.locator("#banner")).to_contain_text("Tidak tersambung")
        page.locator("#box").fill("sementara")
        page.locator("#box").press("Enter")
        port = int(address.rsplit(":", 1)[1])
        with served(create_application(settings_in(tmp_path), engine, options=WebOptions()), port):
            expect(page.locator(".waiting")).to_have_count(0, timeout=30_000)
            expect(page.locator("#banner")).to_be_empty()
            assert said(page) == ["sebelum", "Saya catat: sebelum", "sementara", "Saya catat: sementara"]
            context.close()


class TestKeyboardOnly:
    """Everything can be done without a pointer."""

    def test_a_talk(self, page: Page) -> None:
        page.keyboard.press("Tab")
        expect(page.locator("#phone-call")).to_be_focused()
        page.keyboard.press("Tab")
        expect(page.locator("#theme-toggle")).to_be_focused()
        for _ in range(2):
            page.keyboard.press("Tab")
        expect(page.locator("#scroller")).to_be_focused()
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        expect(page.locator("#box")).to_be_focused()
        expect(choices(page)).to_have_count(2)
        page.keyboard.press("Shift+Tab")
        expect(choices(page).last).to_be_focused()
        page.keyboard.press("Space")
        expect(choices(page)).to_have_count(0)
        expect(page.locator("#box")).to_be_focused()
        page.keyboard.type("terima kasih")
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        expect(page.locator(".message.own .bubble").last).to_contain_text("terima kasih")

    def test_the_page_about_the_simulator(self, page: Page) -> None:
        page.locator("#about-toggle").press("Enter")
        expect(page.locator("#about")).to_be_visible()
        expect(page.locator("#about-title")).to_be_focused()
        page.keyboard.press("Tab")
        expect(page.locator("#about").get_by_role("link", name="simulasi PLN Mobile")).to_be_focused()
        page.keyboard.press("Tab")
        expect(page.locator("#new-talk")).to_be_focused()
        page.keyboard.press("Escape")
        expect(page.locator("#about")).to_be_hidden()
        expect(page.locator("#about-toggle")).to_be_focused()

    def test_the_theme(self, page: Page) -> None:
        toggle = page.get_by_role("button", name="Tema gelap", pressed=False)
        toggle.press("Space")
        expect(page.locator("html")).to_have_attribute("data-theme", "dark")
        page.reload()
        expect(page.get_by_role("button", name="Tema gelap", pressed=True)).to_be_visible()


def test_new_words_do_not_pull_a_reader_down_who_went_back(page: Page, engine: ScriptedEngine) -> None:
    for number in range(8):
        say(page, f"pesan {number}")
    engine.pause = 0.4
    try:
        page.locator("#box").fill("satu lagi")
        page.locator("#box").press("Enter")
        page.locator("#scroller").hover()
        page.mouse.wheel(0, -3_000)
        expect(page.locator(".message.bot .bubble").last).to_contain_text("satu lagi")
    finally:
        engine.pause = 0.0
    assert page.locator("#scroller").evaluate("scroller => scroller.scrollTop") < 50
    page.get_by_role("button", name="Ke pesan terbaru").click()
    expect(page.locator(".message.bot .bubble").last).to_be_in_viewport()


def test_an_answer_longer_than_the_screen_is_read_from_its_beginning(page: Page) -> None:
    for _ in range(4):
        say(page, "halo")
    say(page, "tiket")
    expect(page.locator(".ticket-number").last).to_be_in_viewport()


def test_reduced_motion_is_respected(browser: Browser, site: str) -> None:
    context = browser.new_context(viewport=PHONE, reduced_motion="reduce")
    page = context.new_page()
    page.goto(site)
    say(page, "halo")
    assert page.evaluate("document.getAnimations().length") == 0
    context.close()


@pytest.mark.parametrize("width", [320, 360, 768, 1280])
def test_nothing_is_wider_than_the_screen(browser: Browser, site: str, width: int) -> None:
    context = browser.new_context(viewport={"width": width, "height": 640})
    page = context.new_page()
    page.goto(site)
    for text in ("meteran saya PERIKSA", "kode", "tiket", "x" * 300, "selesai"):
        say(page, text)
    for box in ("html", "#scroller", "#log", ".composer"):
        wide, room = page.locator(box).evaluate("node => [node.scrollWidth, node.clientWidth]")
        assert wide <= room, box
    context.close()


def test_touch_targets_are_big(page: Page) -> None:
    say(page, "tiket")
    say(page, "selesai")
    say(page, "meteran saya PERIKSA")
    small = page.evaluate(
        """() => [...document.querySelectorAll("button, a, textarea")]
            .filter((node) => node.checkVisibility())
            .map((node) => [node.textContent.trim() || node.id, node.getBoundingClientRect()])
            .filter(([, box]) => box.width < 44 || box.height < 44)
            .map(([name]) => name)"""
    )
    assert small == []
