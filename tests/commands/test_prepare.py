"""What `pln123 prepare` does about accounts."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from typer.testing import CliRunner

from bot.cli import app
from bot.people import passwords
from bot.people.demo import demo_password_file


@pytest.fixture(autouse=True)
def fresh_machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if name.startswith("PLN123_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("PLN123_VAR", str(tmp_path))
    monkeypatch.setattr("bot.commands.prepare.ensure_models", lambda _root, _path: (tmp_path / "model.tar.gz",) * 2)
    monkeypatch.setattr(passwords, "_hasher", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))


def test_demo_mode_makes_accounts_once_and_says_where_their_passwords_are(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PLN123_DEMO", "1")
    first, second = (CliRunner().invoke(app, ["prepare"]) for _ in range(2))
    assert (first.exit_code, second.exit_code) == (0, 0)
    assert str(demo_password_file(tmp_path)) in first.output
    assert "Mode demo" not in second.output


def test_without_demo_mode_there_is_no_account_that_nobody_asked_for(tmp_path: Path) -> None:
    assert CliRunner().invoke(app, ["prepare"]).exit_code == 0
    assert not demo_password_file(tmp_path).exists()
    assert "Belum ada akun" in CliRunner().invoke(app, ["people", "list"]).output
