"""A practice call runs like a call: the customer answers, the form gives a number, and a restart loses nothing."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path

import pytest

from bot.roleplay.practice.attempt import Attempt, AttemptError
from bot.roleplay.practice.practice import Practice
from bot.roleplay.practice.scenario import EXAM, GUIDED, ScenarioError
from bot.settings import Settings

GREETING = "PLN 123, selamat pagi, dengan Hana. Ada yang bisa kami bantu?"
CONVERSATION = (
    GREETING,
    "Mohon maaf, dengan Bapak/Ibu siapa kami berbicara?",
    "Saat ini listriknya padam atau masih menyala?",
    "Kami mohon maaf atas kendala yang dialami.",
    "Apakah hal ini sudah pernah dilaporkan sebelumnya?",
)


@pytest.fixture(scope="module")
def practice(tmp_path_factory: pytest.TempPathFactory) -> Practice:
    """Practice with an ear for words."""
    folder: Path = tmp_path_factory.mktemp("latihan")
    return Practice.open(dataclasses.replace(Settings(), var_directory=folder))


def begun(practice: Practice, name: str, level: str = GUIDED, seed: int = 7) -> Attempt:
    return practice.begin("periksa/O4", seed, level, officer="Hana", name=name)


def test_the_customer_speaks_first(practice: Practice) -> None:
    assert begun(practice, "pertama").opening.texts


def test_the_same_seed_gives_the_same_call(practice: Practice) -> None:
    one, other = begun(practice, "satu"), begun(practice, "dua")
    assert [one.say(text) for text in CONVERSATION] == [other.say(text) for text in CONVERSATION]


def test_a_restart_in_the_middle_changes_nothing(practice: Practice) -> None:
    whole, broken = begun(practice, "utuh"), begun(practice, "putus")
    replies = [whole.say(text) for text in CONVERSATION]
    said = []
    for text in CONVERSATION:
        broken = practice.resume(json.loads(json.dumps(broken.as_json())))
        said.append(broken.say(text))
    assert said == replies
    assert broken.finish().as_json() == whole.finish().as_json()


def test_a_hint_is_the_next_step_of_the_book_and_stands_in_the_result(practice: Practice) -> None:
    attempt = begun(practice, "petunjuk")
    attempt.say(GREETING)
    first = attempt.script()[0].rule
    assert attempt.hint(2).rule == first
    assert attempt.finish().as_json()["hints"] == [{"strength": 2, "rule": first}]


def test_an_exam_gives_no_hint(practice: Practice) -> None:
    with pytest.raises(AttemptError, match="ujian"):
        begun(practice, "ujian", EXAM).hint()


def test_a_scenario_that_is_not_there_is_refused_with_the_way_to_the_list(practice: Practice) -> None:
    with pytest.raises(ScenarioError, match="pln123 roleplay scenarios"):
        practice.begin("periksa/O99", 1)


def test_after_the_closing_words_nothing_can_be_said(practice: Practice) -> None:
    attempt = begun(practice, "tutup")
    attempt.say(GREETING)
    assert attempt.say("Terima kasih telah menghubungi PLN 123, selamat siang.").ends
    with pytest.raises(AttemptError, match="berakhir"):
        attempt.say("Halo?")


def test_the_words_of_a_hint_hold_the_name_that_the_records_show(practice: Practice) -> None:
    def greeted(seed: int) -> Attempt:
        attempt = begun(practice, f"dikenal-{seed}", seed=seed)
        attempt.say(GREETING)
        return attempt

    attempt = next(one for one in map(greeted, range(30)) if one.hint(1).rule == "CRM-01")
    assert attempt.call.sheet.customer.nama in attempt.hint(3).text
