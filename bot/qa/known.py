"""Tests that are known to fail: a list that keeps them from being red, and that is red itself when it is out of date.

::

    known_failures:
    - test_case: tetangga yang melapor dengan bahasa Banjar   # the name of the test, as it is written there
      reason: kata-kata Banjar belum dikenali
      since: 2026-11-22
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from rapidfuzz import process

from bot.qa.e2e_model import Place
from bot.qa.lined_yaml import FormatError, LinedMapping, read_yaml

FILE_NAME = "known_failures.yml"
"""Lists of this name lie among the tests; they are no tests themselves."""

_KEYS = {"test_case", "reason", "since"}
_CLOSE_ENOUGH = 70


@dataclass(frozen=True)
class KnownFailure:
    """One test that may fail for now, why, and since when."""

    place: Place
    name: str
    reason: str
    since: date


def read_known(file: Path) -> dict[str, KnownFailure]:
    """The list in ``file`` by name of the test.

    Raises:
        FormatError: naming line and remedy.
    """
    content = read_yaml(file)
    items = content.get("known_failures") if isinstance(content, LinedMapping) else None
    if not isinstance(items, list):
        raise FormatError(Place(file, 1), "harus ada kunci 'known_failures' yang berisi daftar ('[]' bila kosong).")
    known: dict[str, KnownFailure] = {}
    for item in items:
        entry = _entry(file, item)
        if entry.name in known:
            raise FormatError(entry.place, f"uji {entry.name!r} sudah ada di daftar ini.")
        known[entry.name] = entry
    return known


def names_that_are_not(known: Mapping[str, KnownFailure], names: Collection[str]) -> Iterator[FormatError]:
    """Every entry whose test does not exist (any more)."""
    for entry in known.values():
        if entry.name not in names:
            near = process.extractOne(entry.name, names, score_cutoff=_CLOSE_ENOUGH)
            hint = f" Maksudnya {near[0]!r}?" if near else " Hapus dari daftar."
            yield FormatError(entry.place, f"uji {entry.name!r} tidak ada.{hint}")


def _entry(file: Path, item: object) -> KnownFailure:
    place = Place(file, getattr(item, "line", 1))
    if not isinstance(item, LinedMapping) or set(item) != _KEYS or not all(str(item[key]).strip() for key in _KEYS):
        raise FormatError(place, "setiap isi daftar harus memuat test_case, reason, dan since.")
    try:
        since = date.fromisoformat(str(item["since"]))
    except ValueError:
        raise FormatError(place, f"since {item['since']!r} bukan tanggal, misalnya 2026-11-22.") from None
    return KnownFailure(place, str(item["test_case"]).strip(), str(item["reason"]).strip(), since)
