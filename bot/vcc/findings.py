"""What is out of the ordinary among the nine values of a self-diagnosis, for the operator who decides (VCC-02).

A help for reading, no decision: bounds and words are in ``data/reference/self_diagnosis.yml``.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

import yaml

from bot.apkt.model import NO_NUMBER_SHOWN
from bot.settings import PROJECT_ROOT

_TABLE = PROJECT_ROOT / "data" / "reference" / "self_diagnosis.yml"
_FIGURE = re.compile(r"-?[0-9]+(?:[.,][0-9]+)?")


def findings_in(values: Mapping[str, str]) -> dict[str, str]:
    """What to look at twice, by code; a code without any is left out.

    Args:
        values: by code, each the text as read, or ``Null``.
    """
    table = _table()
    found: dict[str, str] = {}
    for code, read in values.items():
        figure = _figure(read)
        bounds = table["bounds"].get(code, {})
        if read == NO_NUMBER_SHOWN:
            found[code] = table["no_number"]
        elif figure is None:
            found[code] = table["no_figure"]
        elif not bounds.get("lowest", figure) <= figure <= bounds.get("highest", figure):
            found[code] = bounds["words"]
    return {**_differing_currents(values, table["phase_and_neutral"]), **found}


def _differing_currents(values: Mapping[str, str], rule: Mapping[str, Any]) -> dict[str, str]:
    phase, neutral = (_figure(values.get(code, "")) for code in rule["codes"])
    if phase is None or neutral is None:
        return {}
    difference = abs(phase - neutral)
    if difference < rule["least"] or difference <= rule["share"] * max(abs(phase), abs(neutral)):
        return {}
    return dict.fromkeys(rule["codes"], rule["words"])


def _figure(read: str) -> float | None:
    return float(read.replace(",", ".")) if _FIGURE.fullmatch(read) else None


@lru_cache(maxsize=1)
def _table() -> dict[str, Any]:
    table: dict[str, Any] = yaml.safe_load(_TABLE.read_text(encoding="utf-8"))
    return table
