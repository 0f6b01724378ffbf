"""Invented customers, the same ones in every installation (Faker id_ID with a fixed seed).

Regions are real, from the region table; people, streets, numbers, coordinates, service units and posko are
invented, and every record says so. Phone numbers lie in blocks of zeros that no subscriber is known to have.
"""

from __future__ import annotations

import gzip
from collections import defaultdict
from functools import lru_cache
from random import Random

from faker import Faker

from bot.customers.model import Customer
from bot.customers.simulated import SimulatedCustomerRegistry
from bot.settings import PROJECT_ROOT
from bot.units import Area, area_of, unit_names

_REFERENCE = PROJECT_ROOT / "data" / "reference"
_SEED = 123
_MANY_CUSTOMERS = 76
_FEW_CUSTOMERS = 17
_UNITS_WITH_MANY = ("52", "53", "54", "56")
"""Where most talks of the PERIKSA script go on to the meter; the rest of the country gets fewer each."""

_VILLAGES_A_UNIT = 400
_STREETS = (
    "Melati", "Kenanga", "Mawar", "Anggrek", "Cempaka", "Flamboyan", "Merpati", "Rajawali", "Kutilang",
    "Mangga", "Rambutan", "Manggis", "Pahlawan", "Merdeka", "Pemuda", "Veteran", "Diponegoro", "Kartini",
    "Sudirman", "Gajah Mada", "Hasanuddin", "Imam Bonjol",
)  # fmt: skip


def load_demo(database_url: str) -> int:
    """Add the invented customers that the database lacks; records that are there stay as they are.

    Returns:
        How many were added: none at the second call.
    """
    registry = SimulatedCustomerRegistry(database_url)
    try:
        return registry.add_missing(demo_customers())
    finally:
        registry.close()


@lru_cache(maxsize=1)
def demo_customers() -> tuple[Customer, ...]:
    """Every invented customer, unit by unit."""
    names = _region_names()
    people = Faker("id_ID")
    people.seed_instance(_SEED)
    chance = Random(_SEED)
    records: list[Customer] = []
    for kode_unit, villages in sorted(_villages_by_unit(chance).items()):
        number = _MANY_CUSTOMERS if kode_unit in _UNITS_WITH_MANY else _FEW_CUSTOMERS
        for village, code in chance.choices(villages, k=number):
            area = area_of(code)
            if area is not None:
                records.append(_customer(len(records), village, code, area, names, villages, people, chance))
    return tuple(records)


def _customer(
    serial: int,
    village: str,
    code: str,
    area: Area,
    names: dict[str, str],
    villages: list[tuple[str, str]],
    people: Faker,
    chance: Random,
) -> Customer:
    man = chance.random() < 0.5
    nama = (
        f"{people.first_name_male()} {people.last_name_male()}"
        if man
        else f"{people.first_name_female()} {people.last_name_female()}"
    )
    kecamatan, kabupaten = names[code[:8]], names[code[:5]]
    # every so many records lacks something or is out of date, so that each branch of the SOP can be tried
    lacks_place, lacks_posko = serial % 6 == 1, serial % 7 == 2
    return Customer(
        idpel=f"{area.kode_unit}{chance.randrange(10**5):05d}{serial:05d}",
        nomor_meter=f"{chance.choice(('14', '32', '45', '86'))}{chance.randrange(10**4):04d}{serial:05d}",
        nama=nama,
        sapaan="Bapak" if man else "Ibu",
        jalan=f"Jl. {chance.choice(_STREETS)}",
        nomor=str(chance.randint(1, 180)),
        rt=f"{chance.randint(1, 12):03d}",
        rw=f"{chance.randint(1, 9):03d}",
        kelurahan=village,
        kecamatan=kecamatan,
        kabupaten=kabupaten,
        provinsi=names[code[:2]],
        kode_unit=area.kode_unit,
        unit=unit_names()[area.kode_unit],
        zona=area.zona,
        lat=None if lacks_place else round(chance.uniform(area.selatan, area.utara), 6),
        lon=None if lacks_place else round(chance.uniform(area.barat, area.timur), 6),
        unit_pelayanan=None if lacks_posko else f"ULP {kecamatan}",
        posko=None if lacks_posko else f"Posko {kecamatan}",
        telepon=_phone(serial, area),
        email=f"pelanggan{serial:04d}@example.id" if serial % 3 else None,
        nama_kelurahan_baru=_renamed(village, code, villages, chance) if serial % 10 == 4 else None,
        invented=True,
    )


def _phone(serial: int, area: Area) -> str | None:
    """No number in the CRM for one in five, a fixed line for one in four of the rest, else a mobile."""
    if serial % 5 == 3:
        return None
    if serial % 4 == 0:
        return f"{area.kode_area_telepon}500{serial:04d}"
    return f"08120000{serial:04d}"


def _renamed(village: str, code: str, villages: list[tuple[str, str]], chance: Random) -> str:
    """Another real kelurahan of the same kecamatan, as after a division of the area."""
    neighbours = sorted({name for name, other in villages if other[:8] == code[:8] and name != village})
    return chance.choice(neighbours) if neighbours else f"{village} Baru"


def _region_names() -> dict[str, str]:
    """Name by dotted code, from province to kecamatan."""
    lines = (_REFERENCE / "regions.tsv").read_text(encoding="utf-8").splitlines()
    return dict(line.split("\t", 1) for line in lines)


def _villages_by_unit(chance: Random) -> dict[str, list[tuple[str, str]]]:
    """Name and code of a chance handful of kelurahan and desa of each unit."""
    served: dict[str, list[tuple[str, str]]] = defaultdict(list)
    unit_of_kecamatan: dict[str, str | None] = {}
    with gzip.open(_REFERENCE / "villages.txt.gz", "rt", encoding="utf-8") as lines:
        for line in lines:
            name, _, codes = line.rstrip("\n").rpartition(",")
            for code in codes.split():
                if code[:8] not in unit_of_kecamatan:
                    area = area_of(code)
                    unit_of_kecamatan[code[:8]] = area.kode_unit if area else None
                unit = unit_of_kecamatan[code[:8]]
                if unit:
                    served[unit].append((name, code))
    return {
        unit: chance.sample(villages, min(len(villages), _VILLAGES_A_UNIT)) for unit, villages in sorted(served.items())
    }
