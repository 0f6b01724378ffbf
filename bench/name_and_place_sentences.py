"""Sentences from which the network of :mod:`bench.name_network` learns.

Frames of ``bench/data/name_and_place_templates.yml`` × person names (Faker's id_ID and our own list) ×
names of the region table. People type names in lower case, in capitals and with commas left out, so all of
these are made.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from faker import Faker

from bot.language import names, region_table
from bot.language.reference import read_yaml

PERSON = "PERSON"
PLACE = "PLACE"
_TEMPLATES_FILE = Path(__file__).parent / "data" / "name_and_place_templates.yml"

_PLAIN_SHARE = 0.25
_EVERYDAY_SHARE = 0.2
_LONGEST_EVERYDAY = 7
_HOLE = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True)
class LabelledSentence:
    """A text with its entities as ``(start, end, label)`` in characters."""

    text: str
    entities: tuple[tuple[int, int, str], ...]


def generate(count: int, seed: int) -> Iterator[LabelledSentence]:
    """Yield ``count`` sentences, always the same ones for the same seed and data."""
    chance = random.Random(seed)
    faker = Faker("id_ID")
    faker.seed_instance(seed)
    own = {kind: text.split() for kind, text in read_yaml("person_names.yml").items()}
    given = own["male"] + own["female"]
    places = [region_table.without_kind(name) for _, name in region_table.upper_regions()]
    templates: dict[str, Any] = yaml.safe_load(_TEMPLATES_FILE.read_text(encoding="utf-8"))
    streets = [name.replace("-", " ") for name in templates["street_names"].split()]

    def fill(hole: str) -> str:
        if hole == "orang":
            if chance.random() < 0.25:
                return f"{faker.first_name()} {faker.last_name()}" if chance.random() < 0.7 else faker.first_name()
            parts = [chance.choice(given)]
            if chance.random() < 0.45:
                parts.append(chance.choice(own["family"] if chance.random() < 0.5 else given))
            return " ".join(parts)
        if hole == "tempat":
            return chance.choice(places)
        if hole == "jalan":
            return chance.choice(streets)
        if hole == "huruf":
            return chance.choice("ABCDEFGH")
        if hole == "angka":
            return str(chance.randint(1, 10 ** chance.choice((1, 2, 3, 11))))
        return _HOLE.sub(lambda match: fill(match[1]), chance.choice(templates["streets"]))

    labels = {"orang": PERSON, "tempat": PLACE}
    everyday = sorted(names.everyday_words())
    for _ in range(count):
        if chance.random() < _EVERYDAY_SHARE:
            # Any row of everyday words is no name and no place, which the few plain frames alone can't teach.
            row = chance.choices(everyday, k=chance.randint(1, _LONGEST_EVERYDAY))
            yield LabelledSentence(_typed(" ".join(row), chance), ())
            continue
        frame = chance.choice(templates["plain" if chance.random() < _PLAIN_SHARE else "framed"])
        text, entities, position = "", [], 0
        for hole in _HOLE.finditer(frame):
            text += frame[position : hole.start()]
            value = fill(hole[1])
            if hole[1] in labels:
                entities.append((len(text), len(text) + len(value), labels[hole[1]]))
            text += value
            position = hole.end()
        text += frame[position:]
        yield LabelledSentence(_typed(text, chance), tuple(entities))


def _typed(text: str, chance: random.Random) -> str:
    """The text as somebody types it; its length never changes, so the offsets stay right."""
    manner = chance.random()
    if manner < 0.6:
        return text.lower()
    if manner < 0.65:
        return text.upper()
    if manner < 0.85:
        return text[:1].upper() + text[1:]
    return text
