"""Messages that only sound like a step are told from those that take it, and so is what must not be said."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.officers.forbidden import breaks
from bot.officers.reading import acts_in
from bot.sop.book import load_book

BOOK = load_book()
CONTENT: dict[str, Any] = yaml.safe_load(Path(__file__).with_name("near_misses.yml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("one", CONTENT["carried_out"], ids=lambda one: one["text"])
def test_a_message_carries_out_these_rules_and_no_others(one: dict[str, Any]) -> None:
    found = {act.rule for act in acts_in(BOOK, one["text"], one["topic"]) if act.certain}
    assert found == set(one["rules"])


@pytest.mark.parametrize(
    ("rule", "text", "says"),
    [
        pytest.param(rule, text, name == "says", id=text)
        for rule, sides in CONTENT["forbidden"].items()
        for name, texts in sides.items()
        for text in texts
    ],
)
def test_a_statement_breaks_a_prohibition_or_not(rule: str, text: str, says: bool) -> None:
    assert breaks(BOOK, rule, text) is says
