"""How far a command is, in a file: for the pages that watch it (:mod:`bot.qa.background`)."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any


class ProgressFile:
    """Counts what is done and tells it at most a few times a second, as JSON ``{"done", "of", "red"}``.

    Args:
        file: where to; ``None`` when nobody asked.
        of: how much there is to do.
    """

    _EVERY = 0.2

    def __init__(self, file: Path | None, of: int) -> None:
        self._file = file
        self._of = of
        self._done = 0
        self._red = 0
        self._written_at = 0.0
        self.write()

    def count(self, *, red: bool) -> None:
        """One more is done."""
        self._done += 1
        self._red += red
        if self._done == self._of or time.monotonic() - self._written_at >= self._EVERY:
            self.write()

    def write(self) -> None:
        """Tell how far it is."""
        self._written_at = time.monotonic()
        if self._file is not None:
            write_whole(self._file, {"done": self._done, "of": self._of, "red": self._red})


def write_whole(file: Path, content: Mapping[str, Any]) -> None:
    """Write JSON so that a reader sees the old content or the new, never a part."""
    aside = file.with_name(f"{file.name}.{os.getpid()}")
    aside.write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")
    aside.replace(file)
