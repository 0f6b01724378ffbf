"""Which unit serves which region, and what the demo customers need to know of a region."""

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


@lru_cache(maxsize=1)
def areas() -> tuple[Area, ...]:
    """Every area of ``data/reference/unit_areas.csv``."""
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


@lru_cache(maxsize=1)
def unit_names() -> dict[str, str]:
    """Unit name by its two digits, without the remarks that the table puts in parentheses."""
    with (_REFERENCE / "pln_units.csv").open(encoding="utf-8", newline="") as table:
        return {
            row["code"]: row["unit"].partition(" (")[0]
            for row in csv.DictReader(table)
            if not row["unit"].startswith("(")
        }


def area_of(wilayah: str) -> Area | None:
    """The area with the longest code in which the region lies: Depok is Jakarta Raya's, not Jawa Barat's.

    ``None`` where another company serves (Batam).
    """
    if wilayah.startswith(_SERVED_BY_ANOTHER_COMPANY):
        return None
    inside = [area for area in areas() if f"{wilayah}.".startswith(f"{area.wilayah}.")]
    return max(inside, key=lambda area: len(area.wilayah), default=None)


_SERVED_BY_ANOTHER_COMPANY = "21.71"
