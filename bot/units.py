"""Which PLN unit serves which region: one answer for every package (SOP: the number of a report begins with it).

A leaf like :mod:`bot.clock`: it reads two tables of ``data/reference`` and imports nothing but the settings.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import lru_cache

from bot.settings import PROJECT_ROOT

_REFERENCE = PROJECT_ROOT / "data" / "reference"


@dataclass(frozen=True)
class Area:
    """A region (province, or an exception inside one) and the unit that serves it.

    Attributes:
        wilayah: dotted code of the region table.
        kode_unit: two digits.
        zona: ``WIB``, ``WITA`` or ``WIT``.
        kode_area_telepon: area code of its fixed lines, with the zero.
        selatan, barat, utara, timur: edges in degrees of a box that lies inside the region; a rough aid.
    """

    wilayah: str
    kode_unit: str
    zona: str
    kode_area_telepon: str
    selatan: float
    barat: float
    utara: float
    timur: float


def area_of(wilayah: str) -> Area | None:
    """The area with the longest code in which the region lies: Depok is Jakarta Raya's, not Jawa Barat's.

    ``None`` where another company serves (its row has no unit: Batam), where a border between two units runs
    through the region (Kota Tangerang Selatan as a whole: its kecamatan decide), and for an unknown code.
    """
    inside = [area for area in areas() if _lies_in(wilayah, area.wilayah)]
    if not inside:
        return None
    area = max(inside, key=lambda area: len(area.wilayah))
    served_below = {below.kode_unit for below in areas() if _lies_in(below.wilayah, wilayah)}
    return area if area.kode_unit and served_below <= {area.kode_unit} else None


@lru_cache(maxsize=1)
def unit_names() -> dict[str, str]:
    """Unit name by its two digits, without the remarks that the table puts in parentheses."""
    with (_REFERENCE / "pln_units.csv").open(encoding="utf-8", newline="") as table:
        return {
            row["code"]: row["unit"].partition(" (")[0]
            for row in csv.DictReader(table)
            if not row["unit"].startswith("(")
        }


@lru_cache(maxsize=1)
def areas() -> tuple[Area, ...]:
    """Every row of the table, in its order."""
    with (_REFERENCE / "unit_areas.csv").open(encoding="utf-8", newline="") as table:
        return tuple(
            Area(
                row["wilayah"],
                row["kode_unit"],
                row["zona"],
                row["kode_area_telepon"],
                float(row["selatan"]),
                float(row["barat"]),
                float(row["utara"]),
                float(row["timur"]),
            )
            for row in csv.DictReader(table)
        )


def _lies_in(code: str, larger: str) -> bool:
    return f"{code}.".startswith(f"{larger}.")
