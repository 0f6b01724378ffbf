"""What must never be said, or not to this caller, is found where it is said and not where it is denied or asked."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from bot.officers.forbidden import breaks, forbidden_acts
from bot.sop.book import load_book

BOOK = load_book()
PAIRS: dict[str, list[list[str]]] = yaml.safe_load(
    Path(__file__).with_name("forbidden_pairs.yml").read_text(encoding="utf-8")
)


@pytest.mark.parametrize("rule", PAIRS)
def test_there_are_thirty_pairs_for_each_rule(rule: str) -> None:
    assert len(PAIRS[rule]) >= 30


@pytest.mark.parametrize(
    ("rule", "said"), [pytest.param(rule, said, id=said) for rule, pairs in PAIRS.items() for said, _ in pairs]
)
def test_what_is_said_is_found(rule: str, said: str) -> None:
    assert breaks(BOOK, rule, said)


@pytest.mark.parametrize(
    ("rule", "unsaid"), [pytest.param(rule, unsaid, id=unsaid) for rule, pairs in PAIRS.items() for _, unsaid in pairs]
)
def test_what_is_not_said_is_not_found(rule: str, unsaid: str) -> None:
    assert not breaks(BOOK, rule, unsaid)


def test_what_is_found_shows_the_words() -> None:
    text = "Baik Pak. Petugas pasti tiba jam 7."
    assert {(act.rule, act.quote(text)) for act in forbidden_acts(BOOK, text)} == {
        ("PRK-23", "Petugas pasti tiba jam 7.")
    }
