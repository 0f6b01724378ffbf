"""What callers say that the meter shows (PRK-12)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.language.display_values import read_display_value, read_display_values

READINGS = [
    ("0402", "08", "0402"),
    ("000", "70", "000"),
    ("0,35 A", "44", "0,35"),
    ("220 volt", "41", "220"),
    ("12.5 kwh", "37", "12,5"),
    ("nol koma tiga lima ampere", "44", "0,35"),
    ("dua ratus dua puluh koma lima", "41", "220,5"),
    ("tidak muncul angka", "41", "Null"),
    ("kosong", "41", "Null"),
    ("blank", "41", "Null"),
    ("strip strip", "41", "Null"),
    ("ga keluar apa2", "41", "Null"),
    ("----", "41", "Null"),
    ("kosong empat kosong dua", "08", "0402"),
    ("41 hasilnya 221", "41", "221"),
    ("yang 08: 0402", "08", "0402"),
    ("udah pencet 41 enter keluarnya 220,5", "41", "220,5"),
    ("-3", "45", "-3"),
    ("nol", "70", "0"),
    ("Err 51", "41", "Err 51"),
    ("E1", "41", "E1"),
    ("A12", "08", None),
    ("220 atau 221", "41", None),
    ("221 eh 220", "41", "220"),
    ("bukan 220 tapi 221", "41", "221"),
    ("1.250,75", "37", "1250,75"),
    ("nol empat nol dua", "08", "0402"),
    ("0.35A", "44", "0,35"),
    ("220V", "41", "220"),
    ("tekan 41", "41", None),
    ("sebentar", "41", None),
    ("muncul angka 3", "70", "3"),
    ("angkanya 220.5 volt", "41", "220,5"),
    ("12 koma 5", "37", "12,5"),
    ("dua dua nol", "41", "220"),
    ("triple nol", "70", "000"),
    ("minus nol koma satu", "45", "-0,1"),
    ("nol koma nol", "44", "0,0"),
    ("dua kali", "70", "2"),
    ("budi", "41", None),
    ("ga ada angkanya", "41", "Null"),
    ("0", "70", "0"),
    ("dua puluh tiga", "37", "23"),
    ("0402 ya", "08", "0402"),
    ("70 hasilnya 70", "70", "70"),
    ("2 2 0", "41", "220"),
    ("angka 5", "71", "5"),
    ("hasilnya 41", "41", "41"),
    ("nol koma kosong lima", "44", "0,05"),
    ("kode 41 tidak muncul apa apa", "41", "Null"),
]


STILL_READ = [
    ("dua ratus dua puluh koma lima volt", "41", "220,5"),
    ("hasilnya 220,5 kak, terus apa lagi?", "41", "220,5"),
    ("oke muncul 0402 ya", "08", "0402"),
    ("satus rongpuluh", "41", "120"),
    ("seket", "41", "50"),
    ("rong atus selawe", "41", "225"),
    ("220 y", "41", "220"),
    ("bacanya 221 bu", "41", "221"),
    ("221 mas", "41", "221"),
    ("angkanya 3 kali", "70", "3"),
    ("0.350", "44", "0,350"),
    ("pencet 41 enter muncul 221 volt", "41", "221"),
    ("saya tekan 41 dua kali baru keluar 220", "41", "220"),
    ("udah 5 menit, hasilnya 12,5", "37", "12,5"),
    ("ga muncul apa2 kak", "45", "Null"),
    ("ga ada", "45", "Null"),
    ("layarnya kosong", "45", "Null"),
    ("1.250,75", "37", "1250,75"),
    ("hasilnya 41", "41", "41"),
]
# text, code, problem, values that can be offered
DOUBTFUL = [
    ("220an", "41", "not_exact", ("220",)),
    ("dua ratus duapuluhan", "41", "letters", ("200",)),
    ("220-an", "41", "not_exact", ("220",)),
    ("dua ratusan", "41", "not_exact", ()),
    ("puluhan", "37", "not_exact", ()),
    ("sekitar 220", "41", "not_exact", ("220",)),
    ("kira-kira 0,3", "44", "not_exact", ("0,3",)),
    ("kayaknya 5", "70", "not_exact", ("5",)),
    ("kurang lebih 220 volt", "41", "not_exact", ("220",)),
    ("220 lebih dikit", "41", "not_exact", ("220",)),
    ("220 koma sekian", "41", "not_exact", ("220",)),
    ("kalo ga salah 0402", "08", "not_exact", ("0402",)),
    ("koma tiga lima", "44", "no_whole_part", ("0,35",)),
    (",35", "44", "no_whole_part", ("0,35",)),
    ("220b", "41", "letters", ()),
    ("220 b", "41", "letters", ("220",)),
    ("12a", "08", "letters", ("12",)),
    ("dua puluh wolo", "41", "letters", ("20",)),
    ("salapan", "70", "letters", ()),
    ("44 atau 45?", "41", "two_values", ("44", "45")),
    ("220 atau berapa ya", "41", "two_values", ("220",)),
    ("220?", "41", "asked_back", ("220",)),
    ("220 terus?", "41", "asked_back", ("220",)),
    ("41", "41", "only_the_code", ("41",)),
    ("enter 41", "41", "only_the_code", ("41",)),
    ("8", "08", "only_the_code", ("8",)),
    ("41 terus?", "41", "only_the_code", ("41",)),
    ("12.500", "37", "thousands_or_decimal", ("12,500", "12500")),
    ("bukan 220", "41", "denied", ("220",)),
    ("ga sampe 220", "41", "denied", ("220",)),
    ("gelap ga kelihatan", "41", "not_readable", ()),
    ("angkanya keburu hilang", "41", "not_readable", ()),
    ("kalau kosong gimana?", "41", "asked_back", ()),
]
NO_VALUE = [
    ("tunggu 5 menit ya", "41"),
    ("sebentar lagi naik tangga", "41"),
    ("meteran saya ada 2", "41"),
    ("yang kode 44 bukan?", "41"),
    ("pencet 44 sekarang?", "41"),
    ("tombol 4 nya rusak", "41"),
    ("belum muncul", "41"),
    ("ga ada masalah", "41"),
    ("untuk apa sih angka ini", "41"),
]


@pytest.mark.parametrize(("text", "code", "value"), STILL_READ)
def test_a_clear_reading_is_read_with_all_that_stands_around_it(text, code, value):
    assert read_display_value(text, code).value == value


@pytest.mark.parametrize(("text", "code", "problem", "candidates"), DOUBTFUL)
def test_a_doubtful_reading_is_asked_again(text, code, problem, candidates):
    shown = read_display_value(text, code)
    assert (shown.status, shown.problem, shown.candidates) == ("unclear", problem, candidates)


@pytest.mark.parametrize(("text", "code"), NO_VALUE)
def test_a_number_of_other_things_is_no_reading(text, code):
    assert read_display_value(text, code).status == "absent"


@pytest.mark.parametrize(("text", "code", "value"), READINGS)
def test_a_reading_is_kept_as_the_display_shows_it(text, code, value):
    assert (read_display_value(text, code).value or None) == value


def test_the_unit_is_split_off():
    shown = read_display_value("0,35 A", "44")
    assert (shown.value, shown.unit) == ("0,35", "A")


def test_two_values_are_offered_not_chosen():
    shown = read_display_value("220 atau 221", "41")
    assert (shown.status, shown.problem, shown.candidates) == ("unclear", "two_values", ("220", "221"))


@given(st.from_regex(r"[0-9]{1,8}", fullmatch=True))
def test_figures_come_back_letter_for_letter(figures):
    assert read_display_value(figures).value == figures


@given(st.text(alphabet="bcfghjkqvwxyz ", max_size=40))
def test_letters_that_spell_no_number_never_give_one(text):
    assert not any(letter.isdigit() for letter in read_display_value(text, "41").value)


@pytest.mark.parametrize("said", ["2,2,0", "220,5,3", "0.3.5"])
def test_several_decimal_marks_in_one_figure_are_asked_again(said: str) -> None:
    assert read_display_value(said, "41").status == "unclear"


@pytest.mark.parametrize("text", ["548412345678", "14212345678", "0812-3456-7890", "5484 1234 5678"])
@pytest.mark.parametrize("code", ["08", "37", "41"])
def test_a_number_as_long_as_an_identifier_is_no_value(text, code):
    shown = read_display_value(text, code)
    assert (shown.status, shown.problem) == ("unclear", "looks_like_identifier")


@pytest.mark.parametrize("text", ["<script>alert(1)</script>", "{0}", "{{7*7}}", "%{3}", "221 <b>"])
def test_digits_inside_markup_or_braces_are_no_value(text):
    shown = read_display_value(text, "41")
    assert (shown.status, shown.problem) == ("unclear", "markup")


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("yang 41 221, yang 44 0,35", {"41": "221", "44": "0,35"}),
        ("41 221 44 0,35", {"41": "221", "44": "0,35"}),
        ("41: 221, 44: 0,35, 45: 0,30", {"41": "221", "44": "0,35", "45": "0,30"}),
        ("kode 41 hasilnya 221 terus 44 nya 0.35", {"41": "221", "44": "0,35"}),
        ("yang 41 itu 221 volt, yang 44 itu 0,35 ampere", {"41": "221", "44": "0,35"}),
        ("yang 08 0008 yang 70 ga muncul", {"08": "0008", "70": "Null"}),
        ("41 221\n44 nol koma tiga lima", {"41": "221", "44": "0,35"}),
    ],
)
def test_several_codes_told_at_once_keep_their_own_values(text, values):
    assert read_display_values(text) == values


@pytest.mark.parametrize(
    "text",
    ["41 221", "221", "yang 41 221, yang 99 3", "41 sama 44 belum", "yang 41 kayaknya 221, yang 44 0,35",
     "yang 41 220 atau 221, yang 44 0,35", "41 221, eh 41 222", "yang 41 221, yang 44 berapa?", "bukan 41 221, 44 5"],
)  # fmt: skip
def test_one_code_or_one_doubtful_value_gives_no_values(text):
    assert read_display_values(text) == {}


@pytest.mark.parametrize(
    "said", ["ga keluar angkanya satu pun", "satu pun tidak ada", "tidak ada satu angka pun", "tidak ada sama sekali"]
)
def test_not_even_one_figure_is_no_figure(said: str) -> None:
    assert read_display_value(said, "41").value == "Null"
