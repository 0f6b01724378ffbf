"""Which customer is on which line."""

from __future__ import annotations

from bot.roleplay.practice.customer import Caller

_on_the_line: dict[str, Caller] = {}


def connect(line: str, caller: Caller) -> None:
    """Put ``caller`` on ``line``, the sender of the talk."""
    _on_the_line[line] = caller


def disconnect(line: str) -> None:
    """The call is over."""
    _on_the_line.pop(line, None)


def caller_on(line: str) -> Caller | None:
    """The customer on ``line``, ``None`` when nobody is."""
    return _on_the_line.get(line)
