"""The land on the desk's map: made of TopoJSON, and lying where the units serve."""

from __future__ import annotations

import json
import re
from pathlib import Path

from bot.server.coastline import INDONESIA, NEIGHBOURS, write_map
from bot.server.rendering import STATIC_DIRECTORY

STEP = re.compile(r"-?(?:\d+\.?\d*|\.\d+)")


def drawn(svg: str, name: str) -> list[list[tuple[float, float]]]:
    """The rings of a path, in degrees of the map."""
    found = re.search(rf'id="{name}"[^>]* d="([^"]*)"', svg)
    assert found
    rings = []
    for ring in found[1].split("z")[:-1]:
        numbers = [float(number) for number in STEP.findall(ring)]
        x = y = 0.0
        points = []
        for across, down in zip(numbers[::2], numbers[1::2], strict=True):
            x, y = x + across, y + down
            points.append((round(x, 2), round(y, 2)))
        rings.append(points)
    return rings


def test_a_square_island_of_topojson_becomes_a_path_of_its_corners(tmp_path: Path) -> None:
    corners = [[1000, 500], [20, 0], [0, 20], [-20, 0], [0, -20]]
    far = [[0, 0], [1, 0], [0, 1], [-1, -1]]
    shapes = [{"id": INDONESIA, "type": "Polygon", "arcs": [[0]]}]
    shapes += [{"id": code, "type": "MultiPolygon", "arcs": [[[1]]]} for code in NEIGHBOURS]
    transform = {"scale": [0.1, 0.1], "translate": [0, -56]}
    file = tmp_path / "negara.json"
    topology = {"transform": transform, "arcs": [corners, far], "objects": {"countries": {"geometries": shapes}}}
    file.write_text(json.dumps(topology))
    write_map(file, tmp_path / "peta.svg")
    svg = (tmp_path / "peta.svg").read_text()
    # 100° … 102° east, 6° … 4° south
    assert [sorted(ring) for ring in drawn(svg, "indonesia")] == [[(6, 11), (6, 13), (8, 11), (8, 13)]]
    assert drawn(svg, "tetangga") == []


def test_the_land_that_is_served_reaches_from_sabang_to_merauke() -> None:
    rings = drawn((STATIC_DIRECTORY / "indonesia.svg").read_text(), "indonesia")
    points = [point for ring in rings for point in ring]
    assert len(rings) > 100
    assert min(x for x, _ in points) < 95.5 - 94
    assert max(x for x, _ in points) > 140.9 - 94
    # Sumatra, Java, Kalimantan, Sulawesi and Papua are each one ring that holds a town inside
    for town in ((98.7, 3.6), (110.4, -7.2), (113.9, -1.0), (120.2, -2.9), (138.9, -4.1)):
        assert any(holds(ring, (town[0] - 94, 7 - town[1])) for ring in rings), town


def holds(ring: list[tuple[float, float]], place: tuple[float, float]) -> bool:
    """Whether a line from the place to the east crosses the ring an odd number of times."""
    x, y = place
    crossings = 0
    for (x1, y1), (x2, y2) in zip(ring, ring[1:] + ring[:1], strict=True):
        if (y1 > y) != (y2 > y) and x < x1 + (y - y1) * (x2 - x1) / (y2 - y1):
            crossings += 1
    return crossings % 2 == 1
