"""Answers about how the reporter is reached (DP-01 … DP-07, PRK-16)."""

from __future__ import annotations

import re
from collections.abc import Callable

from actions.talk import Talk
from bot.language.answers import Answer, read_answer
from bot.language.choices import refuses_calls

_NAMES_A_CHANNEL = re.compile(r"\b(wa|whats ?app|sms)\w{0,3}\b", re.IGNORECASE)


def may_be_missing(fact: str) -> Callable[[Talk, Answer], bool]:
    """A taker for what a caller may lack or keep back: everything goes on all the same (DP-07)."""

    def taker(talk: Talk, answer: Answer) -> bool:
        if answer.status == "read":
            talk.set(fact, answer.value)
            return True
        # half a number is a beginning: "0812 … terus lupa" is asked for once more
        has_none = talk.intent in ("tidak", "tidak_tahu") and not answer.said
        if answer.status == "refused" or has_none:
            return talk.go_without(fact)
        return False

    return taker


def take_reachable(talk: Talk, answer: Answer) -> bool:
    """PRK-16b, DP-04: "bisa, WA saja ya" answers PRK-16c, too."""
    if answer.status != "read":
        return False
    talk.set("nomor_dapat_dihubungi", answer.value)
    if not answer.value:
        other = read_answer("hp_pelapor", talk.text)
        if other.status == "read":
            talk.set("hp_pelapor", other.value)
    if _NAMES_A_CHANNEL.search(talk.text):
        channels = read_answer("kontak", talk.text)
        if channels.status == "read":
            take_channels(talk, channels)
    return True


def take_channels(talk: Talk, answer: Answer) -> bool:
    """PRK-16c: WA, SMS, both or neither; and whether calls are not wanted ("telepon jangan")."""
    if answer.status != "read":
        return False
    talk.set("kontak", answer.value)
    talk.set("tanpa_telepon", refuses_calls(talk.text) or None)
    return True


TAKERS: dict[str, Callable[[Talk, Answer], bool]] = {
    "email_pelapor": may_be_missing("email_pelapor"),
    "nomor_dapat_dihubungi": take_reachable,
    "kontak": take_channels,
    "hp_pelapor": may_be_missing("hp_pelapor"),
}
