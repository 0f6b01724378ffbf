"""The audit's page stands alone and shows what a supervisor needs."""

from __future__ import annotations

from bot.qa.audit.page import audit_page
from bot.qa.audit.summary import Audit, Audited
from bot.sop.conformance.assess import assess
from tests.sop.conformance.officers import BOOK, calls, oracle, without

TALK = without(oracle(calls()[0]), "PRK-21")


def test_the_page_shows_score_picture_and_source_and_asks_no_other_site() -> None:
    page = audit_page(Audit((Audited(TALK, assess(BOOK, TALK)),), chosen_from=1))
    assert "PRK-21 1 kali" in page
    assert "periksa_2022 poin 21" in page
    assert "&lt;PRK-03&gt;" in page
    assert not [sign for sign in ("http://", "https://", "src=", "@import") if sign in page]


def test_a_page_without_talks_says_so() -> None:
    assert "Tidak ada percakapan" in audit_page(Audit((), chosen_from=0))
