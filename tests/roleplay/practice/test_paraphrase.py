"""Who says all that the book says, but in other words than the book's, is understood and passes."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest

from bot.roleplay.practice.practice import Practice
from bot.roleplay.practice.scenario import GUIDED
from bot.roleplay.practice.scenarios import Scenarios
from bot.settings import Settings
from bot.sop.conformance.result import MET, NOT_APPLICABLE
from tests.roleplay.practice.officers import BOOK, serve
from tests.roleplay.practice.paraphraser import CODE, Paraphraser, paraphrases

ALL = [scenario.id for scenario in Scenarios(BOOK).all]
SEED = 11
FEWEST_POINTS = 90
TRIES = 2


@pytest.fixture(scope="module")
def practice(tmp_path_factory: pytest.TempPathFactory) -> Practice:
    """Practice with the trained ear for words."""
    folder: Path = tmp_path_factory.mktemp("parafrase")
    return Practice.open(dataclasses.replace(Settings.from_environment(), var_directory=folder))


def test_every_rule_that_is_said_has_its_words() -> None:
    said = {rule.id for rule in BOOK.rules.values() if rule.ask or rule.say or rule.due or rule.called_by}
    codes = {rule.id for rule in BOOK.rules.values() if rule.code}
    assert said - codes <= set(paraphrases())
    assert len(paraphrases()[CODE]) > 1


@pytest.mark.parametrize("place", range(len(ALL)), ids=ALL)
def test_who_paraphrases_everything_gets_at_least_90_and_passes(practice: Practice, place: int) -> None:
    attempt = practice.begin(ALL[place], SEED, GUIDED, officer="Hana")
    result = serve(attempt, speak=Paraphraser(place), tries=TRIES).finish()
    lost = {item.rule.id: item.status for item in result.assessment.items if item.status not in (MET, NOT_APPLICABLE)}
    assert result.score >= FEWEST_POINTS, lost
    assert result.critical == (), lost
    assert attempt.over
