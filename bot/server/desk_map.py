"""The map of the reporting form: the unit areas of Indonesia as rough boxes, drawn without any outside service.

No centroids with a licence are at hand (``data/reference/README.md``): a place is as exact as the unit's area unless
its coordinates are typed or pointed at.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from bot.units import areas, unit_names

WEST, EAST, NORTH, SOUTH = 94.0, 142.0, 7.0, -11.5
"""Edges of the map in degrees."""


@dataclass(frozen=True)
class MapArea:
    """A box on the map; x grows to the east from ``WEST``, y to the south from ``NORTH``, both in degrees."""

    unit: str
    x: float
    y: float
    width: float
    height: float


@lru_cache(maxsize=1)
def map_areas() -> tuple[MapArea, ...]:
    """The area of every unit that serves one."""
    return tuple(
        MapArea(
            unit_names()[area.kode_unit],
            round(area.barat - WEST, 3),
            round(NORTH - area.utara, 3),
            round(area.timur - area.barat, 3),
            round(area.utara - area.selatan, 3),
        )
        for area in areas()
        if area.kode_unit
    )
