"""Rulings change a point, and with it weights, score and pass; what nobody ruled on stays."""

from __future__ import annotations

from datetime import datetime, timezone

import pytest

from bot.qa.audit.disputes import Dispute, Ruling
from bot.roleplay.studio.marking import point_of, undecided, with_rulings
from bot.sop.book import load_book
from tests.roleplay.studio.kept import item, result

BOOK = load_book()
AT = datetime(2026, 11, 29, 3, 0, tzinfo=timezone.utc)
THREE, FOUR = (BOOK.rules[rule].weight for rule in ("PRK-03", "PRK-04"))


def ruled(point: str, status: str | None) -> Dispute:
    ruling = Ruling(status, "Rini", AT, "Jelas diucapkan") if status else None
    return Dispute(1, "latihan:a1", 1, point, "Ani", AT, "Sudah saya ucapkan", ruling)


def marked(three: str, four: str, critical=()):
    counted = sum(weight for status, weight in ((three, THREE), (four, FOUR)) if status in ("met", "missed"))
    share = 100 / counted
    items = [
        item("PRK-03", three, THREE * share if three in ("met", "missed") else 0.0),
        item("PRK-04", four, FOUR * share if four in ("met", "missed") else 0.0),
    ]
    return result(sum(one["weight"] for one in items if one["status"] == "met"), items, critical)


def test_without_a_ruling_nothing_changes() -> None:
    before = marked("met", "missed")
    assert with_rulings(before, [ruled("PRK-04", None)], BOOK) == before


def test_a_point_that_is_given_back_counts_with_its_own_weight() -> None:
    after = with_rulings(marked("met", "missed"), [ruled("PRK-04", "met")], BOOK)
    assert (after["score"], after["passed"]) == (100, True)
    assert after["items"][1]["ruling"] == {
        "was": "missed",
        "who": "Rini",
        "at": AT.isoformat(),
        "why": "Jelas diucapkan",
    }


@pytest.mark.parametrize(("status", "score"), [("met", 100), ("missed", 100 * THREE / (THREE + FOUR))])
def test_a_point_that_the_scorer_left_open_counts_once_it_is_ruled_on(status: str, score: float) -> None:
    before = marked("met", "unsure")
    assert [one["rule"] for one in undecided(before)] == ["PRK-04"]
    after = with_rulings(before, [ruled("PRK-04", status)], BOOK)
    assert after["score"] == pytest.approx(score, abs=0.01)
    assert undecided(after) == []
    assert sum(one["weight"] for one in after["items"]) == pytest.approx(100, abs=0.01)


def test_a_point_that_does_not_apply_leaves_both_sides_of_the_score() -> None:
    after = with_rulings(marked("met", "missed"), [ruled("PRK-04", "not_applicable")], BOOK)
    assert after["score"] == 100
    assert [one["weight"] for one in after["items"]] == [100, 0]


def test_what_failed_the_attempt_goes_with_the_rule_that_it_was_about_and_no_other() -> None:
    critical = [{"kind": "rule", "subject": "PRK-03"}, {"kind": "ticket", "subject": "O4"}]
    after = with_rulings(marked("missed", "met", critical), [ruled("PRK-03", "met")], BOOK)
    assert [error["subject"] for error in after["critical"]] == ["O4"]
    assert not after["passed"]


def test_a_field_of_the_form_is_a_point_of_its_own() -> None:
    field = item("PRK-17", "missed", 50, field="acuan_lokasi")
    before = result(50, [item("PRK-03", "met", 50), field])
    assert point_of(field) == "PRK-17:acuan_lokasi"
    assert with_rulings(before, [ruled("PRK-17", "met")], BOOK)["score"] == 50
    assert with_rulings(before, [ruled("PRK-17:acuan_lokasi", "met")], BOOK)["score"] == 100
