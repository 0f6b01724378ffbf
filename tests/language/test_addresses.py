"""Addresses as callers type them; a part that was not said stays None."""

import pytest

from bot.language.addresses import read_address


def test_an_everyday_address_is_read_part_by_part() -> None:
    address = read_address("jl melati 5 no 12 rt 3/4 cempaka putih jakpus")
    assert address is not None
    assert (address.jalan, address.nomor, address.rt, address.rw) == ("Jalan Melati 5", "12", "3", "4")
    assert address.kecamatan == "Cempaka Putih"
    assert address.kabupaten == "Kota Administrasi Jakarta Pusat"
    assert address.kelurahan is None
    assert address.candidates == ()


def test_a_formal_address_is_read_down_to_the_kelurahan() -> None:
    address = read_address("Jalan Sudirman No. 45A RT.001/RW.002 Kel. Karet Semanggi Kec. Setiabudi Jakarta Selatan")
    assert address is not None
    assert (address.nomor, address.rt, address.rw) == ("45A", "001", "002")
    assert (address.kelurahan, address.kecamatan) == ("Karet Semanggi", "Setiabudi")


def test_a_block_may_hold_the_number() -> None:
    address = read_address("perum griya asri blok C2/15")
    assert address is not None
    assert (address.jalan, address.blok, address.nomor) == ("Perumahan Griya Asri", "C2", "15")
    assert address.region is None


@pytest.mark.parametrize(
    ("text", "street"),
    [
        ("gang haji naim", "Gang Haji Naim"),
        ("gg mawar no 5", "Gang Mawar"),
        ("jl. imam bonjol no 3 padang", "Jalan Imam Bonjol"),
        ("jl raya bogor km 30 cimanggis depok", "Jalan Raya Bogor Km 30"),
        ("rumah di jalan kenanga nomor 7 listrik padam", "Jalan Kenanga"),
        ("komplek pelindo makassar ujung tanah", "Kompleks Pelindo"),
    ],
)
def test_the_street_ends_where_the_region_begins(text: str, street: str) -> None:
    address = read_address(text)
    assert address is not None
    assert address.jalan == street


def test_an_ambiguous_region_is_offered_not_guessed() -> None:
    address = read_address("jl mawar sukajadi")
    assert address is not None
    assert address.region is None
    assert address.kecamatan is None
    assert 2 <= len(address.candidates) <= 3


@pytest.mark.parametrize(
    "text",
    [
        "",
        "iya",
        "saya mau lapor listrik padam",
        "no 12",
        "lagi di jalan",
        "masih di jalan pulang",
        "di rumah",
        "08123456789",
    ],
)
def test_what_is_no_address_is_none(text: str) -> None:
    assert read_address(text) is None


def test_a_lone_place_counts_when_the_address_was_asked() -> None:
    address = read_address("kec ciputat", asked=True)
    assert address is not None
    assert address.kabupaten == "Kota Tangerang Selatan"
    assert address.jalan is None


@pytest.mark.parametrize(
    "text",
    [
        "deket pasar",
        "belakang masjid",
        "samping kampung",
        "di belakang rumah pak rt",
        "perempatan masjid agung",
        "sama kayak di KTP",
        "ga mau kasih alamat",
        "kan udah ada di data",
    ],
)
def test_everyday_words_are_no_address_even_when_it_was_asked(text: str) -> None:
    assert read_address(text, asked=True) is None


def test_a_landmark_behind_the_street_names_no_region() -> None:
    address = read_address("gang buntu belakang kuburan", asked=True)
    assert address is not None
    assert (address.jalan, address.region, address.candidates) == ("Gang Buntu", None, ())


def test_a_misspelled_region_is_asked_about_unless_a_second_place_agrees() -> None:
    alone = read_address("jl mawar banyuwangy", asked=True)
    assert alone is not None
    assert alone.region is None
    assert [place.name for place in alone.candidates] == ["Banyuwangi"]
    agreed = read_address("jalan mawar cempka putih jakpus", asked=True)
    assert agreed is not None
    assert agreed.kecamatan == "Cempaka Putih"


def test_an_everyday_word_belongs_to_a_region_named_beside_it() -> None:
    address = read_address("belakang padang batam", asked=True)
    assert address is not None
    assert address.kecamatan == "Belakang Padang"


@pytest.mark.parametrize(
    ("said", "region"),
    [
        ("Tanjong Krueng, Kecamatan Kota Sigli, Kabupaten Pidie", "Kota Sigli"),
        ("Jl Melati 5, kecamatan Kota Sigli", "Kota Sigli"),
    ],
)
def test_a_kecamatan_called_kota_is_found_by_its_whole_name(said: str, region: str) -> None:
    address = read_address(said, asked=True)
    assert address is not None
    assert address.kecamatan == region


def test_kota_and_kabupaten_of_one_name_are_told_apart_where_it_is_said() -> None:
    for said, kabupaten in (
        ("Jl Melati 5 Kota Bandung", "Kota Bandung"),
        ("Jl Melati 5 kab Bandung", "Kabupaten Bandung"),
    ):
        address = read_address(said, asked=True)
        assert address is not None
        assert address.kabupaten == kabupaten


def test_numbers_in_words_are_read_where_they_are_announced() -> None:
    address = read_address("jalan dua putri nomor seratus dua rt nol tiga rw sebelas cilincing", asked=True)
    assert address is not None
    assert (address.jalan, address.nomor, address.rt, address.rw) == ("Jalan Dua Putri", "102", "03", "11")
