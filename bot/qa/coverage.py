"""How much of the domain and the book a run went through, and what is missing, with its place.

A branch that no way through the book can take (:mod:`bot.sop.ways`) is not counted: asking for it would ask for the
impossible. It counts as soon as a talk takes it all the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path as FilePath
from typing import Any

import yaml

from bot.qa.book_places import BookPlaces
from bot.qa.e2e_model import Place
from bot.qa.excuses import not_needed
from bot.qa.sightings import (
    BRANCH,
    INTENT,
    RESPONSE,
    ROW,
    VARIANT,
    VARIATION,
    WAY,
    Key,
    rule_keys,
)
from bot.qa.vocabulary import DOMAIN_FILE
from bot.qa.yaml_lines import lines_of
from bot.settings import PROJECT_ROOT
from bot.sop.book import Book, is_code, load_book
from bot.sop.branches import Path, comparisons_at, conditions_of, row_path, rule_path, variant_path
from bot.sop.ways import Walk, walk

MEASURES = {
    "intents": "Maksud penelepon (intent)",
    "responses": "Respons",
    "variations": "Variasi respons",
    "rules": "Aturan SOP",
    "branches": "Cabang SOP, dua arah",
    "rows": "Baris hasil",
    "variants": "Teks permasalahan",
    "ways": "Jalan buku",
}
BAR = ("rules", "branches", "rows", "variants")
"""The measures that ``--minimum`` is about: what the SOP itself says."""


@dataclass(frozen=True)
class Item:
    """Something that a run may go through.

    Attributes:
        keys: all of them must have been seen.
        topic: of the book; empty for what belongs to the domain.
    """

    label: str
    place: Place
    keys: tuple[Key, ...]
    topic: str = ""


@dataclass(frozen=True)
class Measure:
    """One kind of coverage: which items there are, and which of them were gone through.

    Attributes:
        items: without those that are excused.
        excused: not gone through, with the reason why that may be.
    """

    name: str
    items: tuple[Item, ...]
    missing: tuple[Item, ...]
    excused: tuple[tuple[Item, str], ...] = ()

    @property
    def title(self) -> str:
        """In Indonesian, for people."""
        return MEASURES[self.name]

    @property
    def covered(self) -> int:
        """How many items were gone through."""
        return len(self.items) - len(self.missing)

    @property
    def percent(self) -> float:
        """0–100; of nothing 100."""
        return 100.0 * self.covered / len(self.items) if self.items else 100.0


@dataclass(frozen=True)
class Coverage:
    """The coverage of one run.

    Attributes:
        needless_excuses: for what was gone through, or for what does not exist.
    """

    measures: Mapping[str, Measure]
    seen: frozenset[Key]
    talks: int
    needless_excuses: tuple[str, ...] = ()

    def below(self, minimum: float) -> list[Measure]:
        """The measures of the SOP that don't reach ``minimum`` per cent."""
        return [self.measures[name] for name in BAR if self.measures[name].percent < minimum]


class Targets:
    """Everything that a run may go through.

    Args:
        root: the project.
    """

    def __init__(self, root: FilePath = PROJECT_ROOT, book: Book | None = None) -> None:
        self.book = book or load_book(root / "data" / "sop")
        self.domain: Mapping[str, Any] = yaml.load(
            (root / DOMAIN_FILE.name).read_text(encoding="utf-8"), Loader=yaml.CSafeLoader
        )
        self.walks: Mapping[str, Walk] = {
            name: walk(self.book, topic) for name, topic in self.book.topics.items() if topic.stages
        }
        self._places = BookPlaces(root / "data" / "sop")
        self._domain_file = root / DOMAIN_FILE.name
        self._domain_lines = lines_of(self._domain_file)

    @property
    def responses(self) -> Mapping[str, list[Mapping[str, Any]]]:
        """The domain's responses."""
        return self.domain["responses"]

    def measured(self, seen: Iterable[frozenset[Key]], excuses: Mapping[str, str]) -> Coverage:
        """The coverage of talks that went through ``seen``.

        Args:
            excuses: labels of items that need not be gone through, with the reason.
        """
        talks = list(seen)
        union = frozenset[Key]().union(*talks)
        measures = {}
        for name, items in self._items(union).items():
            missing = [item for item in items if not union.issuperset(item.keys)]
            excused = tuple((item, excuses[item.label]) for item in missing if item.label in excuses)
            counted = tuple(item for item in items if item not in {item for item, _ in excused})
            measures[name] = Measure(
                name, counted, tuple(item for item in missing if item.label not in excuses), excused
            )
        needed = (item.label for measure in measures.values() for item, _ in measure.excused)
        return Coverage(measures, union, len(talks), tuple(not_needed(excuses, needed)))

    def _items(self, seen: frozenset[Key]) -> dict[str, list[Item]]:
        return {
            "intents": list(self._intents()),
            "responses": list(self._responses()),
            "variations": list(self._variations()),
            "rules": list(self._rules()),
            "branches": list(self._branches(seen)),
            "rows": list(self._rows()),
            "variants": list(self._variants()),
            "ways": list(self._ways()),
        }

    def _intents(self) -> Iterator[Item]:
        for number, entry in enumerate(self.domain["intents"]):
            name = next(iter(entry)) if isinstance(entry, dict) else entry
            yield Item(name, self._in_domain("intents", number), ((INTENT, name),))

    def _responses(self) -> Iterator[Item]:
        for name in self.responses:
            yield Item(name, self._in_domain("responses", name), ((RESPONSE, name),))

    def _variations(self) -> Iterator[Item]:
        for name, variations in self.responses.items():
            for number, variation in enumerate(variations):
                if "text" in variation and len(variations) > 1:
                    when = ", ".join(f"{one['name']}: {one['value']}" for one in variation.get("condition", ()))
                    label = f"{name} ({when or 'biasa'})"
                    yield Item(label, self._in_domain("responses", name, number), ((VARIATION, name, number),))

    def _rules(self) -> Iterator[Item]:
        for rule in self.book.rules.values():
            if rule.fulfilled_by and all(map(is_code, rule.fulfilled_by)):
                continue  # no talk can go through it
            label = f"{rule.id} {rule.title}"
            yield Item(label, self._in_book(rule_path(self.book, rule.id)), rule_keys(self.book, rule.id), rule.topic)

    def _branches(self, seen: frozenset[Key]) -> Iterator[Item]:
        possible = {branch for found in self.walks.values() for branch in found.branches}
        looked_at = {path for path, _ in possible}
        for topic in self.book.topics.values():
            for path, condition in conditions_of(topic):
                for where, fact, expected, _ in comparisons_at(condition, path):
                    for truth in (True, False):
                        key = (BRANCH, where, truth)
                        if where in looked_at and (where, truth) not in possible and key not in seen:
                            continue
                        label = f"{owner(where)}: {fact} {written(expected)} — {'ya' if truth else 'tidak'}"
                        yield Item(label, self._in_book(where), (key,), topic.name)

    def _rows(self) -> Iterator[Item]:
        for topic in self.book.topics.values():
            for outcome in topic.outcomes:
                path = row_path(topic.name, outcome.id)
                yield Item(f"{topic.name} {outcome.id}", self._in_book(path), ((ROW, path),), topic.name)

    def _variants(self) -> Iterator[Item]:
        for topic in self.book.topics.values():
            for outcome in topic.outcomes:
                for number, (_, text) in enumerate(outcome.permasalahan):
                    path = variant_path(topic.name, outcome.id, number)
                    yield Item(f"{outcome.id}: {text}", self._in_book(path), ((VARIANT, path),), topic.name)

    def _ways(self) -> Iterator[Item]:
        for name, found in self.walks.items():
            if not self.book.topics[name].outcomes:
                continue
            for stages in sorted({way.stages for way in found.ways}):
                told = " → ".join(value for _, value in stages)
                yield Item(told, self._in_book((name, "outcomes")), ((WAY, name, stages),), name)

    def _in_book(self, path: Path) -> Place:
        return _shown(self._places.place(path))

    def _in_domain(self, *path: str | int) -> Place:
        return _shown(Place(self._domain_file, self._domain_lines.get(path, 1)))


def owner(path: Path) -> str:
    """What a branch belongs to, for people: ``PRK-07a``, ``tahap laporan → tanpa_identitas``, ``O3``."""
    if path[1] == "stages":
        return f"tahap {path[2]} → {path[5]}" if path[3] == "outcome" else f"tahap {path[2]}"
    if path[1] == "outcomes" and path[3] == "permasalahan":
        return f"{path[2]} permasalahan {int(path[4]) + 1}"
    return str(path[2])


def written(expected: Any) -> str:
    """What a fact is compared with, for people."""
    if isinstance(expected, list):
        return "= " + " / ".join(map(str, expected))
    if expected is None:
        return "belum diketahui"
    return f"= {'ya' if expected else 'tidak'}" if isinstance(expected, bool) else f"= {expected}"


def _shown(place: Place) -> Place:
    file = place.file.resolve()
    return Place(file.relative_to(PROJECT_ROOT), place.line) if file.is_relative_to(PROJECT_ROOT) else place
