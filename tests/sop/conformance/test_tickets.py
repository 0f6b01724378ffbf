"""What a report shows of the row that it was made for."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from bot.sop.book import Outcome, load_book
from bot.sop.conformance.assess import assess
from bot.sop.conformance.result import DUPLICATE, WRONG_TICKET
from bot.sop.conformance.talk import CALLER, CSO, Talk, Turn
from bot.sop.conformance.tickets import may_be_made, repeats_earlier, wrong_fields

BOOK = load_book()
LAPOR_ULANG, PERIKSA = BOOK.topics["lapor_ulang"], BOOK.topics["periksa"]

EARLIER = {"nomor": "G5426113000001", "jenis": "GANGGUAN", "keterangan": "petugas belum datang"}
FOLLOWING = {
    "nomor": "G5426113000002",
    "jenis": "GANGGUAN",
    "tipe_wo": "WO AUTODISPATCH",
    "permasalahan": "1 RUMAH PADAM. CC.54.HANA. NOMOR LAPORAN TERKAIT G: G5426113000001",
    "nomor_terkait": "G5426113000001",
}
OPEN_REPORT = {"hasil_cari": "ditemukan", "hasil_tindak_lanjut": "laporan_lama", "sisi_masalah": "pln"}


def row(row_id: str) -> Outcome:
    return next(one for one in LAPOR_ULANG.outcomes if one.id == row_id)


def wrong(row_id: str, ticket: dict[str, Any]) -> list[str]:
    return [name for name, _, _ in wrong_fields(row(row_id), {}, ticket)]


@pytest.mark.parametrize(
    ("row_id", "marks", "faults"),
    [
        ("LU-02", {"lapor_ulang": True}, []),
        ("LU-02", {}, ["lapor_ulang"]),
        ("LU-03", {}, []),
        ("LU-03", {"lapor_ulang": True}, ["lapor_ulang"]),
        ("UL-01", {"lapor_ulang": False}, []),
        ("UL-01", {"eskalasi": True}, ["eskalasi"]),
        ("LU-04", {"lapor_ulang": True}, []),
    ],
)
def test_on_an_earlier_report_the_icon_counts_and_not_what_was_there_before(
    row_id: str, marks: dict[str, Any], faults: list[str]
) -> None:
    assert wrong(row_id, {**EARLIER, **marks}) == faults


@pytest.mark.parametrize(
    ("row_id", "marks", "faults"),
    [("LU-06", {"eskalasi": True}, []), ("LU-06", {}, ["eskalasi"]), ("LU-10", {"eskalasi": True}, ["eskalasi"])],
)
def test_a_new_report_is_escalated_where_the_table_says_so(
    row_id: str, marks: dict[str, Any], faults: list[str]
) -> None:
    assert wrong(row_id, {**FOLLOWING, **marks}) == faults


def test_a_full_stop_makes_no_other_report() -> None:
    without_stops = FOLLOWING["permasalahan"].replace(".  ", " ").replace(". ", " ")
    assert wrong("LU-10", {**FOLLOWING, "permasalahan": without_stops}) == []
    assert wrong("LU-10", {**FOLLOWING, "permasalahan": "1 RUMAH PADAM"}) == ["permasalahan"]


def test_of_an_open_row_a_report_that_no_row_makes_is_wrong() -> None:
    facts = {"kondisi_listrik": "padam"}
    made = {"jenis": "GANGGUAN", "tipe_wo": "WO AUTODISPATCH", "tipe_permasalahan": "Tetangga Tidak Turut Padam"}
    texts = [text for one in PERIKSA.outcomes if one.id == "O9" for _, text in one.permasalahan]
    assert may_be_made(PERIKSA, facts, {**made, "permasalahan": texts[0]})
    assert not may_be_made(PERIKSA, facts, {**made, "permasalahan": "LAMPU JALAN MATI"})
    assert not may_be_made(PERIKSA, facts, {**made, "permasalahan": texts[0], "jenis": "KELUHAN"})


def test_a_new_report_beside_the_one_to_be_worked_on_is_a_duplicate() -> None:
    assert repeats_earlier(LAPOR_ULANG, OPEN_REPORT, FOLLOWING)
    assert not repeats_earlier(LAPOR_ULANG, OPEN_REPORT, EARLIER)
    assert not repeats_earlier(LAPOR_ULANG, {**OPEN_REPORT, "hasil_tindak_lanjut": "laporan_baru"}, FOLLOWING)


@pytest.mark.parametrize(
    ("ticket", "kinds"),
    [
        (FOLLOWING, [DUPLICATE]),
        ({**EARLIER, "lapor_ulang": True}, []),
        (EARLIER, [WRONG_TICKET]),
    ],
)
def test_a_talk_about_an_open_report_past_its_time(ticket: dict[str, Any], kinds: list[str]) -> None:
    told = {
        "nomor_laporan": "G5426113000001",
        "laporan_benar": True,
        "jenis_laporan": "GANGGUAN",
        "status_laporan": "BELUM SELESAI",
        "sisi_masalah": "pln",
        "mendesak": False,
        "lewat_tmp": True,
    }
    turns = (
        Turn(CALLER, "Laporan saya belum ditangani.", facts=told),
        Turn(CSO, "Sudah saya catat.", tickets=(ticket,)),
    )
    talk = Talk("lapor ulang", turns, "lapor_ulang", known={}, tickets_known=True)
    errors = assess(BOOK, replace(talk, sheet=told)).critical_errors
    assert [error.kind for error in errors if error.kind in (DUPLICATE, WRONG_TICKET)] == kinds
