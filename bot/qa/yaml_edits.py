"""Changing single values of a YAML file and nothing else: every other byte stays, comments and layout with them.

A parser that writes the whole file anew, however careful, breaks lines elsewhere and shifts what stands in columns.
Here the parser only tells where each value stands, and only that piece of the text is exchanged.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import yaml

_PLAIN = re.compile(r"[A-Za-z_](?:[\w ./-]*[\w./-])?")
_NOT_TEXT = frozenset({"true", "false", "null", "yes", "no", "on", "off", "y", "n"})


@dataclass(frozen=True, order=True)
class Edit:
    """The text between two positions, and what stands there instead."""

    start: int
    end: int
    replacement: str


@dataclass(frozen=True)
class Entry:
    """One entry of a mapping or a list, and the entries that it lies in.

    Attributes:
        position: of the entry among those of ``container``.
        parent: the entry that ``container`` is the value of.
    """

    container: yaml.CollectionNode
    position: int
    parent: Entry | None = None

    @property
    def value(self) -> yaml.Node:
        """What the entry holds."""
        item = self.container.value[self.position]
        return item[1] if isinstance(item, tuple) else item

    def entries(self) -> dict[str, Entry]:
        """The entries of a mapping by key, or of a list by position."""
        node = self.value
        if not isinstance(node, yaml.CollectionNode):
            return {}
        names = (
            [key.value for key, _ in node.value]
            if isinstance(node, yaml.MappingNode)
            else [str(position) for position in range(len(node.value))]
        )
        return {name: Entry(node, position, self) for position, name in enumerate(names)}


def replaced(entry: Entry, value: Any) -> Edit:
    """The edit that makes the entry hold ``value``."""
    node = entry.value
    style = node.style if isinstance(node, yaml.ScalarNode) else None
    return Edit(node.start_mark.index, _end(node), written(value, style))


def removed(entry: Entry, text: str) -> Edit:
    """The edit that takes the entry out, and with it whatever it was the only entry of."""
    while len(entry.container.value) == 1 and entry.parent is not None:
        entry = entry.parent
    spans = [_span(item) for item in entry.container.value]
    start, end = spans[entry.position]
    following = spans[entry.position + 1][0] if entry.position + 1 < len(spans) else None
    if entry.container.flow_style:
        return Edit(start, following, "") if following is not None else Edit(spans[entry.position - 1][1], end, "")
    if isinstance(entry.container, yaml.MappingNode) and entry.position == 0 and following is not None:
        return Edit(start, following, "")  # the next key takes its place, behind the dash of a list
    line_end = text.find("\n", end)
    return Edit(text.rfind("\n", 0, start) + 1, len(text) if line_end < 0 else line_end + 1, "")


def edited(text: str, edits: Iterable[Edit]) -> str:
    """``text`` with the edits done; of two that touch the same piece, only the first."""
    free_from = len(text) + 1
    for edit in sorted(set(edits), reverse=True):
        if edit.end <= free_from:
            text = text[: edit.start] + edit.replacement + text[edit.end :]
            free_from = edit.start
    return text


def written(value: Any, style: str | None = None) -> str:
    """``value`` as one writes it in a line of YAML; numbers are quoted, since the tests read every number as text.

    Args:
        style: how the value before it was quoted: ``'``, ``"`` or not at all.
    """
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{written(str(name))}: {written(part)}" for name, part in value.items()) + "}"
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(map(written, value)) + "]"
    text = str(value)
    if style == "'" and "\n" not in text:
        doubled = text.replace("'", "''")
        return f"'{doubled}'"
    if style != '"' and _PLAIN.fullmatch(text) and text.casefold() not in _NOT_TEXT:
        return text
    return json.dumps(text, ensure_ascii=False)


def _span(item: Any) -> tuple[int, int]:
    first, last = item if isinstance(item, tuple) else (item, item)
    return first.start_mark.index, _end(last)


def _end(node: yaml.Node) -> int:
    """Where the node's last character stands; the parser ends a block only where the next thing begins."""
    if isinstance(node, yaml.CollectionNode) and not node.flow_style and node.value:
        return _span(node.value[-1])[1]
    text_before = str(node.end_mark.buffer)[: node.end_mark.pointer]
    # a block of text ends, for the parser, behind its last line break
    return int(node.end_mark.index) - (len(text_before) - len(text_before.rstrip()))
