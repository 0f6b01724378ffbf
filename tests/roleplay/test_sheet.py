"""A sheet that makes no sense is refused when it is written."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import pytest

from bot.customers.demo import demo_customers
from bot.roleplay.sampling import SheetSampler
from bot.roleplay.sheet import Persona, Sheet
from bot.sop.book import load_book


@pytest.fixture(scope="module")
def sheet() -> Sheet:
    facts = {"kondisi_listrik": "padam", "layar_meter": "gelap", "pernah_tertera_periksa": True}
    return SheetSampler(load_book(), demo_customers()).sample("periksa", facts, "1")


def test_a_hidden_fact_must_be_known(sheet: Sheet) -> None:
    with pytest.raises(ValueError, match="warna_pagar"):
        replace(sheet, hidden=frozenset({"warna_pagar"}))


def test_a_slip_of_the_tongue_is_not_the_truth(sheet: Sheet) -> None:
    with pytest.raises(ValueError, match="acuan_lokasi"):
        replace(sheet, spare={"acuan_lokasi": sheet.facts["acuan_lokasi"]})


def test_the_call_has_a_moment_with_a_zone(sheet: Sheet) -> None:
    with pytest.raises(ValueError, match="time zone"):
        replace(sheet, moment=datetime(2026, 11, 22, 8))


def test_a_register_must_exist(sheet: Sheet) -> None:
    with pytest.raises(ValueError, match="register"):
        replace(sheet, persona=Persona("Budi", "Bapak", "tenang", "puitis"))
