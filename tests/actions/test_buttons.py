"""Every button of every question is an answer to that question."""

from __future__ import annotations

import pytest

from bot.language.answers import read_answer
from tests.actions.talking import DOMAIN

_BUTTONS = sorted(
    {
        (response.removeprefix("utter_ask_"), button["payload"])
        for response, variations in DOMAIN["responses"].items()
        if response.startswith("utter_ask_")
        for variation in variations
        for button in variation.get("buttons", ())
    }
)
# what these buttons mean is told by the intent, or by the address on record
_READ_BY_THEIR_TAKERS = {("nama", "Ya"), ("nama", "Bukan"), ("alamat_lengkap", "Sudah lengkap")}


@pytest.mark.parametrize(("fact", "payload"), [button for button in _BUTTONS if button not in _READ_BY_THEIR_TAKERS])
def test_a_button_says_what_its_question_understands(fact: str, payload: str) -> None:
    assert read_answer(fact, payload).status == "read"


def test_different_buttons_of_a_question_are_different_answers() -> None:
    meanings: dict[str, set[object]] = {}
    for fact, payload in _BUTTONS:
        if fact in ("nama", "alamat_lengkap"):
            continue
        value = read_answer(fact, payload).value
        meanings.setdefault(fact, set()).add(value)
    assert [fact for fact, values in meanings.items() if len(values) < 2] == []
