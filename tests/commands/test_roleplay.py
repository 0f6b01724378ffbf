"""`pln123 roleplay`: what programs read, what people see, and that leaving a call loses nothing."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from bot.cli import app

TRANSCRIPT = """\
topik: periksa
turns:
- {speaker: pelanggan, text: Meteran saya PERIKSA tapi listrik masih nyala}
- {speaker: cso, text: "PLN 123, selamat pagi, dengan Hana. Ada yang bisa kami bantu?"}
- {speaker: pelanggan, text: Tolong dicek}
- {speaker: cso, text: Petugas pasti datang jam 3 sore.}
"""


@pytest.fixture(autouse=True)
def own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PLN123_VAR", str(tmp_path / "var"))


def run(*arguments: str, said: str | None = None) -> Result:
    return CliRunner().invoke(app, ["roleplay", *arguments], input=said)


def test_the_list_of_scenarios_has_one_for_each_row_and_those_written_by_hand() -> None:
    found = {one["id"]: one for one in json.loads(run("scenarios", "--json").output)}
    assert {"periksa/O1", "periksa/O10", "lapor_ulang/LU-06", "permohonan/O3"} <= set(found)
    assert found["meter-gelap-ibu-cemas"]["origin"] == "tulisan"


def test_a_topic_that_is_not_there_is_told_with_those_that_are() -> None:
    answer = run("scenarios", "--topic", "periks")
    assert answer.exit_code == 1
    assert "periksa" in answer.output


def test_check_ends_well_only_without_problems(tmp_path: Path) -> None:
    bad = tmp_path / "buruk.yml"
    bad.write_text("title: Tanpa topik\n", encoding="utf-8")
    answer = run("check", str(bad))
    assert answer.exit_code == 1
    assert f"{bad}:1: 'topic' belum diisi." in answer.output
    problems = json.loads(run("check", str(bad), "--json").output)["problems"]
    assert {"file", "line", "message", "remedy"} == set(problems[0])


def test_a_score_has_its_shape_and_a_promised_hour_fails_the_call(tmp_path: Path) -> None:
    file = tmp_path / "panggilan.yml"
    file.write_text(TRANSCRIPT, encoding="utf-8")
    answer = run("score", str(file), "--json")
    result = json.loads(answer.output)
    assert answer.exit_code == 1
    assert {"score", "passed", "critical", "items"} <= set(result)
    assert all({"rule", "status", "turn", "quote", "weight", "source"} <= set(item) for item in result["items"])
    assert "PRK-23" in {error["subject"] for error in result["critical"]}
    assert "Kesalahan kritis" in run("score", str(file)).output


def test_a_transcript_that_cannot_be_read_is_told_kindly(tmp_path: Path) -> None:
    answer = run("score", str(tmp_path / "tidak-ada.yml"))
    assert answer.exit_code == 1
    assert "tidak dapat dibaca" in answer.output


def test_a_call_that_is_left_goes_on_where_it_was(tmp_path: Path) -> None:
    left = run(
        "play", "periksa/O7", "--seed", "4", said="PLN 123, selamat pagi, dengan Hana.\n/isi nama_pelapor Budi\n"
    )
    assert "--lanjut" in left.output
    again = run("play", "--lanjut", said="/formulir\n/selesai\n")
    assert "nama_pelapor: Budi" in again.output
    assert "Nilai" in again.output
    assert again.exit_code == 1
    assert not list((tmp_path / "var" / "latihan").glob("*.json"))


def test_there_is_nothing_to_go_on_with_at_first() -> None:
    answer = run("play", "--lanjut")
    assert answer.exit_code == 1
    assert "Tidak ada latihan" in answer.output


def test_a_scenario_that_is_not_there_is_refused() -> None:
    answer = run("play", "periksa/O99")
    assert answer.exit_code == 1
    assert "pln123 roleplay scenarios" in answer.output
