"""What a caller takes back, and what is only an answer."""

import pytest

from bot.language.corrections import read_correction


@pytest.mark.parametrize(
    ("text", "about", "said"),
    [
        ("eh salah, yang 41 itu 221", "kode_41", "221"),
        ("bukan 220 tapi 221", None, "221"),
        ("maksud saya masih nyala", None, "masih menyala"),
        ("nama saya tadi salah, Budi bukan Rudi", "nama", "Budi"),
        ("ralat idpelnya 512345678901", "identitas", "512345678901"),
        ("yang kode 44 tadi 0,35 bukan 0,53", "kode_44", "0,35"),
        ("eh maaf nomor hp saya salah, yang benar 081234567890", "hp_pelapor", "081234567890"),
        ("tadi saya salah sebut", None, ""),
        ("eh nomornya salah, yang bener 081288887776", "hp_pelapor", "081288887776"),
        ("nomornya salah, harusnya 0812-8888-7776", "hp_pelapor", "0812-8888-7776"),
        ("eh nomornya salah yang bener 548412345678", "identitas", "548412345678"),
        ("eh nomornya salah, yang benar 14212345678", "identitas", "14212345678"),
        ("ralat nomornya 548412345678", "identitas", "548412345678"),
    ],
)
def test_a_correction_names_its_thing_and_what_is_right(text, about, said):
    correction = read_correction(text)
    assert (correction.about, correction.said) == (about, said)


@pytest.mark.parametrize(
    "text",
    ["iya", "nyala", "saya bukan pemilik", "eh tunggu", "salah", "salah kak", "keliru pak", "bukan", "bukan, salah",
     "iya salah", "salah alamatnya", "alamatnya salah", "ada yang salah", "eh iya betul", "ternyata sudah",
     "maksudnya apa", "maksudnya gimana kak?", "iya seharusnya sudah", "sudah benar", "yang benar yang mana?",
     "salah satu", "ternyata masih mati", "bukan salah saya", "tadi salah apa ya?", "nomornya salah"],
)  # fmt: skip
def test_a_plain_answer_is_no_correction(text):
    assert read_correction(text) is None
