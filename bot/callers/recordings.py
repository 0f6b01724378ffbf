"""What files hold of callers: recorded calls of the phone line (``NAME.json`` with what was said and the reports made,
``NAME.wav``) and results of QA over recorded talks.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection
from datetime import datetime
from pathlib import Path

from bot.callers.who import Who

FOLDER = "telepon"
"""Under ``PLN123_VAR``."""

QA_RUNS = Path("qa", "runs")
"""Under ``PLN123_VAR``."""

_TELLING = frozenset({".json", ".html", ".log"})


class Recordings:
    """The recordings in a folder, which need not exist.

    Args:
        var_directory: what ``PLN123_VAR`` names.
    """

    def __init__(self, var_directory: Path) -> None:
        self._folder = var_directory / FOLDER

    def of(self, who: Who, reports: Collection[str], talks: Collection[str]) -> list[Path]:
        """Files of calls in which a number of the caller was told or one of the reports made, and of these talks."""
        found: list[Path] = []
        for record in sorted(self._folder.glob("*.json")):
            told = record.read_text(encoding="utf-8")
            made = set(json.loads(told).get("tickets", ()))
            if record.stem in talks or made & set(reports) or who.is_named_in(told):
                found += self._files_of(record)
        return found

    def before(self, moment: datetime) -> list[Path]:
        """Files of calls that ended before the moment."""
        old = [one for one in self._folder.glob("*.json") if one.stat().st_mtime < moment.timestamp()]
        return [path for record in sorted(old) for path in self._files_of(record)]

    def newest(self, most: int) -> list[Path]:
        """Records of the last calls, the newest first."""
        found = sorted(self._folder.glob("*.json"), key=lambda one: one.stat().st_mtime, reverse=True)
        return found[:most]

    def named(self, name: str) -> Path | None:
        """The record of a call; ``None`` if there is none of this name."""
        return next((one for one in self._folder.glob("*.json") if one.stem == name), None)

    def _files_of(self, record: Path) -> list[Path]:
        sound = record.with_suffix(".wav")
        return [sound, record] if sound.exists() else [record]


class QaResults:
    """Results of QA in a folder, which need not exist; those over recorded talks hold these talks, word by word.

    Args:
        var_directory: what ``PLN123_VAR`` names.
    """

    def __init__(self, var_directory: Path) -> None:
        self._folder = var_directory / QA_RUNS

    def of(self, who: Who, talks: Collection[str]) -> list[Path]:
        """Files in which one of the talks is told, or a number of the caller."""
        names = re.compile(rf"(?<![\w-])(?:{'|'.join(map(re.escape, talks))})(?![\w-])") if talks else None
        return [path for path in self._files() if _tells_of(path, who, names)]

    def before(self, moment: datetime) -> list[Path]:
        """Files that were written before the moment."""
        return [path for path in self._files() if path.stat().st_mtime < moment.timestamp()]

    def _files(self) -> list[Path]:
        return sorted(path for path in self._folder.glob("*") if path.suffix in _TELLING)


def _tells_of(path: Path, who: Who, talks: re.Pattern[str] | None) -> bool:
    told = path.read_text(encoding="utf-8", errors="replace")
    return who.is_named_in(told) or bool(talks and talks.search(told))


def delete_files(files: Collection[Path]) -> None:
    """Delete; what another process has deleted meanwhile is no matter."""
    for path in files:
        path.unlink(missing_ok=True)
