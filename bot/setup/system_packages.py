"""Debian packages that the tests need: a browser for the pages, PostgreSQL for the second database,
Redis for several processes, voices and graphs for the phone line."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from ctypes.util import find_library
from dataclasses import dataclass
from pathlib import Path

from bot.setup.progress import SetupError, run, step


@dataclass(frozen=True)
class SystemPackage:
    """A Debian package and how to see that what it gives is there, from wherever it came."""

    name: str
    purpose: str
    is_present: Callable[[], bool]


def _has_chromium() -> bool:
    return any(shutil.which(name) for name in ("chromium", "chromium-browser", "google-chrome"))


def _has_postgresql() -> bool:
    return any(Path("/usr/lib/postgresql").glob("*/bin/initdb")) or shutil.which("initdb") is not None


def _has_command(name: str) -> Callable[[], bool]:
    return lambda: shutil.which(name) is not None


def _has_library(name: str) -> Callable[[], bool]:
    return lambda: find_library(name) is not None


NEEDED_BY_TESTS = (
    SystemPackage("chromium", "uji halaman di peramban", _has_chromium),
    SystemPackage("postgresql", "uji penyimpanan tiket di PostgreSQL", _has_postgresql),
    SystemPackage("redis-server", "uji beberapa proses yang melayani bersama", _has_command("redis-server")),
    SystemPackage("espeak-ng", "uji jalur telepon: suara penelepon dan bot", _has_command("espeak-ng")),
    SystemPackage("libportaudio2", "uji jalur telepon: mikrofon dan pengeras suara", _has_library("portaudio")),
    SystemPackage("sip-tester", "uji jalur telepon: panggilan SIP", _has_command("sipp")),
    SystemPackage("baresip-core", "uji jalur telepon: telepon SIP", _has_command("baresip")),
    SystemPackage("libfst-tools", "uji penambahan kata pada model pengenal ucapan", _has_command("fstcompile")),
)


def ensure_system_packages(packages: tuple[SystemPackage, ...] = NEEDED_BY_TESTS) -> None:
    """Install what is missing when that is allowed.

    Raises:
        SetupError: saying which packages are missing and the command that installs them, when this user may
            not install or the installation did not help.
    """
    missing = [package for package in packages if not package.is_present()]
    if not missing:
        return
    if os.geteuid() == 0 and shutil.which("apt-get"):
        with step(f"Memasang paket sistem: {', '.join(package.name for package in missing)}"):
            apt = ["env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-qq", "-o", "Dpkg::Use-Pty=0"]
            run([*apt, "update"])
            run([*apt, "install", "--yes", "--no-install-recommends", *(package.name for package in missing)])
        missing = [package for package in missing if not package.is_present()]
    if missing:
        raise SetupError(missing_message(missing))


def missing_message(missing: list[SystemPackage]) -> str:
    """What is missing, what for, and the one command that mends it."""
    lines = ["Paket sistem berikut belum terpasang:"]
    lines += [f"  {package.name:<12} {package.purpose}" for package in missing]
    lines += ["Pasang dengan:", f"  sudo apt-get install {' '.join(package.name for package in missing)}"]
    return "\n".join(lines)
