"""Expected values of slots and ticket fields, as a test writes them.

::

    status: BELUM SELESAI            # the same text; numbers are compared as text: "0402" is not "402"
    konfirmasi: 2026-11-23T17:00     # a moment; without a zone it is WIB
    kontak: [telepon, wa]            # the same items in the same order
    self_diagnosis: {"08": "0402"}   # these entries; there may be more
    alamat: {matches: "Jl\\. Melati"} # a regular expression found in it
    koordinat: {present: true}       # anything at all (false: nothing)
    idpel: null                      # nothing
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from bot import clock

MATCHES = "matches"
PRESENT = "present"
_EMPTY: tuple[Any, ...] = (None, "", (), [], {})


def agrees(expected: Any, actual: Any) -> bool:
    """Whether ``actual`` is what the test expects."""
    if dataclasses.is_dataclass(actual) and not isinstance(actual, type):
        actual = {field.name: getattr(actual, field.name) for field in dataclasses.fields(actual)}
    if expected is None:
        return actual in _EMPTY
    if isinstance(expected, Mapping):
        return _mapping_agrees(expected, actual)
    if isinstance(expected, bool) or isinstance(actual, bool):
        return expected is actual
    if isinstance(expected, list):
        return (
            isinstance(actual, (list, tuple))
            and len(actual) == len(expected)
            and all(agrees(wanted, item) for wanted, item in zip(expected, actual, strict=True))
        )
    if isinstance(actual, datetime):
        return read_moment(expected) == actual
    if isinstance(actual, float):
        return _number(expected) == actual
    return actual is not None and str(actual) == str(expected)


def read_moment(text: str) -> datetime | None:
    """An ISO 8601 moment, in WIB when it names no zone; ``None`` if it can't be read."""
    try:
        moment = datetime.fromisoformat(str(text).replace("Z", "+00:00"))
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=clock.ZONES["WIB"])


def _mapping_agrees(expected: Mapping[str, Any], actual: Any) -> bool:
    if set(expected) == {MATCHES}:
        return actual is not None and re.search(expected[MATCHES], str(actual)) is not None
    if set(expected) == {PRESENT}:
        return (actual not in _EMPTY) is expected[PRESENT]
    return isinstance(actual, Mapping) and all(agrees(wanted, actual.get(name)) for name, wanted in expected.items())


def _number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None
