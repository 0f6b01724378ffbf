"""Answers of faults in the caller's own installation."""

from __future__ import annotations

import re
from collections.abc import Callable

from actions.mood import ANGRY, note_anger_beside_answer
from actions.taking.regions import region_as
from actions.talk import Talk
from bot.language.anger import is_angry
from bot.language.answers import Answer, read_answer, read_opening, without_bare_numbers
from bot.language.doubt import clauses, plain_words
from bot.language.masking import without_personal_data
from bot.language.particles import little_words

LONGEST_OWN_WORDS = 150
"""Two texts of the caller's stand in one field of the report, which holds 500 characters."""

WHOLE_BUILDING = "padam seluruh bangunan"
"""What of ``gangguan_iml`` is no fault of the installation alone (rule IML-seluruhnya)."""

_OPENERS = re.compile(
    r"^\W*(?:(?:ya|iya|oh|eh|itu|kak|pak|bu|mas|mbak|min|anu|sebenarnya|alasannya|sebabnya|penyebabnya|gara-gara|"
    r"karena|karna|krn|soalnya|sebab|kayaknya|kayanya|sepertinya|mungkin|kira-kira|gangguannya)\b\W*)+",
    re.IGNORECASE,
)
_TAIL = re.compile(r"[\s,]+(?:kak|pak|bu|mas|mbak|min|ya|sih|deh|dong|nih)*\W*$", re.IGNORECASE)
_BECAUSE = re.compile(r"\b(?:karena|karna|krn|soalnya|sebab|gara-gara)\b", re.IGNORECASE)
_NEXT_CLAUSE = re.compile(r"[,.;]\s+")
_SHORTEST_REASON = 4
# "mohon maaf, saya tidak bersedia" says no twice and gives no reason
_EMPHASIS = frozenset(
    {"pokoknya", "ah", "saja", "memang", "sama", "sekali", "tetap", "maaf", "mohon", "terima", "kasih"}
)
_REFUSAL_ALONE = re.compile(
    r"^(?:(?:saya|kami) )?(?:tidak|belum) (?:bersedia|mau|ingin|berminat|usah|perlu|jadi)"
    r"(?: (?:bayar|membayar|dulu|saja))*$",
    re.IGNORECASE,
)


def in_own_words(fact: str) -> Callable[[Talk, Answer], bool]:
    """A taker for what is written as the caller says it, on one line, without numbers that tell who somebody is."""

    def taker(talk: Talk, answer: Answer) -> bool:
        note_anger_beside_answer(talk)
        if ANGRY in talk.facts.changes and all(is_angry(clause) for clause in clauses(talk.text)):
            return False  # the first rebuke tells no reason: it is met, and the question stands
        gives_words = answer.status == "read" and not _only_refuses(str(answer.value))
        words = own_words(str(answer.value)) if gives_words else ""
        if words:
            talk.set(fact, words)
            return True
        if answer.status in ("refused", "read") or talk.intent in ("tidak_tahu", "tidak"):
            return talk.go_without(fact)
        return False

    return taker


def _only_refuses(text: str) -> bool:
    """ "Ga mau ah", "pokoknya tidak" refuse once more and give no reason."""
    said = [word for word in plain_words(text).split() if word not in little_words() and word not in _EMPHASIS]
    return not set(said) - {"tidak"} or _REFUSAL_ALONE.match(" ".join(said)) is not None


def take_fault(talk: Talk, answer: Answer) -> bool:
    """IML-01-gangguan: who can't tell what is broken is shown the choices once; nobody in danger is held up by it."""
    if answer.status == "read":
        talk.set("gangguan_iml", answer.value)
        return True
    if answer.reason != "does_not_know" and talk.intent != "tidak_tahu":
        return False
    return bool(talk.facts["percobaan"] or talk.facts["mendesak"]) and talk.go_without("gangguan_iml")


def take_cause(talk: Talk, answer: Answer) -> bool:
    """IML-01: why and where; "korslet, sekarang serumah padam" tells that it is no longer the installation alone."""
    if read_opening("gangguan_iml", talk.text).value == WHOLE_BUILDING:
        talk.set("gangguan_iml", WHOLE_BUILDING)
        return True
    return in_own_words("sebab_iml")(talk, answer)


def own_words(text: str) -> str:
    """``text`` as it stands in a report: one line, no personal numbers, nothing that only opens or closes it."""
    words = without_personal_data(" ".join(text.split()))
    words = _TAIL.sub("", _OPENERS.sub("", words)) if words else words
    return words[:LONGEST_OWN_WORDS].strip(" .,;:!")


def take_willing(talk: Talk, answer: Answer) -> bool:
    """IML-01: "tidak, mahal" tells the reason, too."""
    note_anger_beside_answer(talk)
    if answer.status != "read":
        return False
    talk.set("bersedia_membayar", answer.value)
    if answer.value is False:
        _, found, after = _split_at_reason(talk.text)
        reason = own_words(without_bare_numbers(after)) if found else ""
        if len(reason) < _SHORTEST_REASON or _only_refuses(reason):
            return True
        if read_answer("alasan_tidak_membayar", reason).status == "read":
            talk.set("alasan_tidak_membayar", reason)
    else:
        talk.forget("alasan_tidak_membayar")
    return True


def _split_at_reason(text: str) -> tuple[str, str, str]:
    found = _BECAUSE.search(text) or _NEXT_CLAUSE.search(text)
    return (text[: found.start()], found.group(), text[found.end() :]) if found else (text, "", "")


TAKERS: dict[str, Callable[[Talk, Answer], bool]] = {
    "gangguan_iml": take_fault,
    "sebab_iml": take_cause,
    "wilayah_instalasi": region_as("wilayah_instalasi"),
    "bersedia_membayar": take_willing,
    "alasan_tidak_membayar": in_own_words("alasan_tidak_membayar"),
}
