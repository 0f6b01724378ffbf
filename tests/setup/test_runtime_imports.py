"""What ``make run`` and ``make test`` install is enough for everything that is imported."""

from __future__ import annotations

import ast
import re
import sys
from collections import defaultdict
from collections.abc import Iterator
from importlib.metadata import distributions
from pathlib import Path

import pytest

from bot.settings import PROJECT_ROOT

ASKED_FOR_ELSEWHERE = {"torch", "faster_whisper"}
"""Out of requirements/voice_model.txt, in an environment of its own, and of voice/adapters/pyproject.toml, for who
chooses that engine."""

OURS = {"bot", "actions", "bench", "tests", "voice"}


@pytest.fixture(scope="module")
def provided() -> dict[str, set[str]]:
    """The installed distributions, by the packages that they bring."""
    found: dict[str, set[str]] = defaultdict(set)
    for distribution in distributions():
        for file in distribution.files or ():
            found[file.parts[0].removesuffix(".py")].add(_canonical(distribution.metadata["Name"]))
    return found


@pytest.mark.parametrize(
    ("folders", "locks", "among_them"),
    [
        (("bot", "actions"), ("runtime",), "rasa"),
        (("bench", "tests"), ("runtime", "voice", "development"), "hypothesis"),
        (("voice",), ("runtime", "voice", "development"), "scipy"),
    ],
)
def test_what_is_imported_is_locked(
    provided: dict[str, set[str]], folders: tuple[str, ...], locks: tuple[str, ...], among_them: str
) -> None:
    locked = {name for lock in locks for name in _names_in(lock)}
    files = sorted(path for folder in folders for path in (PROJECT_ROOT / folder).rglob("*.py"))
    imported = {package: str(path.relative_to(PROJECT_ROOT)) for path in files for package in _imports(path)}
    assert among_them in imported
    needed = {package: path for package, path in imported.items() if package not in ASKED_FOR_ELSEWHERE}
    missing = {package: path for package, path in needed.items() if not provided[package] & locked}
    assert missing == {}


def _names_in(lock: str) -> set[str]:
    text = (PROJECT_ROOT / "requirements" / f"{lock}.lock").read_text(encoding="utf-8")
    return {_canonical(name) for name in re.findall(r"^([A-Za-z0-9._-]+)(?:\[[^]]*])?==", text, re.MULTILINE)}


def _imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        names: list[str] = []
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names = [node.module]
        for package in (name.partition(".")[0] for name in names):
            if package not in OURS and package not in sys.stdlib_module_names:
                yield package


def _canonical(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()
