"""Weighs the phrases of an answer against each other: which label do they speak for, negation understood.

A cue book is data (``data/reference/yes_no.yml``, ``choices.yml``): label → phrases. Reading an answer goes
in three steps: find the longest known phrases, turn those that a negator stands before, let the strongest
evidence decide. Equally strong evidence that disagrees decides only when the speaker marks the change
("eh", "tapi", "maksud saya"); otherwise the answer is unclear.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from bot.language.normalise import Word, words

UNCLEAR = "unclear"
IGNORED = "ignored"

ASSENT_WORD, BARE_NEGATOR, GENERAL, SPECIFIC = 1, 2, 3, 4

NEGATORS = frozenset({"tidak", "bukan", "bukannya", "belum", "jangan", "kurang", "tanpa"})
_DENIALS_OF_DENIALS = {("bukan", "tidak"), ("bukannya", "tidak"), ("bukan", "belum"), ("bukannya", "belum")}
_BETWEEN_NEGATOR_AND_CUE = frozenset((
    "ada", "akan", "begitu", "berada", "bisa", "dapat", "di", "dulu", "ini", "itu", "juga", "kok", "lagi",
    "mau", "merasa", "muncul", "pada", "pas", "pernah", "persis", "posisi", "sama", "sampai", "sangat",
    "sedang", "sekali", "sempat", "sempurna", "sepenuhnya", "seberapa", "terlalu", "tulisan", "tertulis",
    "tertera", "yang", "saya",
))  # fmt: skip
_FARTHEST_NEGATOR = 3
_CONTRASTS = frozenset((
    "tetapi", "namun", "eh", "ralat", "maksud", "maksudnya", "melainkan", "malah", "ternyata", "terus",
    "lalu", "kemudian", "koreksi", "padahal",
))  # fmt: skip
_QUESTION_OPENERS = frozenset((
    "apakah", "kenapa", "mengapa", "bagaimana", "kapan", "berapa", "siapa", "gimana", "kok", "memangnya",
    "emangnya",
))  # fmt: skip
_CLAUSE_ENDS = frozenset(",.;!?")
_SUFFIXES = ("nya", "lah", "kah", "pun")
_WHOLE_DESPITE_SUFFIX = frozenset((
    "punya", "hanya", "tanya", "salah", "masalah", "telah", "sebelah", "adalah", "jumlah", "setelah",
    "olah", "sekolah", "kalah", "lelah", "ampun", "kebanyakan", "walaupun", "meskipun", "bukannya",
    "keduanya", "duanya", "semuanya", "biasanya", "sepertinya", "maksudnya", "bertanya", "memangnya",
    "emangnya", "kayaknya", "sepenuhnya",
))  # fmt: skip


@dataclass(frozen=True)
class Evidence:
    """One phrase found, with the label it speaks for (or against, when ``denied``)."""

    label: str
    strength: int
    denied: bool
    first: int
    last: int
    stretch: int


@dataclass(frozen=True)
class Decision:
    """What an answer comes to.

    Attributes:
        label: the label decided on; None when there is no evidence or it disagrees.
        reason: why there is no label: ``no_evidence``, ``conflict``, ``does_not_know``, ``denied_only``.
        strength: of the deciding evidence (ASSENT_WORD … SPECIFIC), 0 without a label.
        excluded: labels that the answer denies.
        said: the deciding words in their plain form.
    """

    label: str | None
    reason: str = ""
    strength: int = 0
    excluded: tuple[str, ...] = ()
    said: str = ""


def without_suffix(word: str) -> str:
    """``listriknya`` → ``listrik``; words that only look suffixed stay whole."""
    if len(word) <= 5 or word in _WHOLE_DESPITE_SUFFIX:
        return word
    for suffix in _SUFFIXES:
        if word.endswith(suffix) and len(word) - len(suffix) >= 3:
            return word[: -len(suffix)]
    return word


def _phrase_key(phrase: str) -> tuple[str, ...]:
    return tuple(without_suffix(word.plain) for word in words(phrase) if word.kind != "mark")


class CueBook:
    """The phrases that speak for the answers to one question.

    Args:
        layers: strength → label → phrases; a phrase of a stronger layer hides the same one of a weaker.
        opposites: label → the label that its negation means; a label without one is only excluded.
        bare_negator: the label of "tidak" or "belum" standing alone; None when that says nothing.
    """

    def __init__(
        self,
        layers: Mapping[int, Mapping[str, Iterable[str]]],
        opposites: Mapping[str, str],
        bare_negator: str | None,
    ) -> None:
        self.opposites = dict(opposites)
        self.bare_negator = bare_negator
        self._phrases: dict[str, dict[tuple[str, ...], tuple[str, int]]] = {}
        for strength in sorted(layers):
            for label, phrases in layers[strength].items():
                for phrase in phrases:
                    key = _phrase_key(phrase)
                    if not key:
                        raise ValueError(f"frasa kosong untuk label {label!r}: {phrase!r}")
                    self._phrases.setdefault(key[0], {})[key] = (label, strength)
        self._lengths = {
            first: sorted({len(key) for key in keys}, reverse=True) for first, keys in self._phrases.items()
        }

    def decide(self, text: str) -> Decision:
        """The label that ``text`` speaks for, or why there is none."""
        return self.decide_words(words(text))

    def decide_words(self, spoken: tuple[Word, ...]) -> Decision:
        """The same for words already split."""
        keys = [without_suffix(word.plain) if word.kind == "word" else word.plain for word in spoken]
        evidence = self._gather(keys)
        if not evidence:
            return Decision(None, "no_evidence")
        excluded = tuple(dict.fromkeys(item.label for item in evidence if item.denied))
        speaking = [item for item in evidence if not item.denied and item.label not in excluded]
        if not speaking:
            return Decision(None, "denied_only", excluded=excluded)
        strongest = max(item.strength for item in speaking)
        deciding = [item for item in speaking if item.strength == strongest]
        last_stretch = deciding[-1].stretch
        labels = {item.label for item in deciding}
        if len(labels) > 1:
            deciding = [item for item in deciding if item.stretch == last_stretch]
            if last_stretch == 0 or len({item.label for item in deciding}) > 1:
                return Decision(None, "conflict", excluded=excluded)
        winner = deciding[-1]
        if winner.label == UNCLEAR:
            return Decision(None, "does_not_know", excluded=excluded)
        said = " ".join(keys[winner.first : winner.last])
        return Decision(winner.label, strength=winner.strength, excluded=excluded, said=said)

    def _gather(self, keys: list[str]) -> list[Evidence]:
        asked = _words_of_questions(keys)
        evidence: list[Evidence] = []
        stretch = position = 0
        free_from = 0
        while position < len(keys):
            key = keys[position]
            length, label, strength = self._longest_phrase(keys, position)
            if position in asked and strength < SPECIFIC:
                position += 1
            elif length:
                if label != IGNORED:
                    # "belum ya" is a no with a tag, not a denied "ya"
                    first, denied = (
                        (position, False)
                        if strength == ASSENT_WORD
                        else _negator_before(keys, position, free_from)
                    )
                    evidence = [item for item in evidence if item.last <= first]
                    if denied and label in self.opposites:
                        label, denied = self.opposites[label], False
                    if not (denied and label == UNCLEAR):
                        evidence.append(Evidence(label, strength, denied, first, position + length, stretch))
                position += length
                if strength == SPECIFIC:
                    # a weaker phrase may be the negator of a stronger one: "tidak ada" + "di rumah"
                    free_from = position
            elif key in NEGATORS and self.bare_negator and key not in ("kurang", "tanpa"):
                strength = GENERAL if stretch or key == "belum" else BARE_NEGATOR
                evidence.append(Evidence(self.bare_negator, strength, False, position, position + 1, stretch))
                position += 1
            else:
                if key in _CONTRASTS:
                    stretch += 1
                    free_from = position + 1
                position += 1
        return evidence

    def _longest_phrase(self, keys: list[str], position: int) -> tuple[int, str, int]:
        first = keys[position]
        candidates = self._phrases.get(first)
        if candidates:
            for length in self._lengths[first]:
                window = tuple(keys[position : position + length])
                hit = candidates.get(window)
                if hit is not None and len(window) == length:
                    return length, hit[0], hit[1]
        return 0, "", 0


def _negator_before(keys: list[str], position: int, free_from: int) -> tuple[int, bool]:
    """Where the evidence begins (its negator taken in) and whether it is denied."""
    at = position - 1
    while at >= free_from and position - at <= _FARTHEST_NEGATOR and keys[at] in _BETWEEN_NEGATOR_AND_CUE:
        at -= 1
    reachable = at >= 0 and at >= free_from and keys[at] in NEGATORS
    # "tidak, …" and "tidak saya di rumah" answer first and explain after; "bukan saya yang …" does deny.
    if not reachable or (keys[at + 1] == "saya" and at + 1 != position and keys[at] != "bukan"):
        return position, False
    first = at
    if at - 1 >= free_from and (keys[at - 1], keys[at]) in _DENIALS_OF_DENIALS:
        return at - 1, False
    while first - 1 >= 0 and keys[first - 1] in ("sudah", "masih", keys[at]):
        first -= 1
    return first, True


def _words_of_questions(keys: list[str]) -> set[int]:
    """Positions inside a counter-question ("kenapa harus?", "apakah bisa nanti?"): these answer nothing."""
    positions: set[int] = set()
    begin = 0
    for at in range(len(keys) + 1):
        if at == len(keys) or keys[at] in _CLAUSE_ENDS:
            clause = keys[begin:at]
            opened = bool(clause) and clause[0] in _QUESTION_OPENERS
            closed = at < len(keys) and keys[at] == "?" and len(clause) > 1
            if opened or (closed and not _QUESTION_OPENERS.isdisjoint(clause)):
                positions.update(range(begin, at))
            begin = at + 1
    return positions
