"""Where the parts of the book stand: file and line of every path (:mod:`bot.qa.branches`)."""

from __future__ import annotations

from pathlib import Path as FilePath

import yaml

from bot.qa.branches import Path
from bot.qa.e2e_model import Place
from bot.sop.book import BOOK_DIRECTORY

_NAMES_OF_ITEMS = ("id", "name", "value")


class BookPlaces:
    """Lines of the book's files."""

    def __init__(self, directory: FilePath = BOOK_DIRECTORY) -> None:
        self._files: dict[str, FilePath] = {}
        self._lines: dict[Path, int] = {}
        for file in sorted(directory.glob("*.yml")):
            node = yaml.compose(file.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
            if not isinstance(node, yaml.MappingNode):
                continue
            topic = next(value.value for key, value in node.value if key.value == "topic")
            self._files[topic] = file
            self._note(node, (topic,))

    def place(self, path: Path) -> Place:
        """Where ``path`` stands; what has no line of its own (a condition left out) stands where its owner does."""
        known = path
        while known not in self._lines and len(known) > 1:
            known = known[:-1]
        return Place(self._files[str(path[0])], self._lines.get(known, 1))

    def _note(self, node: yaml.Node, path: Path) -> None:
        self._lines.setdefault(path, node.start_mark.line + 1)
        if isinstance(node, yaml.MappingNode):
            for key, value in node.value:
                here: Path = (*path, key.value)
                self._lines[here] = key.start_mark.line + 1
                self._note(value, here)
        elif isinstance(node, yaml.SequenceNode):
            for number, item in enumerate(node.value):
                self._note(item, (*path, _name_of(item) or number))


def _name_of(item: yaml.Node) -> str:
    if not isinstance(item, yaml.MappingNode):
        return ""
    named = {key.value: value.value for key, value in item.value if isinstance(value, yaml.ScalarNode)}
    return next((named[name] for name in _NAMES_OF_ITEMS if name in named), "")
