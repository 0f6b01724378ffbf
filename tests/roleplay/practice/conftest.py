"""One practice for all tests of a module: making its first database takes a second."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest

from bot.roleplay.practice.practice import Practice
from bot.settings import Settings
from tests.roleplay.practice.officers import SignEar


@pytest.fixture(scope="module")
def practice(tmp_path_factory: pytest.TempPathFactory) -> Practice:
    """Practice with an ear for signs."""
    folder: Path = tmp_path_factory.mktemp("latihan")
    return Practice.open(dataclasses.replace(Settings(), var_directory=folder), SignEar())
