from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from bot.settings import PROJECT_ROOT
from bot.setup import environment
from bot.setup.environment import INSTALLER, LAYERS, ensure_environment
from bot.setup.progress import SetupError

LOCKS = tuple(PROJECT_ROOT / "requirements" / f"{layer}.lock" for layer in (INSTALLER, *LAYERS))
PIN = re.compile(r"^([a-z0-9.\-_]+)==(\S+) \\$", re.MULTILINE)


def locked(layer: str) -> dict[str, str]:
    """Package → version of a lock."""
    return dict(PIN.findall((PROJECT_ROOT / f"requirements/{layer}.lock").read_text(encoding="utf-8")))


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project with locks, its folder's name with a blank in it, and a virtual environment without pip."""
    root = tmp_path / "my project"
    (root / "requirements").mkdir(parents=True)
    for layer in (INSTALLER, *LAYERS):
        (root / "requirements" / f"{layer}.lock").write_text(f"{layer}==1.0 \\\n")
    (root / "bot").mkdir()
    (root / "bot" / "cli.py").write_text("def main():\n    print('hello from', __file__)\n    return 3\n")
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(root / ".venv")], check=True)
    return root


@pytest.fixture
def installed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the locks that were installed."""
    seen: list[str] = []
    monkeypatch.setattr(environment, "install", lambda lock, _python: seen.append(lock.stem))
    return seen


def test_the_second_start_installs_nothing(project: Path, installed: list[str]) -> None:
    ensure_environment(project, ("runtime",))
    assert installed == [INSTALLER, "runtime"]
    ensure_environment(project, ("runtime",))
    assert installed == [INSTALLER, "runtime"]


def test_only_the_lock_that_changed_is_installed_again(project: Path, installed: list[str]) -> None:
    ensure_environment(project, ("runtime", "development"))
    installed.clear()
    (project / "requirements" / "development.lock").write_text("pytest==2.0 \\\n")
    ensure_environment(project, ("runtime", "development"))
    assert installed == ["development"]


def test_an_installation_that_failed_is_tried_again(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    calls: list[Path] = []

    def broken(lock: Path, _python: Path) -> None:
        calls.append(lock)
        raise SetupError("registri tidak terjangkau")

    monkeypatch.setattr(environment, "install", broken)
    for _ in range(2):
        with pytest.raises(SetupError, match="registri"):
            ensure_environment(project, ("runtime",))
    assert len(calls) == 2


def test_a_missing_lock_is_told_by_name(project: Path, installed: list[str]) -> None:
    (project / "requirements" / "runtime.lock").unlink()
    with pytest.raises(SetupError, match=r"requirements/runtime\.lock"):
        ensure_environment(project, ("runtime",))
    assert installed == [INSTALLER]


@pytest.mark.usefixtures("installed")
def test_the_command_works_from_any_folder_and_passes_its_status_on(project: Path, tmp_path: Path) -> None:
    ensure_environment(project, ("runtime",))
    elsewhere = tmp_path / "elsewhere"
    (elsewhere / "bot").mkdir(parents=True)
    (elsewhere / "bot" / "cli.py").write_text("raise SystemExit('the wrong bot')")
    ran = subprocess.run(
        [str(project / ".venv/bin/pln123")], cwd=elsewhere, capture_output=True, text=True, check=False
    )
    assert ran.stdout.strip() == f"hello from {project}/bot/cli.py"
    assert ran.returncode == 3


@pytest.mark.usefixtures("installed")
def test_what_the_command_does_may_be_spread_over_processes(project: Path) -> None:
    (project / "bot" / "cli.py").write_text(
        "import multiprocessing\n"
        "def main():\n"
        "    print('begun')\n"
        "    with multiprocessing.get_context('spawn').Pool(1) as pool:\n"
        "        print(pool.apply_async(len, ('four',)).get(timeout=30))\n"
    )
    ensure_environment(project, ("runtime",))
    command = [str(project / ".venv/bin/pln123")]
    ran = subprocess.run(command, cwd=project, capture_output=True, text=True, check=False)
    assert (ran.stdout.split(), ran.returncode) == (["begun", "4"], 0)


def test_where_uv_reaches_no_registry_pip_does_the_work(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "uv").touch()
    programs: list[str] = []

    def run(command: list[str]) -> None:
        programs.append("pip" if "-m" in command else Path(command[0]).name)
        assert "--require-hashes" in command
        if programs == ["uv"]:
            raise SetupError("gagal")

    monkeypatch.setattr(environment, "run", run)
    environment.install(tmp_path / "runtime.lock", tmp_path / "python")
    assert programs == ["uv", "pip"]


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.stem)
def test_a_lock_holds_hashes_and_neither_address_nor_path(lock: Path) -> None:
    text = lock.read_text(encoding="utf-8")
    packages = PIN.findall(text)
    assert packages
    for block in re.split(r"\n(?=\S)", text.strip()):
        assert re.fullmatch(r"[a-z0-9.\-_]+==\S+( \\\n    --hash=sha256:[0-9a-f]{64})+", block), block[:80]


@pytest.mark.parametrize("layer", ["development", "voice"])
def test_a_layer_pins_what_lies_below_it_alike(layer: str) -> None:
    below, above = locked("runtime"), locked(layer)
    shared = below.keys() & above.keys()
    assert shared
    assert {name: above[name] for name in shared} == {name: below[name] for name in shared}


@pytest.mark.parametrize("layer", [INSTALLER, *LAYERS])
def test_every_package_asked_for_is_locked(layer: str) -> None:
    asked_for = (PROJECT_ROOT / f"requirements/{layer}.in").read_text(encoding="utf-8")
    names = re.findall(r"^([A-Za-z][\w.\-]*)", asked_for, re.MULTILINE)
    assert names
    assert [name for name in names if re.sub(r"[._]", "-", name.lower()) not in locked(layer)] == []
