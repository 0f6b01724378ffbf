"""Which customer is on which line, and what was heard there last."""

from __future__ import annotations

from bot.roleplay.practice.answering import Heard
from bot.roleplay.practice.customer import Caller

_on_the_line: dict[str, Caller] = {}
_heard: dict[str, Heard] = {}


def connect(line: str, caller: Caller) -> None:
    """Put ``caller`` on ``line``, the sender of the talk."""
    _on_the_line[line] = caller
    _heard.pop(line, None)


def disconnect(line: str) -> None:
    """The call is over."""
    _on_the_line.pop(line, None)
    _heard.pop(line, None)


def caller_on(line: str) -> Caller | None:
    """The customer on ``line``, ``None`` when nobody is."""
    return _on_the_line.get(line)


def note(line: str, heard: Heard) -> None:
    """What the customer on ``line`` has heard and answered."""
    _heard[line] = heard


def heard_on(line: str) -> Heard | None:
    """What was heard and answered last on ``line``, once."""
    return _heard.pop(line, None)
