"""Answers to the questions that offer a choice, negation and corrections included."""

import pytest

from bot.language.choices import choice_questions, possible_answers, read_choice, refuses_calls

ANSWERS = [
    ("tidak padam kok", "kondisi_listrik", "menyala"),
    ("belum mati", "kondisi_listrik", "menyala"),
    ("padam, eh nyala", "kondisi_listrik", "menyala"),
    ("msh nyala kak", "kondisi_listrik", "menyala"),
    ("mati lampu", "kondisi_listrik", "padam"),
    ("udah mati dari td pagi", "kondisi_listrik", "padam"),
    ("ga nyala", "kondisi_listrik", "padam"),
    ("padam nyala", "kondisi_listrik", None),
    ("iya", "kondisi_listrik", None),
    ("mati sebagian", "kondisi_listrik", None),
    ("layarnya mati", "kondisi_listrik", None),
    ("layar mati tapi listrik nyala", "kondisi_listrik", "menyala"),
    ("kapan nyala?", "kondisi_listrik", None),
    ("kapan nyalanya", "kondisi_listrik", None),
    ("bukan periksa tapi angka", "tampilan_meter", "lain"),
    ("bukan periksa", "tampilan_meter", "lain"),
    ("iya betul", "tampilan_meter", "periksa"),
    ("tidak", "tampilan_meter", "lain"),
    ("tulisannya periksa", "tampilan_meter", "periksa"),
    ("iya ada tulisan periksa", "tampilan_meter", "periksa"),
    ("ga ada tulisan periksanya", "tampilan_meter", "lain"),
    ("gelap", "layar_meter", "gelap"),
    ("blank kak", "layar_meter", "gelap"),
    ("masih bisa dibaca", "layar_meter", "terbaca"),
    ("ga kelihatan apa2", "layar_meter", "gelap"),
    ("ga gelap kok", "layar_meter", "terbaca"),
    ("listrik mati tapi layarnya nyala", "layar_meter", "terbaca"),
    ("masih kelihatan", "layar_meter", "terbaca"),
    ("ga keluar apa2", "layar_meter", "gelap"),
    ("wa aja", "kontak", "wa"),
    ("dua-duanya", "kontak", "keduanya"),
    ("ga ada wa, sms bisa", "kontak", "sms"),
    ("ga ada wa sms bisa", "kontak", "sms"),
    ("wa ga ada sms ada", "kontak", "sms"),
    ("wa ada sms ga ada", "kontak", "wa"),
    ("wa sama sms bisa", "kontak", "keduanya"),
    ("wa atau sms boleh", "kontak", "keduanya"),
    ("ga ada dua2nya", "kontak", "tidak_keduanya"),
    ("wa sama sms ga ada", "kontak", "tidak_keduanya"),
    ("telepon aja", "kontak", "tidak_keduanya"),
    ("iya", "kontak", None),
    ("ga ada wa", "kontak", None),
    ("bukan wa tapi sms", "kontak", "sms"),
    ("wa, jangan sms", "kontak", "wa"),
    ("keduanya", "kontak", "keduanya"),
    ("sms aja ga punya wa", "kontak", "sms"),
    ("tidak", "kontak", None),
    ("ga bisa wa ga bisa sms", "kontak", "tidak_keduanya"),
    ("wa jangan sms", "kontak", "wa"),
    ("saya yang ngontrak", "peran_pelapor", "penyewa"),
    ("rumah sendiri", "peran_pelapor", "pemilik"),
    ("cuma tetangga", "peran_pelapor", "bukan"),
    ("saya pengurus kosnya", "peran_pelapor", "penanggung_jawab"),
    ("bukan pemilik, saya penyewa", "peran_pelapor", "penyewa"),
    ("bukan", "peran_pelapor", "bukan"),
    ("yang punya rumah bapak saya", "peran_pelapor", None),
    ("bukan pemilik", "peran_pelapor", None),
    ("pemilik", "peran_pelapor", "pemilik"),
    ("bukan saya yang punya, saya ngekos", "peran_pelapor", "penyewa"),
    ("bapak", "sapaan", "Bapak"),
    ("ibu", "sapaan", "Ibu"),
    ("saya ibu pak", "sapaan", "Ibu"),
    ("pak", "sapaan", "Bapak"),
    ("bu aja", "sapaan", "Ibu"),
    ("bukan bapak, ibu", "sapaan", "Ibu"),
    ("ibu bukan bapak", "sapaan", "Ibu"),
    ("mas", "sapaan", "Bapak"),
    ("mbak aja", "sapaan", "Ibu"),
    ("budi", "sapaan", None),
    ("saya perempuan", "sapaan", "Ibu"),
]


DOUBTFUL = [
    ("takut mati lampu lagi", "kondisi_listrik", None),
    ("takutnya nanti padam", "kondisi_listrik", None),
    ("semoga cepat nyala", "kondisi_listrik", None),
    ("tetangga padam", "kondisi_listrik", None),
    ("tetangga padam tapi rumah saya nyala", "kondisi_listrik", "menyala"),
    ("tidak padam tapi tetangga padam", "kondisi_listrik", "menyala"),
    ("ga padam tapi redup", "kondisi_listrik", None),
    ("nyala tapi kedip-kedip", "kondisi_listrik", None),
    ("tadi padam tapi sekarang nyala", "kondisi_listrik", "menyala"),
    ("padam apa nyala ya", "kondisi_listrik", None),
    ("padam atau nyala?", "kondisi_listrik", None),
    ("kayaknya padam", "kondisi_listrik", None),
    ("kalau malam padam", "kondisi_listrik", None),
    ("iya ada gambar petir", "tampilan_meter", "lain"),
    ("ada simbol tangan", "tampilan_meter", "lain"),
    ("iya ada lampu merah", "tampilan_meter", None),
    ("ada", "tampilan_meter", "periksa"),
    ("iya kak", "tampilan_meter", "periksa"),
    ("betul pak", "tampilan_meter", "periksa"),
    ("ada tulisan periksa sama gambar tangan", "tampilan_meter", "periksa"),
    ("apa itu periksa?", "tampilan_meter", None),
    ("tulisannya apa ya ga jelas", "tampilan_meter", None),
    ("mungkin periksa", "tampilan_meter", None),
    ("wa aja, sms jarang dibuka", "kontak", "wa"),
    ("wa soalnya sms jarang kebuka", "kontak", "wa"),
    ("telepon saja tidak usah wa sms", "kontak", "tidak_keduanya"),
    ("ditelepon aja, wa ga ada", "kontak", "tidak_keduanya"),
    ("wa atau sms?", "kontak", None),
    ("wa atau sms", "kontak", None),
    ("sms aja, wa lagi error", "kontak", "sms"),
    ("enaknya wa apa sms", "kontak", None),
    ("wa bisa sms bisa", "kontak", "keduanya"),
    ("kalau wa berbayar ga?", "kontak", None),
    ("takut dikira bukan pemilik", "peran_pelapor", None),
    ("saya penyewa bukan pemilik", "peran_pelapor", "penyewa"),
    ("pemilik atau penyewa ya, bingung", "peran_pelapor", None),
    ("penghuni kontrakan", "peran_pelapor", "penyewa"),
    ("layarnya mungkin mati", "layar_meter", None),
    ("iya bu", "sapaan", None),
    ("makasih pak", "sapaan", None),
    ("panggil bu aja", "sapaan", "Ibu"),
    ("semua tetangga juga padam", "layar_meter", None),
    ("masih kebaca", "layar_meter", "terbaca"),
    ("ga kebaca", "layar_meter", "gelap"),
    ("layarnya peteng", "layar_meter", "gelap"),
    ("sebagian aja yang mati", "kondisi_listrik", None),
    ("separuh rumah", "kondisi_listrik", None),
    ("WA sama SMS aja, telepon jangan", "kontak", "keduanya"),
    ("wa aja jangan telepon", "kontak", "wa"),
    ("wa dan sms jangan telpon", "kontak", "keduanya"),
    ("cuma ngontark saya", "peran_pelapor", "penyewa"),
    ("masih menylaa kak", "kondisi_listrik", "menyala"),
]


@pytest.mark.parametrize(("text", "question", "answer"), DOUBTFUL)
def test_what_is_feared_guessed_or_asked_chooses_nothing(text, question, answer):
    assert read_choice(text, question).value == answer


@pytest.mark.parametrize(("text", "question", "answer"), ANSWERS)
def test_everyday_answers_choose_or_stay_unclear(text, question, answer):
    assert read_choice(text, question).value == answer


def test_a_denied_answer_leaves_the_others_as_candidates():
    assert read_choice("bukan pemilik", "peran_pelapor").candidates == (
        "penyewa",
        "penanggung_jawab",
        "bukan",
    )


@pytest.mark.parametrize("question", sorted(choice_questions()))
def test_a_text_about_nothing_chooses_nothing(question):
    assert read_choice("xyzzy 12 plugh", question).value is None
    assert len(possible_answers(question)) >= 2


@pytest.mark.parametrize(
    "text",
    ["WA sama SMS aja, telepon jangan", "jangan ditelepon, wa aja", "jangan telpon", "ga usah ditelpon ya",
     "sms aja, telpon ga bisa"],
)  # fmt: skip
def test_who_wants_no_call_is_understood(text):
    assert refuses_calls(text)


@pytest.mark.parametrize(
    "text",
    ["telepon aja jangan wa", "wa aja", "telepon boleh", "jangan telepon rumah, ke hp aja", "jangan telepon sekarang",
     "kenapa ga bisa ditelepon?"],
)  # fmt: skip
def test_who_prefers_a_call_or_another_hour_refuses_none(text):
    assert not refuses_calls(text)


def test_neighbours_without_power_say_nothing_about_the_display_and_half_a_house_is_no_clear_outage():
    assert read_choice("semua tetangga juga padam", "layar_meter").reason == "no_evidence"
    assert read_choice("separuh rumah", "kondisi_listrik").reason == "does_not_know"


@pytest.mark.parametrize("said", ["saya hanya membantu melaporkan", "cuma membantu melapor"])
def test_who_only_helps_to_report_is_none_of_the_three(said: str) -> None:
    assert read_choice(said, "peran_pelapor").value == "bukan"
