"""Draw the 300 user texts of reviews.yml: reproducible, spread over theme, source and length.

    python tests/nlu_kept_apart/sample_reviews.py pln_reviews.csv > sample.tsv

The themes only decide which texts are *read*; the labels in reviews.yml were given by reading each text.
A text belongs to the first theme that it matches, so that no theme is swamped by a commoner one.
"""

from __future__ import annotations

import argparse
import csv
import random
import re
import sys
from collections import defaultdict
from pathlib import Path

from rapidfuzz import fuzz, process

Row = dict[str, str]

SEED = 20261122
NEAR_DUPLICATE = 85  # token-set similarity, 0-100, from which two texts count as the same complaint
SHORTEST, LONGEST = 12, 420  # characters: below is only praise, above no one speaks as an opening message
LENGTH_CLASSES = (60, 150)  # upper limits of short and middle
THEMES = {
    "praise": (12, r"membantu|mempermudah|memudahkan|mantap|mantul|terima ?kasih|keren|bagus|ramah|mudah"),
    "periksa": (20, r"\bperiksa\b|meteran? |kwh"),
    "again": (58, r"lapor|ngadu|(?:pengaduan|keluhan).*(?:belum|blm|tidak|tdk|gak|ga|tak)\b|berkali.?kali"),
    "officer": (20, r"petugas|teknisi|regu|datang|dateng|dtg"),
    "how_long": (20, r"kapan|berapa lama|\bjam\b|berjam"),
    "outage": (55, r"padam|pemadaman|mati|nyala|lampu"),
    "angry": (
        15,
        r"bangsat|anjing|asu\b|goblok|tolol|brengsek|bego|sialan|tai\b|kecewa|payah|parah|busuk|sampah|emosi",
    ),
    "token": (12, r"token|pulsa|stroo?m|stroo?n"),
    "app": (12, r"aplikasi|apk|login|error|eror|otp|daftar|update"),
    "rest": (8, r""),
}
# Most texts praise the application: people whose trouble is not solved are drawn once more, from all themes
UNSOLVED = (
    68,
    r"^(?!.*(?:membantu|mudah|mantap|alhamdulillah|respon cepat|cepat tanggap))(?:.*(?:"
    r"(?:belum|belom|blm|blum|tidak|tdk|gak?|gk|nggak) (?:pernah |ada )?(?:\w+ )?(?:datang|nyala|respon|"
    r"direspon|tangga\w+|ditangga\w+|tangani|ditangani|tindak\w*|ditindak\w*|petugas|teknisi)"
    r"|padam|mati lampu|lampu mati|listrik mati|mati listrik|mati mulu|percikan|kapan))",
)


def theme_of(text: str) -> str:
    return next(theme for theme, (_, pattern) in THEMES.items() if re.search(pattern, text.lower()))


def length_class(text: str) -> int:
    return sum(len(text) > limit for limit in LENGTH_CLASSES)


def into_cells(rows: list[Row]) -> list[list[Row]]:
    """``rows`` parted by source and length class, in a fixed order."""
    cells: dict[tuple[str, int], list[Row]] = defaultdict(list)
    for row in rows:
        cells[(row["source"], length_class(row["text"]))].append(row)
    return [cells[key] for key in sorted(cells)]


def take_in_turn(cells: list[list[Row]], quota: int, chosen: list[Row]) -> None:
    """Add up to ``quota`` rows to ``chosen``, one cell after the other, passing over near-duplicates."""
    taken = 0
    while taken < quota and any(cells):
        for cell in cells:
            if not cell or taken == quota:
                continue
            row = cell.pop()
            seen = [earlier["text"].lower() for earlier in chosen]
            alike = process.extractOne(
                row["text"].lower(), seen, scorer=fuzz.token_set_ratio, score_cutoff=NEAR_DUPLICATE
            )
            if not alike:
                chosen.append(row)
                taken += 1


def draw(rows: list[Row]) -> list[Row]:
    """The sample, in the order of the themes, the unsolved trouble last."""
    shuffler = random.Random(SEED)
    in_order = sorted(rows, key=lambda row: row["id"])
    fitting = [row for row in in_order if SHORTEST <= len(row["text"]) <= LONGEST]
    chosen: list[Row] = []
    for theme, (quota, _) in THEMES.items():
        cells = into_cells([row for row in fitting if theme_of(row["text"]) == theme])
        for cell in cells:
            shuffler.shuffle(cell)
        take_in_turn(cells, quota, chosen)
    quota, pattern = UNSOLVED
    drawn = {row["id"] for row in chosen}
    remaining = [row for row in fitting if row["id"] not in drawn and re.search(pattern, row["text"].lower())]
    shuffler.shuffle(remaining)
    take_in_turn([remaining], quota, chosen)
    return chosen


def main() -> None:
    parser = argparse.ArgumentParser(description="Draw the texts that reviews.yml labels.")
    parser.add_argument("reviews", type=Path, help="pln_reviews.csv, with columns id, text and source")
    with parser.parse_args().reviews.open(encoding="utf-8", newline="") as handle:
        rows = list(csv.DictReader(handle))
    writer = csv.writer(sys.stdout, delimiter="\t", lineterminator="\n")
    for row in draw(rows):
        writer.writerow([row["id"], row["source"].split("/")[0], " ".join(row["text"].split())])


if __name__ == "__main__":
    main()
