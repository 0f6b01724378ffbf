"""What is to be hidden of a talk from those who may not see who called: known from the talk's own facts and reports."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from bot.language.masking import Mask
from bot.qa.e2e_model import Case, SlotExpected

_NAMES = ("nama", "panggilan")
_PLACES = ("alamat", "jalan", "lokasi", "wilayah", "kelurahan", "kecamatan")
_PERHAPS_PLACES = ("bukti_pelapor", "isi_perubahan", "data_kurang")
_NOT_THE_CALLERS = ("nama_petugas", "alasan_")

Values = Iterable[tuple[str, Any]]
"""Names of slots, facts or fields of a ticket, with what they held; one name may come several times."""


def personal_values(values: Values) -> dict[str, list[str]]:
    """``{"names", "places"}``: those of ``values`` that tell who called, or where they live."""
    found: dict[str, set[str]] = {"names": set(), "places": set()}
    for name, value in values:
        if not isinstance(value, str) or name.startswith(_NOT_THE_CALLERS):
            continue
        if name.startswith(_NAMES):
            found["names"].add(value)
        elif any(part in name for part in (*_PLACES, *_PERHAPS_PLACES)):
            found["places"].add(value)
    return {kind: sorted(texts) for kind, texts in found.items()}


def mask_of(personal: Mapping[str, Any]) -> Mask:
    """Hides the values that :func:`personal_values` gave."""
    return Mask(personal.get("names", ()), personal.get("places", ()))


def values_of_test(test: Mapping[str, Any], case: Case | None = None) -> Iterator[tuple[str, Any]]:
    """What was known in the talk of a test's result (:mod:`bot.qa.run_json`), and in the ``case`` that it was."""
    for turn in test.get("talk", ()):
        yield from turn.get("slots", {}).items()
    for one in case.turns if case else ():
        yield from ((each.slot, each.value) for each in one.expectations if isinstance(each, SlotExpected))
