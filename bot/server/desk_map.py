"""The desk's map, without any outside service: a point and a unit's area on the land that ``indonesia.svg`` draws.

The areas are rough boxes, and no centroids with a licence are at hand (``data/reference/README.md``): a place is as
exact as the unit's area unless its coordinates are typed or pointed at.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from bot.apkt.model import Coordinates
from bot.units import areas, unit_names

WEST, EAST, NORTH, SOUTH = 94.0, 142.0, 7.0, -11.5
"""Edges of the map in degrees."""

_DEGREES_AROUND = 3.0


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


@dataclass(frozen=True)
class MapPoint:
    """A place on the map, as :class:`MapArea`, with the part of the map around it as SVG's ``viewBox``."""

    x: float
    y: float
    around: str


def map_point(place: Coordinates | None) -> MapPoint | None:
    """Where a report lies; ``None`` if that is not known, or is not in Indonesia."""
    if place is None or not (SOUTH <= place.lat <= NORTH and WEST <= place.lon <= EAST):
        return None
    x, y = round(place.lon - WEST, 5), round(NORTH - place.lat, 5)
    left, top = x - 2 * _DEGREES_AROUND, y - _DEGREES_AROUND
    return MapPoint(x, y, f"{left:g} {top:g} {4 * _DEGREES_AROUND:g} {2 * _DEGREES_AROUND:g}")
