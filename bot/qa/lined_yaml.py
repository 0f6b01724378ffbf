"""YAML whose mappings know their line, with every number left as the text that it was written as.

``0402`` stays ``0402``: a test is about digits as they are said. Only ``true``, ``false`` and ``null`` are not text.
A key that is written twice is an error.
"""

from __future__ import annotations

import json
import re
from collections.abc import Hashable
from pathlib import Path
from typing import Any

import yaml

from bot.qa.e2e_model import Place

_TAGS_KEPT = {"tag:yaml.org,2002:null", "tag:yaml.org,2002:merge"}


_ESCAPED_PAIR = re.compile(r"\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}")


class FormatError(Exception):
    """Something in a file is not as it must be; the message says in Indonesian what, and where."""

    def __init__(self, place: Place, message: str) -> None:
        super().__init__(f"{place}: {message}")
        self.place = place
        self.message = message


class LinedMapping(dict[str, Any]):
    """A mapping and the line on which it begins."""

    line: int = 1


class _Loader(yaml.CSafeLoader):
    file: Path


_Loader.yaml_implicit_resolvers = {
    first: kept
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
    if (kept := [(tag, pattern) for tag, pattern in resolvers if tag in _TAGS_KEPT])
}
_Loader.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile(r"^(?:true|false)$"), list("tf"))


def _construct_mapping(loader: _Loader, node: yaml.MappingNode) -> LinedMapping:
    loader.flatten_mapping(node)
    mapping = LinedMapping()
    mapping.line = node.start_mark.line + 1
    for key_node, value_node in node.value:
        key = loader.construct_object(key_node, deep=True)
        place = Place(loader.file, key_node.start_mark.line + 1)
        if not isinstance(key, Hashable) or key in mapping:
            raise FormatError(place, f"kunci {key!r} ditulis dua kali.")
        mapping[str(key)] = loader.construct_object(value_node, deep=True)
    return mapping


_Loader.add_constructor("tag:yaml.org,2002:map", _construct_mapping)


def _with_whole_characters(text: str) -> str:
    """JSON writes a character beyond the first 65,536 as two escapes, which YAML does not know."""
    return _ESCAPED_PAIR.sub(lambda pair: str(json.loads(f'"{pair.group()}"')), text)


def read_yaml(file: Path) -> Any:
    """The content of a YAML file.

    Raises:
        FormatError: if the file can't be read, with the line.
    """
    try:
        text = file.read_text(encoding="utf-8")
    except OSError as error:
        raise FormatError(Place(file, 1), f"berkas tidak dapat dibuka ({error.strerror}).") from None
    except UnicodeDecodeError:
        raise FormatError(Place(file, 1), "berkas bukan teks UTF-8.") from None
    return read_yaml_text(file, text)


def read_yaml_text(file: Path, text: str) -> Any:
    """The content of a YAML text.

    Args:
        file: where the text stands, for messages.

    Raises:
        FormatError: if it can't be read, with the line.
    """
    loader: _Loader | None = None
    try:
        loader = _Loader(_with_whole_characters(text))
        loader.file = file
        return loader.get_single_data()
    except yaml.MarkedYAMLError as error:
        # what is missing at the end is told of the line behind the last
        line = min(error.problem_mark.line + 1, len(text.splitlines())) if error.problem_mark else 1
        raise FormatError(Place(file, line), f"bukan YAML yang benar: {error.problem}.") from None
    finally:
        if loader is not None:
            loader.dispose()
