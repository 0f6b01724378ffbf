"""`pln123 chat` and `pln123 phone` on a machine where nothing was prepared."""

from __future__ import annotations

import wave
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.cli import app
from bot.engine.engine import Engine
from bot.engine.readiness import EngineNotReady
from bot.migrations import current_revision
from bot.settings import Settings


@pytest.mark.parametrize("command", [["chat"], ["phone", "--wav", "penelepon.wav"]])
def test_the_database_is_made_before_the_talk_begins(
    command: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = f"sqlite:///{tmp_path / 'baru.db'}"
    monkeypatch.setenv("PLN123_DATABASE_URL", url)
    monkeypatch.setenv("PLN123_VAR", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    with wave.open("penelepon.wav", "wb") as file:
        file.setparams((1, 2, 8000, 0, "NONE", ""))
        file.writeframes(bytes(320))
    seen: list[str | None] = []

    async def load(settings: Settings) -> Engine:
        seen.append(current_revision(settings.database_url))
        raise EngineNotReady("Cukup sampai di sini.")

    monkeypatch.setattr(Engine, "load", load)
    result = CliRunner().invoke(app, command)
    assert (result.exit_code, "Cukup sampai di sini." in result.output) == (1, True)
    assert len(seen) == 1
    assert seen[0] is not None


def test_a_database_that_can_not_be_used_is_told_in_words(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "rusak.db").write_bytes(b"bukan basis data" * 100)
    monkeypatch.setenv("PLN123_DATABASE_URL", f"sqlite:///{tmp_path / 'rusak.db'}")
    result = CliRunner().invoke(app, ["phone", "--audiosocket", "8229"])
    assert result.exit_code == 1
    assert "basis data rusak" in result.output
