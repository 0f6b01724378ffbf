"""How a measurement of the phone line is told: JSON for programs, a line a figure for people."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from typing import Any

from rich.console import Console

_WIDTH = 28


def tell(found: Mapping[str, Any], *, as_json: bool, apart: Collection[str] = ()) -> None:
    """Write figures to standard output.

    Args:
        apart: figures that whoever measured tells in another way, unless as JSON.
    """
    console = Console(highlight=False)
    if as_json:
        console.print_json(json.dumps(found))
        return
    for name, value in found.items():
        if name not in apart:
            console.print(f"{name:{_WIDTH}} {value}", markup=False)
