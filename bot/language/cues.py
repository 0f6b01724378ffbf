"""Weighs the phrases of an answer against each other: which label do they speak for, negation understood.

A cue book is data (``data/reference/yes_no.yml``, ``choices.yml``): label → phrases. Reading an answer goes
in three steps: find the longest known phrases, turn those that a negator stands before, let the strongest
evidence decide. Equally strong evidence that disagrees decides only when the speaker marks the change
("eh", "maksud saya", "tapi sekarang"); otherwise the answer is unclear. What is asked back, feared or hoped is
no evidence (:mod:`bot.language.assertion`), and what hangs on a condition ("asal", "kalau") is unclear.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache

from bot.language.assertion import BUTS, asks_itself, conditions, opening_denial, said_now, unasserted
from bot.language.normalise import Word, colloquial_spellings, is_slip_of, words
from bot.language.particles import little_words

UNCLEAR = "unclear"
IGNORED = "ignored"

ASSENT_WORD, BARE_NEGATOR, GENERAL, SPECIFIC = 1, 2, 3, 4

NEGATORS = frozenset({"tidak", "bukan", "bukannya", "belum", "jangan", "kurang", "tanpa", "jarang"})
# these deny the word that follows and say nothing by themselves
_ONLY_BEFORE_A_WORD = frozenset({"kurang", "tanpa", "jarang"})
_DENIALS_OF_DENIALS = {("bukan", "tidak"), ("bukannya", "tidak"), ("bukan", "belum"), ("bukannya", "belum")}
_BETWEEN_NEGATOR_AND_CUE = frozenset((
    "ada", "akan", "begitu", "berada", "bisa", "dapat", "di", "dulu", "ini", "itu", "juga", "kok", "lagi",
    "laporan", "mau", "merasa", "muncul", "pada", "pas", "pernah", "persis", "posisi", "sama", "sampai", "sangat",
    "sedang", "sekali", "sempat", "sempurna", "sepenuhnya", "seberapa", "terlalu", "tulisan", "tertulis",
    "tertera", "yang", "saya",
))  # fmt: skip
_FARTHEST_NEGATOR = 3
_CONTRASTS = BUTS | frozenset((
    "eh", "ralat", "maksud", "maksudnya", "melainkan", "malah", "ternyata", "terus", "lalu", "kemudian",
    "koreksi",
))  # fmt: skip
# "saya mau lapor", "ada gangguan": before another word these open a sentence and answer nothing
_LEADS_INTO_MORE = frozenset({"mau", "bisa", "boleh", "ada", "perlu", "butuh", "sudah", "pernah", "sempat"})
_MAY_FOLLOW = frozenset((
    "saja", "sekali", "semua", "saya", "kami", "itu", "ini", "begitu", "juga", "lagi", "dulu", "kapan", "terus",
    "tetapi", "namun", "eh", "tadi", "kemarin", "sekarang", "nanti", "kalau", "asal", "asalkan", "dan", "terima",
    "jika", "bila", "padahal", "malah", "semalam", "dari", "karena", "insya", "insyaallah", "alhamdulillah",
))  # fmt: skip
_WORDS_REMEMBERED = 4096
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
        reason: why there is no label: ``no_evidence``, ``conflict``, ``does_not_know``, ``denied_only``,
            ``conditional``.
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
        others: words of other people and things ("tetangga"), whose clauses say nothing about the caller.
        questions_tell: what is asked, feared or conditional is evidence too: the question is what one wants to know.
    """

    def __init__(
        self,
        layers: Mapping[int, Mapping[str, Iterable[str]]],
        opposites: Mapping[str, str],
        bare_negator: str | None,
        others: Iterable[str] = (),
        questions_tell: bool = False,
    ) -> None:
        self.others = frozenset(others)
        self.opposites = dict(opposites)
        self.bare_negator = bare_negator
        self._questions_tell = questions_tell
        self._phrases: dict[str, dict[tuple[str, ...], tuple[str, int]]] = {}
        for strength in sorted(layers):
            for label, phrases in layers[strength].items():
                for phrase in phrases:
                    key = _phrase_key(phrase)
                    if not key:
                        raise ValueError(f"frasa kosong untuk label {label!r}: {phrase!r}")
                    self._phrases.setdefault(key[0], {})[key] = (label, strength)
        self._vocabulary = frozenset(word for keys in self._phrases.values() for key in keys for word in key)
        self._spellings = [
            (spelling, word) for word in self._vocabulary for spelling in (word, *colloquial_spellings(word))
        ]
        self._lengths = {
            first: sorted({len(key) for key in keys}, reverse=True) for first, keys in self._phrases.items()
        }
        # people use the same words over and over, and to hold one against all spellings costs as much as the rest
        self._meant_by = lru_cache(maxsize=_WORDS_REMEMBERED)(self._look_for_slip)

    def decide(self, text: str) -> Decision:
        """The label that ``text`` speaks for, or why there is none."""
        spoken = words(text)
        decision = self.decide_words(spoken)
        if decision.reason != "no_evidence":
            return decision
        mended = tuple(self._mended(word) for word in spoken)
        return self.decide_words(mended) if mended != spoken else decision

    def _mended(self, word: Word) -> Word:
        """A long word that is a slip of just one word of this question: "ngontark", "menyla"."""
        said = without_suffix(word.plain)
        if word.kind != "word" or said in self._vocabulary:
            return word
        meant = self._meant_by(said)
        return replace(word, plain=meant) if meant else word

    def _look_for_slip(self, said: str) -> str | None:
        meant = {known for spelling, known in self._spellings if is_slip_of(said, spelling)}
        return meant.pop() if len(meant) == 1 else None

    def decide_words(self, spoken: tuple[Word, ...]) -> Decision:
        """The same for words already split."""
        keys = [without_suffix(word.plain) if word.kind == "word" else word.plain for word in spoken]
        evidence, conditional = self._gather(keys)
        if not evidence:
            return Decision(None, "no_evidence")
        excluded = tuple(dict.fromkeys(item.label for item in evidence if item.denied))
        speaking = [item for item in evidence if not item.denied and item.label not in excluded]
        if not speaking:
            return Decision(None, "denied_only", excluded=excluded)
        if self.bare_negator and opening_denial(keys):
            # "tidak, saya sudah pulang": the first word answers, the rest explains
            if any(item.label != self.bare_negator and _weighs_against(item, keys) for item in speaking):
                return Decision(None, "conflict", excluded=excluded)
            return Decision(self.bare_negator, strength=GENERAL, excluded=excluded, said=keys[0])
        if conditional and not self._questions_tell:
            return Decision(None, "conditional", excluded=excluded)
        return _strongest(speaking, keys, excluded)

    def _gather(self, keys: list[str]) -> tuple[list[Evidence], bool]:
        """The evidence, and whether a condition stands outside of every known phrase."""
        open_to_doubt = frozenset() if self._questions_tell else unasserted(keys, self.others)
        condition_words = conditions()
        conditional = False
        evidence: list[Evidence] = []
        stretch = position = 0
        free_from = 0
        denial_ends = -1
        while position < len(keys):
            key = keys[position]
            length, label, strength = self._longest_phrase(keys, position)
            if position in open_to_doubt and not (length and asks_itself(keys[position : position + length])):
                conditional = conditional or key in condition_words
                position += 1
            elif length:
                answers = strength != GENERAL or _stands_alone(keys, position, length)
                if label != IGNORED and answers:
                    # "belum ya" is a no with a tag, not a denied "ya"
                    first, denied = (
                        (position, False) if strength == ASSENT_WORD else _negator_before(keys, position, free_from)
                    )
                    evidence = [item for item in evidence if item.last <= first]
                    if not denied and label != self.bare_negator and _only_between(keys, denial_ends, position):
                        # "tidak pernah" + "muncul": the phrase denies what comes right after it
                        first, denied = position, True
                    if keys[position] in NEGATORS and label == self.bare_negator and not denied:
                        denial_ends = position + length
                    if denied and label in self.opposites:
                        label, denied = self.opposites[label], False
                    if not (denied and label == UNCLEAR):
                        evidence.append(Evidence(label, strength, denied, first, position + length, stretch))
                position += length
                if strength == SPECIFIC:
                    # a weaker phrase may be the negator of a stronger one: "tidak ada" + "di rumah"
                    free_from = position
            elif key in NEGATORS and self.bare_negator and key not in _ONLY_BEFORE_A_WORD:
                strength = GENERAL if stretch or key == "belum" else BARE_NEGATOR
                evidence.append(Evidence(self.bare_negator, strength, False, position, position + 1, stretch))
                position += 1
            else:
                conditional = conditional or key in condition_words
                if key in _CONTRASTS:
                    stretch += 1
                    free_from = position + 1
                position += 1
        return evidence, conditional

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


def _only_between(keys: list[str], begin: int, end: int) -> bool:
    """Whether a denial that ended at ``begin`` reaches the phrase at ``end``; -1: there was no denial."""
    return begin >= 0 and end - begin <= _FARTHEST_NEGATOR and _BETWEEN_NEGATOR_AND_CUE.issuperset(keys[begin:end])


def _weighs_against(item: Evidence, keys: list[str]) -> bool:
    """Whether evidence outweighs an opening "tidak": "tidak, saya mau istirahat" doesn't say "mau"."""
    return item.strength == SPECIFIC and _stands_alone(keys, item.first, item.last - item.first)


def _stands_alone(keys: list[str], position: int, length: int) -> bool:
    """Whether a general word answers by itself and doesn't lead into a sentence about something else."""
    if length > 1 or keys[position] not in _LEADS_INTO_MORE or position + 1 == len(keys):
        return True
    following = keys[position + 1]
    return (
        not following.isalpha()
        or following in _MAY_FOLLOW
        or following in _LEADS_INTO_MORE
        or following in NEGATORS
        or following in little_words()
    )


def _strongest(speaking: list[Evidence], keys: list[str], excluded: tuple[str, ...]) -> Decision:
    """The label of the strongest evidence; of equally strong evidence that disagrees, the last after a change."""
    strongest = max(item.strength for item in speaking)
    deciding = [item for item in speaking if item.strength == strongest]
    last_stretch = deciding[-1].stretch
    if len({item.label for item in deciding}) > 1:
        earlier = [item for item in deciding if item.stretch < last_stretch]
        deciding = [item for item in deciding if item.stretch == last_stretch]
        between = keys[earlier[-1].last : deciding[0].first] if earlier else []
        only_but = not BUTS.isdisjoint(between) and set(between) & _CONTRASTS <= BUTS
        holds_both = only_but and strongest == SPECIFIC and not said_now(keys[earlier[-1].last :])
        if last_stretch == 0 or holds_both or len({item.label for item in deciding}) > 1:
            return Decision(None, "conflict", excluded=excluded)
    winner = deciding[-1]
    if winner.label == UNCLEAR:
        return Decision(None, "does_not_know", excluded=excluded)
    said = " ".join(keys[winner.first : winner.last])
    return Decision(winner.label, strength=winner.strength, excluded=excluded, said=said)
