"""The invented customers cover the country and every branch of the SOP, and are the same everywhere."""

from __future__ import annotations

from collections import Counter

import phonenumbers
import pytest

from bot.customers.demo import demo_customers, load_demo
from bot.customers.model import Customer
from bot.customers.simulated import SimulatedCustomerRegistry
from bot.units import unit_names

SELF_DIAGNOSIS_UNITS = {"UID Jakarta Raya", "UID Banten", "UID Jawa Barat", "UID Jawa Tengah & DIY"}


@pytest.fixture(scope="module")
def customers() -> tuple[Customer, ...]:
    return demo_customers()


def test_there_are_five_hundred_and_more_in_every_unit(customers: tuple[Customer, ...]) -> None:
    units = Counter(customer.unit for customer in customers)
    assert len(customers) >= 500
    assert set(units) == set(unit_names().values())
    assert min(units.values()) >= 10


def test_two_in_five_live_where_self_diagnosis_holds(customers: tuple[Customer, ...]) -> None:
    inside = sum(customer.unit in SELF_DIAGNOSIS_UNITS for customer in customers)
    assert 0.4 * len(customers) <= inside < 0.8 * len(customers)


def test_identities_have_their_form_and_are_unique(customers: tuple[Customer, ...]) -> None:
    for customer in customers:
        assert customer.idpel.isdigit()
        assert len(customer.idpel) == 12
        assert customer.idpel.startswith(customer.kode_unit)
        assert customer.nomor_meter.isdigit()
        assert len(customer.nomor_meter) == 11
    for field in ("idpel", "nomor_meter"):
        assert len({getattr(customer, field) for customer in customers}) == len(customers)


def test_phones_can_be_dialled_and_are_of_both_kinds_or_missing(customers: tuple[Customer, ...]) -> None:
    numbers = [customer.telepon for customer in customers if customer.telepon]
    parsed = [phonenumbers.parse(number, "ID") for number in numbers]
    assert all(phonenumbers.is_valid_number(number) for number in parsed)
    kinds = Counter(phonenumbers.number_type(number) for number in parsed)
    assert kinds[phonenumbers.PhoneNumberType.MOBILE] > 50
    assert kinds[phonenumbers.PhoneNumberType.FIXED_LINE] > 50
    assert len(set(numbers)) == len(numbers) < len(customers)


@pytest.mark.parametrize("field", ["lat", "posko", "unit_pelayanan", "telepon", "email"])
def test_some_records_lack_something_in_and_out_of_the_areas(customers: tuple[Customer, ...], field: str) -> None:
    lacking = {c.unit in SELF_DIAGNOSIS_UNITS for c in customers if getattr(c, field) is None}
    having = {c.unit in SELF_DIAGNOSIS_UNITS for c in customers if getattr(c, field) is not None}
    assert lacking == having == {True, False}


def test_some_addresses_have_been_renamed(customers: tuple[Customer, ...]) -> None:
    renamed = [customer for customer in customers if customer.nama_kelurahan_baru]
    assert len(renamed) > 20
    assert all(customer.nama_kelurahan_baru != customer.kelurahan for customer in renamed)


def test_every_zone_is_there_and_everyone_is_marked_as_invented(customers: tuple[Customer, ...]) -> None:
    assert {customer.zona for customer in customers} == {"WIB", "WITA", "WIT"}
    assert {customer.sapaan for customer in customers} == {"Bapak", "Ibu"}
    assert all(customer.invented for customer in customers)


def test_they_are_the_same_at_every_start(customers: tuple[Customer, ...]) -> None:
    demo_customers.cache_clear()
    assert demo_customers() == customers


def test_loading_again_adds_nothing(database_url: str, customers: tuple[Customer, ...]) -> None:
    assert load_demo(database_url) == len(customers)
    assert load_demo(database_url) == 0


def test_every_loaded_record_comes_back_whole(database_url: str, customers: tuple[Customer, ...]) -> None:
    load_demo(database_url)
    registry = SimulatedCustomerRegistry(database_url)
    for customer in customers[::50]:
        assert registry.by_idpel(customer.idpel) == registry.by_meter(customer.nomor_meter) == customer
    registry.close()
