"""What the meter shows after a code was pressed (PRK-12), as text exactly as read.

Leading zeros stay (``0402``, ``000``). The one decimal mark is the comma, as Indonesian tickets write it:
"220.5", "220,5" and "dua ratus dua puluh koma lima" all become ``220,5``. A unit is split off. Nothing shown
is ``Null`` ("Tidak Ada Angka").

Reading of this project (T): an error message of the meter ("Err 51", "E1") is no value of the code but it is
what the display shows, so it is kept as text, ``Err 51``; any other letters are unclear and asked again.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from bot.language.digits import digit_runs
from bot.language.normalise import Word, words
from bot.language.numbers import DIGIT_WORDS, number_from_words, parse_written

NO_NUMBER_SHOWN = "Null"

DisplayStatus = Literal["read", "unclear", "absent"]
DisplayProblem = Literal["", "two_values", "letters", "only_the_code", "not_looked_yet", "not_a_number"]

_UNITS = {
    "volt": "V", "v": "V", "vol": "V", "voltase": "V", "ampere": "A", "a": "A", "amp": "A", "ma": "mA",
    "watt": "W", "w": "W", "kw": "kW", "kwh": "kWh", "wh": "Wh", "va": "VA", "kali": "kali", "x": "kali",
    "hz": "Hz",
}  # fmt: skip
_GLUED_UNIT = re.compile(
    r"(?<![A-Za-z])(-?[0-9][0-9.,]*)(kwh|kw|ma|va|wh|volt|ampere|amper|amp|watt|v|a|w|x|hz)\b", re.IGNORECASE
)
_ERROR_SHOWN = re.compile(r"\b(err(?:or)?|eror|e)[\s.:-]*([0-9]{1,3})\b", re.IGNORECASE)
_SPACED_MARK = re.compile(r"(?<=[0-9])\s+(?:koma|titik|point)\s+(?=[0-9])", re.IGNORECASE)
_NOTHING_SHOWN = re.compile(
    r"\b(?:tidak (?:ada|muncul|keluar|tampil|kelihatan|terlihat|nampak|menunjukkan|menampilkan|terbaca|"
    r"nongol)"
    r"(?! (?:kwh|meteran|masalah|waktu|orang|di))|tidak ada (?:angka|hasil|nilai|tulisan)|kosong|blank|"
    r"blang|gelap|"
    r"null|nihil|strip strip|setrip|garis garis|hilang|belum (?:muncul|keluar|ada)|polos)\b"
)
_DASHES_ONLY = re.compile(r"^\W*(?:[-–—_]\s*){2,}\W*$")
_NOT_LOOKED_YET = re.compile(r"\b(?:sebentar|tunggu|belum (?:saya|ditekan|dicoba|dipencet|lihat)|saya cek)\b")
_BEFORE_VALUE = frozenset((
    "hasil", "hasilnya", "keluar", "keluarnya", "muncul", "munculnya", "nilai", "nilainya", "angka",
    "angkanya", "tertulis", "tertera", "isi", "isinya", "jadi", "tampil", "tampilnya", "adalah", "itu",
    "dapat", "dapatnya", "layar", "layarnya", "enter",
))  # fmt: skip
_CORRECTIONS = frozenset({"eh", "salah", "maksud", "maksudnya", "ralat", "koreksi"})
_PRESSED = frozenset(
    {"pencet", "tekan", "ketik", "kode", "yang", "masukkan", "input", "nomor", "pijit", "angka", "untuk"}
)
_NUMBER_WORDS = frozenset(
    (
        "puluh",
        "belas",
        "ratus",
        "ribu",
        "juta",
        "koma",
        "titik",
        "point",
        "sepuluh",
        "sebelas",
        "seratus",
        "seribu",
        "minus",
        "min",
        "negatif",
        "setengah",
        "dobel",
        "double",
        "ganda",
        "tripel",
        "triple",
        "triplo",
    )
) | frozenset(DIGIT_WORDS)  # fmt: skip


@dataclass(frozen=True)
class DisplayValue:
    """A display's text or why there is none.

    Attributes:
        value: as read, comma as decimal mark; ``Null`` when no number shows; empty unless read.
        unit: the unit said with it (V, A, kWh …), empty without one.
        candidates: the values said, when there were two.
    """

    status: DisplayStatus
    value: str = ""
    unit: str = ""
    problem: DisplayProblem = ""
    candidates: tuple[str, ...] = ()


def read_display_value(text: str, code: str = "") -> DisplayValue:
    """The value that the caller reads from the display.

    Args:
        code: the code just pressed ("41"), so that a caller who repeats it ("41 hasilnya 221") gives 221.
    """
    if _DASHES_ONLY.match(text):
        return DisplayValue("read", NO_NUMBER_SHOWN)
    error = _ERROR_SHOWN.search(text)
    if error:
        word = "E" if error.group(1).lower() == "e" else "Err"
        return DisplayValue("read", f"E{error.group(2)}" if word == "E" else f"Err {error.group(2)}")
    spaced = _SPACED_MARK.sub(",", _GLUED_UNIT.sub(r"\1 \2", text))
    spoken = tuple(word for word in words(spaced) if not (word.kind == "mark" and word.plain != ","))
    plain = " ".join(word.plain for word in spoken)
    values, units, letters = _values(spoken)
    values = _without_echo(values, spoken, code)
    distinct = tuple(dict.fromkeys(value for value, _, _ in values))
    if letters:
        return DisplayValue("unclear", problem="letters", candidates=distinct)
    if len(distinct) > 1:
        corrected = _corrected(values, spoken)
        if corrected is None:
            return DisplayValue("unclear", problem="two_values", candidates=distinct)
        distinct = (corrected,)
    if distinct:
        if distinct[0] == "":
            return DisplayValue("unclear", problem="not_a_number")
        return DisplayValue("read", distinct[0], units[-1] if units else "")
    if _NOT_LOOKED_YET.search(plain):
        return DisplayValue("absent", problem="not_looked_yet")
    if _NOTHING_SHOWN.search(plain):
        return DisplayValue("read", NO_NUMBER_SHOWN)
    if code and any(word.plain == code for word in spoken):
        return DisplayValue("unclear", problem="only_the_code")
    return DisplayValue("absent")


def _values(spoken: tuple[Word, ...]) -> tuple[list[tuple[str, int, int]], list[str], bool]:
    """Values with the word positions that they take, the units said, and whether letters stood in a code."""
    values: list[tuple[str, int, int]] = []
    units: list[str] = []
    letters = False
    at = 0
    while at < len(spoken):
        end = at
        while end < len(spoken) and _belongs_to_number(spoken, end, at):
            end += 1
        if end > at:
            values += _split_values(spoken[at:end], at)
            at = end
            continue
        plain = spoken[at].plain.lower()
        if plain in _UNITS and values and values[-1][2] == at:
            units.append(_UNITS[plain])
        elif spoken[at].kind == "code":
            letters = True
        at += 1
    return values, units, letters


def _belongs_to_number(spoken: tuple[Word, ...], at: int, first: int) -> bool:
    word = spoken[at]
    if word.kind == "code":
        return bool(re.fullmatch(r"-?[0-9]+(?:[.,:][0-9]+)*", word.plain))
    if word.plain == "kosong":
        # zero inside a digit string, "nothing" by itself
        beside = [spoken[place].plain for place in (at - 1, at + 1) if 0 <= place < len(spoken)]
        return any(other in _NUMBER_WORDS or other.isdigit() for other in beside)
    if word.plain in ("koma", "titik", "point"):
        return at > first
    return word.kind == "word" and word.plain in _NUMBER_WORDS


def _split_values(run: tuple[Word, ...], at: int) -> list[tuple[str, int, int]]:
    plain = [word.plain for word in run]
    if len(run) > 1 and all(word.kind == "code" for word in run):
        if all(word.plain.isdigit() for word in run) and len(run[0].plain) == 1:
            return [("".join(plain), at, at + len(run))]
        return [(_figures(word.plain), at + place, at + place + 1) for place, word in enumerate(run)]
    if len(run) > 1 and run[0].kind == "code" and all(word.kind == "word" for word in run[1:]):
        mixed = number_from_words(plain)
        if mixed is None:
            rest = _split_values(run[1:], at + 1)
            return [(_figures(plain[0]), at, at + 1), *rest]
    return [(_one_value(run, plain), at, at + len(run))]


def _one_value(run: tuple[Word, ...], plain: list[str]) -> str:
    if len(run) == 1 and run[0].kind == "code":
        return _figures(plain[0])
    mark = next((place for place, word in enumerate(plain) if word in ("koma", "titik", "point")), None)
    whole = plain if mark is None else plain[:mark]
    if (
        all(len(word) == 1 or word in DIGIT_WORDS for word in whole)
        and len(whole) > 1
        or _has_repeater(whole)
    ):
        digits = _digit_string(whole)
        fraction = "" if mark is None else _digit_string(plain[mark + 1 :])
        return digits if mark is None else f"{digits},{fraction}" if fraction else ""
    value = number_from_words(plain)
    if value is None:
        return ""
    return f"{value:f}".replace(".", ",")


def _has_repeater(plain: list[str]) -> bool:
    return any(word in ("dobel", "double", "ganda", "tripel", "triple", "triplo") for word in plain)


def _digit_string(plain: list[str]) -> str:
    runs = digit_runs(" ".join(plain))
    return runs[0].value if len(runs) == 1 else ""


def _figures(written: str) -> str:
    """Figures as typed with the comma as decimal mark; thousands marks go, leading zeros stay."""
    if written.count(".") + written.count(",") <= 1:
        return written.replace(".", ",")
    value = parse_written(written)
    return "" if value is None else f"{value:f}".replace(".", ",")


def _without_echo(
    values: list[tuple[str, int, int]], spoken: tuple[Word, ...], code: str
) -> list[tuple[str, int, int]]:
    """Leave out the code itself where the caller repeats it before the value."""
    if not code or not values:
        return values
    first, start, end = values[0]
    if first.lstrip("0") != code.lstrip("0"):
        return values
    named = start > 0 and spoken[start - 1].plain in _PRESSED
    announced = end < len(spoken) and spoken[end].plain in _BEFORE_VALUE
    if len(values) > 1 and (len(values) == 2 or named or announced):
        return values[1:]
    # "angka 41": the caller may read the display or repeat the code; a bare "41" is the answer
    return [] if (named and spoken[start - 1].plain != "angka") or announced else values


def _corrected(values: list[tuple[str, int, int]], spoken: tuple[Word, ...]) -> str | None:
    """The last value when the caller took back the one before it."""
    (_, _, end), (last, start, _) = values[-2], values[-1]
    between = {word.plain for word in spoken[end:start]}
    plain = [word.plain for word in spoken]
    if between & _CORRECTIONS:
        return last
    denied_before = "bukan" in plain[: values[-2][1]] and between & {"tetapi", "melainkan", ","}
    return last if denied_before else None
