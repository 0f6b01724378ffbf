"""A customer is found by phone, IDPEL and meter number; nobody is greeted with another one's name."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from bot.customers.model import Customer
from bot.customers.registry import CustomerRegistry, CustomerRegistryUnavailable
from bot.customers.simulated import SimulatedCustomerRegistry

BUDI = Customer(
    idpel="541234500001",
    nomor_meter="14123400001",
    nama="Budi Santoso",
    sapaan="Bapak",
    jalan="Jl. Melati",
    nomor="7",
    rt="002",
    rw="003",
    kelurahan="Tebet Barat",
    kecamatan="Tebet",
    kabupaten="Kota Jakarta Selatan",
    provinsi="DKI Jakarta",
    kode_unit="54",
    unit="UID Jakarta Raya",
    zona="WIB",
    telepon="081200000001",
    invented=True,
)
SRI = replace(BUDI, idpel="541234500002", nomor_meter="14123400002", nama="Sri", sapaan="Ibu", telepon=None)


@pytest.fixture
def registry(database_url: str) -> Iterator[CustomerRegistry]:
    opened = SimulatedCustomerRegistry(database_url)
    opened.add_missing([BUDI, SRI])
    yield opened
    opened.close()


@pytest.mark.parametrize("written", ["081200000001", "+62 812-0000-0001", "62812 0000 0001"])
def test_the_caller_is_known_however_the_number_is_written(registry: CustomerRegistry, written: str) -> None:
    assert registry.by_phone(written) == BUDI


@pytest.mark.parametrize("unknown", ["", "anonim", "081299999999", "0" * 10_000])
def test_an_unknown_number_is_nobody(registry: CustomerRegistry, unknown: str) -> None:
    assert registry.by_phone(unknown) is None


def test_a_number_of_two_customers_is_nobody(registry: SimulatedCustomerRegistry) -> None:
    second = replace(SRI, idpel="541234500003", nomor_meter="14123400003", telepon=BUDI.telepon)
    registry.add_missing([second])
    assert registry.by_phone("081200000001") is None


def test_records_are_found_by_idpel_and_by_meter(registry: CustomerRegistry) -> None:
    assert registry.by_idpel("541234500002") == registry.by_meter("14123400002") == SRI
    assert registry.by_idpel("999999999999") is None


def test_records_that_can_not_be_read_are_told_kindly(empty_database_url: str) -> None:
    with pytest.raises(CustomerRegistryUnavailable) as failure:
        SimulatedCustomerRegistry(empty_database_url).by_idpel("541234500001")
    assert failure.value.message.endswith(".")


def test_the_address_reads_as_on_a_form() -> None:
    assert BUDI.alamat == ("Jl. Melati No. 7, RT 002/RW 003, Tebet Barat, Tebet, Kota Jakarta Selatan, DKI Jakarta")
