"""`pln123 qa selfplay`: what it asks for, what it leaves, and with which status it ends."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from bot.qa.commands import qa
from bot.qa.selfplay import run
from bot.qa.selfplay.run import Plan, SelfPlay, shortest_failing
from bot.qa.selfplay.talk import TalkResult
from tests.qa.selfplay.test_report import WRONG, talk


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """Stands in for the play itself: what was asked of it, and the talks that it gives back."""
    asked: dict[str, Any] = {"talks": (talk(0, 3),)}

    def played(plan: Plan, _settings: object, *, jobs: int, on_result: Any) -> SelfPlay:
        asked.update(plan=plan, jobs=jobs)
        results: tuple[TalkResult, ...] = asked["talks"]
        for result in results:
            on_result(result)
        return SelfPlay(plan, results, shortest_failing(results), {})

    monkeypatch.setattr(run, "self_play", played)
    return asked


def invoke(*arguments: str) -> Result:
    return CliRunner().invoke(qa, ["selfplay", *arguments])


def test_all_well_ends_with_status_0(asked: dict[str, Any]) -> None:
    result = invoke("--talks", "5", "--seed", "9", "--topic", "periksa", "--jobs", "2")
    assert result.exit_code == 0
    assert asked["plan"] == Plan(5, 9, ("periksa",))
    assert asked["jobs"] == 2
    assert "0 tiket salah, 0 jalan buntu, 0 ucapan terlarang" in result.output


def test_a_failing_talk_ends_with_status_1_and_is_kept(asked: dict[str, Any], tmp_path: Path) -> None:
    asked["talks"] = (talk(0, 3), talk(1, 4, WRONG))
    result = invoke("--keep", str(tmp_path / "temuan"), "--json", str(tmp_path / "hasil.json"))
    assert result.exit_code == 1
    assert [file.name for file in (tmp_path / "temuan").iterdir()] == ["tiket salah kontak.yml"]
    assert json.loads((tmp_path / "hasil.json").read_text(encoding="utf-8"))["wrong_tickets"] == 1


def test_a_topic_that_decides_nothing_is_refused_kindly(asked: dict[str, Any]) -> None:
    result = invoke("--topic", "umum")
    assert result.exit_code == 1
    assert "Topik 'umum' tidak dapat dimainkan." in result.output
    assert "periksa" in result.output
    assert "plan" not in asked


def test_a_file_that_cannot_be_written_is_said_kindly(asked: dict[str, Any], tmp_path: Path) -> None:  # noqa: ARG001
    result = invoke("--json", str(tmp_path / "tidak" / "ada" / "hasil.json"))
    assert result.exit_code == 1
    assert "tidak dapat ditulis" in result.output


def test_help_shows_an_example_and_loads_nothing_heavy() -> None:
    result = invoke("--help")
    assert result.exit_code == 0
    assert "pln123 qa selfplay --talks 1000 --seed 7" in result.output
