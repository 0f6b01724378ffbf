"""What must never be said is told from what only sounds like it: minimal pairs, at least thirty a rule."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from bot.sop.book import Never, load_book
from bot.sop.conformance.sayings import said_in

BOOK = load_book()
NEVER = [never for topic in BOOK.topics.values() for never in topic.never]
PAIRS: dict[str, list[list[str]]] = yaml.safe_load(
    Path(__file__).with_name("never_pairs.yml").read_text(encoding="utf-8")
)
FEWEST = 30


def test_every_rule_of_what_must_never_be_said_has_its_pairs() -> None:
    assert {never.id for never in NEVER} == set(PAIRS)
    assert all(len({tuple(pair) for pair in pairs}) >= FEWEST for pairs in PAIRS.values())


@pytest.mark.parametrize(
    ("never", "said", "unsaid"),
    [pytest.param(never, *pair, id=pair[0]) for never in NEVER for pair in PAIRS[never.id]],
)
def test_what_is_said_is_found_and_what_is_denied_asked_or_wished_is_not(never: Never, said: str, unsaid: str) -> None:
    assert list(said_in(never, said)), said
    assert not list(said_in(never, unsaid)), unsaid
