"""The report counts talks, not words, and says the same in every run."""

from __future__ import annotations

import json

from bot.commands.output import plain
from bot.qa.selfplay.report import figures, sentences, turns_per_talk
from bot.qa.selfplay.run import Plan, SelfPlay, shortest_failing
from bot.qa.selfplay.talk import DEAD_END, WRONG_TICKET, Exchange, Failure, Noise, Said, TalkResult

WRONG = Failure(WRONG_TICKET, "kontak", "kontak harus ['wa'], ternyata ['sms'].")
STUCK = Failure(DEAD_END, "nama", "setelah 6 pesan, 5 kali dijawab.")


def talk(number: int, turns: int, *failures: Failure, row: str = "O1", noise: str = "") -> TalkResult:
    said = Said("Belum.", settles=True, noise=noise)
    return TalkResult(
        number=number,
        topic="periksa",
        row=row,
        idpel="540000000001",
        moment="2026-11-22T08:15:00+07:00",
        metadata={},
        noises=(Noise(noise, 0),) if noise else (),
        exchanges=(Exchange(said, "nama", ("Mohon namanya.",), "nama"),) * turns,
        failures=failures,
        expected=None,
    )


def played(*talks: TalkResult) -> SelfPlay:
    return SelfPlay(Plan(len(talks), 7), talks, shortest_failing(talks), {})


def test_talks_are_counted_by_what_went_wrong_by_row_and_by_noise() -> None:
    counted = figures(
        played(talk(0, 3), talk(1, 5, WRONG, WRONG, row="O3"), talk(2, 9, STUCK, row="O3", noise="pesan kosong"))
    )
    assert (counted["talks"], counted["failed"]) == (3, 2)
    assert (counted["wrong_tickets"], counted["dead_ends"], counted["forbidden_sayings"]) == (1, 1, 0)
    assert counted["by_row"] == {"periksa O1": {"talks": 1, "failed": 0}, "periksa O3": {"talks": 2, "failed": 2}}
    assert counted["by_noise"] == {
        "pesan kosong": {"talks": 1, "failed": 1},
        "tanpa gangguan": {"talks": 2, "failed": 1},
    }


def test_median_and_95th_percentile_are_those_of_real_talks() -> None:
    assert turns_per_talk([talk(number, number + 1) for number in range(100)]) == {"median": 50, "p95": 95}
    assert turns_per_talk([]) == {"median": 0, "p95": 0}


def test_the_shortest_failing_talk_has_the_fewest_noises() -> None:
    long, noisy, short = talk(0, 9, WRONG), talk(1, 2, WRONG, noise="marah"), talk(2, 5, WRONG)
    assert shortest_failing([long, noisy, short])[WRONG.name] is short


def test_a_run_is_clean_only_when_nothing_failed_and_every_row_was_played() -> None:
    whole = played(talk(0, 3))
    assert whole.clean
    assert not played(talk(0, 3, WRONG)).clean
    assert not SelfPlay(whole.plan, whole.talks, {}, {("lapor_ulang", "LU-02"): "status_laporan"}).clean


def test_the_report_can_be_written_as_json_and_read_by_a_person() -> None:
    run = played(talk(0, 3), talk(1, 5, WRONG))
    assert json.loads(json.dumps(plain(figures(run))))["failures"] == {"tiket salah: kontak": 1}
    text = "\n".join(sentences(run))
    assert "1 tiket salah, 0 jalan buntu" in text
    assert "GAGAL  tiket salah: kontak (1 kali)" in text


def test_an_answer_that_had_to_be_given_again_is_listed() -> None:
    assert figures(played(talk(0, 2)))["asked_again"] == {"nama": {"times": 2, "examples": ["Belum."]}}
