"""The page of a run, in a browser: words, differences, filter, keyboard, both themes, and nothing from outside."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from bot.qa.e2e_model import Place
from bot.qa.known import KnownFailure
from bot.qa.outcome import RunResult
from bot.qa.run_page import run_page
from bot.qa.sentences import Narrator
from bot.qa.vocabulary import Vocabulary
from bot.qa.word_difference import marked
from bot.sop.book import load_book
from tests.qa.runs import TURN, run_of, written
from tests.web.conftest import browser  # noqa: F401  # a browser for this module
from tests.web.test_accessibility import SIZES, assert_accessible

RED = "  - user: meteran <b>saya</b> PERIKSA\n    sop: PRK-05\n  - bot: Kami minta maaf sekali.\n"


@pytest.fixture(scope="module")
def narrator(vocabulary: Vocabulary) -> Narrator:
    return Narrator(vocabulary, load_book())


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> RunResult:
    """One test of each verdict."""
    folder = tmp_path_factory.mktemp("run")
    red = run_of(written(folder, RED, name="salah"), TURN)
    slot = run_of(written(folder, "  - user: halo\n  - slot_was_set: [nama: Budi]\n", name="kosong"), TURN)
    known = run_of(written(folder, RED, name="lama"), TURN)
    broken = run_of(written(folder, RED, name="mati"), TURN, broke="KeyError: x")
    passed = run_of(written(folder, "  - user: halo\n    sop: PRK-02\n", name="baik"), TURN)
    listed = {"lama": KnownFailure(Place(folder, 1), "lama", "belum dibuat", date(2026, 11, 22))}
    return RunResult(tuple(part.results[0] for part in (red, slot, known, broken, passed)), 1.25, listed)


@pytest.fixture
def page(browser: Browser, run: RunResult, narrator: Narrator, tmp_path: Path) -> Iterator[Page]:  # noqa: F811
    """The page, opened as the file that it is."""
    file = tmp_path / "hasil.html"
    file.write_text(run_page(run, narrator), encoding="utf-8")
    opened = browser.new_page()
    complaints: list[str] = []
    opened.on("pageerror", lambda error: complaints.append(str(error)))
    opened.on("console", lambda message: complaints.append(message.text))
    opened.on("request", lambda request: None if request.url.startswith("file:") else complaints.append(request.url))
    opened.goto(file.as_uri())
    yield opened
    opened.close()
    assert [one for one in complaints if not one.startswith("data:")] == []


def test_a_person_reads_what_changed(page: Page) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text("3 dari 5 uji perlu dilihat")
    test = page.get_by_role("article", name="salah")
    expect(test).to_contain_text("Pada giliran 1 penelepon menulis “meteran <b>saya</b> PERIKSA”.")
    expect(test).to_contain_text("berada di PRK-02")
    expect(test.locator("del")).to_have_text(["minta", " sekali"])
    expect(test.locator("ins")).to_have_text(["mohon"])
    expect(page.get_by_role("article", name="lama")).to_contain_text("dikenal sejak 22 November 2026: belum dibuat")
    expect(page.get_by_role("article", name="mati")).to_contain_text("KeyError: x")


def test_the_filter_leaves_only_the_kinds_that_are_wanted(page: Page) -> None:
    expect(page.get_by_role("status")).to_have_text("4 dari 4 uji ditampilkan.")
    slots = page.get_by_role("checkbox", name="slot (1)")
    slots.focus()
    page.keyboard.press("Space")
    expect(page.get_by_role("article", name="kosong")).to_be_hidden()
    expect(page.get_by_role("article", name="salah")).to_be_visible()
    expect(page.get_by_role("status")).to_have_text("3 dari 4 uji ditampilkan.")


def test_passed_tests_are_there_and_folded(page: Page) -> None:
    answer = page.locator(".passed dd").first
    expect(answer).to_be_hidden()
    page.locator(".passed summary").press("Enter")
    expect(answer).to_have_text("Kami mohon maaf.")


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("size", SIZES)
def test_axe_finds_nothing_and_a_phone_need_not_scroll_sideways(page: Page, theme: str, size: str) -> None:
    page.emulate_media(color_scheme=theme)  # type: ignore[arg-type]
    page.set_viewport_size(SIZES[size])  # type: ignore[arg-type]
    page.evaluate("document.querySelectorAll('details').forEach((part) => { part.open = true; })")
    assert_accessible(page)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_the_page_does_not_tell_the_time_unless_it_is_asked(run: RunResult, narrator: Narrator) -> None:
    slower = dataclasses.replace(run, seconds=99.0)
    assert run_page(run, narrator) == run_page(slower, narrator)
    assert "1,2" in run_page(run, narrator, timings=True)


def test_words_that_changed_are_marked_and_nothing_is_markup() -> None:
    left, right = marked("Mohon <i>maaf</i>", "Mohon tunggu")
    assert (left, right) == (
        "Mohon <del>&lt;i&gt;maaf&lt;/i&gt;</del>",
        "Mohon <ins>tunggu</ins>",
    )
