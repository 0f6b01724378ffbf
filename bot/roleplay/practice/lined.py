"""YAML whose every value knows its line, for messages to those who write scenarios."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml


@dataclass(frozen=True)
class Problem:
    """Something that is wrong in a file.

    Attributes:
        message: what is wrong, ``remedy``: what to do about it; both in Indonesian.
    """

    file: Path
    line: int
    message: str
    remedy: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.message} {self.remedy}".rstrip()


class UnreadableError(ValueError):
    """A file that is no YAML, with the problem."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(str(problem))
        self.problem = problem


@dataclass(frozen=True)
class Lined:
    """The content of a file.

    Attributes:
        content: as YAML has it.
        lines: the line of each entry, by its path of keys and places.
    """

    content: Any
    lines: dict[tuple[Any, ...], int]

    def line(self, *path: Any) -> int:
        """The line of an entry; of the one around it when there is none of that path."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 1)


def read_lined(file: Path) -> Lined:
    """Read a file.

    Raises:
        UnreadableError: if it can't be read or is no YAML.
    """
    try:
        text = file.read_text(encoding="utf-8")
        root = yaml.compose(text, Loader=yaml.SafeLoader)
        content = yaml.safe_load(text)
    except OSError as error:
        raise UnreadableError(
            Problem(file, 1, f"Berkas tidak dapat dibuka: {error.strerror}.", "Periksa namanya.")
        ) from None
    except UnicodeDecodeError:
        raise UnreadableError(Problem(file, 1, "Berkas bukan teks UTF-8.", "Simpan ulang sebagai UTF-8.")) from None
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        remedy = "Periksa tanda titik dua, petik, dan jarak dari tepi kiri di baris ini dan di atasnya."
        raise UnreadableError(Problem(file, line, f"Bukan YAML yang benar: {error.problem}.", remedy)) from None
    lines: dict[tuple[Any, ...], int] = {}
    if root is not None:
        _note_lines(root, (), lines)
    return Lined(content, lines)


def _note_lines(node: yaml.Node, path: tuple[Any, ...], lines: dict[tuple[Any, ...], int]) -> None:
    lines.setdefault(path, node.start_mark.line + 1)
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            inner = (*path, key.value)
            lines[inner] = key.start_mark.line + 1
            _note_lines(value, inner, lines)
    elif isinstance(node, yaml.SequenceNode):
        for place, value in enumerate(node.value):
            _note_lines(value, (*path, place), lines)
