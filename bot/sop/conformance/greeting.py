"""Wishing good morning in the evening: the time of day that an officer names, held against the caller's clock."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

from bot import clock

_WISH = re.compile(r"\b(?:selamat|selamet|slamat|met)\s+(pagi|siang|sore|petang|malam)\b", re.IGNORECASE)
_SAME = {"petang": "sore"}
_LEEWAY = timedelta(hours=1)
"""Where one time of day goes over into the next, either is right."""


def wrong_time_of_day(text: str, at: datetime, zone: str) -> str:
    """The words of a wish that does not fit, such as ``selamat pagi``; empty if there is none.

    Args:
        at: when it was said.
        zone: the caller's.
    """
    right = {clock.time_of_day(at + shift, zone) for shift in (-_LEEWAY, timedelta(0), _LEEWAY)}
    wishes = [wish for wish in _WISH.finditer(text) if _SAME.get(wish[1].lower(), wish[1].lower()) not in right]
    return wishes[0].group().lower() if wishes else ""
