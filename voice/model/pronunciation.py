"""How an Indonesian word is said, from its spelling alone.

Indonesian is written almost as it is spoken. Only ``e`` stands for two sounds: the schwa of "empat" and the vowel of
"token". Where the spelling settles it (prefixes, a final ``-e``) one way is given, elsewhere both. A word may be
written with ``é`` or ``ê`` to settle it by hand.

`pronounce` gives the ways in which a word may be said, each with how likely it is beside the likeliest (1.0).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from itertools import product

from voice.model.phones import PHONES, VOWELS, Pronunciation

LEAST_LIKELY = 0.05
_NOT_THE_FIRST = 0.6
MOST_WAYS = 6
"""More ways than this make a word hear itself everywhere; the least likely are left out."""

_SPELLINGS: dict[str, tuple[str, ...]] = {
    "ny": ("ny",), "ng": ("ng",), "sy": ("sy",), "kh": ("h",), "gh": ("g",), "dh": ("d",), "th": ("t",), "ph": ("f",),
    "ck": ("k",), "oe": ("u",), "x": ("k", "s"), "q": ("k",), "v": ("f",), "é": ("e",), "ê": ("@",),
}  # fmt: skip
_E_WITH_SCHWA_FIRST = "?@"
"""Stands for a spelled ``e`` while it is open which of the two sounds it is; the likelier is the schwa."""
_E_WITH_VOWEL_FIRST = "?e"

_PREFIX = re.compile(
    r"(?:meng|meny|men|mem|me|peng|peny|pen|pem|per|pe|ber|ter|ke|se|di(?:per|ber)?)(?=.*[aiuoeéê].*[aiuoeéê])"
)
_VOWEL_LETTERS = "aiueoéê"
_SINGLE_LETTERS = {
    "a": "a", "b": "bé", "c": "cé", "d": "dé", "e": "é", "f": "éf", "g": "gé", "h": "ha", "i": "i", "j": "jé",
    "k": "ka", "l": "él", "m": "ém", "n": "én", "o": "o", "p": "pé", "q": "ki", "r": "ér", "s": "és", "t": "té",
    "u": "u", "v": "vé", "w": "wé", "x": "éks", "y": "yé", "z": "zét",
}  # fmt: skip

_HARDENED = {"b": "p", "d": "t", "g": "k"}
_CLUSTER_FIRST = ("p", "b", "t", "d", "k", "g", "s")
"""Before l or r a schwa after these is hardly heard: "delapan" becomes "dlapan"."""


class UnpronounceableWord(ValueError):
    """A word that holds something besides letters, or no vowel; say it with the letters of how it sounds."""


def phones_of(respelling: str) -> Pronunciation:
    """The one way in which a respelled word is said; a bare ``e`` is a schwa.

    Raises:
        UnpronounceableWord: if it holds anything but letters.
    """
    return tuple(_sounds(respelling.replace("e", "ê"), ""))


def spelled_out(letters: str) -> str:
    """How an abbreviation is said letter by letter, as a respelling: "PLN" gives ``péélén``."""
    return "".join(_SINGLE_LETTERS[letter] for letter in letters.lower())


def pronounce(word: str, respellings: Iterable[str] = ()) -> dict[Pronunciation, float]:
    """Every way in which a word may be said, the likeliest first, each with its weight (0..1].

    Args:
        word: as it is written; one letter alone is said as the letter's name.
        respellings: how it is said if the spelling does not tell; the first is the likeliest.

    Raises:
        UnpronounceableWord: if the spelling can't be said.
    """
    ways: dict[Pronunciation, float] = {}
    spoken = [unicodedata.normalize("NFC", one.lower()) for one in respellings]
    word = unicodedata.normalize("NFC", word.lower())
    if not spoken and word in _SINGLE_LETTERS:
        spoken = [_SINGLE_LETTERS[word]]
    starts = [{phones_of(one): _NOT_THE_FIRST if at else 1.0} for at, one in enumerate(spoken)]
    starts = starts or [_ways_of_spelling(word)]
    for start in starts:
        for way, weight in start.items():
            for loose, share in _in_quick_speech(way).items():
                ways[loose] = max(ways.get(loose, 0.0), weight * share)
    ordered = sorted(ways.items(), key=lambda item: -item[1])
    return dict(ordered[:MOST_WAYS])


def _ways_of_spelling(word: str) -> dict[Pronunciation, float]:
    prefix = _PREFIX.match(word)
    sounds = _sounds(word, prefix.group() if prefix else "")
    choices: list[tuple[tuple[str, float], ...]] = []
    for sound in sounds:
        if sound == _E_WITH_SCHWA_FIRST:
            choices.append((("@", 1.0), ("e", 0.4)))
        elif sound == _E_WITH_VOWEL_FIRST:
            choices.append((("e", 1.0), ("@", 0.4)))
        else:
            choices.append(((sound, 1.0),))
    ways: dict[Pronunciation, float] = {}
    for chosen in product(*choices):
        weight = 1.0
        for _, share in chosen:
            weight *= share
        if weight >= LEAST_LIKELY:
            ways[tuple(sound for sound, _ in chosen)] = weight
    return ways


def _sounds(word: str, prefix: str) -> list[str]:
    """The sounds in order, with the two open marks where an ``e`` can be either; those of ``prefix`` are schwas."""
    sounds: list[str] = []
    at = 0
    while at < len(word):
        two = word[at : at + 2]
        letter = word[at]
        if letter in "-'’ ":
            at += 1
        elif two == "oe" and at + 2 < len(word) and word[at + 2] in _VOWEL_LETTERS:
            sounds.append("o")
            at += 1
        elif two in _SPELLINGS:
            sounds += _SPELLINGS[two]
            at += 2
        elif letter == "e":
            sounds.append("@" if at < len(prefix) else _which_e(word, at))
            at += 1
        elif two in ("ai", "au", "oi") and at + 2 == len(word) and at > 0:
            sounds += (letter, "w" if two == "au" else "y")
            at += 2
        elif letter in _SPELLINGS:
            sounds += _SPELLINGS[letter]
            at += 1
        elif letter in PHONES:
            sounds.append("ng" if letter == "n" and word[at + 1 : at + 2] == "k" else letter)
            at += 1
        else:
            raise UnpronounceableWord(f"{word!r}: {letter!r} tidak dapat diucapkan")
    if not any(sound in VOWELS or sound.startswith("?") for sound in sounds):
        raise UnpronounceableWord(f"{word!r}: tidak ada huruf hidupnya")
    return _without_doubles(sounds)


def _without_doubles(sounds: list[str]) -> list[str]:
    """A doubled consonant letter ("Anna", "Attaya") is one sound."""
    return [sound for at, sound in enumerate(sounds) if at == 0 or sound in VOWELS or sound != sounds[at - 1]]


def _which_e(word: str, at: int) -> str:
    """Which sound an ``e`` outside a prefix is."""
    rest = word[at + 1 :]
    vowels_after = sum(letter in _VOWEL_LETTERS for letter in rest)
    vowels_before = sum(letter in _VOWEL_LETTERS for letter in word[:at])
    if vowels_after == 0:
        if not rest:
            return "@" if vowels_before == 0 else "e"
        return _E_WITH_SCHWA_FIRST if rest in ("l", "r", "ng", "p", "m") and vowels_before else _E_WITH_VOWEL_FIRST
    if rest[0] in _VOWEL_LETTERS:
        return _E_WITH_VOWEL_FIRST
    return _E_WITH_SCHWA_FIRST


def _in_quick_speech(way: Pronunciation) -> dict[Pronunciation, float]:
    """The way itself and what becomes of it on the telephone: final h and k swallowed, final b, d, g hardened."""
    ways = {way: 1.0}
    if len(way) > 3:
        before, last = way[:-1], way[-1]
        if last == "h":
            ways[before] = 0.5
        elif last == "k" and before[-1] in ("a", "o"):
            ways[before] = 0.3
        elif last in _HARDENED:
            hardened = (*before, _HARDENED[last])
            ways[hardened] = 0.5
    if len(way) > 4 and way[1] == "@" and way[0] in _CLUSTER_FIRST and way[2] in ("l", "r") and way[3] in VOWELS:
        ways |= {(known[0], *known[2:]): share * 0.3 for known, share in list(ways.items())}
    return ways
