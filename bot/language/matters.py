"""The matter that words name by themselves, where no intent was found for them: a part of a longer message."""

from __future__ import annotations

import re

from bot.language.choices import read_choice
from bot.language.normalise import plain

_ICONNET = re.compile(r"\biconnet")
_APPLICATION = "jenis_permohonan"


def matter_named(text: str) -> str | None:
    """The intent that begins the matter which ``text`` names: ``tanya_iconnet`` or ``ajukan_permohonan``."""
    if _ICONNET.search(plain(text).lower()):
        return "tanya_iconnet"
    if read_choice(text, _APPLICATION).value is not None:
        return "ajukan_permohonan"
    return None
