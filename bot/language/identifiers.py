"""IDPEL (12 digits),
meter number (11 digits) and report number (G or K and 13 digits) out of an answer (PRK-06, LU-01)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from bot.language.digits import DigitRun, digit_runs
from bot.language.doubt import clauses, is_guessed, is_question
from bot.language.normalise import words

IDPEL_LENGTH = 12
METER_NUMBER_LENGTH = 11
REPORT_NUMBER_LENGTH = 13

IdentifierKind = Literal["idpel", "nomor_meter", "nomor_laporan"]
IdentifierStatus = Literal[
    "read",
    "too_short",
    "too_long",
    "has_letters",
    "looks_like_phone",
    "kind_missing",
    "several",
    "uncertain",
    "refused",
    "absent",
]

_SHORTEST_ATTEMPT = 4
_PHONE_START = re.compile(r"(?:62|0)8")
_METER_LABEL = re.compile(r"\b(?:no(?:mor|\.)?|nmr|id)?\s*(?:kwh\s*)?met(?:er|eran)\b", re.IGNORECASE)
_IDPEL_LABEL = re.compile(r"\b(?:id\s*-?pel(?:anggan)?|idpel)", re.IGNORECASE)
_EITHER_DIGIT = re.compile(r"\batau\b|(?<=\s)[0-9]\s?/\s?[0-9](?=\s|$)")
_DENIED = re.compile(r"\bbukan(?:nya)?\s+(?:[\w]+\s+)?[0-9]{4,}")
_REPORT_LETTER = re.compile(r"\b([GKgk])[\s.:-]*$")
_REFUSALS = re.compile(
    r"\b(?:tidak (?:ada|punya|tahu|hafal|ingat|bawa|ketemu|menemukan|kelihatan|bisa|terbaca|usah|mau)|"
    r"lupa|belum ada|"
    r"kurang tahu|hilang|tidak)\b"
)


@dataclass(frozen=True)
class Identifier:
    """An identifier, or why none could be read.

    Attributes:
        status: ``read``, or what is wrong; ``kind_missing`` is a report number without its G or K,
            ``uncertain`` one that was guessed, asked about, denied, or has two digits to choose from.
        kind: what was read, or was most probably meant.
        value: digits only (with the letter for a report number); empty unless read.
        difference: digits too few (negative) or too many, counted from the nearest right length.
        said: the digits that were understood.
        candidates: values that can be offered for choosing.
    """

    status: IdentifierStatus
    kind: IdentifierKind | None = None
    value: str = ""
    difference: int = 0
    said: str = ""
    candidates: tuple[str, ...] = ()


def read_customer_identifier(text: str) -> Identifier:
    """The IDPEL or meter number in ``text``; the length tells which one it is (PRK-06)."""
    runs = [run for run in digit_runs(text) if len(run.value) >= _SHORTEST_ATTEMPT]
    if not runs:
        return _without_digits(text)
    if is_uncertain(text):
        return Identifier("uncertain", said=runs[0].value, candidates=tuple(run.value for run in runs))
    labelled_meter = bool(_METER_LABEL.search(text))
    found: dict[str, IdentifierKind] = {}
    phone_like = False
    for run in runs:
        for value, kind in _values_of_right_length(run):
            if _PHONE_START.match(value) and not (labelled_meter and kind == "nomor_meter"):
                phone_like = True
            else:
                found.setdefault(value, kind)
    if len(found) == 1:
        ((value, kind),) = found.items()
        if kind == "nomor_meter" and not labelled_meter and _IDPEL_LABEL.search(text):
            # called an IDPEL but one digit short: a slip, or a meter number after all; the caller says which
            return Identifier("too_short", "idpel", difference=-1, said=value, candidates=(value,))
        return Identifier("read", kind, value, said=value)
    if found:
        by_kind = {kind: value for value, kind in found.items()}
        if len(by_kind) == len(found):
            # both were given: the IDPEL names the customer, the meter can be exchanged
            return Identifier("read", "idpel", by_kind["idpel"], said=by_kind["idpel"])
        return Identifier("several", said=" ".join(found), candidates=tuple(found))
    longest = max(runs, key=lambda run: len(run.value))
    if longest.letters:
        return Identifier("has_letters", said=longest.value)
    if phone_like or _PHONE_START.match(longest.value):
        return Identifier("looks_like_phone", said=longest.value)
    return _wrong_length(longest.value, labelled_meter)


def is_uncertain(text: str) -> bool:
    """Whether the digits in ``text`` were guessed, asked about, denied, or hold a choice ("1 atau 2")."""
    plain = " ".join(word.plain for word in words(text) if word.kind != "mark")
    if _EITHER_DIGIT.search(plain) or _EITHER_DIGIT.search(text) or _DENIED.search(plain) or is_guessed(text):
        return True
    return any(is_question(clause) and digit_runs(clause) for clause in clauses(text))


def _values_of_right_length(run: DigitRun) -> list[tuple[str, IdentifierKind]]:
    if run.letters:
        return []
    kinds: dict[int, IdentifierKind] = {IDPEL_LENGTH: "idpel", METER_NUMBER_LENGTH: "nomor_meter"}
    whole = list(dict.fromkeys(value for value in (run.restarted, run.value) if len(value) in kinds))
    values = whole or [part for part in run.parts if len(part) in kinds]
    if not values and len(run.groups) > 1:
        values = [group for group in run.groups if len(group) in kinds]
    return [(value, kinds[len(value)]) for value in values]


def _wrong_length(digits: str, labelled_meter: bool) -> Identifier:
    length = len(digits)
    if length > IDPEL_LENGTH:
        wanted = METER_NUMBER_LENGTH if labelled_meter else IDPEL_LENGTH
        return Identifier("too_long", _kind_of_length(wanted), difference=length - wanted, said=digits)
    wanted = METER_NUMBER_LENGTH if labelled_meter else IDPEL_LENGTH
    return Identifier("too_short", _kind_of_length(wanted), difference=length - wanted, said=digits)


def _kind_of_length(length: int) -> IdentifierKind:
    return "idpel" if length == IDPEL_LENGTH else "nomor_meter"


def _without_digits(text: str) -> Identifier:
    plain = " ".join(word.plain for word in words(text) if word.kind == "word")
    return Identifier("refused" if _REFUSALS.search(plain) else "absent")


def read_report_number(text: str) -> Identifier:
    """The number of an earlier report, as ``G5418070600123`` (LU-01)."""
    runs = [run for run in digit_runs(text) if len(run.value) >= _SHORTEST_ATTEMPT]
    if not runs:
        return _without_digits(text)
    run = max(runs, key=lambda one: len(one.value))
    if is_uncertain(text):
        return Identifier("uncertain", "nomor_laporan", said=run.value)
    match = _REPORT_LETTER.search(text[: run.start])
    letter = run.letters.upper() if run.letters else match.group(1).upper() if match else ""
    if letter not in ("", "G", "K"):
        return Identifier("has_letters", "nomor_laporan", said=run.value)
    digits = run.restarted if len(run.restarted) == REPORT_NUMBER_LENGTH else run.value
    difference = len(digits) - REPORT_NUMBER_LENGTH
    if difference:
        status: IdentifierStatus = "too_long" if difference > 0 else "too_short"
        return Identifier(status, "nomor_laporan", difference=difference, said=digits)
    if not letter:
        return Identifier("kind_missing", "nomor_laporan", said=digits, candidates=(f"G{digits}", f"K{digits}"))
    return Identifier("read", "nomor_laporan", letter + digits, said=letter + digits)
