"""All that is kept of a caller as one file that can be handed over: a ZIP with ``data.json`` and the recordings."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import IO, Any
from zipfile import ZIP_DEFLATED, ZipFile

from bot.commands.output import plain

DATA_FILE = "data.json"
RECORDINGS_FOLDER = "rekaman"


def write_archive(found: Mapping[str, Any], target: IO[bytes]) -> None:
    """Write what :meth:`bot.callers.keeping.CallersKeeping.export` found; ``rekaman`` then names files of the ZIP."""
    with ZipFile(target, "w", ZIP_DEFLATED) as archive:
        packed = []
        for path in map(Path, found["rekaman"]):
            name = f"{RECORDINGS_FOLDER}/{path.name}"
            try:
                archive.write(path, name)
            except FileNotFoundError:  # grown old and deleted meanwhile
                continue
            packed.append(name)
        told = plain({**found, "rekaman": packed})
        archive.writestr(DATA_FILE, json.dumps(told, ensure_ascii=False, indent=2))
