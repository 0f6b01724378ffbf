"""Taking one answer into the talk."""

from __future__ import annotations

from collections.abc import Callable

from actions.taking import data_pelanggan, iconnet, lapor_ulang, listriqu, periksa, permohonan, progres, umum
from actions.talk import Talk
from bot.language.answers import Answer

# Facts that bring more with them than their value. A taker says whether the question is settled; if it is not,
# it is asked again, in the words that the taker chose (slot ``tangga``).
_TAKERS: dict[str, Callable[[Talk, Answer], bool]] = {
    fact: taker
    for topic in (umum, data_pelanggan, periksa, lapor_ulang, iconnet, listriqu, progres, permohonan)
    for fact, taker in topic.TAKERS.items()
}


def take(talk: Talk, fact: str, answer: Answer) -> bool:
    """Note what ``answer`` says about ``fact``; whether that settles the question."""
    taker = _TAKERS.get(fact)
    if taker is not None:
        return taker(talk, answer)
    if answer.status != "read":
        return False
    talk.set(fact, answer.value)
    return True


def spoken(talk: Talk, fact: str) -> str:
    """The fact's value as one would say it to the caller."""
    value = talk.facts[fact]
    if isinstance(value, bool):
        return "ya" if value else "tidak"
    return str(value).replace("_", " ")
