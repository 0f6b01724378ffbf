"""Attempts are kept whole, change in one order, and are not touched once they are finished; on both databases."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from bot.roleplay.studio.attempts import AttemptChanged, AttemptUnknown, KeptAttempts
from tests.roleplay.studio.kept import result

STATE = {"scenario": "periksa/O4", "level": "ujian", "seed": 7, "events": []}


@pytest.fixture
def kept(database_url: str) -> Iterator[KeptAttempts]:
    opened = KeptAttempts(database_url)
    yield opened
    opened.close()


def begin(kept: KeptAttempts, name: str = "a1", trainee: str = "ani"):
    return kept.begin(name, trainee=trainee, topic="periksa", state=STATE)


def test_an_attempt_is_found_as_it_was_put_away(kept: KeptAttempts) -> None:
    begun = begin(kept)
    put = kept.put(begun, {**STATE, "events": [1]})
    assert kept.get("a1") == put
    assert (put.version, put.state["events"], put.seed, put.finished_at) == (2, [1], 7, None)


def test_of_two_changes_at_once_one_happens_and_the_other_is_told(kept: KeptAttempts) -> None:
    begun = begin(kept)
    kept.put(begun, {**STATE, "events": ["yang pertama"]})
    with pytest.raises(AttemptChanged, match="jendela lain"):
        kept.put(begun, {**STATE, "events": ["yang kedua"]})
    assert kept.get("a1").state["events"] == ["yang pertama"]


def test_a_finished_attempt_keeps_its_result_and_changes_no_more(kept: KeptAttempts) -> None:
    finished = kept.finish(begin(kept), STATE, result(91.5))
    assert (finished.score, finished.passed, finished.finished_at is not None) == (91.5, True, True)
    with pytest.raises(AttemptChanged):
        kept.put(finished, {**STATE, "events": ["terlambat"]})
    assert kept.get("a1").result == result(91.5)


def test_somebodys_own_come_newest_first_and_finished_ones_of_chosen_trainees(kept: KeptAttempts) -> None:
    for number, trainee in enumerate(["ani", "budi", "ani"]):
        begin(kept, f"a{number}", trainee)
    kept.finish(kept.get("a0"), STATE, result(50))
    kept.finish(kept.get("a1"), STATE, result(60))
    assert [one.id for one in kept.of_trainee("ani")] == ["a2", "a0"]
    assert [one.id for one in kept.finished()] == ["a1", "a0"]
    assert [one.id for one in kept.finished(["ani"])] == ["a0"]


def test_an_attempt_that_there_is_not_is_unknown(kept: KeptAttempts) -> None:
    with pytest.raises(AttemptUnknown, match="tidak ada"):
        kept.get("lain")
