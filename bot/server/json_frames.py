"""JSON that comes over a WebSocket, however odd the frame that holds it."""

from __future__ import annotations

import json
import re
from typing import Any

_HALF_OF_A_PAIR = re.compile(r"\\u[dD][89a-fA-F]")


def read_json(text: str) -> Any:
    """What a frame says.

    JSON can write half of a surrogate pair, as is left of an emoji that was cut through. It is no character: nothing
    can store it or send it on, so it is left out.

    Raises:
        ValueError: if the text is no JSON, or nested deeper than anybody means it.
    """
    try:
        value = json.loads(text)
        if _HALF_OF_A_PAIR.search(text):
            value = json.loads(json.dumps(value, ensure_ascii=False).encode("utf-8", "ignore"))
    except RecursionError as error:
        raise ValueError("nested too deeply") from error
    return value
