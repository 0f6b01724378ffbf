"""Where the parts of the book stand: file and line of every path (:mod:`bot.sop.branches`)."""

from __future__ import annotations

from pathlib import Path as FilePath

import yaml

from bot.qa.e2e_model import Place
from bot.qa.yaml_lines import lines_of
from bot.sop.book import BOOK_DIRECTORY
from bot.sop.branches import Path


class BookPlaces:
    """Lines of the book's files."""

    def __init__(self, directory: FilePath = BOOK_DIRECTORY) -> None:
        self._files: dict[str, FilePath] = {}
        self._lines: dict[Path, int] = {}
        for file in sorted(directory.glob("*.yml")):
            topic = yaml.load(file.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)["topic"]
            self._files[topic] = file
            self._lines.update({(topic, *path): line for path, line in lines_of(file).items()})

    def place(self, path: Path) -> Place:
        """Where ``path`` stands; what has no line of its own (a condition left out) stands where its owner does."""
        known = path
        while known not in self._lines and len(known) > 1:
            known = known[:-1]
        return Place(self._files[str(path[0])], self._lines.get(known, 1))
