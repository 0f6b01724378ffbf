"""Which values of a talk tell who called."""

from __future__ import annotations

from pathlib import Path

from bot.qa.e2e_model import Case, Place, SlotExpected, Turn
from bot.qa.personal import personal_values, values_of_test

HERE = Place(Path("web-1"), 1)


def test_names_and_places_are_told_apart_from_what_says_nothing_of_the_caller() -> None:
    values = [
        ("nama", "Budi"), ("nama_petugas", "Tara"), ("alamat_sesuai", True), ("alamat_lengkap", "Jl. Kenanga"),
        ("acuan_lokasi", "seberang masjid"), ("kondisi_listrik", "padam"), ("alasan_beda_alamat", "pemekaran"),
    ]  # fmt: skip
    assert personal_values(values) == {"names": ["Budi"], "places": ["Jl. Kenanga", "seberang masjid"]}


def test_a_recorded_talk_knows_also_what_was_understood_then() -> None:
    turn = Turn(HERE, "ini budi", expectations=(SlotExpected(HERE, "nama", "Budi"),))
    test = {"talk": [{"said": "ini budi", "slots": {"alamat_lengkap": "Cibubur"}}]}
    found = personal_values(values_of_test(test, Case(HERE, "percakapan web-1", (turn,), recorded=True)))
    assert found == {"names": ["Budi"], "places": ["Cibubur"]}
