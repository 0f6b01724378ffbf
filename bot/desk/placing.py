"""Who serves the premises of a report, and where they are: PRK-14 and PRK-15 for the forms of the desk."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from bot.apkt.model import UNIT_NOT_ROUTED, Coordinates
from bot.customers.model import Customer
from bot.customers.service_areas import ServiceAreas
from bot.language.addresses import read_address
from bot.language.regions import Region
from bot.units import unit_names

_DIGITS_OF_UNIT = 2
_REGION_FIELDS = ("kelurahan", "kecamatan", "kabupaten", "provinsi")


@dataclass(frozen=True)
class Place:
    """What a form can be filled in with; empty where it is not certain.

    Attributes:
        values: texts by field of the ticket.
        kode_unit: two digits, ``99`` when nobody is certain to serve.
        zona: ``WIB``, ``WITA`` or ``WIT``.
    """

    values: Mapping[str, str]
    kode_unit: str = UNIT_NOT_ROUTED
    koordinat: Coordinates | None = None
    zona: str = "WIB"


def place_of_customer(customer: Customer) -> Place:
    """As the record of the IDPEL holds it."""
    names = ("alamat", *_REGION_FIELDS, "unit", "unit_pelayanan", "posko")
    values = {name: str(getattr(customer, name)) for name in names if getattr(customer, name)}
    where = None if customer.lat is None or customer.lon is None else Coordinates(customer.lat, customer.lon)
    place = Place(values, customer.kode_unit, where, customer.zona)
    if where is not None and customer.posko:
        return place
    region = place_of_words(f"{customer.kecamatan}, {customer.kabupaten}, {customer.provinsi}")
    if region is None:
        return place
    return Place({**region.values, **values}, customer.kode_unit, where or region.koordinat, customer.zona)


def place_of_words(words: str) -> Place | None:
    """The region that an address or place names name for certain, with the unit that serves it, else ``None``."""
    address = read_address(words, asked=True)
    region = address.region if address else None
    if region is None:
        return None
    values = {name: str(getattr(region, name)) for name in _REGION_FIELDS if getattr(region, name)}
    area = ServiceAreas().of_region(region.code, region.kecamatan or region.name)
    if area is None:
        return Place(values)
    serving = {"unit": area.unit, "unit_pelayanan": area.unit_pelayanan, "posko": area.posko}
    return Place({**values, **serving}, area.kode_unit, Coordinates(area.lat, area.lon), area.zona)


def candidates_of(words: str) -> tuple[Region, ...]:
    """What the words may mean where that is not certain."""
    address = read_address(words, asked=True)
    return address.candidates if address else ()


def unit_code_of(unit: str | None, idpel: str | None) -> str:
    """Two digits of the unit, by its name, else by those with which the IDPEL begins."""
    by_name = {name: code for code, name in unit_names().items()}
    if unit in by_name:
        return by_name[unit]
    first = (idpel or "")[:_DIGITS_OF_UNIT]
    return first if first in unit_names() else UNIT_NOT_ROUTED
