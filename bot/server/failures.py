"""What went wrong, for the log: kinds of errors and places in the code, never their words.

The words of a database error hold the values that were being written, which are personal data.
"""

from __future__ import annotations

import traceback
from typing import Any

_FRAMES = 6


def traces_of(failure: BaseException) -> dict[str, Any]:
    """``failure`` as fields of a log line: its kind, the kinds of its causes, and the innermost frames."""
    causes: list[str] = []
    cause = failure.__cause__ or failure.__context__
    while cause is not None and len(causes) < _FRAMES:
        causes.append(type(cause).__name__)
        cause = cause.__cause__ or cause.__context__
    frames = traceback.extract_tb(failure.__traceback__)[-_FRAMES:]
    return {
        "failure": type(failure).__name__,
        "causes": causes,
        "where": [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames],
    }
