"""Of each fault it is known beforehand in which talks it does something."""

from __future__ import annotations

from typing import Any

import pytest

from bot.qa.mutants import Mutant, mutants_of
from bot.qa.sightings import Talk, TalkTurn
from bot.qa.telling import Points
from bot.sop.book import Book, load_book

READABLE = {"kondisi_listrik": "padam", "layar_meter": "terbaca", "tampilan_meter": "periksa", "listrik_pulih": False}
OUTSIDE = {**READABLE, "hasil_kondisi": "padam_periksa", "hasil_laporan": "luar_wilayah", "hasil": "O3"}


@pytest.fixture(scope="module")
def book() -> Book:
    return load_book()


@pytest.fixture(scope="module")
def mutants(book: Book) -> dict[str, Mutant]:
    return {mutant.name: mutant for mutant in mutants_of(book)}


def talk(name: str, *steps: tuple[str, dict[str, Any]]) -> Talk:
    return Talk(name, tuple(TalkTurn(None, (), (step,), {}) for step in steps), {"topik": "periksa"})


def asked_by(name: str, known: dict[str, Any]) -> Talk:
    return talk(name, ("form_kondisi", known))


def told(book: Book, mutant: Mutant, *talks: Talk) -> list[str]:
    return Points.of(book, talks, {}).telling(mutant.book(book))


def test_a_talk_in_which_the_faulty_rule_asks_otherwise_tells_of_it(book: Book, mutants: dict[str, Mutant]) -> None:
    fault = mutants["periksa, PRK-03a-tampilan: layar_meter = terbaca dibalik"]
    dark = asked_by("layar gelap", {"kondisi_listrik": "padam", "layar_meter": "gelap", "pernah_tertera_periksa": True})
    readable = asked_by("layar terbaca", {"kondisi_listrik": "padam", "layar_meter": "terbaca"})
    on = asked_by("menyala", {"kondisi_listrik": "menyala"})
    assert sorted(told(book, fault, dark, readable, on)) == ["layar gelap", "layar terbaca"]


def test_a_fault_past_the_question_that_is_open_does_nothing_yet(book: Book, mutants: dict[str, Mutant]) -> None:
    fault = mutants["periksa, PRK-03b: syarat dihilangkan"]
    assert told(book, fault, asked_by("kondisi belum disebut", {})) == []


def test_a_talk_that_ends_in_another_row_or_with_other_words_tells_of_the_table(
    book: Book, mutants: dict[str, Mutant]
) -> None:
    ended = talk("di luar wilayah", ("form_kondisi", READABLE), ("action_buat_tiket", OUTSIDE))
    for name in ("baris O3: dihilangkan", "baris O3: teks O3 permasalahan 1 berubah"):
        assert told(book, mutants[f"periksa, {name}"], ended) == ["di luar wilayah"], name
    assert told(book, mutants["periksa, baris O7: dihilangkan"], ended) == []


def test_of_several_points_the_shortest_talk_of_each_comes_first(book: Book, mutants: dict[str, Mutant]) -> None:
    fault = mutants["periksa, PRK-03a: syarat dihilangkan"]  # asks for the meter's display although power is on
    again = {"kondisi_listrik": "menyala"}
    short, long = asked_by("singkat", again), talk("panjang", ("form_kondisi", {}), ("form_kondisi", again))
    elsewhere = {**again, "listrik_pulih": False}
    other = talk("paling panjang", *[("form_kondisi", {})] * 3, ("form_kondisi", elsewhere))
    found = told(book, fault, other, long, short)
    assert set(found[:2]) == {"singkat", "paling panjang"}
    assert found[2:] == ["panjang"]


def test_what_stands_for_an_unknown_fact_is_told_by_the_talks_in_which_it_was_not_known(
    book: Book, mutants: dict[str, Mutant]
) -> None:
    fault = mutants["periksa, fakta acuan_lokasi: when_unknown dihilangkan"]
    landmark = talk("tanpa acuan", ("validate_form_kelengkapan", {"acuan_lokasi": "tidak_disebutkan"}))
    known = talk("dengan acuan", ("validate_form_kelengkapan", {"acuan_lokasi": "dekat masjid"}))
    assert told(book, fault, known, landmark) == ["tanpa acuan"]


def test_the_stage_that_comes_next_is_looked_at_as_well(book: Book, mutants: dict[str, Mutant]) -> None:
    fault = mutants["periksa, tahap diagnosis: hasil_kesediaan = dipandu dibalik"]
    willing = talk("bersedia", ("form_kesediaan", {"di_lokasi": True, "bersedia_dipandu": True}))
    assert told(book, fault, willing) == ["bersedia"]
