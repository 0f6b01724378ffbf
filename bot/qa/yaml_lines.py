"""On which line everything in a YAML file stands, by its path: keys, and items of lists by their ``id``, ``name`` or
``value`` where they have one, else by their number from 0."""

from __future__ import annotations

from pathlib import Path

import yaml

Keys = tuple[str | int, ...]

_NAMES_OF_ITEMS = ("id", "name", "value")


def lines_of(file: Path) -> dict[Keys, int]:
    """Lines count from 1; the whole file is ``()``."""
    lines: dict[Keys, int] = {(): 1}
    node = yaml.compose(file.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    if node is not None:
        _note(node, (), lines)
    return lines


def _note(node: yaml.Node, path: Keys, lines: dict[Keys, int]) -> None:
    lines.setdefault(path, node.start_mark.line + 1)
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            here: Keys = (*path, key.value)
            lines[here] = key.start_mark.line + 1
            _note(value, here, lines)
    elif isinstance(node, yaml.SequenceNode):
        for number, item in enumerate(node.value):
            _note(item, (*path, _name_of(item) or number), lines)


def _name_of(item: yaml.Node) -> str:
    if not isinstance(item, yaml.MappingNode):
        return ""
    named = {key.value: value.value for key, value in item.value if isinstance(value, yaml.ScalarNode)}
    return next((named[name] for name in _NAMES_OF_ITEMS if name in named), "")
