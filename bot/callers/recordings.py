"""Recorded calls of the phone line, as files: ``NAME.json`` with what was said and the reports made, ``NAME.wav``."""

from __future__ import annotations

import json
from collections.abc import Collection
from datetime import datetime
from pathlib import Path

from bot.callers.who import Who

FOLDER = "telepon"
"""Under ``PLN123_VAR``."""


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


def delete_files(files: Collection[Path]) -> None:
    """Delete; what another process has deleted meanwhile is no matter."""
    for path in files:
        path.unlink(missing_ok=True)
