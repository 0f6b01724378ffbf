"""Who finds names and places better: the trained spaCy pipeline, the rules, or both together?

Run ``python -m bench.names_and_places`` (``--json`` for a program). Every reader gets the sentences of
``tests/language/kept_apart/names_and_places.yml`` in the same run; none was tuned on those. A hit is the
same text, capitals and titles aside.
"""

from __future__ import annotations

import argparse
import json
import re
import statistics
import sys
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import yaml

from bot.language import names, regions, spacy_pipeline

SENTENCES = Path(__file__).parent.parent / "tests" / "language" / "kept_apart" / "names_and_places.yml"
_ROUNDS = 5
_TITLES = re.compile(r"^(?:(?:pak|bu|bapak|ibu|mbak|mas|haji|dokter|bpk|mbok|nyak)\s+)+")

Found = dict[str, list[str]]
Reader = Callable[[str], Found]


def spacy_reader(with_region_names: bool) -> Reader:
    """The trained pipeline, with or without the phrase matcher over the region table."""
    nlp = spacy_pipeline.load(spacy_pipeline.trained_pipeline())
    if not with_region_names:
        nlp.disable_pipe("region_names")

    def read(text: str) -> Found:
        entities = nlp(text).ents
        return {
            "person": [entity.text for entity in entities if entity.label_ == spacy_pipeline.PERSON],
            "place": [entity.text for entity in entities if entity.label_ == spacy_pipeline.PLACE],
        }

    return read


def rules(asked: bool) -> Reader:
    """The readers of names and regions; ``asked``: the name had been asked for, as the talk knows."""

    def read(text: str) -> Found:
        name = names.read_name(text, asked=asked)
        places = regions.places_in(text)
        return {
            "person": [name] if name else [],
            "place": [text[place.start : place.end] for place in places],
        }

    return read


def both(first: Reader, second: Reader) -> Reader:
    """What the first finds; where it finds none of a kind, what the second finds."""

    def read(text: str) -> Found:
        one, other = first(text), second(text)
        return {kind: one[kind] or other[kind] for kind in one}

    return read


def measure(reader: Reader, cases: list[dict[str, Any]]) -> dict[str, float]:
    """Precision, recall and F1 for each kind, and milliseconds a sentence (median of all)."""
    counts: Counter[str] = Counter()
    spans: list[float] = []
    for case in cases:
        for _ in range(_ROUNDS):
            start = time.perf_counter()
            found = reader(case["text"])
            spans.append((time.perf_counter() - start) * 1000)
        for kind in ("person", "place"):
            wanted = Counter(_plain(text) for text in case[kind])
            got = Counter(_plain(text) for text in found[kind])
            counts[f"{kind} hit"] += (wanted & got).total()
            counts[f"{kind} wanted"] += wanted.total()
            counts[f"{kind} got"] += got.total()
    figures: dict[str, float] = {}
    for kind in ("person", "place"):
        hit = counts[f"{kind} hit"]
        precision = hit / max(1, counts[f"{kind} got"])
        recall = hit / max(1, counts[f"{kind} wanted"])
        figures[f"{kind} precision"] = round(precision, 3)
        figures[f"{kind} recall"] = round(recall, 3)
        figures[f"{kind} f1"] = round(2 * precision * recall / max(1e-9, precision + recall), 3)
    figures["ms median"] = round(statistics.median(spans), 2)
    return figures


def _plain(text: str) -> str:
    return _TITLES.sub("", text.lower())


def main() -> None:
    """Measure all readers and print a table."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--json", action="store_true", help="print JSON")
    as_json = arguments.parse_args().json
    cases = yaml.safe_load(SENTENCES.read_text(encoding="utf-8"))
    network, pipeline = spacy_reader(with_region_names=False), spacy_reader(with_region_names=True)
    readers = {
        "spaCy network alone": network,
        "spaCy network + region names": pipeline,
        "rules": rules(asked=False),
        "rules, name was asked": rules(asked=True),
        "rules, then spaCy": both(rules(asked=False), pipeline),
    }
    figures = {name: measure(reader, cases) for name, reader in readers.items()}
    if as_json:
        sys.stdout.write(json.dumps({"sentences": len(cases), "readers": figures}, indent=2) + "\n")
        return
    columns = list(next(iter(figures.values())))
    sys.stdout.write(f"| {len(cases)} sentences | {' | '.join(columns)} |\n|---|{'---|' * len(columns)}\n")
    for name, row in figures.items():
        sys.stdout.write(f"| {name} | {' | '.join(str(row[column]) for column in columns)} |\n")


if __name__ == "__main__":
    main()
