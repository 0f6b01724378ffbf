"""`pln123 qa replay` says kindly what is wrong before any model is loaded."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.database import open_engine
from bot.migrations import upgrade
from bot.qa.commands import qa
from bot.qa.stored_talks import StoredTalks
from tests.qa.runs import written


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--dry-run"], "--accept"),
        (["--now", "kemarin"], "'kemarin'"),
        (["tidak-ada.yml"], "tidak ada"),
        (["--only", "nama yang tidak ada di mana pun"], "tidak ada uji yang namanya memuat"),
    ],
)
def test_what_is_wrong_is_told_and_red(arguments: list[str], told: str) -> None:
    result = CliRunner().invoke(qa, ["replay", *arguments])
    assert result.exit_code == 1
    assert told in result.output


def test_a_list_with_a_test_that_does_not_exist_is_red(tmp_path: Path) -> None:
    file = written(tmp_path, "  - user: halo\n")
    known = tmp_path / "dikenal.yml"
    known.write_text("known_failures: [{test_case: tiada, reason: x, since: 2026-11-22}]", encoding="utf-8")
    result = CliRunner().invoke(qa, ["replay", str(file), "--known", str(known)])
    assert result.exit_code == 1
    assert "uji 'tiada' tidak ada" in result.output


def test_days_without_a_talk_are_red(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    url = f"sqlite:///{tmp_path / 'kosong.db'}"
    upgrade(url)
    monkeypatch.setenv("PLN123_DATABASE_URL", url)
    result = CliRunner().invoke(qa, ["replay", "--since", "2026-11-01"])
    assert result.exit_code == 1
    assert "tidak ada uji" in result.output


def test_a_database_that_never_held_a_talk_has_none(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'baru.db'}"
    open_engine(url).dispose()
    talks = StoredTalks(url)
    assert talks.begun_between(None, None) == []
    talks.close()
