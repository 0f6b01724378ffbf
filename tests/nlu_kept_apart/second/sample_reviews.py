"""Draw the real texts of second/reviews.yml: none of the first set, some as they come, some with trouble in them.

    python -m tests.nlu_kept_apart.second.sample_reviews pln_reviews.csv > sample.tsv

The first set is read only for its ids and to pass over near-duplicates.
"""

from __future__ import annotations

import argparse
import csv
import random
import re
import sys
from pathlib import Path

import yaml

from tests.nlu_kept_apart.sample_reviews import LONGEST, SHORTEST, UNSOLVED, Row, take_in_turn

SEED = 123_2026
FIRST_SET = Path(__file__).resolve().parent.parent / "reviews.yml"
EVERYTHING = r""
TROUBLE = (
    r"padam|pemadaman|\bmati\b|nyala|petugas|teknisi|lapor|ngadu|keluhan|meteran|kwh|token|listrik|tagihan|daya|kapan"
)
OTHER_TOPICS = r"iconnet|internet|wifi|mcb|konslet|korslet|periksa|pasang baru|pasang listrik|(?:tambah|naik\w*) daya"
PRAISE = r"membantu|mudah|mantap|alhamdulillah|respon cepat|cepat tanggap|bagus"
# Most texts praise the application: after those that come by chance, some in which something may be wrong are drawn,
# some whose trouble is not solved (as in the first set), and some that may be about the newer topics
STRATA = (
    (110, EVERYTHING),
    (110, TROUBLE),
    (50, UNSOLVED[1]),
    (30, rf"^(?!.*(?:{PRAISE})).*(?:{OTHER_TOPICS})"),
)


def draw(rows: list[Row], first_set: list[Row]) -> list[Row]:
    """The sample, stratum after stratum; ``first_set`` has the texts that were labelled before."""
    taken_before = {str(row["id"]) for row in first_set}
    shuffler = random.Random(SEED)
    fitting = [
        row
        for row in sorted(rows, key=lambda row: row["id"])
        if SHORTEST <= len(row["text"]) <= LONGEST and row["id"] not in taken_before
    ]
    shuffler.shuffle(fitting)
    chosen = list(first_set)
    for quota, pattern in STRATA:
        drawn = {row["id"] for row in chosen}
        remaining = [row for row in fitting if row["id"] not in drawn and re.search(pattern, row["text"].lower())]
        take_in_turn([remaining], quota, chosen)
    return chosen[len(first_set) :]


def main() -> None:
    parser = argparse.ArgumentParser(description="Draw the texts that second/reviews.yml labels.")
    parser.add_argument("reviews", type=Path, help="pln_reviews.csv, with columns id, text and source")
    with parser.parse_args().reviews.open(encoding="utf-8", newline="") as handle:
        rows = list(csv.DictReader(handle))
    writer = csv.writer(sys.stdout, delimiter="\t", lineterminator="\n")
    for row in draw(rows, yaml.safe_load(FIRST_SET.read_text(encoding="utf-8"))["texts"]):
        writer.writerow([row["id"], row["source"].split("/")[0], " ".join(row["text"].split())])


if __name__ == "__main__":
    main()
