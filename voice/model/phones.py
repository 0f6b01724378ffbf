"""The 27 sounds that Indonesian is written with here, and where in a word one stands."""

from __future__ import annotations

VOWELS = ("a", "e", "@", "i", "o", "u")
"""``@`` is the schwa of "empat", ``e`` the vowel of "token"."""

CONSONANTS = (
    "p", "b", "t", "d", "k", "g", "c", "j", "m", "n", "ny", "ng", "s", "sy", "h", "f", "z", "l", "r", "w", "y",
)  # fmt: skip

PHONES = VOWELS + CONSONANTS
SILENCE = "SIL"

LABELS = (SILENCE, *PHONES)
"""What the network tells apart; the place in this tuple is the label of a frame of speech."""

LABEL_OF = {phone: label for label, phone in enumerate(LABELS)}

POSITIONS = ("B", "E", "I", "S")
"""First, last, middle or only sound of its word: Kaldi finds the edges of words by them."""

Pronunciation = tuple[str, ...]
"""One way to say a word: its phones in order."""


def in_position(pronunciation: Pronunciation) -> tuple[str, ...]:
    """The phones with their place in the word: ``("y", "a")`` gives ``("y_B", "a_E")``."""
    if len(pronunciation) == 1:
        return (f"{pronunciation[0]}_S",)
    first, *middle, last = pronunciation
    return (f"{first}_B", *(f"{phone}_I" for phone in middle), f"{last}_E")
