"""The audit's page stands alone and shows what a supervisor needs."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser

from bot.qa.audit.page import audit_page
from bot.qa.audit.summary import Audit, Audited
from bot.sop.conformance.assess import assess
from tests.sop.conformance.officers import BOOK, calls, oracle, without
from tests.web.conftest import browser  # noqa: F401  # a browser for this module
from tests.web.test_accessibility import SIZES, assert_accessible

TALK = without(oracle(next(call for call in calls() if call.topic == "periksa")), "PRK-21")


def test_the_page_shows_score_picture_and_source_and_asks_no_other_site() -> None:
    page = audit_page(Audit((Audited(TALK, assess(BOOK, TALK)),), chosen_from=1))
    assert "PRK-21 1 kali" in page
    assert "periksa_2022 poin 21" in page
    assert "&lt;PRK-03&gt;" in page
    assert not [sign for sign in ("http://", "https://", "src=", "@import") if sign in page]


def test_a_page_without_talks_says_so() -> None:
    assert "Tidak ada percakapan" in audit_page(Audit((), chosen_from=0))


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("size", SIZES)
def test_axe_finds_nothing_on_the_page(browser: Browser, tmp_path: Path, theme: str, size: str) -> None:  # noqa: F811
    file = tmp_path / "audit.html"
    talks = (TALK, without(oracle(calls()[0]), "PRK-17"))
    file.write_text(audit_page(Audit(tuple(Audited(one, assess(BOOK, one)) for one in talks), 5)), encoding="utf-8")
    page = browser.new_page(viewport=SIZES[size], color_scheme=theme)  # type: ignore[arg-type]
    page.goto(file.as_uri())
    for summary in page.locator("summary").all():
        summary.click()
    assert_accessible(page)
    page.close()
