"""The oracle against rows of the outcome table that were read by hand from the SOP catalogue."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from bot import clock
from bot.customers.demo import demo_customers
from bot.qa.selfplay.branches import LEAVES, Branches, topics_with_outcomes
from bot.qa.selfplay.oracle import Oracle, Verdict
from bot.roleplay.sheet import Sheet
from bot.sop.book import load_book
from bot.sop.flow import outcome_of
from tests.qa.selfplay.conftest import BOOK, SAMPLER, sheet_of


def verdict(sheet: Sheet, angry: bool = False, **told: Any) -> Verdict:
    return Oracle(BOOK).verdict(sheet, told=told, angry=angry)


def with_facts(sheet: Sheet, **facts: Any) -> Sheet:
    known = {name: value for name, value in {**sheet.facts, **facts}.items() if value is not None}
    return replace(sheet, facts=known, hidden=frozenset(), spare={})


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ("O1", {
            "jenis": "GANGGUAN", "tipe_wo": "WO AUTODISPATCH", "issue_closed": False, "status": "BELUM SELESAI",
            "permasalahan": "1 RUMAH PADAM (LAYAR APP BLANK/GELAP, SEBELUMNYA TERTERA PERIKSA)",
            "tipe_permasalahan": "Tetangga Tidak Turut Padam", "self_diagnosis": None, "idpel": None,
        }),
        ("O3", {
            "tipe_wo": "WO AUTODISPATCH", "permasalahan": "DISPLAY PADA APP TERTERA PERIKSA (LISTRIK MASIH MENYALA)",
            "tanggal_padam": None, "konfirmasi": None, "self_diagnosis": None,
        }),
        ("O6", {
            "tipe_wo": None, "issue_closed": True, "status": "SELESAI",
            "permasalahan": "DISPLAY APP TERTERA PERIKSA, ORANG DI LOKASI AKAN MENGHUBUNGI KEMBALI",
        }),
        ("O7", {
            "tipe_wo": None, "issue_closed": True, "status": "SELESAI", "idpel": None,
            "permasalahan":
                "DISPLAY APP TERTERA PERIKSA (LISTRIK MASIH MENYALA), PELANGGAN AKAN MENYIAPKAN IDPEL/NO METER",
        }),
        ("O10", {
            "tipe_wo": "KWH PERIKSA", "permasalahan": "DISPLAY PADA APP TERTERA PERIKSA (LISTRIK MASIH MENYALA)",
        }),
    ],
)  # fmt: skip
def test_the_row_and_its_form(row: str, expected: dict[str, Any]) -> None:
    read = verdict(sheet_of(row))
    assert read.row == row
    assert read.ticket is not None
    assert {name: read.ticket[name] for name in expected} == expected


def test_power_that_came_back_makes_no_ticket() -> None:
    assert verdict(sheet_of("O8")) == Verdict("O8", None)


def test_an_explanation_that_stays_unclear_goes_to_an_officer() -> None:
    unclear = {"jenis_iconnet": "tagihan", "wilayah_iconnet": "(disebutkan)", "penjelasan_jelas": False}
    sheet = replace(SAMPLER.sample("iconnet", unclear, "1"), wants_human=False)
    assert verdict(sheet) == Verdict(None, None, handed_over=True)


OPEN = {"hasil_cari": "ditemukan", "sisi_masalah": "pln", "laporan_dari_nomor": True, "laporan_benar": True}


def followed_up(**facts: Any) -> tuple[Sheet, Verdict]:
    sheet = replace(SAMPLER.sample("lapor_ulang", {**OPEN, **facts}, "3"), wants_human=False)
    return sheet, verdict(sheet)


@pytest.mark.parametrize(
    ("facts", "row", "marked", "escalated"),
    [
        ({"jenis_laporan": None, "lewat_tmp": True, "mendesak": None, "status_laporan": None}, "LU-02", True, False),
        ({"jenis_laporan": None, "lewat_tmp": None, "mendesak": None, "status_laporan": None}, "LU-03", False, False),
        ({"jenis_laporan": None, "lewat_tmp": None, "mendesak": True, "status_laporan": None}, "LU-04", True, False),
        ({"jenis_laporan": "KELUHAN", "status_laporan": None, "mendesak": None}, "LU-05", True, False),
        ({"jenis_laporan": None, "status_laporan": "SELESAI", "sejak_revisi": True}, "LU-06", True, True),
        ({"jenis_laporan": None, "status_laporan": "SELESAI", "sejak_revisi": None}, "LU-10", True, False),
        ({"jenis_laporan": "KELUHAN", "status_laporan": "SELESAI"}, "LU-07", False, False),
    ],
)
def test_what_becomes_of_a_report_that_was_there_already(
    facts: dict[str, Any], row: str, marked: bool, escalated: bool
) -> None:
    sheet, read = followed_up(**facts)
    assert read.row == row
    assert read.earlier is not None
    assert (read.earlier["lapor_ulang"], read.earlier["eskalasi"]) == (marked, escalated)
    assert sheet.earlier is not None
    follows = None if read.ticket is None else read.ticket["nomor_terkait"]
    assert follows == (sheet.earlier.number if sheet.earlier.done else None)


def test_a_report_that_is_not_the_callers_is_not_touched_and_not_named() -> None:
    facts = {"progres_cocok": False, "acuan_progres": "(disebutkan)"}
    sheets = [replace(SAMPLER.sample("progres", facts, str(seed)), wants_human=False) for seed in range(12)]
    strangers = [sheet for sheet in sheets if sheet.earlier is not None]
    assert strangers
    assert not any(verdict(sheet).told_number or verdict(sheet).earlier for sheet in strangers)


def test_an_application_is_expected_as_it_was_asked_for() -> None:
    told = ("alamat_permohonan", "daya_permohonan", "mulai_sementara", "sampai_sementara")
    facts = {"jenis_permohonan": "ps", **dict.fromkeys(told, "(disebutkan)")}
    sheet = replace(SAMPLER.sample("permohonan", facts, "1"), wants_human=False)
    read = verdict(sheet)
    assert read.ticket is None
    assert read.application is not None
    assert (read.application["jenis"], read.application["idpel"]) == ("PS", None)
    assert read.application["mulai"] < read.application["sampai"]


def test_who_asks_for_a_human_gets_one_and_no_ticket() -> None:
    assert verdict(replace(sheet_of("O1"), wants_human=True)) == Verdict(None, None, handed_over=True)


def test_the_nine_values_are_those_of_the_sheet() -> None:
    sheet = with_facts(sheet_of("O10"), kode_08="0402", kode_47="Null")
    read = verdict(sheet).ticket
    assert read is not None
    assert list(read["self_diagnosis"]) == ["08", "70", "71", "41", "44", "45", "46", "37", "47"]
    assert read["self_diagnosis"]["08"] == "0402"
    assert read["self_diagnosis"]["47"] == "Null"


@pytest.mark.parametrize(
    ("caller_id", "facts", "hp", "kontak"),
    [
        ("081200010001", {"nomor_dapat_dihubungi": True, "kontak": "keduanya"},
         "081200010001", ["telepon", "wa", "sms"]),
        ("081200010001", {"nomor_dapat_dihubungi": False, "hp_pelapor": "081200020002", "kontak": "wa"},
         "081200020002", ["telepon", "wa"]),
        ("081200010001", {"nomor_dapat_dihubungi": False, "hp_pelapor": "tidak_ada"}, None, []),
        ("0215002001", {"hp_pelapor": "081200020002", "kontak": "tidak_keduanya"}, "081200020002", ["telepon"]),
        (None, {"hp_pelapor": "tidak_ada"}, None, []),
    ],
)  # fmt: skip
def test_how_the_reporter_is_reached(
    caller_id: str | None, facts: dict[str, Any], hp: str | None, kontak: list[str]
) -> None:
    sheet = replace(with_facts(sheet_of("O3"), **facts), caller_id=caller_id)
    read = verdict(sheet).ticket
    assert read is not None
    assert (read["no_telepon"], read["hp_pelapor"], read["kontak"]) == (caller_id, hp, kontak)


def test_a_report_carries_how_the_caller_was_reached_in_an_earlier_matter_of_the_call() -> None:
    sheet = replace(sheet_of("O7"), caller_id="081200010001")
    read = verdict(sheet, nomor_dapat_dihubungi=True, kontak="wa").ticket
    assert read is not None
    assert (read["hp_pelapor"], read["kontak"]) == ("081200010001", ["telepon", "wa"])
    untold = verdict(sheet).ticket
    assert untold is not None
    assert (untold["hp_pelapor"], untold["kontak"]) == (None, [])


@pytest.mark.parametrize(
    ("role", "angry", "told", "email"),
    [
        ("pemilik", False, {}, "rina@example.id"),
        ("bukan", False, {}, None),
        ("pemilik", True, {}, None),
        ("pemilik", True, {"email_pelapor": "rina@example.id"}, "rina@example.id"),
    ],
)
def test_the_email_is_asked_of_owner_tenant_and_keeper_who_are_not_angry(
    role: str, angry: bool, told: dict[str, Any], email: str | None
) -> None:
    sheet = with_facts(sheet_of("O3"), peran_pelapor=role, email_pelapor="rina@example.id")
    read = verdict(sheet, angry, **told).ticket
    assert read is not None
    assert read["email_pelapor"] == email


def test_a_slip_taken_back_too_late_stays_in_the_form_and_the_truth_goes_to_the_remarks() -> None:
    sheet = with_facts(sheet_of("O3"), peran_pelapor="pemilik", email_pelapor="rina@example.id")
    read = Oracle(BOOK).verdict(
        sheet, told={"email_pelapor": "rina@example.id"}, angry=False, too_late={"email_pelapor": "rini@example.id"}
    )
    assert read.ticket is not None
    assert read.ticket["email_pelapor"] == "rini@example.id"
    assert "rina@example" in read.ticket["keterangan"]["matches"].replace("\\", "")


def test_an_appointment_is_kept_on_the_clock_of_the_premises() -> None:
    sheet = with_facts(sheet_of("O1"))
    moment = sheet.facts["tanggal_padam"] if sheet.facts["tanggal_padam"] != "tidak_tahu" else sheet.moment
    read = verdict(with_facts(sheet, tanggal_padam=moment)).ticket
    assert read is not None
    assert read["tanggal_padam"] == clock.local(moment, sheet.customer.zona).isoformat()


def test_it_agrees_with_the_branch_for_every_branch_of_the_book() -> None:
    book = load_book()
    branches = Branches(book, demo_customers(), topics_with_outcomes(book))
    for number in range(6 * len(branches.rows)):
        branch, sheet = branches.sheet(number, seed=11)
        read = Oracle(book).verdict(replace(sheet, wants_human=False), told={}, angry=False)
        if branch.goes_on:
            assert read.row in {outcome.id for outcome in book.topics[branch.goes_on].outcomes}
            continue
        assert (read.row or LEAVES) == branch.row
        if read.row:
            # what the assistant looks up by agrees, when it is given the steering slots of the branch
            outcome = outcome_of(book.topics[branch.topic], branch.facts)
            assert outcome is not None
            assert outcome.id == read.row
