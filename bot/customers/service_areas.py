"""Unit, service unit, posko and a place on the map for a region (PRK-14, PRK-15).

Which posko serves which kecamatan is not public: names below the unit are invented here from the region's own
name, and the coordinates are the middle of the unit area's box. A real directory can take the place of this
class; nothing else knows how a region is looked up.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from bot.units import area_of, unit_names


@dataclass(frozen=True)
class ServiceArea:
    """Who serves a region.

    Attributes:
        kode_unit: two digits; ``unit`` the name that tickets carry.
        lat, lon: degrees, rough.
        invented: the names below the unit and the coordinates are not PLN's.
    """

    kode_unit: str
    unit: str
    unit_pelayanan: str
    posko: str
    zona: str
    lat: float
    lon: float
    invented: bool = True


class ServiceAreas:
    """Look-ups by the dotted code of the region table."""

    simulated = True

    def of_region(self, code: str, kecamatan: str) -> ServiceArea | None:
        """The service area of a kecamatan (or of a wider region, then named by it).

        Args:
            code: dotted code, such as ``31.73.05``.
            kecamatan: the name that service unit and posko are called by.

        Returns:
            ``None`` where it is not certain who serves: see :func:`bot.units.area_of`.
        """
        return _service_area(code, kecamatan)


@lru_cache(maxsize=1024)
def _service_area(code: str, kecamatan: str) -> ServiceArea | None:
    area = area_of(code)
    if area is None:
        return None
    return ServiceArea(
        kode_unit=area.kode_unit,
        unit=unit_names()[area.kode_unit],
        unit_pelayanan=f"ULP {kecamatan}",
        posko=f"Posko {kecamatan}",
        zona=area.zona,
        lat=round((area.selatan + area.utara) / 2, 4),
        lon=round((area.barat + area.timur) / 2, 4),
    )
