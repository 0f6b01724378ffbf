"""Names and titles; an everyday word is never taken for a name."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.language.names import announces_name, everyday_words, is_only_a_name, read_name, read_title


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("saya budi santoso", "Budi Santoso"),
        ("SAYA BUDI SANTOSO", "Budi Santoso"),
        ("dengan ibu Siti dari Depok", "Siti"),
        ("nama gue Andi", "Andi"),
        ("nama saya Xaverius Bala", "Xaverius Bala"),
        ("a.n. Otniel Wanggai", "Otniel Wanggai"),
        ("nama pelanggan: Siti Aminah", "Siti Aminah"),
        ("pak budi", "Budi"),
        ("bukan, saya hendra", "Hendra"),
        ("saya Budi, pak", "Budi"),
        ("oh nama saya toh, Budi", "Budi"),
        ("nama saya Muh. Yusuf", "Muh. Yusuf"),
        ("nama saya M. Yusuf", "M. Yusuf"),
        ("nama saya sih Rere", "Rere"),
        ("nama saya Rere dong", "Rere"),
        ("nama saya Asep atuh", "Asep"),
        ("nama saya I Made Wirawan", "I Made Wirawan"),
        ("saya Ni Luh Sari", "Ni Luh Sari"),
        ("kulo Parjo", "Parjo"),
        ("abdi Euis", "Euis"),
        ("nami abdi Euis", "Euis"),
    ],
)
def test_an_announced_name_is_read(text: str, name: str) -> None:
    assert read_name(text) == name
    assert read_name(text, asked=True) == name


@pytest.mark.parametrize(
    "text",
    ["toh", "sih", "deh kak", "nama saya lho", "nama saya mah", "atuh", "kok", "nama saya? kenapa",
     "padam", "periksa", "iya", "belum", "saya mau lapor", "saya dari depok", "saya lagi di luar",
     "dengan siapa ini", "panggil aja pak RT", "makasih bu", "tolong pak cepat", "tidak ada", "rahasia",
     "siap", "123", "", "I", "ni", "kulo listrike mati", "abdi pareum listrik",
     "saya istrinya pak joko", "saya kebetulan lagi di luar", "saya dines di luar kota", "saya nyasar di jalan",
     "saya sibuk", "saya mudik", "saya kegerahan di kamar"],
)  # fmt: skip
def test_what_is_no_name_is_none_even_when_asked(text: str) -> None:
    assert read_name(text) is None
    assert read_name(text, asked=True) is None


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Muh. Yusuf", "Muh. Yusuf"),
        ("M. Yusuf", "M. Yusuf"),
        ("budi", "Budi"),
        ("siti aminah", "Siti Aminah"),
        ("rere", "Rere"),
        ("I Made Wirawan", "I Made Wirawan"),
        ("I Gusti Ngurah Rai", "I Gusti Ngurah Rai"),
        ("Ni Luh Sari", "Ni Luh Sari"),
        ("Ida Bagus Oka", "Ida Bagus Oka"),
    ],
)
def test_a_bare_name_counts_only_when_it_was_asked_for(text: str, name: str) -> None:
    assert read_name(text) is None
    assert read_name(text, asked=True) == name


@given(st.lists(st.sampled_from(sorted(everyday_words())), min_size=1, max_size=2))
def test_everyday_words_alone_are_never_a_name(words: list[str]) -> None:
    assert read_name(words[0], asked=True) is None


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("pak budi", "Bapak"),
        ("bu ani", "Ibu"),
        ("saya bapaknya", "Bapak"),
        ("mbak", "Ibu"),
        ("mas", "Bapak"),
        ("panggil bapak saja", "Bapak"),
        ("saya istrinya pak joko", "Ibu"),
        ("dengan ibu Siti dari Depok", "Ibu"),
        ("Yanto bapak", "Bapak"),
        ("Rudi, saya bapak", "Bapak"),
        ("saya Budi, pak", None),
        ("saya Wati, bapak", None),
        ("terima kasih bapak", None),
        ("makasih bu", None),
        ("saya budi", None),
        ("bapak atau ibu terserah", None),
    ],
)
def test_the_title_is_the_speakers_own(text: str, title: str | None) -> None:
    assert read_title(text) == title


@pytest.mark.parametrize(
    "said", ["Cinta Wastuti", "nama saya Cinta Wahyuni", "ini Cinta Wahyuni", "eh bukan, ini Cinta Wahyuni"]
)
def test_a_name_may_begin_with_an_everyday_word_that_is_given_as_a_name(said: str) -> None:
    name = read_name(said, asked=True)
    assert name is not None
    assert name.startswith("Cinta W")


@pytest.mark.parametrize(
    ("said", "name", "title"),
    [
        ("saya bu kala... eh pak Kala Nashiruddin", "Kala Nashiruddin", "Bapak"),
        ("nama saya Budi, eh salah, Budiman", "Budiman", None),
        ("saya Ani maksud saya Anita, ibu Anita", "Anita", "Ibu"),
        ("saya Sari, eh iya ini soal meteran", "Sari", None),
    ],
)
def test_a_slip_within_the_sentence_is_taken_back(said: str, name: str, title: str | None) -> None:
    assert read_name(said, asked=True) == name
    assert read_title(said) == title


@pytest.mark.parametrize(
    ("said", "name"),
    [("sy dengan Yopi dari bekasi", "Yopi"), ("saya Yopi kak", "Yopi"), ("saya Budi lagi di rumah", "Budi")],
)
def test_a_name_stands_before_other_words_where_it_is_known_or_announced(said: str, name: str) -> None:
    assert read_name(said, asked=True) == name


@pytest.mark.parametrize("said", ["cinta banget sama PLN", "saya kasih tahu ya", "hari ini", "bulan depan saja"])
def test_such_a_word_in_a_sentence_is_no_name(said: str) -> None:
    assert read_name(said, asked=True) is None


@pytest.mark.parametrize("said", ["ini Sari Wastuti", "Ikhsan Pranowo kak", "dengan Bu Siti ya"])
def test_a_message_may_be_a_name_and_nothing_else(said: str) -> None:
    assert is_only_a_name(said, on_list=True)


@pytest.mark.parametrize("said", ["ini robot?", "siapa kamu", "Budi mana?", "saya Budi mau lapor listrik padam"])
def test_a_question_or_a_matter_is_more_than_a_name(said: str) -> None:
    assert not is_only_a_name(said)


@pytest.mark.parametrize(
    "said",
    ["nama saya Jaeman Simbolon, tolong cepat", "ini Luhung Maulana", "sama Gasti Hasanah, ada bau gosong dari kabel"],
)
def test_who_introduces_themselves_may_say_more_beside_it(said: str) -> None:
    assert announces_name(said)


@pytest.mark.parametrize(
    "said",
    ["ini bot ya", "ini Budi Santoso ya?", "saya Mawar", "saya lagi sibuk", "ini petugas pln", "lowongan kerja, ada?"],
)
def test_what_is_asked_or_told_introduces_nobody(said: str) -> None:
    assert not announces_name(said)


@pytest.mark.parametrize("sign", [".", "!"])
@pytest.mark.parametrize("danger", ["ini darurat, ada orang sakit pakai oksigen", "kabelnya sampai berasap ini!"])
def test_what_is_said_after_the_name_is_no_other_name(sign: str, danger: str) -> None:
    assert read_name(f"Langgeng Gunawan{sign} {danger}", asked=True) == "Langgeng Gunawan"


@pytest.mark.parametrize("said", ["ini darurat", "ini gawat kak", "halo. ini bahaya!"])
def test_danger_is_no_name(said: str) -> None:
    assert read_name(said, asked=True) is None


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("Jane Rahimah kak, email saya jane81@gmail titik com", "Jane Rahimah"),
        ("email saya jane81@gmail.com nama saya Rudi", "Rudi"),
        ("budi@gmail.com", None),
    ],
)
def test_an_email_beside_the_name_tells_no_name(said: str, name: str | None) -> None:
    assert read_name(said, asked=True) == name
