"""Makes ``bot/web/static/indonesia.svg``, the land on the desk's map: ``python -m bot.server.coastline COUNTRIES``.

COUNTRIES is ``countries-10m.json`` of the npm package ``world-atlas``: the countries of Natural Earth (public domain)
as TopoJSON. What is too small to be seen on the map is left out; degrees are kept to the hundredth, about a kilometre.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from bot.server.desk_map import EAST, NORTH, SOUTH, WEST
from bot.server.rendering import STATIC_DIRECTORY

INDONESIA = "360"
NEIGHBOURS = ("036", "096", "356", "458", "598", "608", "626", "702", "764")
"""ISO 3166 numbers of the countries of which something lies on the map."""

_TOLERANCE = 0.02
_LEAST_EXTENT = 0.05
_BEYOND = 1.0
_SPARED = re.compile(r"(?<![0-9.])0(?=\.)| (?=-)")
"""What may be left out of a path: the zero before a point, the blank before a minus."""

Point = tuple[float, float]


def write_map(countries: Path, target: Path = STATIC_DIRECTORY / "indonesia.svg") -> None:
    """The two paths of the map, own land and that of the neighbours, in the degrees of :mod:`bot.server.desk_map`."""
    topology = json.loads(countries.read_text(encoding="utf-8"))
    arcs = [_arc(arc, topology["transform"]) for arc in topology["arcs"]]
    shapes = {one.get("id"): one for one in topology["objects"]["countries"]["geometries"]}
    own = _path(_rings(shapes[INDONESIA], arcs))
    others = _path(ring for code in NEIGHBOURS for ring in _rings(shapes[code], arcs))
    target.write_text(
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 '
        f'{EAST - WEST:g} {NORTH - SOUTH:g}"><path id="tetangga" d="{others}"/>'
        f'<path id="indonesia" vector-effect="non-scaling-stroke" d="{own}"/></svg>\n',
        encoding="utf-8",
    )


def _arc(arc: list[list[int]], transform: dict[str, Any]) -> list[Point]:
    """The points of an arc, which TopoJSON holds as steps of a grid, in degrees of the map."""
    (scale_x, scale_y), (left, bottom) = transform["scale"], transform["translate"]
    x = y = 0
    points = []
    for step_x, step_y in arc:
        x, y = x + step_x, y + step_y
        points.append((x * scale_x + left - WEST, NORTH - (y * scale_y + bottom)))
    return points


def _rings(shape: dict[str, Any], arcs: list[list[Point]]) -> Iterator[list[Point]]:
    """The outer border of each of its parts; lakes are left out."""
    parts = shape["arcs"] if shape["type"] == "MultiPolygon" else [shape["arcs"]]
    for part in parts:
        ring: list[Point] = []
        for number in part[0]:
            piece = arcs[number] if number >= 0 else arcs[~number][::-1]
            ring += piece[1:] if ring else piece
        yield ring


def _path(rings: Iterator[list[Point]]) -> str:
    return "".join(_drawn(ring) for ring in rings if _is_seen(ring))


def _is_seen(ring: list[Point]) -> bool:
    across, down = zip(*ring, strict=True)
    on_map = max(across) > -_BEYOND and min(across) < EAST - WEST + _BEYOND
    on_map = on_map and max(down) > -_BEYOND and min(down) < NORTH - SOUTH + _BEYOND
    return on_map and max(max(across) - min(across), max(down) - min(down)) >= _LEAST_EXTENT


def _drawn(ring: list[Point]) -> str:
    middle = len(ring) // 2  # a closed line has no far end of its own
    points = _simplified(ring[: middle + 1])[:-1] + _simplified(ring[middle:])[:-1]
    x, y = 0, 0
    steps = []
    for point in points:
        next_x, next_y = round(point[0] * 100), round(point[1] * 100)
        if (next_x, next_y) != (x, y):
            steps.append(f"{(next_x - x) / 100:g} {(next_y - y) / 100:g}")
            x, y = next_x, next_y
    # every ring begins anew at the corner of the map
    first, *rest = steps
    return _SPARED.sub("", f"M{first}l{' '.join(rest)}z") if rest else ""


def _simplified(line: list[Point]) -> list[Point]:
    """Douglas and Peucker: the points that stand out by more than the tolerance."""
    kept = {0, len(line) - 1}
    pieces = [(0, len(line) - 1)]
    while pieces:
        first, last = pieces.pop()
        far, place = 0.0, 0
        for between in range(first + 1, last):
            distance = _distance(line[between], line[first], line[last])
            if distance > far:
                far, place = distance, between
        if far > _TOLERANCE:
            kept.add(place)
            pieces += [(first, place), (place, last)]
    return [line[number] for number in sorted(kept)]


def _distance(point: Point, one: Point, other: Point) -> float:
    across, down = other[0] - one[0], other[1] - one[1]
    length = (across**2 + down**2) ** 0.5
    if not length:
        return ((point[0] - one[0]) ** 2 + (point[1] - one[1]) ** 2) ** 0.5
    return abs(across * (one[1] - point[1]) - down * (one[0] - point[0])) / length


if __name__ == "__main__":
    write_map(Path(sys.argv[1]))
