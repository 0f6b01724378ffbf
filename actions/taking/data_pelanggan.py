"""Answers about how the reporter is reached (DP-01 … DP-07, PRK-16)."""

from __future__ import annotations

from collections.abc import Callable

from actions.talk import Talk
from bot.language.answers import Answer

NONE = "tidak_ada"


def may_be_missing(fact: str) -> Callable[[Talk, Answer], bool]:
    """A taker for what a caller may lack or keep back: everything goes on all the same (DP-07)."""

    def taker(talk: Talk, answer: Answer) -> bool:
        if answer.status == "read":
            talk.set(fact, answer.value)
            return True
        if answer.status == "refused" or talk.intent in ("tidak", "tidak_tahu"):
            talk.set(fact, NONE)
            return True
        return False

    return taker


TAKERS: dict[str, Callable[[Talk, Answer], bool]] = {
    "email_pelapor": may_be_missing("email_pelapor"),
    "hp_pelapor": may_be_missing("hp_pelapor"),
}
