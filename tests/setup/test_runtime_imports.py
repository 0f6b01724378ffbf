"""What ``make run`` installs is enough for everything that the simulator imports."""

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

OURS = {"bot", "actions"}
MODULES = sorted(path for package in sorted(OURS) for path in (PROJECT_ROOT / package).rglob("*.py"))


@pytest.fixture(scope="module")
def provided() -> dict[str, set[str]]:
    """The installed distributions, by the packages that they bring."""
    found: dict[str, set[str]] = defaultdict(set)
    for distribution in distributions():
        for file in distribution.files or ():
            found[file.parts[0].removesuffix(".py")].add(_canonical(distribution.metadata["Name"]))
    return found


@pytest.fixture(scope="module")
def locked() -> set[str]:
    lock = (PROJECT_ROOT / "requirements" / "runtime.lock").read_text(encoding="utf-8")
    return {_canonical(name) for name in re.findall(r"^([A-Za-z0-9._-]+)(?:\[[^]]*])?==", lock, re.MULTILINE)}


def test_every_import_of_the_simulator_is_installed_by_make_run(
    provided: dict[str, set[str]], locked: set[str]
) -> None:
    imported = {package: path for path in MODULES for package in _imports(path)}
    assert {"rasa", "fastapi", "spacy"} <= imported.keys()
    missing = {
        package: str(path.relative_to(PROJECT_ROOT))
        for package, path in imported.items()
        if not provided[package] & locked
    }
    assert missing == {}


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
