"""Nobody loses by the ears' mistakes: what was spoken and not looked at, put right, or only heard."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest

from bot.roleplay.practice.attempt import Attempt, AttemptError
from bot.roleplay.practice.events import PUT_RIGHT
from bot.roleplay.practice.practice import Practice
from bot.roleplay.practice.scenario import GUIDED
from bot.roleplay.practice.spoken import LEFT_TO_SUPERVISOR, Spoken, may_be_misheard
from bot.roleplay.studio.marking import with_rulings
from bot.settings import Settings
from tests.roleplay.studio.test_marking import ruled

PROMISE = "Petugas kami pasti datang dalam satu jam."
EMPATHY = "Mohon maaf atas kendala yang Bapak alami."
MISHEARD = "oh on mau apa kanda yang bapak ambil"


@pytest.fixture(scope="module")
def practice(tmp_path_factory: pytest.TempPathFactory) -> Practice:
    """Practice that understands officers' words as the studio does."""
    folder: Path = tmp_path_factory.mktemp("lisan")
    return Practice.open(dataclasses.replace(Settings(), var_directory=folder))


@pytest.fixture
def attempt(practice: Practice) -> Attempt:
    return practice.begin("periksa/O10", 7, GUIDED, officer="Hana")


def unseen(heard: str) -> Spoken:
    return Spoken(heard, 0.95, checked=False)


def status(attempt: Attempt, rule: str) -> str:
    result = attempt.finish().as_json()
    return next(item["status"] for item in result["items"] if item["rule"] == rule)


def test_what_must_not_be_said_fails_a_call_if_it_was_typed_or_looked_at(attempt: Attempt, practice: Practice) -> None:
    attempt.say(PROMISE)
    typed = attempt.finish()
    assert "never" in {error.kind for error in typed.critical}
    looked_at = practice.begin("periksa/O10", 7, GUIDED, officer="Hana")
    looked_at.say(PROMISE, 0.0, Spoken(PROMISE, 0.95, checked=True))
    assert {error.subject for error in looked_at.finish().critical} == {error.subject for error in typed.critical}
    assert looked_at.result is not None
    assert looked_at.result.doubtful == ()


def test_what_only_the_ears_heard_is_left_to_the_supervisor(attempt: Attempt) -> None:
    attempt.say(PROMISE, 0.0, unseen(PROMISE))
    result = attempt.finish()
    assert "never" not in {error.kind for error in result.critical}
    subject = result.doubtful[0].subject
    item = next(item for item in result.as_json()["items"] if item["rule"] == subject)
    assert (item["status"], item["turn"], item["reason"]) == ("unsure", 1, LEFT_TO_SUPERVISOR)


def test_a_supervisor_who_rules_that_it_was_said_fails_the_call(attempt: Attempt, practice: Practice) -> None:
    attempt.say(PROMISE, 0.0, unseen(PROMISE))
    result = attempt.finish().as_json()
    subject = result["doubtful"][0]["subject"]
    after = with_rulings(result, [ruled(subject, "missed")], practice.book)
    assert result["doubtful"][0] in after["critical"]


def test_misheard_words_are_put_right_and_both_are_kept(attempt: Attempt) -> None:
    attempt.say(MISHEARD, 3.0, unseen(MISHEARD))
    place = len(attempt.events) - 2
    attempt.put_right(place, EMPATHY)
    assert attempt.events[-1].kind == PUT_RIGHT
    assert attempt.events[place].content["text"] == MISHEARD
    assert attempt.talk().turns[1].text == EMPATHY
    assert status(attempt, "PRK-04") == "met"


def test_without_that_the_step_was_missed(attempt: Attempt) -> None:
    attempt.say(MISHEARD, 3.0, unseen(MISHEARD))
    assert status(attempt, "PRK-04") == "missed"


def test_a_call_that_was_put_right_is_gone_on_with_as_it_was_kept(attempt: Attempt, practice: Practice) -> None:
    attempt.say(MISHEARD, 3.0, unseen(MISHEARD))
    attempt.put_right(len(attempt.events) - 2, EMPATHY)
    again = practice.resume(attempt.as_json())
    assert again.talk() == attempt.talk()
    assert again.finish().as_json() == attempt.finish().as_json()


@pytest.mark.parametrize(
    ("text", "why"),
    [("", "Belum ada"), ("Nomor laporannya sudah kami kirim lewat SMS ya Ibu.", "Terlalu berbeda")],
)
def test_what_nobody_could_have_misheard_is_refused(attempt: Attempt, text: str, why: str) -> None:
    attempt.say(MISHEARD, 3.0, unseen(MISHEARD))
    with pytest.raises(AttemptError, match=why):
        attempt.put_right(len(attempt.events) - 2, text)


@pytest.mark.parametrize("back", [1, 2, 99])
def test_only_spoken_turns_are_put_right(attempt: Attempt, back: int) -> None:
    attempt.say(EMPATHY)
    with pytest.raises(AttemptError, match="lisan"):
        attempt.put_right(len(attempt.events) - back, EMPATHY)


def test_after_the_score_there_is_only_the_objection(attempt: Attempt) -> None:
    attempt.say(MISHEARD, 3.0, unseen(MISHEARD))
    attempt.finish()
    with pytest.raises(AttemptError, match="Sanggah"):
        attempt.put_right(len(attempt.events) - 2, EMPATHY)


@pytest.mark.parametrize(
    ("heard", "meant", "may"),
    [
        (MISHEARD, EMPATHY, True),
        ("mohon mau atas kandang yang bapak alami", EMPATHY, True),
        ("boleh kode 41", "Boleh dibacakan kode 41?", True),
        ("halo", PROMISE, False),
        ("ya", "", False),
    ],
)
def test_how_far_words_may_be_misheard(heard: str, meant: str, may: bool) -> None:
    assert may_be_misheard(heard, meant) is may


@pytest.mark.parametrize(
    ("heard", "written"),
    [
        ("mohon maaf atas kendala yang bapak alami", "Mohon maaf atas kendala yang bapak alami."),
        ("ada nomor ponsel yang bisa kami hubungi", "Ada nomor ponsel yang bisa kami hubungi?"),
    ],
)
def test_heard_words_get_the_mark_that_nobody_can_hear(
    practice: Practice, attempt: Attempt, heard: str, written: str
) -> None:
    assert practice.as_sentence(attempt, heard) == written


def test_names_of_the_call_are_written_as_names(practice: Practice, attempt: Attempt) -> None:
    name = attempt.call.sheet.persona.name
    assert practice.as_sentence(attempt, f"terima kasih bapak {name.lower()}") == f"Terima kasih bapak {name}."


def test_what_may_be_said_holds_the_script_and_the_names_but_no_number(practice: Practice, attempt: Attempt) -> None:
    said = " ".join(practice.sayings(attempt))
    assert attempt.call.sheet.persona.name in said
    assert attempt.call.sheet.customer.jalan in said
    assert attempt.call.sheet.customer.idpel not in said
