"""Indonesian number words to values, and back.

Reads what people say and type: "dua ratus dua puluh koma lima", "seribu lima ratus", "setengah",
"1.250,75", "12 ribu". A point is a thousands mark only where three digits follow each one and there is a
comma or more than one point, or the caller asks for that reading: a meter shows "12.500" and means twelve
and a half.
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Literal

from num2words import num2words

from bot.language.normalise import Word, words
from bot.language.reference import read_yaml

DIGIT_WORDS: dict[str, int] = {
    "nol": 0, "kosong": 0, "zero": 0, "satu": 1, "siji": 1, "setunggal": 1, "hiji": 1, "atu": 1,
    "dua": 2, "loro": 2, "kalih": 2, "tiga": 3, "telu": 3, "tilu": 3, "empat": 4, "papat": 4, "ampat": 4,
    "opat": 4, "lima": 5, "limo": 5, "gangsal": 5, "enam": 6, "anam": 6, "nem": 6, "genep": 6,
    "tujuh": 7, "pitu": 7, "delapan": 8, "lapan": 8, "wolu": 8, "dalapan": 8,
    "sembilan": 9, "songo": 9, "sanga": 9,
}  # fmt: skip
_SCALES: dict[str, int] = {"ribu": 10**3, "juta": 10**6, "miliar": 10**9, "milyar": 10**9, "triliun": 10**12}
_ONES_IN_ONE_WORD: dict[str, int] = {
    "sepuluh": 10,
    "sebelas": 11,
    "seratus": 100,
    "seribu": 1000,
    "sejuta": 10**6,
}
_MARKS = frozenset({"koma", "titik", "point"})
_SIGNS = frozenset({"minus", "negatif", "min"})
_HALVES = frozenset({"setengah", "separuh", "separo", "setengahnya"})
_WRITTEN = re.compile(r"-?[0-9]+(?:[.,][0-9]+)*")

PointMeaning = Literal["decimal", "thousands"]


def regional_meaning(word: str) -> str:
    """A regional number word in Indonesian words: "seket" → "lima puluh"; any other word unchanged."""
    meaning: str = read_yaml("regional_numbers.yml")["meaning"].get(word, word)
    return meaning


def is_ambiguous_number(word: str) -> bool:
    """Whether ``word`` is a number whose value depends on the speaker's language."""
    return word in read_yaml("regional_numbers.yml")["ambiguous"]


def with_regional_numbers(spoken: tuple[Word, ...]) -> tuple[Word, ...]:
    """``spoken`` with each regional number word replaced by Indonesian ones at the same place."""
    return tuple(
        Word(part, word.start, word.end, word.kind)
        for word in spoken
        for part in (regional_meaning(word.plain).split() if word.kind == "word" else (word.plain,))
    )


def parse_written(text: str, point: PointMeaning = "decimal") -> Decimal | None:
    """The value of a number in figures, as ``1.250,75`` or ``220.5``; None when it isn't one.

    Args:
        point: what a single point before exactly three digits means ("12.500").
    """
    text = text.strip()
    if not _WRITTEN.fullmatch(text):
        return None
    points, commas = text.count("."), text.count(",")
    if points and commas:
        decimal_mark = "," if text.rfind(",") > text.rfind(".") else "."
        if text.count(decimal_mark) > 1:
            return None
        thousands_mark = "." if decimal_mark == "," else ","
        return _with_thousands(text, thousands_mark, decimal_mark)
    if points > 1:
        return _with_thousands(text, ".", ",")
    if commas > 1:
        return _with_thousands(text, ",", ".")
    if points == 1 and point == "thousands" and re.fullmatch(r"-?[0-9]{1,3}\.[0-9]{3}", text):
        return Decimal(text.replace(".", ""))
    return Decimal(text.replace(",", "."))


def _with_thousands(text: str, thousands_mark: str, decimal_mark: str) -> Decimal | None:
    whole = text.split(decimal_mark)[0].lstrip("-").split(thousands_mark)
    if len(whole[0]) > 3 or any(len(group) != 3 for group in whole[1:]):
        return None
    return Decimal(text.replace(thousands_mark, "").replace(decimal_mark, "."))


def number_from_words(spoken: str | list[str] | tuple[str, ...], point: PointMeaning = "decimal") -> Decimal | None:
    """The value of a number in words, in figures or mixed ("12 ribu"); None when any part isn't understood.

    Args:
        spoken: text, or plain words already split. Several digits in a row ("dua dua nol") are no number
            but a digit string: None, see :mod:`bot.language.digits`.
    """
    if isinstance(spoken, str):
        spoken = [word.plain for word in words(spoken) if word.kind != "mark"]
    parts = list(spoken)
    negative = bool(parts) and parts[0] in _SIGNS
    if negative:
        parts = parts[1:]
    if not parts:
        return None
    marks = [at for at, part in enumerate(parts) if part in _MARKS]
    if len(marks) > 1:
        return None
    if marks:
        whole, fraction = parts[: marks[0]], parts[marks[0] + 1 :]
        figures = _fraction_digits(fraction)
        whole_value = _whole_number(whole, point) if whole else None
        if figures is None or whole_value is None or whole_value % 1:
            return None
        value = Decimal(f"{whole_value}.{figures}")
    else:
        and_a_half = len(parts) > 1 and parts[-1] in _HALVES
        total = _whole_number(parts[:-1] if and_a_half else parts, point)
        if total is None:
            return None
        value = total + Decimal("0.5") if and_a_half else total
    return -value if negative else value


def _fraction_digits(parts: list[str]) -> str | None:
    """The digits after "koma": one by one ("tiga lima"), or as a number ("tiga puluh lima")."""
    if not parts:
        return None
    one_by_one = [str(DIGIT_WORDS[part]) if part in DIGIT_WORDS else part for part in parts]
    if all(part.isascii() and part.isdigit() for part in one_by_one):
        return "".join(one_by_one)
    value = _whole_number(parts, "decimal")
    return None if value is None or value % 1 else str(value)


def _whole_number(parts: list[str], point: PointMeaning) -> Decimal | None:
    total = Decimal(0)
    group: Decimal | None = None
    pending: Decimal | None = None
    smallest_scale = 10**15
    for part in parts:
        if part == "puluh" or part == "ratus" or part == "belas":
            if pending is None:
                return None
            if part == "belas":
                if not 1 <= pending <= 9 or (group or 0) % 100:
                    return None
                group, pending = (group or Decimal(0)) + 10 + pending, None
                continue
            size = 10 if part == "puluh" else 100
            if not 1 <= pending <= 9 or (group or 0) % (size * 10):
                return None
            group, pending = (group or Decimal(0)) + pending * size, None
        elif part in _SCALES:
            scale = _SCALES[part]
            amount = _closed(group, pending)
            if amount is None or scale >= smallest_scale:
                return None
            total, group, pending, smallest_scale = total + amount * scale, None, None, scale
        elif part in _ONES_IN_ONE_WORD:
            size = _ONES_IN_ONE_WORD[part]
            if pending is not None:
                return None
            if size >= 1000:
                if group is not None or size >= smallest_scale:
                    return None
                total, smallest_scale = total + size, size
            elif (group or 0) % (size * 10 if size != 11 else 100):
                return None
            else:
                group = (group or Decimal(0)) + size
        elif part in _HALVES:
            if pending is not None or group is not None:
                return None
            pending = Decimal("0.5")
        else:
            digit = Decimal(DIGIT_WORDS[part]) if part in DIGIT_WORDS else parse_written(part, point)
            if digit is None or pending is not None:
                return None
            pending = digit
    rest = _closed(group, pending)
    if rest is None:
        return total if parts and smallest_scale < 10**15 else None
    return total + rest if rest < smallest_scale else None


def _closed(group: Decimal | None, pending: Decimal | None) -> Decimal | None:
    if pending is None:
        return group
    if group is None:
        return pending
    # "dua puluh lima" takes one digit; "sepuluh lima" and "dua belas tiga" are no numbers
    if not 1 <= pending <= 9 or group % 10 or group % 100 == 10:
        return None
    return group + pending


def in_words(value: Decimal | int) -> str:
    """``value`` as it is read out: ``220,5`` → "dua ratus dua puluh koma lima"."""
    sign = "minus " if value < 0 else ""
    whole, _, fraction = f"{abs(Decimal(value)):f}".partition(".")
    said = sign + str(num2words(int(whole), lang="id"))
    if fraction:
        said += " koma " + " ".join(str(num2words(int(digit), lang="id")) for digit in fraction)
    return said
