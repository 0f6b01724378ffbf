"""Reads the word lists under ``data/reference``, each once per process."""

from __future__ import annotations

from functools import cache
from typing import Any

import yaml

from bot.settings import PROJECT_ROOT

REFERENCE_DIRECTORY = PROJECT_ROOT / "data" / "reference"


@cache
def read_yaml(name: str) -> Any:
    """The content of ``data/reference/<name>``; callers must not change it, since it is shared."""
    return yaml.safe_load((REFERENCE_DIRECTORY / name).read_text(encoding="utf-8"))


@cache
def read_pairs(name: str) -> dict[str, str]:
    """First column → second column of a tab-separated file with one heading line."""
    lines = (REFERENCE_DIRECTORY / name).read_text(encoding="utf-8").splitlines()[1:]
    return dict(line.split("\t")[:2] for line in lines if line)
