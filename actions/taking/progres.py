"""Answers of the progress of a report."""

from __future__ import annotations

from collections.abc import Callable

from actions.talk import Talk
from bot.language.answers import Answer

TAKERS: dict[str, Callable[[Talk, Answer], bool]] = {}
