"""Phone numbers typed or spoken, in the one form ``08…`` / ``021…`` (PRK-16, DP-04)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

import phonenumbers

from bot.language.digits import DigitRun, digit_runs
from bot.language.normalise import words

PhoneKind = Literal["mobile", "pstn"]
PhoneStatus = Literal["read", "same_number", "refused", "invalid", "several", "absent"]
PhoneProblem = Literal["", "too_short", "too_long", "foreign", "unknown_prefix", "has_letters"]

_SHORTEST_ATTEMPT = 5
_SAME_NUMBER = re.compile(
    r"\b(?:nomor ini|nomor yang ini|yang ini saja|ini saja|yang saya pakai|yang dipakai|nomor saya ini|"
    r"ke sini saja|nomor (?:ini )?yang (?:saya|sekarang)|sama saja|nomor yang sama)\b"
)
_REFUSALS = re.compile(r"\b(?:tidak (?:ada|punya|usah|mau|perlu|ingat|hafal|tahu|boleh)|lupa|jangan)\b")


@dataclass(frozen=True)
class Phone:
    """A phone number or why there is none.

    Attributes:
        status: ``same_number`` means the number that the caller is using now.
        number: national form with a leading zero, digits only; empty unless read.
        kind: mobile or pstn (fixed line).
        problem: what is wrong with an invalid one.
        said: the digits understood.
    """

    status: PhoneStatus
    number: str = ""
    kind: PhoneKind | None = None
    problem: PhoneProblem = ""
    said: str = ""
    candidates: tuple[str, ...] = ()


@lru_cache(maxsize=1024)
def canonical_phone(digits: str) -> Phone:
    """Check one number, as ``+62 812-3456-7890``, ``62812…``, ``0812…``, ``812…`` or ``021 7234567``."""
    compact = re.sub(r"[^0-9+]", "", digits)
    if compact.startswith("00"):
        compact = "+" + compact[2:]
    if compact.startswith("62") and len(compact) > 9:
        compact = "+" + compact
    compact = re.sub(r"^\+620+", "+62", compact)
    try:
        parsed = phonenumbers.parse(compact, "ID")
    except phonenumbers.NumberParseException as error:
        short = error.error_type == phonenumbers.NumberParseException.TOO_SHORT_NSN
        too_long = error.error_type == phonenumbers.NumberParseException.TOO_LONG
        problem: PhoneProblem = "too_short" if short else "too_long" if too_long else "unknown_prefix"
        return Phone("invalid", problem=problem, said=compact)
    if parsed.country_code != 62:
        return Phone("invalid", problem="foreign", said=compact)
    national = f"0{parsed.national_number}"
    kind = phonenumbers.number_type(parsed)
    if kind == phonenumbers.PhoneNumberType.MOBILE:
        return Phone("read", national, "mobile", said=compact)
    if kind == phonenumbers.PhoneNumberType.FIXED_LINE:
        return Phone("read", national, "pstn", said=compact)
    reason = phonenumbers.is_possible_number_with_reason(parsed)
    if reason == phonenumbers.ValidationResult.TOO_LONG or (national.startswith("08") and len(national) > 13):
        return Phone("invalid", problem="too_long", said=compact)
    if reason != phonenumbers.ValidationResult.IS_POSSIBLE or (national.startswith("08") and len(national) < 10):
        return Phone("invalid", problem="too_short", said=compact)
    return Phone("invalid", problem="unknown_prefix", said=compact)


def read_phone(text: str) -> Phone:
    """The phone number in ``text``."""
    runs = [run for run in digit_runs(text) if len(run.value) >= _SHORTEST_ATTEMPT]
    if not runs:
        plain = " ".join(word.plain for word in words(text) if word.kind == "word")
        if _REFUSALS.search(plain):
            return Phone("refused")
        return Phone("same_number" if _SAME_NUMBER.search(plain) else "absent")
    found: dict[str, Phone] = {}
    problem: Phone | None = None
    for run in runs:
        phone = _phone_of(run, text)
        if phone.status == "read":
            found.setdefault(phone.number, phone)
        elif problem is None or len(phone.said) > len(problem.said):
            problem = phone
    if len(found) == 1:
        return next(iter(found.values()))
    if found:
        return Phone("several", candidates=tuple(found), said=" ".join(found))
    return problem or Phone("absent")


def _phone_of(run: DigitRun, text: str) -> Phone:
    if run.letters:
        return Phone("invalid", problem="has_letters", said=run.value)
    plus = "+" if text[: run.start].rstrip().endswith("+") else ""
    attempts = [plus + value for value in (run.restarted, run.value, *run.parts) if value]
    results = [canonical_phone(attempt) for attempt in dict.fromkeys(attempts)]
    for phone in results:
        if phone.status == "read":
            return phone
    return max(results, key=lambda phone: len(phone.said))
