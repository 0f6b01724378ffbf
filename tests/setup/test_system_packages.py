from __future__ import annotations

import pytest

from bot.setup import system_packages
from bot.setup.progress import SetupError
from bot.setup.system_packages import SystemPackage, ensure_system_packages

PRESENT = SystemPackage("bash", "uji", lambda: True)
MISSING = SystemPackage("chromium", "uji halaman di peramban", lambda: False)


@pytest.fixture
def commands(monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """The commands that would have been run."""
    seen: list[list[str]] = []
    monkeypatch.setattr(system_packages, "run", lambda command: seen.append(list(command)))
    monkeypatch.setattr(system_packages.shutil, "which", lambda name: f"/usr/bin/{name}")
    return seen


def as_user(monkeypatch: pytest.MonkeyPatch, number: int) -> None:
    monkeypatch.setattr(system_packages.os, "geteuid", lambda: number)


def test_nothing_is_done_when_all_is_there(commands: list[list[str]], monkeypatch: pytest.MonkeyPatch) -> None:
    as_user(monkeypatch, 0)
    ensure_system_packages((PRESENT,))
    assert commands == []


def test_without_rights_it_names_what_is_missing_and_the_command(
    commands: list[list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    as_user(monkeypatch, 1000)
    with pytest.raises(SetupError) as error:
        ensure_system_packages((PRESENT, MISSING))
    assert "sudo apt-get install chromium" in str(error.value)
    assert "uji halaman di peramban" in str(error.value)
    assert "bash" not in str(error.value)
    assert commands == []


def test_root_gets_only_what_is_missing_installed(commands: list[list[str]], monkeypatch: pytest.MonkeyPatch) -> None:
    as_user(monkeypatch, 0)
    looks = iter([False, True])
    ensure_system_packages((PRESENT, SystemPackage("chromium", "uji", lambda: next(looks))))
    assert [command[-1] for command in commands] == ["update", "chromium"]
    assert "bash" not in commands[-1]


def test_an_installation_that_did_not_help_is_an_error(
    commands: list[list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    as_user(monkeypatch, 0)
    with pytest.raises(SetupError, match="chromium"):
        ensure_system_packages((MISSING,))
    assert len(commands) == 2
