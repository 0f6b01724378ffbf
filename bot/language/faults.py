"""Faults inside a building as callers name them: what happened, and in which room."""

from __future__ import annotations

import re

from bot.language.doubt import clauses

_CAUSE = (
    r"ko[rn]sl[ea]t\w*|hubungan (?:arus )?pendek|arus pendek|percikan(?: api)?|memercik|terbakar|gosong|hangus|putus|"
    r"digigit tikus|kena air|bocor|rembes\w*"
)
_ROOM = (
    r"(?:(?:ruang(?:an)?|rg) )?(?:kamar(?: (?:tidur|mandi|anak|depan|belakang|utama|atas|bawah))?|dapur|garasi|teras|"
    r"gudang|toilet|tamu|keluarga|makan|tengah|loteng|plafon|lantai \w+|bagian (?:depan|belakang|atas|bawah))"
)
_CAUSE_IN_ROOM = re.compile(rf"(?:\bkabel\w* )?\b(?:{_CAUSE})\b(?: \w+)?? di (?:bagian )?{_ROOM}\b", re.IGNORECASE)


def cause_and_room(text: str) -> str:
    """The words that tell both the cause and the room, such as ``korslet di ruang dapur``; empty without them."""
    for clause in clauses(text):
        found = _CAUSE_IN_ROOM.search(" ".join(clause.split()))
        if found:
            return found.group(0)
    return ""
