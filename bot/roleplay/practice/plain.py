"""Values of facts in a form that JSON can hold, and back again."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

_MOMENT, _DAY = "@moment", "@day"


def to_plain(value: Any) -> Any:
    """``value`` with moments and days as marked ISO 8601 texts."""
    if isinstance(value, datetime):
        return {_MOMENT: value.isoformat()}
    if isinstance(value, date):
        return {_DAY: value.isoformat()}
    if isinstance(value, Mapping):
        return {str(name): to_plain(item) for name, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [to_plain(item) for item in value]
    return value


def from_plain(value: Any) -> Any:
    """As :func:`to_plain` was given it; tuples come back as lists."""
    if isinstance(value, Mapping):
        if value.keys() == {_MOMENT}:
            return datetime.fromisoformat(value[_MOMENT])
        if value.keys() == {_DAY}:
            return date.fromisoformat(value[_DAY])
        return {name: from_plain(item) for name, item in value.items()}
    if isinstance(value, list):
        return [from_plain(item) for item in value]
    return value
