"""A sheet is one customer to whom exactly one branch of the book happens, and who never contradicts themselves."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.customers.demo import demo_customers
from bot.roleplay.sampling import CannotBeArranged, SheetSampler
from bot.roleplay.sheet import Sheet
from bot.roleplay.world import World
from bot.sop.book import load_book
from bot.sop.ways import Way, walk

BOOK = load_book()
SAMPLER = SheetSampler(BOOK, demo_customers())
POSSIBLE = {
    "listrik_pulih": {
        "kondisi_listrik": "padam", "layar_meter": "terbaca", "tampilan_meter": "periksa", "listrik_pulih": True,
    },
    "layar_gelap": {"kondisi_listrik": "padam", "layar_meter": "gelap", "pernah_tertera_periksa": True},
    "luar_wilayah": {
        "kondisi_listrik": "menyala", "pernah_lapor": False, "identitas": "(disebutkan)", "alamat_sesuai": True,
        "alamat_tercatat": True, "wilayah_self_diagnosis": False,
    },
    "nomor_keliru": {
        "kondisi_listrik": "menyala", "pernah_lapor": False, "identitas": "(disebutkan)", "alamat_sesuai": False,
        "identitas_benar": False, "alamat_tercatat": True, "wilayah_self_diagnosis": True,
    },
}  # fmt: skip


def ways() -> list[tuple[str, Way]]:
    return [(topic.name, way) for topic in BOOK.topics.values() if topic.outcomes for way in walk(BOOK, topic).ways]


@settings(deadline=None, max_examples=150)
@given(st.sampled_from(ways()), st.integers(0, 10_000))
def test_a_sheet_never_contradicts_itself(way: tuple[str, Way], seed: int) -> None:
    try:
        sheet = SAMPLER.sample(way[0], way[1].facts, str(seed))
    except CannotBeArranged:
        return
    assert not list(World().contradictions(sheet.facts))


@settings(deadline=None, max_examples=100)
@given(st.sampled_from(sorted(POSSIBLE)), st.integers(0, 10_000))
def test_what_the_branch_says_is_on_the_sheet(branch: str, seed: int) -> None:
    facts: dict[str, Any] = POSSIBLE[branch]
    sheet = SAMPLER.sample("periksa", facts, str(seed))
    for name, value in facts.items():
        if BOOK.facts[name].kind != "derived" and value != "(disebutkan)":
            told_at_first = (sheet.mistake.meanwhile if sheet.mistake else {}).get(name)
            assert value in (sheet.facts.get(name), told_at_first)


@given(st.sampled_from(sorted(POSSIBLE)), st.integers(0, 1000))
@settings(deadline=None, max_examples=25)
def test_the_same_seed_gives_the_same_customer(branch: str, seed: int) -> None:
    def sheet() -> Sheet:
        return SheetSampler(BOOK, demo_customers()).sample("periksa", POSSIBLE[branch], str(seed))

    assert sheet() == sheet()


def test_other_seeds_give_other_customers() -> None:
    sheets = {SAMPLER.sample("periksa", POSSIBLE["layar_gelap"], str(seed)).customer.idpel for seed in range(20)}
    assert len(sheets) > 10


def test_a_first_number_that_was_wrong_is_another_customers() -> None:
    sheet = SAMPLER.sample("periksa", POSSIBLE["nomor_keliru"], "1")
    assert sheet.mistake is not None
    assert sheet.mistake.value not in (sheet.customer.idpel, sheet.customer.nomor_meter)
    assert sheet.facts["identitas"] in (sheet.customer.idpel, sheet.customer.nomor_meter)
    assert sheet.facts["alamat_sesuai"] is True


def test_a_branch_that_no_record_can_show_is_refused() -> None:
    facts = {"identitas": "tidak_ada", "wilayah_self_diagnosis": True}
    with pytest.raises(CannotBeArranged, match="wilayah_self_diagnosis"):
        SAMPLER.sample("periksa", facts, "1")


@pytest.mark.parametrize("inside", [True, False])
def test_the_area_follows_from_the_customer_and_the_date(inside: bool) -> None:
    facts = {**POSSIBLE["luar_wilayah"], "wilayah_self_diagnosis": inside}
    units = {SAMPLER.sample("periksa", facts, str(seed)).customer.uid for seed in range(40)}
    assert ("UID Bali" in units or "UID Aceh" in units or "UID Jawa Timur" in units) is not inside


def test_what_is_hidden_is_known() -> None:
    sheet = SAMPLER.sample("periksa", POSSIBLE["luar_wilayah"], "5")
    assert sheet.hidden
    assert sheet.hidden <= set(sheet.facts)
    assert not any(sheet.may_volunteer(name) for name in sheet.hidden)
