"""Conditions over facts, as the book writes them in YAML.

A condition is a mapping; all its entries must hold::

    when:
      kondisi_listrik: padam          # the fact has this value
      hasil_identitas: [tanpa_identitas, luar_wilayah]   # … or one of these
      alamat_tercatat: null           # the fact is not known
      not: {mendesak: true}
      any: [{marah: true}, {mendesak: true}]

An empty mapping always holds. A fact that is not known equals nothing but ``null``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

Facts = Mapping[str, Any]
Condition = Mapping[str, Any]


def holds(condition: Condition, facts: Facts) -> bool:
    """Whether ``condition`` is true of ``facts``."""
    for key, expected in condition.items():
        if key == "not":
            if holds(expected, facts):
                return False
        elif key == "any":
            if not any(holds(part, facts) for part in expected):
                return False
        elif isinstance(expected, list):
            if facts.get(key) not in expected:
                return False
        elif facts.get(key) != expected:
            return False
    return True


def may_hold(condition: Condition, facts: Facts) -> bool:
    """Whether ``condition`` is true of ``facts``, or could be once more of them were known."""
    for key, expected in condition.items():
        if key == "not":
            if _surely_holds(expected, facts):
                return False
        elif key == "any":
            if not any(may_hold(part, facts) for part in expected):
                return False
        elif facts.get(key) is not None and not holds({key: expected}, facts):
            return False
    return True


def _surely_holds(condition: Condition, facts: Facts) -> bool:
    """Whether ``condition`` is true whatever else may become known."""
    for key, expected in condition.items():
        if key == "not":
            if may_hold(expected, facts):
                return False
        elif key == "any":
            if not any(_surely_holds(part, facts) for part in expected):
                return False
        elif facts.get(key) is None or not holds({key: expected}, facts):
            return False
    return True


def comparisons_in(condition: Condition) -> Iterator[tuple[str, tuple[Any, ...]]]:
    """Every fact that ``condition`` looks at, with the values that it is held against, in reading order."""
    for key, expected in condition.items():
        if key == "not":
            yield from comparisons_in(expected)
        elif key == "any":
            for part in expected:
                yield from comparisons_in(part)
        else:
            yield key, tuple(expected) if isinstance(expected, list) else (expected,)


def facts_named_in(condition: Condition) -> Iterator[str]:
    """Every fact that ``condition`` looks at, in reading order."""
    for name, _ in comparisons_in(condition):
        yield name
