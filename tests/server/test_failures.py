"""Logs tell what broke, and nothing that a caller said."""

from __future__ import annotations

from bot.server.failures import traces_of


def test_kinds_and_places_are_told_but_no_words() -> None:
    try:
        try:
            raise ValueError("[parameters: ('081211112222',)]")
        except ValueError as cause:
            raise ConnectionError("081211112222") from cause
    except ConnectionError as failure:
        traces = traces_of(failure)
    assert traces["failure"] == "ConnectionError"
    assert traces["causes"] == ["ValueError"]
    assert "test_failures.py" in traces["where"][-1]
    assert "0812" not in str(traces)
