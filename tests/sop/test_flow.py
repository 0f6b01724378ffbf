"""The way through the book: what is asked next, what is said, and which ticket comes out."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.sop.book import Book, Topic, load_book
from bot.sop.conditions import holds
from bot.sop.flow import facts_resting_on, next_step, outcome_of, stages_after

Facts = dict[str, Any]
BOOK: Book = load_book()
PERIKSA: Topic = BOOK.topics["periksa"]


def asked_and_said(form: str, facts: Facts, said: tuple[str, ...] = ()) -> tuple[str | None, list[str]]:
    """The fact that the stage asks for now, and the responses spoken before the question."""
    step = next_step(BOOK, BOOK.stages[form], facts, said)
    return step.ask.ask if step.ask else None, [rule.say for rule in step.say]


# --- one stage ----------------------------------------------------------------------------------


def test_the_first_fact_that_is_not_known_is_asked() -> None:
    assert asked_and_said("form_kondisi", {}) == ("kondisi_listrik", [])
    assert asked_and_said("form_kondisi", {"kondisi_listrik": "padam"}) == ("layar_meter", [])


def test_a_no_is_known_and_is_not_asked_again() -> None:
    facts = {"pernah_lapor": False, "identitas": "tidak_ada"}
    assert asked_and_said("form_laporan", facts, said=("PRK-04",)) == (None, [])


def test_what_is_only_said_comes_before_the_question_and_only_once() -> None:
    assert asked_and_said("form_laporan", {}) == ("pernah_lapor", ["utter_empati"])
    assert asked_and_said("form_laporan", {}, said=("PRK-04",)) == ("pernah_lapor", [])


def test_rules_that_do_not_apply_are_passed_over() -> None:
    assert asked_and_said("form_kondisi", {"kondisi_listrik": "menyala"}) == (None, [])


def test_what_was_volunteered_is_not_asked() -> None:
    assert asked_and_said("form_kesediaan", {"di_lokasi": True}) == ("bersedia_dipandu", [])


def test_the_nine_codes_come_in_the_books_order_each_once() -> None:
    facts: Facts = {"siap_di_meter": True}
    asked: list[str] = []
    while (fact := asked_and_said("form_diagnosis", facts)[0]) is not None:
        asked.append(fact)
        facts[fact] = "Null"
    assert asked == [
        "kode_08", "kode_70", "kode_71", "kode_41", "kode_44", "kode_45", "kode_46", "kode_37", "kode_47",
    ]  # fmt: skip


# --- e-mail and contact (DP-01 … DP-05, PRK-16) -----------------------------------------------------

REACHED: Facts = {
    "alamat_lengkap": "Jl. Melati 7",
    "acuan_lokasi": "masjid",
    "jenis_nomor": "seluler",
    "nomor_dapat_dihubungi": True,
    "kontak": "wa",
}


@pytest.mark.parametrize("role", ["pemilik", "penyewa", "penanggung_jawab"])
def test_owner_tenant_and_responsible_person_are_asked_for_the_email(role: str) -> None:
    facts = {**REACHED, "peran_pelapor": role}
    assert asked_and_said("form_kelengkapan", facts, said=("PRK-04",)) == ("email_pelapor", [])


@pytest.mark.parametrize(
    "facts",
    [{"peran_pelapor": "bukan"}, {"marah": True}, {"mendesak": True}, {"peran_pelapor": "pemilik", "marah": True}],
)
def test_others_the_angry_and_the_endangered_are_not_asked_for_the_email(facts: Facts) -> None:
    assert asked_and_said("form_kelengkapan", {**REACHED, **facts}, said=("PRK-04",)) == (None, [])


@pytest.mark.parametrize(
    ("facts", "asked"),
    [
        ({"jenis_nomor": "pstn"}, "hp_pelapor"),
        ({"jenis_nomor": "tidak_ada"}, "hp_pelapor"),
        ({"jenis_nomor": "seluler"}, "nomor_dapat_dihubungi"),
        ({"jenis_nomor": "seluler", "nomor_dapat_dihubungi": False}, "hp_pelapor"),
        ({"jenis_nomor": "seluler", "nomor_dapat_dihubungi": True}, "kontak"),
        ({"jenis_nomor": "pstn", "hp_pelapor": "081200000001"}, "kontak"),
        ({"jenis_nomor": "pstn", "hp_pelapor": "tidak_ada"}, "peran_pelapor"),
    ],
)
def test_the_number_in_use_decides_how_the_mobile_number_is_asked(facts: Facts, asked: str) -> None:
    known = {"alamat_lengkap": "Jl. Melati 7", "acuan_lokasi": "masjid", **facts}
    assert asked_and_said("form_kelengkapan", known, said=("PRK-04",))[0] == asked


@pytest.mark.parametrize("willing", ["tidak_ada_orang", "tidak_bersedia"])
def test_only_who_is_away_or_unwilling_is_asked_about_a_confirmation(willing: str) -> None:
    facts = {**REACHED, "peran_pelapor": "bukan", "hasil_kesediaan": willing}
    assert asked_and_said("form_kelengkapan", facts, said=("PRK-04",))[0] == "minta_konfirmasi"
    asks_when = asked_and_said("form_kelengkapan", {**facts, "minta_konfirmasi": True}, said=("PRK-04",))
    assert asks_when[0] == "waktu_konfirmasi"
    guided = {**facts, "hasil_kesediaan": "dipandu"}
    assert asked_and_said("form_kelengkapan", guided, said=("PRK-04",))[0] is None


def test_the_closing_keeps_the_order_guarantee_number_education_ctt_help() -> None:
    facts: Facts = {"tiket_terkirim": True, "hasil_kondisi": "menyala"}
    course: list[str] = []
    said: list[str] = []
    while True:
        step = next_step(BOOK, BOOK.stages["form_penutup"], facts, said)
        course += [rule.id for rule in step.say]
        said += [rule.id for rule in step.say]
        if step.ask is None:
            break
        course.append(step.ask.id)
        facts[step.ask.ask] = step.ask.ask not in ("nomor_dicatat", "bantuan_lain")
    assert course == ["PRK-18", "PRK-19", "PRK-20", "PRK-20-garansi", "PRK-21", "PRK-22", "PRK-23"]


def test_without_a_ticket_the_closing_speaks_of_no_report() -> None:
    facts = {"tiket_terkirim": None, "hasil_kondisi": "listrik_pulih"}
    assert asked_and_said("form_penutup", facts) == ("bantuan_lain", ["utter_listrik_pulih"])


# --- the whole book ---------------------------------------------------------------------------------


def row_by_catalogue(facts: Facts) -> str | None:
    """The outcome table of the catalogue, written down a second time by hand."""
    if facts["kondisi_listrik"] == "padam":
        if facts["layar_meter"] == "gelap":
            return "O1" if facts["pernah_tertera_periksa"] else "O9"
        if facts["tampilan_meter"] == "lain":
            return "O9"
        if facts["listrik_pulih"]:
            return "O8"
    if facts["pernah_lapor"]:
        return None  # the way of LU, which a human officer goes
    if facts["identitas"] == "tidak_ada":
        return "O2" if facts["kondisi_listrik"] == "padam" else "O7"
    if not facts["wilayah_self_diagnosis"]:
        return "O3"
    if facts["di_lokasi"]:
        return "O10" if facts["bersedia_dipandu"] else "O5"
    return "O6" if facts["orang_dipercaya"] and facts["orang_bersedia"] else "O4"


def walked(truth: Facts) -> Facts:
    """The facts of a talk with a caller whose every answer is in ``truth``, as far as the book leads it."""
    facts: Facts = {}

    def go_through(form: str) -> str | None:
        stage = BOOK.stages[form]
        asked: list[str] = []
        while (step := next_step(BOOK, stage, facts, ())).ask is not None:
            fact = step.ask.ask
            assert fact not in asked, f"{fact} is asked twice"
            asked.append(fact)
            facts[fact] = truth[fact]
            if fact == "identitas" and truth[fact] != "tidak_ada":
                facts["alamat_tercatat"] = True
                facts["wilayah_self_diagnosis"] = truth["wilayah_self_diagnosis"]
        result = stage.outcome(facts)
        facts[stage.outcome_slot] = result
        return result

    if go_through("form_kondisi") in ("menyala", "padam_periksa") and go_through("form_laporan") == "dalam_wilayah":
        go_through("form_kesediaan")
    return facts


_YES_NO = st.booleans()
_TRUTHS = st.fixed_dictionaries(
    {
        "kondisi_listrik": st.sampled_from(["padam", "menyala"]),
        "layar_meter": st.sampled_from(["terbaca", "gelap"]),
        "pernah_tertera_periksa": _YES_NO,
        "tampilan_meter": st.sampled_from(["periksa", "lain"]),
        "listrik_pulih": _YES_NO,
        "pernah_lapor": _YES_NO,
        "identitas": st.sampled_from(["541234500001", "tidak_ada"]),
        "alamat_sesuai": _YES_NO,
        "identitas_benar": st.just(True),
        "alasan_beda_alamat": st.just("pemekaran"),
        "wilayah_self_diagnosis": _YES_NO,
        "di_lokasi": _YES_NO,
        "orang_dipercaya": _YES_NO,
        "orang_bersedia": _YES_NO,
        "bersedia_dipandu": _YES_NO,
    }
)


@settings(max_examples=300)
@given(_TRUTHS)
def test_whatever_the_caller_answers_exactly_the_catalogues_row_comes_out(truth: Facts) -> None:
    facts = walked(truth)
    rows = [outcome.id for outcome in PERIKSA.outcomes if holds(outcome.when, facts)]
    expected = row_by_catalogue(truth)
    assert rows == ([expected] if expected else [])
    outcome = outcome_of(PERIKSA, facts)
    assert (outcome.id if outcome else None) == expected
    if outcome is not None and outcome.ticket is not None:
        assert outcome.permasalahan_for(facts)


@settings(max_examples=200)
@given(
    st.sampled_from(sorted(stage.form for stage in PERIKSA.stages)),
    st.dictionaries(
        st.sampled_from(sorted(BOOK.facts)),
        st.sampled_from([None, True, False, "padam", "menyala", "tidak_ada", "gelap"]),
    ),
)
def test_no_stage_asks_for_what_is_known_and_every_stage_ends(form: str, facts: Facts) -> None:
    for _ in range(len(BOOK.facts)):
        step = next_step(BOOK, BOOK.stages[form], facts, ())
        if step.ask is None:
            return
        assert facts.get(step.ask.ask) is None
        facts[step.ask.ask] = True
    pytest.fail(f"{form} never ends")


# --- what a correction overturns ----------------------------------------------------------------------


def test_what_was_asked_only_because_of_a_fact_rests_on_it() -> None:
    assert facts_resting_on(BOOK, PERIKSA, "di_lokasi") >= {"orang_dipercaya", "orang_bersedia", "bersedia_dipandu"}


def test_it_rests_also_at_second_hand() -> None:
    resting = facts_resting_on(BOOK, PERIKSA, "layar_meter")
    assert {"tampilan_meter", "listrik_pulih"} <= resting
    assert "kondisi_listrik" not in resting


def test_nothing_rests_on_a_landmark() -> None:
    assert facts_resting_on(BOOK, PERIKSA, "acuan_lokasi") == set()


def test_the_stages_after_a_form_begin_with_its_own() -> None:
    assert [stage.form for stage in stages_after(PERIKSA, "form_kelengkapan")] == ["form_kelengkapan", "form_penutup"]
