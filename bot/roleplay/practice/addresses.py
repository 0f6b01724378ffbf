"""Which address an officer names when asking whether it fits: the customer's own, another one, or none."""

from __future__ import annotations

import re
from enum import Enum

from bot.roleplay.sheet import Sheet

_STREET = re.compile(r"\b(?:jalan|jln|jl)\b\.?\s*(?P<name>\w+)", re.IGNORECASE)
_STREET_WORD = re.compile(r"^(?:jalan|jln|jl)\.?\s+", re.IGNORECASE)
_KIND_OF_REGION = re.compile(r"^(?:kota administrasi|kabupaten|kota)\s+", re.IGNORECASE)
_AREA = re.compile(
    r"\b(?:daerah|wilayah|kecamatan|kelurahan|desa|kota|kabupaten)\s+(?P<name>[A-Za-z]\w+)", re.IGNORECASE
)
_ORDINARY = frozenset(("apa", "mana", "yang", "bapak", "ibu", "itu", "ini", "tersebut", "dan", "atau", "anda"))


class AddressNamed(Enum):
    """What an officer's question names."""

    OWN = "own"
    OTHER = "other"
    NOTHING = "nothing"


def address_named(sheet: Sheet, text: str) -> AddressNamed:
    """Which address ``text`` names; a street counts for more than the area around it."""
    customer = sheet.customer
    own_street = _STREET_WORD.sub("", customer.jalan)
    if _names(own_street, text):
        return AddressNamed.OWN
    if any(found["name"].lower() not in _ORDINARY for found in _STREET.finditer(text)):
        return AddressNamed.OTHER
    areas = (customer.kelurahan, customer.kecamatan, customer.kabupaten, customer.nama_kelurahan_baru)
    if any(area and _names(_KIND_OF_REGION.sub("", area), text) for area in areas):
        return AddressNamed.OWN
    if any(found["name"].lower() not in _ORDINARY for found in _AREA.finditer(text)):
        return AddressNamed.OTHER
    return AddressNamed.NOTHING


def _names(place: str, text: str) -> bool:
    return re.search(rf"\b{re.escape(place)}\b", text, re.IGNORECASE) is not None
