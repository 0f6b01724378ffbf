"""The unit follows the place, not the province; nobody is sent to a unit by guess."""

from __future__ import annotations

import pytest

from bot.units import area_of, unit_names


@pytest.mark.parametrize(
    ("wilayah", "unit"),
    [
        ("31.71.05", "54"),
        ("31.74.01", "54"),
        ("32.76", "54"),  # Depok
        ("32.76.09", "54"),  # Cinere
        ("32.75.08", "54"),  # Pondok Gede
        ("36.74.04", "54"),  # Ciputat
        ("36.74.06.1001", "54"),  # a kelurahan of Pamulang
        ("36.74.01", "56"),  # Serpong
        ("36.71", "56"),
        ("32.73", "53"),
        ("34.04.07", "52"),  # a kecamatan called Depok, in Yogyakarta
        ("33.72", "52"),
        ("17.71", "14"),
        ("21.72", "18"),  # Tanjungpinang, not Batam
    ],
)
def test_the_unit_follows_the_place_not_the_province(wilayah: str, unit: str) -> None:
    area = area_of(wilayah)
    assert area is not None
    assert area.kode_unit == unit


@pytest.mark.parametrize("wilayah", ["21.71", "21.71.10"])
def test_batam_is_served_by_another_company(wilayah: str) -> None:
    assert area_of(wilayah) is None


@pytest.mark.parametrize("wilayah", ["36.74", "36", "32.75", "32", "21"])
def test_a_region_through_which_a_border_runs_has_no_one_unit(wilayah: str) -> None:
    assert area_of(wilayah) is None


@pytest.mark.parametrize("wilayah", ["", "99", "3", "tebet"])
def test_an_unknown_code_is_nowhere(wilayah: str) -> None:
    assert area_of(wilayah) is None


@pytest.mark.parametrize(
    ("wilayah", "zone"), [("31.71", "WIB"), ("51.71", "WITA"), ("63.71", "WITA"), ("91.71", "WIT")]
)
def test_every_area_has_its_clock(wilayah: str, zone: str) -> None:
    area = area_of(wilayah)
    assert area is not None
    assert area.zona == zone


def test_a_unit_is_named_without_remarks() -> None:
    assert unit_names()["22"] == "UID Kalimantan Selatan & Tengah"
    assert "99" not in unit_names()
