"""Digit strings as callers dictate or type them, leading zeros kept.

"nol delapan satu dua", "dobel lima", "lima empat satu 2-3", "54 321 000 1234", with pauses ("eee", "terus")
and self-correction inside ("lima eh enam"). A number spoken as one ("dua puluh satu") gives its digits.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from bot.language.normalise import Word, words
from bot.language.numbers import DIGIT_WORDS, is_ambiguous_number, number_from_words, with_regional_numbers

_REPEATERS = {
    "dobel": 2,
    "double": 2,
    "dabel": 2,
    "ganda": 2,
    "tripel": 3,
    "triple": 3,
    "triplo": 3,
    "kuadrupel": 4,
}
_ZERO_LETTERS = frozenset({"o", "oh"})
_COMPOUND_STARTS = frozenset({"sepuluh", "sebelas", "seratus", "seribu"})
_COMPOUND_WORDS = frozenset({"puluh", "belas", "ratus", "ribu"})
_LONGEST_COMPOUND = 7
_PAUSES = frozenset((
    "e", "ee", "em", "hm", "hmm", "anu", "terus", "lalu", "kemudian", "lanjut", "strip", "setrip",
    "spasi", "garis", "habis", "itu", "lagi", "selanjutnya", "abis", ",", ".", "ya",
))  # fmt: skip
_CORRECTIONS = frozenset({"eh", "salah", "maksud", "maksudnya", "ralat", "koreksi", "sori", "maaf"})
_INSIDE_CODES = re.compile(r"[-.,:/]")


@dataclass(frozen=True)
class DigitRun:
    """One unbroken string of digits.

    Attributes:
        value: the digits, each correction replacing as many digits as were said again.
        restarted: what was said after the last correction, for a caller who began again; empty without one.
        groups: the digits as they were grouped in writing or speech.
        parts: the digits between commas or full stops.
        letters: letters that stood among the digits ("5321A0"); the run can't be trusted then.
        start, end: place in the text.
    """

    value: str
    restarted: str
    groups: tuple[str, ...]
    parts: tuple[str, ...]
    letters: str
    start: int
    end: int


@dataclass
class _Unit:
    digits: str
    width: int
    letters: str = ""


def _unit_at(spoken: tuple[Word, ...], at: int) -> _Unit | None:
    """The digits that begin at a word, with the number of words they take."""
    word = spoken[at]
    if word.kind == "code":
        bare = _INSIDE_CODES.sub("", word.plain)
        zeroed = re.sub(r"[oO](?=[0-9oO]|$)", "0", bare)
        letters = re.sub(r"[0-9]", "", zeroed)
        return _Unit(re.sub(r"[^0-9]", "", zeroed), 1, letters)
    if word.kind != "word":
        return None
    plain = word.plain
    times = _REPEATERS.get(plain, 0)
    if times and at + 1 < len(spoken):
        repeated = _unit_at(spoken, at + 1)
        if repeated and len(repeated.digits) == 1:
            return _Unit(repeated.digits * times, 1 + repeated.width)
        return None
    following = spoken[at + 1].plain if at + 1 < len(spoken) else ""
    if plain in _COMPOUND_STARTS or (plain in DIGIT_WORDS and following in _COMPOUND_WORDS):
        return _compound_at(spoken, at)
    if plain in DIGIT_WORDS:
        return _Unit(str(DIGIT_WORDS[plain]), 1)
    if plain in _ZERO_LETTERS and (_is_digit(spoken, at - 1) or _is_digit(spoken, at + 1)):
        return _Unit("0", 1)
    return None


def _is_digit(spoken: tuple[Word, ...], at: int) -> bool:
    return 0 <= at < len(spoken) and (spoken[at].plain in DIGIT_WORDS or spoken[at].plain.isdigit())


def _compound_at(spoken: tuple[Word, ...], at: int) -> _Unit | None:
    for width in range(min(_LONGEST_COMPOUND, len(spoken) - at), 0, -1):
        window = spoken[at : at + width]
        if all(word.kind == "word" for word in window):
            value = number_from_words([word.plain for word in window])
            if value is not None and value == value.to_integral_value():
                return _Unit(str(int(value)), width)
    return None


def digit_runs(text: str) -> tuple[DigitRun, ...]:
    """Every digit string in ``text``, in order. Words that are no digits end a run; pauses don't."""
    spoken = with_regional_numbers(words(text))
    runs: list[DigitRun] = []
    at = 0
    while at < len(spoken):
        unit = _unit_at(spoken, at)
        if unit is None or spoken[at].plain == "kosong" and not _is_digit(spoken, at + 1):
            at += 1
            continue
        run, at = _run_from(spoken, at, unit)
        runs.append(run)
    return tuple(runs)


def _run_from(spoken: tuple[Word, ...], at: int, unit: _Unit) -> tuple[DigitRun, int]:
    first = at
    before = spoken[at - 1].plain if at and is_ambiguous_number(spoken[at - 1].plain) else ""
    groups, parts, letters = [unit.digits], [unit.digits], before + unit.letters
    value, restarted = unit.digits, ""
    corrected = False
    end = at + unit.width
    at = end
    while at < len(spoken):
        gap_at, corrects, breaks = at, False, False
        while gap_at < len(spoken) and spoken[gap_at].plain in _PAUSES | _CORRECTIONS:
            corrects = corrects or spoken[gap_at].plain in _CORRECTIONS
            breaks = breaks or spoken[gap_at].plain in (",", ".")
            gap_at += 1
        following = _unit_at(spoken, gap_at) if gap_at < len(spoken) else None
        if following is None and gap_at < len(spoken) and is_ambiguous_number(spoken[gap_at].plain):
            # a digit that can't be told must not be left out of the number
            letters += spoken[gap_at].plain
        if following is None:
            break
        if corrects:
            value = value[: max(0, len(value) - len(following.digits))] + following.digits
            restarted, corrected = following.digits, True
        else:
            value += following.digits
            restarted = restarted + following.digits if corrected else ""
        if breaks:
            parts.append(following.digits)
        else:
            parts[-1] += following.digits
        groups.append(following.digits)
        letters += following.letters
        at = end = gap_at + following.width
    run = DigitRun(value, restarted, tuple(groups), tuple(parts), letters, spoken[first].start, spoken[end - 1].end)
    return run, end


def read_digits(text: str) -> str | None:
    """The one digit string that ``text`` holds; None when there is none, several, or letters among them."""
    runs = digit_runs(text)
    if len(runs) != 1 or runs[0].letters:
        return None
    return runs[0].value
