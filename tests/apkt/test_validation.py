"""Nothing malformed or too long is saved, and each refusal names its field in Indonesian."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.apkt.errors import TicketError
from bot.apkt.model import KWH_PERIKSA, Coordinates
from bot.apkt.validation import TEXT_LIMITS, clean_changes, clean_draft, clean_text
from tests.apkt.drafts import FULL_GANGGUAN, NINE_VALUES, gangguan

LONELY_SURROGATE = chr(0xD800)


def test_a_good_report_is_left_as_it_is() -> None:
    assert clean_draft(FULL_GANGGUAN) == FULL_GANGGUAN


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        ("jenis", "", "wajib_diisi"),
        ("jenis", "PUJIAN", "tidak_dikenal"),
        ("permasalahan", "   ", "wajib_diisi"),
        ("permasalahan", "x" * 501, "terlalu_panjang"),
        ("permasalahan", 7, "format_salah"),
        ("kode_unit", "5", "format_salah"),
        ("kode_unit", "", "wajib_diisi"),
        ("tipe_wo", "WO LAIN", "tidak_dikenal"),
        ("tipe_wo", ["WO AUTODISPATCH"], "tidak_dikenal"),
        ("idpel", "12345678901", "format_salah"),
        ("idpel", "12345678901a", "format_salah"),
        ("idpel", "١٢٣٤٥٦٧٨٩٠١٢", "format_salah"),
        ("nomor_meter", "123456789012", "format_salah"),
        ("no_telepon", "tidak ada", "format_salah"),
        ("hp_pelapor", "0" * 17, "format_salah"),
        ("email_pelapor", "budi titik s", "format_salah"),
        ("kontak", ("surat",), "tidak_dikenal"),
        ("kontak", None, "tidak_dikenal"),
        ("tanggal_padam", datetime(2022, 3, 1), "format_salah"),
        ("tanggal_padam", "kemarin", "format_salah"),
        ("koordinat", Coordinates(91, 0), "format_salah"),
        ("koordinat", Coordinates(float("nan"), 0), "format_salah"),
        ("self_diagnosis", {"99": "1"}, "tidak_dikenal"),
        ("self_diagnosis", {"08": ""}, "wajib_diisi"),
        ("self_diagnosis", {"08": "1" * 21}, "terlalu_panjang"),
        ("nomor_terkait", "G54", "format_salah"),
        ("issue_closed", "ya", "format_salah"),
        ("kanal", "x" * 31, "terlalu_panjang"),
    ],
)
def test_a_malformed_field_is_refused_by_name(field: str, value: Any, code: str) -> None:
    with pytest.raises(TicketError) as refusal:
        clean_draft(gangguan(**{field: value}))
    assert (refusal.value.field, refusal.value.code) == (field, code)
    assert refusal.value.message.endswith(".")


def test_every_text_field_has_its_limit() -> None:
    for field, limit in TEXT_LIMITS.items():
        with pytest.raises(TicketError, match=f"{limit} huruf"):
            clean_text(field, "x" * (limit + 1), limit)


@pytest.mark.parametrize("missing", sorted(NINE_VALUES))
def test_kwh_periksa_needs_all_nine_values(missing: str) -> None:
    eight = {code: value for code, value in NINE_VALUES.items() if code != missing}
    with pytest.raises(TicketError) as refusal:
        clean_draft(gangguan(tipe_wo=KWH_PERIKSA, self_diagnosis=eight))
    assert refusal.value.field == "self_diagnosis"


def test_leading_zeros_and_null_are_kept() -> None:
    kept = clean_draft(gangguan(tipe_wo=KWH_PERIKSA, self_diagnosis=NINE_VALUES)).self_diagnosis
    assert kept is not None
    assert (kept["70"], kept["71"]) == ("0402", "Null")


def test_phones_are_kept_in_national_form_and_empty_texts_not_at_all() -> None:
    cleaned = clean_draft(gangguan(no_telepon="+62 (21) 500-0123", keterangan="  \x00 "))
    assert (cleaned.no_telepon, cleaned.keterangan) == ("0215000123", None)


@pytest.mark.parametrize("field", ["nomor", "jenis", "status", "created_at", "kode_unit", "entah"])
def test_what_a_number_stands_on_can_not_be_changed_by_hand(field: str) -> None:
    with pytest.raises(TicketError) as refusal:
        clean_changes({field: "x"})
    assert refusal.value.field == field


def test_the_problem_can_not_be_taken_away() -> None:
    with pytest.raises(TicketError):
        clean_changes({"permasalahan": None})


@given(st.text(max_size=200))
def test_any_text_becomes_one_that_both_engines_can_keep(text: str) -> None:
    cleaned = clean_text("keterangan", text + LONELY_SURROGATE, 1000)
    if cleaned is not None:
        assert "\x00" not in cleaned
        assert cleaned == cleaned.strip()
        assert cleaned.encode("utf-8")
        assert clean_text("keterangan", cleaned, 1000) == cleaned
