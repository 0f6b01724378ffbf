"""Which words of an answer state something: not those of a question, a fear, a hope, or about somebody else.

All functions take the plain words and punctuation marks of one answer in order. The words that matter stand
in ``data/reference/not_asserted.yml``.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from bot.language.particles import little_words
from bot.language.reference import read_yaml

BUTS = frozenset({"tetapi", "namun", "padahal"})

_CLAUSE_ENDS = frozenset(",.;!?")
_SEQUENCE = frozenset({"terus", "lalu", "kemudian"})
_BARE_DENIALS = frozenset({"tidak", "bukan", "belum"})
_ASKS_TO_REPEAT = frozenset({"ulang", "ulangi", "diulang", "diulangi", "jelaskan"})
# question words that state something before these: "apa saja boleh", "memang benar", "maksud saya …"
_STATES_BEFORE = {
    "apa": frozenset({"saja", "adanya"}),
    "memang": frozenset({"", "iya", "benar", "begitu", "sudah", "belum", "saya", "di", "itu", "tidak", "ada"}),
    "maksud": frozenset({"", "saya"}),
}


@lru_cache(maxsize=8)
def _listed(kind: str) -> frozenset[str]:
    return frozenset(read_yaml("not_asserted.yml")[kind])


def conditions() -> frozenset[str]:
    """Words that make an answer depend on something."""
    return _listed("conditions")


def said_now(keys: list[str]) -> bool:
    """Whether ``keys`` tell how things are now, so that they outweigh what was said before."""
    return not _listed("now").isdisjoint(keys)


def asks_itself(phrase: list[str]) -> bool:
    """Whether a known phrase is a question that answers ("bagaimana caranya" to "may I guide you?")."""
    return not (_listed("question_openers") | _listed("question_words") | _ASKS_TO_REPEAT).isdisjoint(phrase)


def opening_denial(keys: list[str]) -> bool:
    """Whether the answer begins with a "tidak" that stands for itself: "tidak, …", "tidak kak, …", "tidak saya …"."""
    at = _first_content(keys, 0)
    if at >= len(keys) or keys[at] not in _BARE_DENIALS:
        return False
    after = _first_content(keys, at + 1)
    if after >= len(keys):
        return False
    parted = any(key in _CLAUSE_ENDS for key in keys[at + 1 : after + 1])
    return parted or (keys[at] == "tidak" and keys[after] == "saya")


def unasserted(keys: list[str], others: frozenset[str] = frozenset()) -> set[int]:
    """Positions of words that state nothing.

    Args:
        others: words for other people and things; a clause that holds one is not about the caller.
    """
    positions: set[int] = set()
    for begin, end in _clauses(keys):
        clause = keys[begin:end]
        closed_by = keys[end] if end < len(keys) else ""
        if closed_by == "?" or _asks(clause) or not others.isdisjoint(clause):
            positions.update(range(begin, end))
            continue
        feared = next((at for at, key in enumerate(clause) if key in _listed("feared_or_hoped")), None)
        if feared is not None:
            positions.update(range(begin + feared + 1, end))
    return positions


def _clauses(keys: list[str]) -> Iterator[tuple[int, int]]:
    """Begin and end of each clause; a word of sequence or a "but" begins a new one."""
    begin = 0
    for at, key in enumerate(keys):
        if key in _CLAUSE_ENDS:
            yield begin, at
            begin = at + 1
        elif (key in _SEQUENCE or key in BUTS) and at > begin:
            yield begin, at
            begin = at
    if begin < len(keys):
        yield begin, len(keys)


def _asks(clause: list[str]) -> bool:
    first = _first_content(clause, 0, _SEQUENCE | BUTS)
    if first < len(clause) and clause[first] in _listed("question_openers"):
        following = clause[first + 1] if first + 1 < len(clause) else ""
        if following not in _STATES_BEFORE.get(clause[first], ()):
            return True
    for at, key in enumerate(clause):
        if key in _listed("question_words"):
            following = clause[at + 1] if at + 1 < len(clause) else ""
            before = clause[at - 1] if at else ""
            if following not in _listed("no_question_before") and before != key:
                return True
    last = len(clause) - 1
    while last > 0 and (clause[last] in little_words() or clause[last] in ("itu", "ini")):
        last -= 1
    return last > 0 and clause[last] == "tidak" and clause[last - 1] in _listed("askable")


def _first_content(keys: list[str], at: int, also: frozenset[str] = frozenset()) -> int:
    """The place of the first word from ``at`` that is neither a mark nor a little word."""
    while at < len(keys) and (keys[at] in _CLAUSE_ENDS or keys[at] in little_words() or keys[at] in also):
        at += 1
    return at
