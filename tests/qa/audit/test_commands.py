"""`pln123 qa audit` and `pln123 qa dispute`, as they are called."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.migrations import upgrade
from bot.qa.commands import qa

TRANSCRIPT = Path(__file__).with_name("tidak_bersedia_dipandu.yml")
NAME = TRANSCRIPT.stem


@pytest.fixture(autouse=True)
def own_database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    database_url = f"sqlite:///{tmp_path / 'audit.db'}"
    monkeypatch.setenv("PLN123_DATABASE_URL", database_url)
    upgrade(database_url)


def test_a_good_transcript_passes_and_is_written_as_page_and_json(tmp_path: Path) -> None:
    page, data = tmp_path / "audit.html", tmp_path / "audit.json"
    result = CliRunner().invoke(qa, ["audit", str(TRANSCRIPT), "--html", str(page), "--json", str(data)])
    assert result.exit_code == 0, result.output
    assert "1 dari 1 percakapan lulus" in result.output
    [talk] = json.loads(data.read_text(encoding="utf-8"))["results"]
    assert (talk["talk"], talk["score"], talk["critical"]) == (NAME, 100.0, [])
    assert NAME in page.read_text(encoding="utf-8")


def test_a_ruling_is_laid_over_the_audit() -> None:
    run = CliRunner().invoke
    added = run(qa, ["dispute", "add", NAME, "PRK-09", "--oleh", "Hana", "--alasan", "bukan itu maksudnya", "--json"])
    number = str(json.loads(added.output)["number"])
    assert run(qa, ["dispute", "rule", number, "missed", "--oleh", "Rini", "--alasan", "benar"]).exit_code == 0
    assert "PRK-09" in run(qa, ["dispute", "list"]).output
    audited = run(qa, ["audit", str(TRANSCRIPT)])
    assert "PRK-09" in audited.output


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["audit"], "Sebutkan yang diaudit"),
        (["audit", "tidak-ada.yml"], "tidak dapat dibaca"),
        (["audit", "--from-talk", "tidak-ada"], "tidak ada"),
        (["audit", "--since", "2026-11-01"], "0 dari 0"),
        (["dispute", "add", "chat-1", "PRK-99", "--oleh", "Hana", "--alasan", "x"], "PRK-99"),
        (["dispute", "rule", "7", "met", "--oleh", "Rini", "--alasan", "x"], "tidak ada"),
    ],
)
def test_what_can_not_be_done_is_said_kindly_and_is_no_success(arguments: list[str], words: str) -> None:
    result = CliRunner().invoke(qa, arguments)
    assert result.exit_code == 1
    assert words in result.output
