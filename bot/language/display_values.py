"""What the meter shows after a code was pressed (PRK-12), as text exactly as read.

Leading zeros stay (``0402``, ``000``). The one decimal mark is the comma, as Indonesian tickets write it:
"220.5", "220,5" and "dua ratus dua puluh koma lima" all become ``220,5``. A unit is split off. Nothing shown
is ``Null`` ("Tidak Ada Angka").

Reading of this project (T): an error message of the meter ("Err 51", "E1") is no value of the code but it is
what the display shows, so it is kept as text, ``Err 51``; any other letters are unclear and asked again.
So is what is guessed ("220an", "kayaknya 5"), asked back ("220?"), denied, or no more than the code itself;
"12.500" on a counter may be twelve and a half or twelve thousand five hundred.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from bot.language.corrections import METER_CODES
from bot.language.cues import NEGATORS
from bot.language.digits import digit_runs
from bot.language.doubt import clauses, is_guessed, is_question, offers_alternatives, plain_words
from bot.language.names import everyday_words
from bot.language.normalise import Word, words
from bot.language.numbers import (
    DIGIT_WORDS,
    is_ambiguous_number,
    number_from_words,
    parse_written,
    with_regional_numbers,
)
from bot.language.particles import little_words

NO_NUMBER_SHOWN = "Null"

DisplayStatus = Literal["read", "unclear", "absent"]
DisplayProblem = Literal[
    "",
    "two_values",
    "letters",
    "only_the_code",
    "not_looked_yet",
    "not_a_number",
    "not_exact",
    "no_whole_part",
    "asked_back",
    "denied",
    "thousands_or_decimal",
    "not_readable",
    "looks_like_identifier",
    "markup",
]

# IDPEL, meter, phone and token numbers; no register of the meter is that long
_SHORTEST_IDENTIFIER = 11
_MARKUP = re.compile(r"<[^<>]*>|[{}]")

_UNITS = {
    "volt": "V", "v": "V", "vol": "V", "voltase": "V", "ampere": "A", "a": "A", "amp": "A", "ma": "mA",
    "watt": "W", "w": "W", "kw": "kW", "kwh": "kWh", "wh": "Wh", "va": "VA", "kali": "kali", "x": "kali",
    "hz": "Hz",
}  # fmt: skip
_UNITS_OF_CODE = {
    "08": (), "70": ("kali",), "71": ("kali",), "41": ("V",), "44": ("A", "mA"), "45": ("A", "mA"),
    "46": ("A", "mA"), "37": ("kWh", "Wh"), "47": ("W", "kW", "VA"),
}  # fmt: skip
_GLUED_UNIT = re.compile(
    r"(?<![A-Za-z])(-?[0-9][0-9.,]*)(kwh|kw|ma|va|wh|an|volt|ampere|amper|amp|watt|v|a|w|x|hz)\b", re.IGNORECASE
)
_ERROR_SHOWN = re.compile(r"\b(err(?:or)?|eror|e)[\s.:-]*([0-9]{1,3})\b", re.IGNORECASE)
_SPACED_MARK = re.compile(r"(?<=[0-9])\s+(?:koma|titik|point)\s+(?=[0-9])", re.IGNORECASE)
_WRITTEN_WITHOUT_WHOLE_PART = re.compile(r"(?:^|(?<=\s))[.,](?=[0-9])")
_THOUSANDS_OR_DECIMAL = re.compile(r"(?<![0-9.,])([1-9][0-9]{0,2})\.([0-9]{3})(?![0-9.,])")
# voltage and currents are small: a point in them can only be the decimal one
_CODES_WITH_SMALL_VALUES = frozenset({"41", "44", "45", "46"})
_WHAT_COULD_SHOW = r"(?:angka|hasil|nilai|tulisan|apa|yang|isi|data)"
_NOTHING_SHOWN = re.compile(
    rf"\btidak (?:muncul|keluar|tampil|menunjukkan|menampilkan|nongol)\b|"
    rf"\btidak ada(?:$|(?= {_WHAT_COULD_SHOW}| (?:kak|pak|bu|mas|mbak|kok|sih|ya|nih|ini|itu|deh|min|sama sekali)\b))|"
    rf"\btidak (?:kelihatan|terlihat|nampak) {_WHAT_COULD_SHOW}|"
    r"\b(?:kosong|blank|blang|null|nihil|strip strip|setrip|garis garis|polos|layar(?:nya)? gelap)\b"
)
_NOT_EVEN_ONE = re.compile(
    r"\b(?:satu|1|se(?=buah|biji|angka)|secuil|sedikit)\s*(?:angka|digit|nomor|buah|biji|saja|aja|huruf)?(?:nya)?\s*pun\b",
    re.IGNORECASE,
)
_NOT_READABLE = re.compile(
    r"\b(?:tidak (?:kelihatan|terlihat|nampak|terbaca|jelas|bisa (?:dibaca|baca|lihat))|gelap|hilang)\b"
)
_DASHES_ONLY = re.compile(r"^\W*(?:[-–—_]\s*){2,}\W*$")
_NOT_LOOKED_YET = re.compile(r"\b(?:sebentar|tunggu|belum|saya cek)\b")
_BEFORE_VALUE = frozenset((
    "hasil", "hasilnya", "keluar", "keluarnya", "muncul", "munculnya", "nilai", "nilainya", "angka",
    "angkanya", "tertulis", "tertera", "isi", "isinya", "jadi", "tampil", "tampilnya", "adalah", "itu",
    "dapat", "dapatnya", "layar", "layarnya", "enter",
))  # fmt: skip
_CORRECTIONS = frozenset({"eh", "salah", "maksud", "maksudnya", "ralat", "koreksi"})
_PRESSING = frozenset((
    "pencet", "dipencet", "tekan", "ditekan", "ketik", "diketik", "kode", "masukkan", "input", "pijit",
    "tombol", "tombolnya",
))  # fmt: skip
_PRESSED = _PRESSING | {"yang", "nomor", "angka", "untuk"}
# "5 menit", "lantai 2": a number of something else than what the display shows
_COUNTED = frozenset((
    "menit", "jam", "detik", "hari", "minggu", "bulan", "tahun", "orang", "meteran", "meter", "rumah",
    "lantai", "anak", "angka", "digit", "kotak", "baris", "tombol", "langkah", "kilo",
))  # fmt: skip
_NUMBERED = frozenset((
    "jam", "pukul", "lantai", "blok", "rt", "rw", "langkah", "menit", "tanggal", "meteran", "rumah",
))  # fmt: skip
_BETWEEN_THING_AND_COUNT = frozenset({"ada", "saya", "nomor", "cuma"})
_SAYS_IT_SHOWS = frozenset((
    "hasil", "hasilnya", "keluar", "keluarnya", "muncul", "munculnya", "nilai", "nilainya", "tertulis",
    "tertera", "tampil", "tampilnya", "dapatnya",
))  # fmt: skip
_BETWEEN_NEGATOR_AND_VALUE = frozenset({"sampai", "nyampe", "sampe", "lagi", "muncul", "keluar", "angka", "ada"})
_LONGEST_ABBREVIATION = 3
_MARKS = frozenset({"koma", "titik", "point"})
_REPEATERS = frozenset({"dobel", "double", "ganda", "tripel", "triple", "triplo"})
_NUMBER_WORDS = (
    frozenset((
        "puluh", "belas", "ratus", "ribu", "juta", "sepuluh", "sebelas", "seratus", "seribu", "minus", "min",
        "negatif", "setengah",
    ))
    | _MARKS | _REPEATERS | frozenset(DIGIT_WORDS)
)  # fmt: skip
_KNOWN_BESIDE_VALUES = (
    _BEFORE_VALUE | _PRESSED | _COUNTED | _NUMBERED | _SAYS_IT_SHOWS | _BETWEEN_NEGATOR_AND_VALUE | _CORRECTIONS
    | frozenset({"titiknya", "komanya", "lebih", "baru", "lalu", "habis", "cuma", "sekian", "tampilan"})
)  # fmt: skip

_ANY_CODE = rf"(?:{'|'.join(METER_CODES)})(?![0-9.,]*[0-9])"
_NEXT_CODE = re.compile(
    rf"[;\n]+|,(?![0-9])|\b(?:terus|trs|lalu|dan|kemudian|sedangkan|sama)\b(?=\W*(?:[a-z]+\W+){{0,2}}?{_ANY_CODE})|"
    rf"(?=\b(?:yang|yg|kode|kd)\s+(?:kode\s+)?{_ANY_CODE})(?<!yang\s)(?<!yg\s)",
    re.IGNORECASE,
)
_CODE_FIRST = re.compile(
    rf"^\W*(?P<lead>(?:[a-z]+\W+)*?)(?P<code>{_ANY_CODE})(?:\s*-?nya\b)?[\s:=]+(?P<value>.+)$",
    re.IGNORECASE | re.DOTALL,
)
_BEFORE_CODE = _PRESSED | frozenset({"hasil", "hasilnya", "ini", "oke", "iya", "sudah", "kalau"})


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
    if _MARKUP.search(text):
        return DisplayValue("unclear", problem="markup")
    if any(len(run.value) >= _SHORTEST_IDENTIFIER and not run.letters for run in digit_runs(text)):
        return DisplayValue("unclear", problem="looks_like_identifier")
    error = _ERROR_SHOWN.search(text)
    if error and not is_question(text):
        word = "E" if error.group(1).lower() == "e" else "Err"
        return DisplayValue("read", f"E{error.group(2)}" if word == "E" else f"Err {error.group(2)}")
    # "satu pun tidak keluar": no figure, only that there is none
    spoken = _spoken(_NOT_EVEN_ONE.sub(" ", text))
    plain = " ".join(word.plain for word in spoken)
    values, units, letters = _values(spoken, _UNITS_OF_CODE.get(code))
    values = _without_other_numbers(values, spoken, code)
    kept = _without_echo(values, spoken, code)
    only_echo = bool(values) and _is_only_echo(kept, values, spoken, code)
    distinct = tuple(dict.fromkeys(value for value, _, _ in kept if value))
    if letters and (kept or not values):
        guessed = is_guessed(text)
        return DisplayValue(
            "unclear",
            problem="not_exact" if guessed else "letters",
            candidates=() if guessed else distinct,
        )
    if only_echo:
        return DisplayValue("unclear", problem="only_the_code", candidates=(values[0][0],))
    if not kept:
        return _without_value(text, plain)
    problem, candidates = _doubt(text, kept, spoken, code, distinct)
    if problem:
        return DisplayValue("unclear", problem=problem, candidates=candidates)
    value = distinct[0] if len(distinct) == 1 else _corrected(kept, spoken) if len(kept) > 1 else None
    if not value:
        return DisplayValue(
            "unclear", problem="two_values" if len(distinct) > 1 else "not_a_number", candidates=distinct
        )
    return DisplayValue("read", value, units[-1] if units else "")


def read_display_values(text: str) -> dict[str, str]:
    """Several codes told at once, each with its value: "yang 41 221, yang 44 0,35".

    Returns:
        Code → value as :func:`read_display_value` gives it; empty unless at least two of the nine codes
        were named and each of their values is clear.
    """
    if is_question(text) or is_guessed(text) or offers_alternatives(text):
        return {}
    values: dict[str, str] = {}
    for part in _parts_by_code(text):
        told = _CODE_FIRST.match(part)
        lead = plain_words(told["lead"]).split() if told else ()
        if told is None or told["code"] in values or not set(lead) <= _BEFORE_CODE | little_words():
            return {}
        shown = read_display_value(told["value"], told["code"])
        if shown.status != "read":
            return {}
        values[told["code"]] = shown.value
    return values if len(values) > 1 else {}


def _parts_by_code(text: str) -> list[str]:
    """``text`` cut where the next code begins; pairs without any sign between them, too."""
    parts = [part.strip() for part in _NEXT_CODE.split(text) if part.strip(" .,;:-")]
    pieces = text.split()
    bare = len(parts) == 1 and len(pieces) % 2 == 0 and all(piece[0].isdigit() for piece in pieces)
    if bare:
        parts = [" ".join(pieces[at : at + 2]) for at in range(0, len(pieces), 2)]
    return parts


def _spoken(text: str) -> tuple[Word, ...]:
    """The words of the text without full stops and question marks; "0,35 A" and "0,35A" are the same."""
    spaced = _SPACED_MARK.sub(",", _GLUED_UNIT.sub(r"\1 \2", text))
    kept = (word for word in words(spaced) if not (word.kind == "mark" and word.plain != ","))
    return with_regional_numbers(tuple(kept))


def _without_value(text: str, plain: str) -> DisplayValue:
    """What a text without a figure comes to."""
    if is_guessed(text):
        return DisplayValue("unclear", problem="not_exact")
    if _NOT_LOOKED_YET.search(plain):
        return DisplayValue("absent", problem="not_looked_yet")
    if _NOTHING_SHOWN.search(plain):
        if re.search(r"\b(?:kalau|jika|apa maksudnya|maksudnya apa)\b", plain):
            return DisplayValue("unclear", problem="asked_back")
        return DisplayValue("read", NO_NUMBER_SHOWN)
    if _NOT_READABLE.search(plain):
        return DisplayValue("unclear", problem="not_readable")
    return DisplayValue("absent")


def _doubt(
    text: str, values: list[tuple[str, int, int]], spoken: tuple[Word, ...], code: str, distinct: tuple[str, ...]
) -> tuple[DisplayProblem, tuple[str, ...]]:
    """Why the values found can't be trusted, with what can be offered; an empty problem when they can."""
    first = values[0][1]
    if _WRITTEN_WITHOUT_WHOLE_PART.search(text) or (first > 0 and spoken[first - 1].plain in _MARKS):
        return "no_whole_part", tuple(f"0,{value}" for value in distinct)
    if offers_alternatives(text):
        return "two_values", distinct
    if is_guessed(text):
        return "not_exact", distinct
    if _is_denied(values, spoken):
        return "denied", distinct
    if _is_asked(text, spoken):
        return "asked_back", distinct
    point = _THOUSANDS_OR_DECIMAL.search(text)
    if point and code not in _CODES_WITH_SMALL_VALUES:
        return "thousands_or_decimal", (",".join(point.groups()), "".join(point.groups()))
    return "", ()


def _is_denied(values: list[tuple[str, int, int]], spoken: tuple[Word, ...]) -> bool:
    """Whether the only value is one that it is not: "bukan 220", "tidak sampai 220"."""
    if len(values) > 1:
        return False
    at = values[0][1] - 1
    while at >= 0 and spoken[at].plain in _BETWEEN_NEGATOR_AND_VALUE:
        at -= 1
    return at >= 0 and spoken[at].plain in NEGATORS


def _is_asked(text: str, spoken: tuple[Word, ...]) -> bool:
    """Whether the value stands in a question; "hasilnya 220 terus apa?" says the value and asks what is next."""
    asking = [clause for clause in clauses(text) if is_question(clause)]
    if not any(_holds_number(clause) for clause in asking):
        return False
    plain = [word.plain for word in spoken]
    shows = next((at for at, word in enumerate(plain) if word in _SAYS_IT_SHOWS), None)
    return shows is None or not {"terus", "lalu", "habis"} & set(plain[shows:])


def _holds_number(clause: str) -> bool:
    plain = plain_words(clause).split()
    return any(word[0].isdigit() or word in _NUMBER_WORDS for word in plain)


def _names_code(figures: str, code: str) -> bool:
    """Whether the figures are the code as it is keyed or spoken: ``08`` or ``8``, but not ``0008``."""
    return figures in (code, code.lstrip("0"))


def _is_only_echo(
    kept: list[tuple[str, int, int]], values: list[tuple[str, int, int]], spoken: tuple[Word, ...], code: str
) -> bool:
    """Whether nothing but the code itself was said, without a word that it is what the display shows."""
    if not code or len(values) != 1 or not _names_code(values[0][0], code):
        return False
    if not kept:
        # "kode 41 tidak muncul apa apa" tells about the display after the code
        return not _NOTHING_SHOWN.search(" ".join(word.plain for word in spoken)) and len(spoken) <= 3
    return _SAYS_IT_SHOWS.isdisjoint(word.plain for word in spoken[: values[0][1]])


def _without_other_numbers(
    values: list[tuple[str, int, int]], spoken: tuple[Word, ...], code: str
) -> list[tuple[str, int, int]]:
    """Leave out figures of other things: keys being pressed, minutes, floors, how often a key was pressed."""
    return [value for value in values if not _is_other_number(value, spoken, code)]


def _is_other_number(value: tuple[str, int, int], spoken: tuple[Word, ...], code: str) -> bool:
    figures, start, end = value
    following = spoken[end].plain if end < len(spoken) else ""
    if following in _COUNTED or (following == "kali" and code not in ("", "70", "71")):
        return True
    before = start - 1
    if before >= 0 and spoken[before].plain in _PRESSING:
        # the code asked about is judged as an echo
        return figures.lstrip("0") != code.lstrip("0")
    while before >= 0 and spoken[before].plain in _BETWEEN_THING_AND_COUNT:
        before -= 1
    return before >= 0 and spoken[before].plain in _NUMBERED


def _values(
    spoken: tuple[Word, ...], allowed_units: tuple[str, ...] | None
) -> tuple[list[tuple[str, int, int]], list[str], bool]:
    """Values with the word positions that they take, the units said, and whether letters stand at a value.

    Args:
        allowed_units: the units of the code asked about; None when any unit will do.
    """
    values: list[tuple[str, int, int]] = []
    units: list[str] = []
    letters = False
    at = 0
    while at < len(spoken):
        end = at
        while end < len(spoken) and _belongs_to_number(spoken, end, at):
            end += 1
        if end > at:
            letters = letters or _is_stray(spoken, at - 1, False, spoken[at].kind == "word")
            values += _split_values(spoken[at:end], at)
            at = end
            continue
        plain = spoken[at].plain.lower()
        after_value = bool(values) and values[-1][2] == at
        unit = _UNITS.get(plain) if after_value else None
        if unit and (allowed_units is None or unit in allowed_units or plain == "kali"):
            units.append(unit)
        elif unit or spoken[at].kind == "code" or is_ambiguous_number(plain):
            letters = True
        elif after_value:
            letters = letters or _is_stray(spoken, at, at == len(spoken) - 1, spoken[at - 1].kind == "word")
        at += 1
    return values, units, letters


def _is_stray(spoken: tuple[Word, ...], at: int, is_last: bool, beside_words: bool) -> bool:
    """Whether the word beside a value may belong to it: an unknown letter, or an unknown word at number words."""
    if at < 0 or spoken[at].kind != "word":
        return False
    plain = spoken[at].plain
    if len(plain) == 1:
        # "220 y" ends with "ya"
        return not (plain == "y" and is_last)
    if any(plain in known for known in (_KNOWN_BESIDE_VALUES, _UNITS, little_words(), everyday_words())):
        return False
    return beside_words or len(plain) <= _LONGEST_ABBREVIATION


def _belongs_to_number(spoken: tuple[Word, ...], at: int, first: int) -> bool:
    word = spoken[at]
    if word.kind == "code":
        return bool(re.fullmatch(r"-?[0-9]+(?:[.,:][0-9]+)*", word.plain))
    if word.plain == "kosong":
        # zero inside a digit string, "nothing" by itself
        beside = [spoken[place].plain for place in (at - 1, at + 1) if 0 <= place < len(spoken)]
        return any(other in _NUMBER_WORDS or other.isdigit() for other in beside)
    if word.plain in _MARKS:
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
    mark = next((place for place, word in enumerate(plain) if word in _MARKS), None)
    whole = plain if mark is None else plain[:mark]
    if all(len(word) == 1 or word in DIGIT_WORDS for word in whole) and len(whole) > 1 or _has_repeater(whole):
        digits = _digit_string(whole)
        fraction = "" if mark is None else _digit_string(plain[mark + 1 :])
        return digits if mark is None else f"{digits},{fraction}" if fraction else ""
    value = number_from_words(plain)
    if value is None:
        return ""
    return f"{value:f}".replace(".", ",")


def _has_repeater(plain: list[str]) -> bool:
    return not _REPEATERS.isdisjoint(plain)


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
    if not _names_code(first, code):
        return values
    named = start > 0 and spoken[start - 1].plain in _PRESSED
    announced = end < len(spoken) and spoken[end].plain in _BEFORE_VALUE
    if len(values) > 1 and (len(values) == 2 or named or announced):
        return values[1:]
    return [] if named or announced else values


def _corrected(values: list[tuple[str, int, int]], spoken: tuple[Word, ...]) -> str | None:
    """The last value when the caller took back the one before it."""
    (_, _, end), (last, start, _) = values[-2], values[-1]
    between = {word.plain for word in spoken[end:start]}
    plain = [word.plain for word in spoken]
    if between & _CORRECTIONS:
        return last
    denied_before = "bukan" in plain[: values[-2][1]] and between & {"tetapi", "melainkan", ","}
    return last if denied_before else None
