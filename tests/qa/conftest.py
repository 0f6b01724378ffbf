"""Broken projects and tests for the tools to find."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.qa.vocabulary import Vocabulary
from bot.settings import PROJECT_ROOT

_PARTS = ("data/sop", "data/stories", "data/rules", "actions", "bot/engine")

Break = Callable[[str, str, str], Path]


@pytest.fixture
def project_copy(tmp_path: Path) -> Path:
    """What the checks look at, to be broken."""
    for part in _PARTS:
        shutil.copytree(PROJECT_ROOT / part, tmp_path / part, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(PROJECT_ROOT / "domain.yml", tmp_path)
    return tmp_path


@pytest.fixture
def with_change(project_copy: Path) -> Break:
    """Replace a piece of text in one file of the copy, every time it stands there."""

    def change(file: str, old: str, new: str) -> Path:
        path = project_copy / file
        text = path.read_text(encoding="utf-8")
        assert old in text, f"{file} no longer holds {old!r}"
        path.write_text(text.replace(old, new), encoding="utf-8")
        return project_copy

    return change


@pytest.fixture(scope="session")
def vocabulary() -> Vocabulary:
    return Vocabulary.load()
