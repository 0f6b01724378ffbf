"""What is left to humans is unsure, says what the engine guesses, and neither counts nor fails a talk."""

from __future__ import annotations

from bot.sop.book import load_book
from bot.sop.conformance.left_to_humans import left_to_humans, listed
from bot.sop.conformance.result import MET, MISSED, RULE_BROKEN, UNSURE, Assessment, CriticalError, Item, Verdict

BOOK = load_book()


def assessment() -> Assessment:
    items = (
        Item(BOOK.rule("PRK-05"), 1, Verdict(MISSED, reason="Tidak dilakukan."), 50.0),
        Item(BOOK.rule("PRK-03"), 1, Verdict(MET, 3, "Padam atau menyala?"), 50.0),
    )
    return Assessment("uji", items, (CriticalError(RULE_BROKEN, "PRK-05", 1, "…"),))


def test_what_is_left_to_humans_is_unsure_with_the_guess() -> None:
    item = left_to_humans(assessment(), {"PRK-05"}).items[0]
    assert item.status == UNSURE
    assert item.verdict.reason == "Diputuskan supervisor. Dugaan penilai: tidak terlaksana."


def test_it_neither_counts_nor_fails_the_talk() -> None:
    result = left_to_humans(assessment(), {"PRK-05"})
    assert (result.score, result.critical_errors) == (100.0, ())
    assert result.items[1].points == 100.0


def test_other_rules_stay_as_they_are() -> None:
    result = left_to_humans(assessment(), ())
    assert [item.verdict for item in result.items] == [item.verdict for item in assessment().items]
    assert result.critical_errors == assessment().critical_errors


def test_the_list_names_rules_of_the_book() -> None:
    assert listed() <= set(BOOK.rules)


def test_the_words_and_the_place_are_kept_for_the_supervisor() -> None:
    item = left_to_humans(assessment(), {"PRK-03"}).items[1]
    assert (item.verdict.turn, item.verdict.quote, item.status) == (3, "Padam atau menyala?", UNSURE)
    assert assessment().items[1].status == MET
