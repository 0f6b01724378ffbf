"""Turn the public region table (``code,name`` per line) into the two compact files that the bot ships.

``regions.tsv`` holds provinces, kabupaten/kota and kecamatan, one ``code<TAB>name`` a line, in the order of
the codes. ``villages.txt.gz`` holds kelurahan and desa grouped by name, ``name,code code …`` a line, sorted
by the name in lower case: a reader finds a name in one slice of the text and need not build 84,000 objects.

Run as ``python -m bot.language.region_table <wilayah.csv.gz>`` when a new edition of the table appears.
"""

from __future__ import annotations

import csv
import gzip
import re
import sys
from collections import defaultdict
from pathlib import Path

from bot.settings import PROJECT_ROOT

REFERENCE = PROJECT_ROOT / "data" / "reference"
REGIONS_FILE = REFERENCE / "regions.tsv"
VILLAGES_FILE = REFERENCE / "villages.txt.gz"
ORDINARY_NAMES_FILE = REFERENCE / "ordinary_region_names.txt"
_VILLAGE_DOTS = 3
_KECAMATAN_DOTS = 2
_SHORTEST_UNMISTAKABLE = 5
_KIND = re.compile(r"^(Kabupaten|Kota)( Administrasi)? ")


def build(source: Path, regions_file: Path = REGIONS_FILE, villages_file: Path = VILLAGES_FILE) -> tuple[int, int]:
    """Write both files from the public table.

    Returns:
        How many regions (province to kecamatan) and how many distinct village names were written.

    Raises:
        ValueError: when the source has no rows, so that a broken download never empties the bot's knowledge.
    """
    regions: list[tuple[str, str]] = []
    villages: defaultdict[str, list[str]] = defaultdict(list)
    with gzip.open(source, "rt", encoding="utf-8", newline="") as table:
        for row in csv.DictReader(table):
            code, name = row["kode"].strip(), " ".join(row["nama"].split())
            if code.count(".") == _VILLAGE_DOTS:
                villages[name.replace(",", " ")].append(code)
            else:
                regions.append((code, name))
    if not regions or not villages:
        raise ValueError(f"{source} holds no regions")
    regions_file.write_text("".join(f"{code}\t{name}\n" for code, name in sorted(regions)), encoding="utf-8")
    lines = (
        f"{name},{' '.join(codes)}\n" for name, codes in sorted(villages.items(), key=lambda item: item[0].lower())
    )
    # A fixed time stamp keeps the file the same for the same table.
    with (
        villages_file.open("wb") as raw,
        gzip.GzipFile(filename="", fileobj=raw, mode="wb", mtime=0) as packed,
    ):
        packed.write("".join(lines).encode("utf-8"))
    return len(regions), len(villages)


def upper_regions() -> list[tuple[str, str]]:
    """Code and full name of every province, kabupaten/kota and kecamatan, in the order of the codes."""
    lines = REGIONS_FILE.read_text(encoding="utf-8").splitlines()
    return [(code, name) for code, _, name in (line.partition("\t") for line in lines)]


def without_kind(name: str) -> str:
    """The name without "Kabupaten" or "Kota" before it."""
    return _KIND.sub("", name)


def ordinary_names() -> frozenset[str]:
    """Names of regions, in lower case, that are everyday words or person names as well."""
    lines = ORDINARY_NAMES_FILE.read_text(encoding="utf-8").splitlines()
    return frozenset(word for line in lines if not line.startswith("#") for word in line.split())


def unmistakable_names() -> list[str]:
    """Names, province to kecamatan, that can hardly mean anything else; each once, sorted."""
    ordinary = ordinary_names()
    names = set()
    for code, full_name in upper_regions():
        name = without_kind(full_name)
        long_enough = code.count(".") < _KECAMATAN_DOTS or len(name) >= _SHORTEST_UNMISTAKABLE
        if long_enough and name.lower() not in ordinary:
            names.add(name)
    return sorted(names)


if __name__ == "__main__":
    sys.stdout.write("{} regions, {} village names\n".format(*build(Path(sys.argv[1]))))
