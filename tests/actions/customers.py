"""A handful of invented customers, each with what one branch of the SOP turns on."""

from __future__ import annotations

from dataclasses import replace

from bot.customers.model import Customer

IN_JAKARTA = Customer(
    idpel="541110000011",
    nomor_meter="14000000011",
    nama="Budi Santoso",
    sapaan="Bapak",
    jalan="Jl. Melati",
    nomor="7",
    rt="002",
    rw="003",
    kelurahan="Tebet Barat",
    kecamatan="Tebet",
    kabupaten="Kota Administrasi Jakarta Selatan",
    provinsi="Daerah Khusus Ibukota Jakarta",
    kode_unit="54",
    unit="UID Jakarta Raya",
    zona="WIB",
    lat=-6.2301,
    lon=106.8502,
    unit_pelayanan="ULP Tebet",
    posko="Posko Manggarai",
    telepon="081200000011",
    invented=True,
)

WITHOUT_PLACE_AND_POSKO = replace(
    IN_JAKARTA,
    idpel="541110000022",
    nomor_meter="14000000022",
    nama="Siti Aminah",
    sapaan="Ibu",
    nomor="22",
    lat=None,
    lon=None,
    unit_pelayanan=None,
    posko=None,
    telepon=None,
)

IN_BANJARMASIN = replace(
    IN_JAKARTA,
    idpel="221110000033",
    nomor_meter="14000000033",
    nama="Rahmat Hidayat",
    jalan="Jl. Rajawali",
    kelurahan="Sungai Miai",
    kecamatan="Banjarmasin Utara",
    kabupaten="Kota Banjarmasin",
    provinsi="Kalimantan Selatan",
    kode_unit="22",
    unit="UID Kalimantan Selatan & Tengah",
    zona="WITA",
    telepon="081200000033",
)

IN_AMBON = replace(
    IN_JAKARTA,
    idpel="411110000044",
    nomor_meter="14000000044",
    nama="Maria Latuheru",
    sapaan="Ibu",
    jalan="Jl. Pattimura",
    kelurahan="Honipopu",
    kecamatan="Sirimau",
    kabupaten="Kota Ambon",
    provinsi="Maluku",
    kode_unit="41",
    unit="UIW Maluku & Maluku Utara",
    zona="WIT",
    telepon="081200000044",
)

EVERYONE = (IN_JAKARTA, WITHOUT_PLACE_AND_POSKO, IN_BANJARMASIN, IN_AMBON)
