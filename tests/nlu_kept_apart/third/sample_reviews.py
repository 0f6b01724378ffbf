"""Draw the real texts of third/reviews.yml: none that the first two sets have, nor one much like theirs.

    python -m tests.nlu_kept_apart.third.sample_reviews pln_reviews.csv > sample.tsv

The first sets are read only for their ids and to pass over near-duplicates.
"""

from __future__ import annotations

import argparse
import csv
import random
import re
import sys
from collections.abc import Collection, Sequence
from pathlib import Path

import yaml

FOLDER = Path(__file__).resolve().parent
EARLIER = (FOLDER.parent / "reviews.yml", FOLDER.parent / "second" / "reviews.yml")
SEED = 311
LONGEST, SHORTEST = 420, 8  # characters
ALIKE = 0.6  # share of the words that two texts have in common
COUNTS = {"newer topics": 25, "trouble": 75, "as they come": 50}
WORDS = {
    "newer topics": r"\b(iconnet|icon|tambah daya|pasang baru|pasang|sambung\w*|instalasi|cs|operator|progres\w*"
    r"|status|admin|konfirmasi)\b",
    "trouble": r"\b(padam|mati|lapor\w*|keluhan|pengaduan|gangguan|petugas|listrik|lampu|periksa|token|meteran"
    r"|konslet|korslet)\b",
    "as they come": "",
}


def _bare(text: str) -> str:
    return re.sub(r"\W+", " ", text.casefold()).strip()


def _is_like_one_of(text: str, others: Sequence[Collection[str]]) -> bool:
    words = set(text.split())
    return any(len(words & set(other)) / max(1, len(words | set(other))) > ALIKE for other in others)


def unused(rows: Sequence[dict[str, str]]) -> list[dict[str, str]]:
    """The rows that neither stand in an earlier set nor are much like a text of one; each text once."""
    earlier = [entry for path in EARLIER for entry in yaml.safe_load(path.read_text(encoding="utf-8"))["texts"]]
    ids = {entry["id"] for entry in earlier}
    known = {_bare(entry["text"]) for entry in earlier}
    words_of_earlier = [frozenset(text.split()) for text in known]
    left: dict[str, dict[str, str]] = {}
    for row in rows:
        bare = _bare(row["text"])
        if row["id"] in ids or bare in known or len(bare) < SHORTEST or len(row["text"]) > LONGEST:
            continue
        left.setdefault(bare, row)
    return [row for bare, row in left.items() if not _is_like_one_of(bare, words_of_earlier)]


def draw(rows: Sequence[dict[str, str]]) -> list[dict[str, str]]:
    """A sample with the fixed seed, the kinds of ``COUNTS`` one after the other."""
    pool = unused(rows)
    random.Random(SEED).shuffle(pool)
    drawn: dict[str, dict[str, str]] = {}
    for kind, count in COUNTS.items():
        fitting = (row for row in pool if row["id"] not in drawn and re.search(WORDS[kind], row["text"], re.IGNORECASE))
        drawn.update({row["id"]: row for row, _ in zip(fitting, range(count), strict=False)})
    return list(drawn.values())


def main() -> None:
    """Write the sample to standard output: id and text, tab-separated."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("reviews", type=Path)
    with parser.parse_args().reviews.open(encoding="utf-8", newline="") as opened:
        rows = list(csv.DictReader(opened))
    writer = csv.writer(sys.stdout, delimiter="\t")
    writer.writerows((row["id"], " ".join(row["text"].split())) for row in draw(rows))


if __name__ == "__main__":
    main()
