"""Whether what was filled in is what was told, however it is written."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from rapidfuzz import fuzz

from bot.apkt.model import SMS, TELEPON, WA
from bot.customers.model import Customer
from bot.phone_numbers import national_form

_ALIKE = 75
_NEARLY_THE_SAME_MOMENT = timedelta(minutes=59)
_CHANNELS = {"wa": {WA}, "sms": {SMS}, "keduanya": {WA, SMS}, "tidak_keduanya": set()}


def agrees(like: str, told: Any, filled: Any, customer: Customer) -> bool:
    """Whether ``filled`` holds ``told``.

    Args:
        like: a way of comparing, as ``form_fields.yml`` names them.
        customer: whose address it is about.

    Raises:
        KeyError: if there is no such way.
    """
    if not filled and like != "ways":
        return False
    if like == "address":
        street = re.sub(r"^(?:jl|jln|jalan)\.?\s+", "", customer.jalan, flags=re.IGNORECASE)
        return _folded(street) in _folded(filled) and re.search(rf"\b{customer.nomor}\b", str(filled)) is not None
    return _WAYS[like](told, filled)


def _folded(value: Any) -> str:
    return " ".join(str(value).casefold().split())


def _same(told: Any, filled: Any) -> bool:
    return _folded(told) == _folded(filled)


def _name(told: Any, filled: Any) -> bool:
    return (
        set(_folded(filled).split()) >= set(_folded(told).split()[:1])
        and fuzz.token_set_ratio(_folded(told), _folded(filled)) >= _ALIKE
    )


def _words(told: Any, filled: Any) -> bool:
    return fuzz.token_set_ratio(_folded(told), _folded(filled)) >= _ALIKE


def _number(told: Any, filled: Any) -> bool:
    return national_form(str(told)) == national_form(str(filled))


def _power(told: Any, filled: Any) -> bool:
    return re.sub(r"\D", "", str(told)) == re.sub(r"\D", "", str(filled))


def _code(told: Any, filled: Any) -> bool:
    return _folded(told).replace(",", ".") == _folded(filled).replace(",", ".")


def _moment(told: Any, filled: Any) -> bool:
    moments = [datetime.fromisoformat(one) if isinstance(one, str) else one for one in (told, filled)]
    return abs(moments[0] - moments[1]) <= _NEARLY_THE_SAME_MOMENT


def _day(told: Any, filled: Any) -> bool:
    days = [date.fromisoformat(one[:10]) if isinstance(one, str) else one for one in (told, filled)]
    return bool(days[0] == days[1])


def _ways(told: Any, filled: Any) -> bool:
    return _CHANNELS.get(str(told), set()) == set(filled or ()) - {TELEPON}


_WAYS: Mapping[str, Callable[[Any, Any], bool]] = {
    "same": _same,
    "name": _name,
    "words": _words,
    "number": _number,
    "power": _power,
    "code": _code,
    "moment": _moment,
    "day": _day,
    "ways": _ways,
}
