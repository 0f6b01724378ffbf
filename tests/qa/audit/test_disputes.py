"""Disputes: who, when, why; rulings change the verdict; nothing is rewritten."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timezone

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from bot import clock
from bot.database import open_engine, writing
from bot.qa.audit.disputes import DisputeError, Disputes
from bot.qa.audit.summary import Audit, Audited, sample, with_rulings
from bot.sop.conformance.assess import assess
from bot.sop.conformance.result import MET, MISSED
from tests.sop.conformance.officers import BOOK, calls, oracle, without

NOON = datetime(2026, 11, 22, 5, tzinfo=timezone.utc)
TALK = oracle(next(call for call in calls() if call.row == "O10"))


@pytest.fixture
def disputes(database_url: str) -> Iterator[Disputes]:
    opened = Disputes(database_url)
    yield opened
    opened.close()


def test_a_dispute_keeps_who_when_and_why_and_the_latest_ruling(disputes: Disputes) -> None:
    with clock.at(NOON):
        one = disputes.add(TALK.name, "PRK-09", who="Hana", why="sudah ditanyakan")
        disputes.rule(one.number, MISSED, who="Rini", why="tidak ada")
        disputes.rule(one.number, MET, who="Rini", why="ada pada giliran 13")
    [found] = disputes.all(TALK.name)
    assert (found.who, found.at, found.why) == ("Hana", NOON, "sudah ditanyakan")
    assert found.ruling is not None
    assert (found.ruling.status, found.ruling.why) == (MET, "ada pada giliran 13")


def test_disputes_can_not_be_rewritten(disputes: Disputes, database_url: str) -> None:
    disputes.add(TALK.name, "PRK-09", who="Hana", why="sudah ditanyakan")
    engine = open_engine(database_url)
    for deed in ("UPDATE dispute_entries SET words = 'lain'", "DELETE FROM dispute_entries"):
        with pytest.raises(DBAPIError, match="grow|rewrite"), writing(engine) as connection:
            connection.execute(text(deed))
    engine.dispose()
    assert len(disputes.all()) == 1


@pytest.mark.parametrize(("who", "why"), [("", "alasan"), ("Hana", " ")])
def test_nobody_objects_without_name_and_reason(disputes: Disputes, who: str, why: str) -> None:
    with pytest.raises(DisputeError):
        disputes.add(TALK.name, "PRK-09", who=who, why=why)


def test_only_what_is_there_is_ruled_on_and_only_with_a_status(disputes: Disputes) -> None:
    with pytest.raises(DisputeError, match="tidak ada"):
        disputes.rule(99, MET, who="Rini", why="ada")
    with pytest.raises(DisputeError, match="tidak dikenal"):
        disputes.rule(1, "lulus", who="Rini", why="ada")


def test_a_ruling_changes_verdict_points_and_critical_errors(disputes: Disputes) -> None:
    result = assess(BOOK, without(TALK, "PRK-05"))
    assert not result.passed
    one = disputes.add(TALK.name, "PRK-05", who="Hana", why="sudah ditanyakan")
    disputes.rule(one.number, MET, who="Rini", why="benar")
    ruled = with_rulings(result, disputes.all(TALK.name))
    assert (ruled.score, ruled.critical_errors) == (100.0, ())
    assert sum(item.points for item in ruled.items) == pytest.approx(100)


def test_a_sample_is_the_same_for_the_same_seed_and_keeps_its_order() -> None:
    many = list(range(100))
    assert sample(many, 10, 7) == sample(many, 10, 7) == sorted(sample(many, 10, 7))
    assert sample(many, 10, 7) != sample(many, 10, 8)
    assert sample(many, None, 7) == sample(many, 200, 7) == many


def test_the_pareto_chart_counts_misses_most_often_first() -> None:
    talks = [without(TALK, "PRK-21"), without(without(TALK, "PRK-21"), "PRK-18"), TALK]
    audit = Audit(tuple(Audited(talk, assess(BOOK, talk)) for talk in talks), chosen_from=3)
    assert [(one.rule.id, one.times, one.counted) for one in audit.pareto()] == [("PRK-21", 2, 3), ("PRK-18", 1, 3)]
    assert audit.pareto()[-1].share == 1
    assert (audit.passed, audit.is_clean) == (3, True)
