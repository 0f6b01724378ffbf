"""What the records know goes onto the form, and nothing that is there is overwritten by a guess."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.apkt.model import Coordinates, TicketDraft
from bot.customers.demo import demo_customers
from bot.customers.filling import contact_remark, with_area, with_record
from bot.customers.service_areas import ServiceArea

DRAFT = TicketDraft("GANGGUAN", "1 RUMAH PADAM")
CUSTOMER = replace(demo_customers()[0], lat=-6.2, lon=106.8, posko="Posko Lama", unit_pelayanan=None)
AREA = ServiceArea("54", "UID Jakarta Raya", "ULP Baru", "Posko Baru", "WIB", -6.1, 106.7)


def test_the_record_names_meter_region_and_offices() -> None:
    form = with_record(DRAFT, CUSTOMER)
    assert (form.idpel, form.nomor_meter) == (CUSTOMER.idpel, CUSTOMER.nomor_meter)
    assert (form.kelurahan, form.kabupaten) == (CUSTOMER.kelurahan, CUSTOMER.kabupaten)
    assert (form.kode_unit, form.unit, form.posko) == (CUSTOMER.kode_unit, CUSTOMER.unit, "Posko Lama")
    assert form.koordinat == Coordinates(-6.2, 106.8)


def test_a_record_without_a_place_leaves_it_to_be_found() -> None:
    assert with_record(DRAFT, replace(CUSTOMER, lat=None, lon=None)).koordinat is None


def test_the_area_fills_only_what_is_empty() -> None:
    form = with_area(with_record(DRAFT, CUSTOMER), AREA)
    assert (form.kode_unit, form.unit) == (CUSTOMER.kode_unit, CUSTOMER.unit)
    assert (form.posko, form.unit_pelayanan) == ("Posko Lama", "ULP Baru")
    assert form.koordinat == Coordinates(-6.2, 106.8)


def test_without_a_record_the_area_tells_all() -> None:
    form = with_area(DRAFT, AREA)
    assert (form.kode_unit, form.unit, form.posko) == ("54", "UID Jakarta Raya", "Posko Baru")
    assert form.koordinat == Coordinates(-6.1, 106.7)


@pytest.mark.parametrize(
    ("channels", "remark"),
    [
        (("telepon",), "VIA TELEPON"),
        (("wa", "sms"), "VIA WA & SMS"),
        (("telepon", "wa", "sms"), "VIA TELEPON, WA & SMS"),
    ],
)
def test_the_contact_remark_lists_the_ways_as_the_sop_writes_them(channels: tuple[str, ...], remark: str) -> None:
    assert contact_remark("VIA {media}", channels) == remark
