"""The idempotency key under which a talk makes a report: it tells later in which talk the report was made."""

from __future__ import annotations

_PREFIX = "talk"


def key_of_talk(sender: str, matter: int, topic: str) -> str:
    """One key for each matter of a talk.

    Args:
        matter: counts the matters of the talk.
    """
    return f"{_PREFIX}:{sender}:{matter}:{topic}"


def talk_of_key(key: str) -> str | None:
    """The talk whose key it is; ``None`` for a key of another kind."""
    prefix, _, rest = key.partition(":")
    parts = rest.rsplit(":", 2)
    return parts[0] if prefix == _PREFIX and len(parts) == 3 else None
