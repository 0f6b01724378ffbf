"""Who finds names and places better: a trained spaCy network, the rules, or both together?

Run ``python -m bench.names_and_places`` (``--json`` for a program); the network is trained first, in
seconds. Every reader gets the same sentences in the same run. A hit is the same text, capitals and titles aside.

How far the sets were apart from the tuning, and what follows for their figures:

``names_and_places.yml``
    No sentence of it was copied into rules or training data, but its totals were looked at while the network
    was tuned: its figures are a little too kind to the network.
``names_and_places_second.yml``
    Written when the decision against the network had been made, before any reader was run on it; neither the
    network nor the rules were changed after its figures were seen.

Both sets were written within this project, by people who knew the rules.
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
from spacy.language import Language

from bench import name_network
from bot.language import names, regions, spacy_pipeline

_KEPT_APART = Path(__file__).parent.parent / "tests" / "language" / "kept_apart"
SETS = ("names_and_places.yml", "names_and_places_second.yml")
_ROUNDS = 5
_PLACE_LABELS = {name_network.PLACE, spacy_pipeline.PLACE}
_TITLES = re.compile(r"^(?:(?:pak|bu|bapak|ibu|mbak|mas|haji|dokter|bpk|mbok|nyak)\s+)+")

Found = dict[str, list[str]]
Reader = Callable[[str], Found]


def spacy_reader(nlp: Language) -> Reader:
    """The entities of a pipeline: of the network, or of the assistant's (which knows no person)."""

    def read(text: str) -> Found:
        entities = nlp(text).ents
        return {
            "person": [entity.text for entity in entities if entity.label_ == name_network.PERSON],
            "place": [entity.text for entity in entities if entity.label_ in _PLACE_LABELS],
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
    """Measure all readers on all sets and print a table for each."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--json", action="store_true", help="print JSON")
    as_json = arguments.parse_args().json
    start = time.perf_counter()
    network = name_network.train()
    seconds = round(time.perf_counter() - start, 1)
    helped = name_network.with_word_lists(network)
    readers = {
        "network alone": spacy_reader(network),
        "network + word lists": spacy_reader(helped),
        "region names alone (the assistant's pipeline)": spacy_reader(spacy_pipeline.build()),
        "rules": rules(asked=False),
        "rules, name was asked": rules(asked=True),
        "rules, then network + word lists": both(rules(asked=False), spacy_reader(helped)),
    }
    cases = {name: yaml.safe_load((_KEPT_APART / name).read_text(encoding="utf-8")) for name in SETS}
    figures: dict[str, dict[str, Any]] = {
        name: {"sentences": len(cases[name]), "readers": {who: measure(readers[who], cases[name]) for who in readers}}
        for name in SETS
    }
    if as_json:
        sys.stdout.write(json.dumps({"training seconds": seconds, "sets": figures}, indent=2) + "\n")
        return
    sys.stdout.write(f"training the network: {seconds} s\n")
    for name in SETS:
        sys.stdout.write(_table(f"{name}, {len(cases[name])} sentences", figures[name]["readers"]))


def _table(title: str, rows: dict[str, dict[str, float]]) -> str:
    columns = list(next(iter(rows.values())))
    lines = [f"| {title} | {' | '.join(columns)} |", f"|---|{'---|' * len(columns)}"]
    lines += [f"| {who} | {' | '.join(str(row[column]) for column in columns)} |" for who, row in rows.items()]
    return "\n" + "\n".join(lines) + "\n"


if __name__ == "__main__":
    main()
