"""A power failure of one area: each house of its streets reports it, and some of its people twice.

Nobody tells an IDPEL, so reports are told apart by telephone, name and street alone. Streets are drawn anew for each
drill, names are used once a street.
"""

from __future__ import annotations

import itertools
import random
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from bench.load_callers import Matter

SCRIPT = Path(__file__).resolve().parent / "data" / "outage_talk.yml"
_SERIALS = 10**8


@dataclass(frozen=True)
class House:
    """Who lives where."""

    nama: str
    sapaan: str
    jalan: str
    rumah: int


def outage_matters(count: int, again: float) -> list[Matter]:
    """So many houses of one area.

    Args:
        again: the share of people who report a second time, half of them while they still report the first time.

    Raises:
        ValueError: if the area has fewer houses.
    """
    script = yaml.safe_load(SCRIPT.read_text(encoding="utf-8"))
    houses = list(itertools.islice(_houses(script), count))
    if len(houses) < count:
        raise ValueError(f"the area has {len(houses)} houses only")
    first_number = secrets.randbelow(_SERIALS - count)
    twice = set(random.sample(range(count), round(again * count)))
    at_once = set(itertools.islice(sorted(twice), 0, None, 2))
    return [
        _matter(script, house, f"0813{first_number + place:08d}", again=place in twice, at_once=place in at_once)
        for place, house in enumerate(houses)
    ]


def _matter(script: dict[str, Any], house: House, number: str, *, again: bool, at_once: bool) -> Matter:
    fields = {**vars(house), "nomor_hp": number, "area": script["area"]}
    said = {part: tuple(line.format_map(fields) for line in script[part]) for part in ("turns", "again")}
    # beside the first talk there is no report yet of which to say that nobody has come
    second = said["turns" if at_once else "again"] if again else ()
    return Matter("", said["turns"], telepon=number, again=second, again_at_once=at_once)


def _houses(script: dict[str, Any]) -> Iterator[House]:
    first, second = (script["streets"][part] for part in ("first", "second"))
    streets = [f"Jl. {one} {other}" for one, other in itertools.product(first, second)]
    random.shuffle(streets)
    people = script["people"]
    named = [(given, "bapak") for given in people["men"]] + [(given, "ibu") for given in people["women"]]
    everybody = [(f"{given} {last}", title) for (given, title), last in itertools.product(named, people["last"])]
    for street in streets:
        random.shuffle(everybody)
        # a street of a few hundred houses; each name stands in it once
        for house, (nama, sapaan) in enumerate(everybody[:200], start=1):
            yield House(nama, sapaan, street, house)
