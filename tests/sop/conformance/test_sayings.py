"""What must never be said is found where it is said, and not where it is denied, asked, wished or supposed."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from bot.sop.book import Never, load_book
from bot.sop.conformance.sayings import said_in

PAIRS: dict[str, list[list[str]]] = yaml.safe_load(
    Path(__file__).with_name("never_pairs.yml").read_text(encoding="utf-8")
)
NEVER: dict[str, Never] = {item.id: item for topic in load_book().topics.values() for item in topic.never}


@pytest.mark.parametrize("rule", PAIRS)
def test_there_are_thirty_pairs_for_each_rule(rule: str) -> None:
    assert len(PAIRS[rule]) >= 30


@pytest.mark.parametrize(
    ("rule", "said"), [pytest.param(rule, said, id=said) for rule, pairs in PAIRS.items() for said, _ in pairs]
)
def test_what_is_said_is_found(rule: str, said: str) -> None:
    assert [said[found.start : found.end] for found in said_in(NEVER[rule], said)]


@pytest.mark.parametrize(
    ("rule", "unsaid"), [pytest.param(rule, unsaid, id=unsaid) for rule, pairs in PAIRS.items() for _, unsaid in pairs]
)
def test_what_is_not_said_is_not_found(rule: str, unsaid: str) -> None:
    assert [found.words for found in said_in(NEVER[rule], unsaid)] == []


def test_a_denial_in_one_sentence_says_nothing_about_the_next() -> None:
    text = "Kami tidak dapat memastikan jamnya. Petugas datang jam 7."
    assert [text[found.start : found.end] for found in said_in(NEVER["PRK-23"], text)] == ["Petugas datang jam 7."]


def test_a_time_with_a_dot_is_one_sentence() -> None:
    text = "Petugas tiba pukul 19.30 ya Bu."
    assert [text[found.start : found.end] for found in said_in(NEVER["PRK-23"], text)] == [text]


@pytest.mark.parametrize(
    "text",
    [
        "Perkiraan waktu penanganannya ± 3 (tiga) jam sejak laporan kami terima.",
        "Mohon hari dan jamnya, misalnya hari ini jam 5 sore, atau besok jam 8 pagi.",
        "Kira-kira sejak kapan padamnya? Misalnya tadi pagi jam 7.",
    ],
)
def test_what_the_sop_itself_says_about_time_is_no_promise(text: str) -> None:
    assert list(said_in(NEVER["PRK-23"], text)) == []
