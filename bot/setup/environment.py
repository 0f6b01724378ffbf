"""The virtual environment: made once, filled from the locks, left alone until a lock changes."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

from bot.setup.fingerprint import Stamp, fingerprint
from bot.setup.progress import SetupError, run, say, step

INSTALLER = "installer"
"""The lock that holds uv, which installs the others."""

LAYERS = ("runtime", "development", "voice")
"""The locks that can be chosen; each of the later ones lies on top of ``runtime``."""

COMMAND = """\
#!/bin/sh
'''exec' "{python}" "$0" "$@"
' '''
if __name__ == "__main__":
    import sys

    from bot.cli import main

    sys.exit(main())
"""
"""The `pln123` command. A `#!` line holds neither blanks nor long paths, hence the detour by way of sh, which
reads the second line as a command and Python as a string. Processes spawned by a command read this file once more,
under another name: without the condition each of them would begin the command anew."""


def ensure_environment(root: Path, layers: tuple[str, ...]) -> None:
    """Bring ``root/.venv`` to what the locks of ``layers`` say.

    Raises:
        SetupError: if the environment can't be made or a package can't be installed.
    """
    environment = root / ".venv"
    python = environment / "bin" / "python"
    if not _is_python310(python):
        with step("Membuat lingkungan Python 3.10 di .venv"):
            shutil.rmtree(environment, ignore_errors=True)
            run([sys.executable, "-m", "venv", str(environment)])
    for layer in (INSTALLER, *layers):
        _install_layer(root, layer, python)
    _install_command(root, python)


def _is_python310(python: Path) -> bool:
    check = "import sys; sys.exit(sys.version_info[:2] != (3, 10))"
    try:
        return subprocess.run([str(python), "-c", check], check=False, capture_output=True).returncode == 0
    except OSError:
        return False


def _install_layer(root: Path, layer: str, python: Path) -> None:
    lock = root / "requirements" / f"{layer}.lock"
    if not lock.is_file():
        raise SetupError(f"{lock.relative_to(root)} tidak ada; ambil ulang proyek ini dari sumbernya.")
    stamp = Stamp(root / ".venv" / "stamps" / layer)
    value = fingerprint([lock], root=root)
    if stamp.is_current(value):
        return
    packages = sum("==" in line for line in lock.read_text(encoding="utf-8").splitlines())
    with step(f"Memasang {packages} paket ({lock.relative_to(root)})"):
        install(lock, python)
    stamp.set(value)


def install(lock: Path, python: Path) -> None:
    """Install every package of a lock, each checked against its hash.

    uv does it in a fraction of pip's time, but knows nothing of pip's configuration: where only that names a
    reachable registry, uv fails and pip does the work.

    Raises:
        SetupError: if pip fails too.
    """
    wanted = ["--no-deps", "--require-hashes", "-r", str(lock)]
    uv = python.parent / "uv"
    if uv.is_file():
        try:
            run([str(uv), "pip", "install", "--python", str(python), *wanted])
            return
        except SetupError as error:
            say(f"  {error}; dilanjutkan dengan pip.")
    pip = [str(python), "-m", "pip", "--disable-pip-version-check"]
    run([*pip, "install", "--progress-bar", "off", *wanted])


def _install_command(root: Path, python: Path) -> None:
    """Make the project importable from everywhere in its environment, and its command `pln123` callable."""
    (packages,) = (root / ".venv" / "lib").glob("python3.10/site-packages")
    _write_if_new(packages / "pln123.pth", f"{root}\n")
    command = python.parent / "pln123"
    _write_if_new(command, COMMAND.format(python=python))
    command.chmod(0o755)


def _write_if_new(path: Path, content: str) -> None:
    if not path.is_file() or path.read_text(encoding="utf-8") != content:
        path.write_text(content, encoding="utf-8")
