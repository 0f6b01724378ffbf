"""The Python finder runs in a world made by the test: its own PATH, its own home."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from bot.settings import PROJECT_ROOT

FINDER = PROJECT_ROOT / "bot" / "setup" / "find_python.sh"


def find(path: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["/bin/bash", str(FINDER)],
        env={
            "PATH": f"{path}:/usr/bin:/bin",
            "HOME": str(path),
            "PLN123_SHARED_PYENV": "",
            **environment,
        },
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


def program(folder: Path, name: str, script: str) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / name
    file.write_text(f"#!/bin/sh\n{script}\n")
    file.chmod(0o755)
    return file


@pytest.fixture
def world(tmp_path: Path) -> Path:
    """A home in which Python 3.10 is nowhere: every `python3` and `uv` that is found fails."""
    for name in ("python3", "python", "uv"):
        program(tmp_path, name, "exit 1")
    return tmp_path


def working_python() -> str:
    return os.path.realpath(sys.executable)


def test_it_prints_the_real_interpreter_and_nothing_else(world: Path) -> None:
    program(world, "python3.10", f'exec {working_python()} "$@"')
    found = find(world)
    assert found.stdout.splitlines() == [working_python()]
    assert found.returncode == 0


def test_a_shim_that_only_complains_is_passed_over(world: Path) -> None:
    program(world, "python3.10", "echo 'pyenv: python3.10: command not found' >&2; exit 127")
    program(world / ".pyenv/versions/3.10.99/bin", "python3.10", f'exec {working_python()} "$@"')
    assert find(world).stdout.strip() == working_python()


def test_another_version_is_passed_over(world: Path) -> None:
    program(world, "python3.10", "echo /somewhere/python3.11; exit 1")
    program(world, "python3", f'exec {working_python()} "$@"')
    assert find(world).stdout.strip() == working_python()


def test_the_one_that_the_user_names_comes_first(world: Path) -> None:
    program(world, "python3.10", "echo wrong one; exit 0")
    named = program(world / "elsewhere", "mine", f'exec {working_python()} "$@"')
    assert find(world, PLN123_PYTHON=str(named)).stdout.strip() == working_python()


def test_uv_is_asked_when_there_is_none(world: Path) -> None:
    fetched = program(world / "fetched", "python3.10", f'exec {working_python()} "$@"')
    program(
        world,
        "uv",
        f"""case "$1 $2" in
            "--version " | "python install") exit 0 ;;
            "python find") echo {fetched} ;;
            *) exit 1 ;;
        esac""",
    )
    found = find(world)
    assert found.stdout.strip() == working_python()
    assert "mencoba mengambilnya dengan uv" in found.stderr


def test_without_any_way_it_says_kindly_how_to_install_it(world: Path) -> None:
    found = find(world)
    assert found.returncode == 1
    assert found.stdout == ""
    for help_offered in ("Maaf", "uv python install 3.10", "pyenv install 3.10", "PLN123_PYTHON="):
        assert help_offered in found.stderr
