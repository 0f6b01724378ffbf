"""Yes or no, as the question asked takes it: "sudah" is yes to "pernah lapor?" and no to "ada lagi?"."""

from __future__ import annotations

from functools import lru_cache

from bot.language.cues import ASSENT_WORD, GENERAL, SPECIFIC, CueBook, Decision
from bot.language.reference import read_yaml

_OPPOSITES = {"yes": "no", "no": "yes"}


def yes_no_questions() -> frozenset[str]:
    """Slots whose answers have words of their own for yes and no."""
    return frozenset(read_yaml("yes_no.yml")["questions"])


@lru_cache(maxsize=64)
def _book(question: str | None) -> CueBook:
    vocabulary = read_yaml("yes_no.yml")
    general = vocabulary["any_question"]
    # firm words ("tidak tahu", "mungkin") weigh as much as the question's own, which come later and win
    own = vocabulary["questions"].get(question, {})
    decisive = {
        label: [*general["firm"].get(label, ()), *own.get(label, ())] for label in ("unclear", "ignored", "yes", "no")
    }
    # words that only name the thing asked about say less than what is said of it: "nomor ini jarang aktif"
    weaker = own.get("weaker", {})
    general_words = {
        label: [*general["general"].get(label, ()), *weaker.get(label, ())] for label in ("yes", "no", "unclear")
    }
    layers = {ASSENT_WORD: general["assent"], GENERAL: general_words, SPECIFIC: decisive}
    return CueBook(layers, _OPPOSITES, bare_negator="no", others=own.get("others", ()))


@lru_cache(maxsize=1)
def _words_of_signs() -> dict[str, str]:
    signs = read_yaml("yes_no.yml")["signs"]
    said = {"yes": "iya", "no": "tidak"}
    return {sign: said[label] for label, pictures in signs.items() for sign in pictures}


def _with_signs_said(text: str) -> str:
    """``text`` with thumbs and ticks as words; a repeated one says no more than one."""
    # in the order in which they stand, so that "👍👎" contradicts itself
    shown = dict.fromkeys(_words_of_signs()[sign] for sign in text if sign in _words_of_signs())
    if not shown:
        return text
    kept = "".join(" " if sign in _words_of_signs() else sign for sign in text)
    return ", ".join([" ".join(shown), kept]) if kept.strip() else " ".join(shown)


def decide_yes_no(text: str, question: str | None = None) -> Decision:
    """The decision with its reason: label ``yes``, ``no`` or None.

    Args:
        question: the slot asked (``di_lokasi`` …); None for a question without words of its own.
    """
    return _book(question).decide(_with_signs_said(text))


def read_yes_no(text: str, question: str | None = None) -> bool | None:
    """True for yes, False for no, None when the answer is unclear or neither."""
    label = decide_yes_no(text, question).label
    return None if label is None else label == "yes"
