"""Yes and no as callers say them, by question."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.language.yes_no import read_yes_no, yes_no_questions

ANSWERS = [
    ("iya", None, True),
    ("ho oh", None, True),
    ("enggih", None, True),
    ("betul", None, True),
    ("sudah", None, True),
    ("belum", None, False),
    ("ga ada", None, False),
    ("gak usah", None, False),
    ("nggak bisa", None, False),
    ("boleh", None, True),
    ("nggih", None, True),
    ("mboten", None, False),
    ("teu", None, False),
    ("muhun", None, True),
    ("oke siap", None, True),
    ("males", None, False),
    ("tidak apa-apa", None, None),
    ("bukan", None, False),
    ("kayaknya iya", None, True),
    ("belum pernah", None, False),
    ("tidak salah", None, True),
    ("bukan tidak mau", None, True),
    ("iya tapi tidak bisa", None, False),
    ("udah pernah kok kemarin", "pernah_lapor", True),
    ("sudah", "pernah_lapor", True),
    ("belum", "pernah_lapor", False),
    ("di rumah", "di_lokasi", True),
    ("lagi di kantor", "di_lokasi", False),
    ("saya di luar kota", "di_lokasi", False),
    ("masih mati", "listrik_pulih", False),
    ("nyala lagi", "listrik_pulih", True),
    ("kurang jelas", "informasi_jelas", False),
    ("cukup", "bantuan_lain", False),
    ("sudah itu saja", "bantuan_lain", False),
    ("takut", "bersedia_dipandu", False),
    ("malas", "bersedia_dipandu", False),
    ("gapapa", "bersedia_dipandu", True),
    ("iya masih mati", "listrik_pulih", False),
    ("udah saya naikin tp msh mati", "listrik_pulih", False),
    ("nyala sebentar terus mati lagi", "listrik_pulih", False),
    ("tidak ada di rumah", "di_lokasi", False),
    ("saya ga lagi di rumah", "di_lokasi", False),
    ("sudah tidak di rumah", "di_lokasi", False),
    ("tidak, saya di kantor", "di_lokasi", False),
    ("ngga saya lagi di kantor", "di_lokasi", False),
    ("kalo ga salah udah", "pernah_lapor", True),
    ("oh iya belum", "pernah_lapor", False),
    ("ya nggak lah", None, False),
    ("iya atau tidak", None, None),
    ("gatau", None, None),
    ("mungkin", None, None),
    ("kenapa harus?", None, None),
    ("memangnya bisa?", None, None),
    ("salah", "alamat_sesuai", False),
    ("ga salah", "alamat_sesuai", True),
    ("bukan di situ", "alamat_sesuai", False),
    ("alamatnya beda", "alamat_sesuai", False),
    ("udah dicatat", "nomor_dicatat", True),
    ("ga ada pulpen", "nomor_dicatat", False),
    ("oke makasih", "bantuan_lain", False),
    ("ya sudah", "bantuan_lain", False),
    ("ada satu lagi", "bantuan_lain", True),
    ("ga usah langsung dateng aja", "minta_konfirmasi", False),
    ("telpon dulu ya", "minta_konfirmasi", True),
    ("ada istri saya", "orang_dipercaya", True),
    ("rumahnya kosong", "orang_dipercaya", False),
    ("istri saya di rumah", "orang_dipercaya", True),
    ("ga ada orang", "orang_dipercaya", False),
    ("ga takut", "bersedia_dipandu", True),
    ("petugasnya aja yg dateng", "bersedia_dipandu", False),
    ("pake nomor lain aja", "nomor_dapat_dihubungi", False),
    ("bisa", "nomor_dapat_dihubungi", True),
    ("ga aktif", "nomor_dapat_dihubungi", False),
    ("belum jelas", "informasi_jelas", False),
    ("udah jelas", "informasi_jelas", True),
    ("sudah paham", "paham_ctt", True),
    ("budi", None, None),
    ("", None, None),
    ("ya Allah", None, None),
    ("tidak tidak", None, False),
    ("belum sih, baru pertama ini", "pernah_lapor", False),
    ("tidak, belum pernah", "pernah_lapor", False),
    ("iya sudah", "pernah_lapor", True),
    ("nggak, baru sekarang", "pernah_lapor", False),
    ("sudah belum ya", "pernah_lapor", None),
    ("bisa tapi tidak sekarang", None, False),
    ("siap", "siap_di_meter", True),
]
UNDECIDED = [
    ("belum tentu", "di_lokasi"),
    ("belum pasti kak", "orang_bersedia"),
    ("hmm gimana ya", "bersedia_dipandu"),
    ("tergantung sih", "bersedia_dipandu"),
    ("nanti saya pikir dulu", "minta_konfirmasi"),
    ("kadang di rumah kadang di kantor", "di_lokasi"),
    ("mau, asal ga kesetrum", "bersedia_dipandu"),
    ("bisa kalau ada anak saya", "bersedia_dipandu"),
    ("boleh asalkan gratis", "minta_konfirmasi"),
    ("kalau malam bisa", "nomor_dapat_dihubungi"),
    ("bahaya ga tuh?", "bersedia_dipandu"),
    ("bahaya gak ya", "bersedia_dipandu"),
    ("aman ga kak", "bersedia_dipandu"),
    ("apa ga kesetrum", "bersedia_dipandu"),
    ("di rumah siapa?", "di_lokasi"),
    ("di lokasi mana maksudnya", "di_lokasi"),
    ("harus saya yang di rumah?", "di_lokasi"),
    ("ada anak kecil", "orang_dipercaya"),
    ("cuma anak-anak", "orang_dipercaya"),
    ("anak saya yang masih SD di rumah", "orang_dipercaya"),
    ("ada kucing saya", "orang_dipercaya"),
    ("paling bayi sama anjing", "orang_dipercaya"),
    ("saya mau lapor", "pernah_lapor"),
    ("mau tanya, ini bayar ga?", "pernah_lapor"),
    ("mau tapi takut", "bersedia_dipandu"),
    ("tidak, sudah menyala", "listrik_pulih"),
    ("mungkin sudah", "pernah_lapor"),
    ("sudah apa belum ya, saya lupa", "pernah_lapor"),
    ("tetangga sudah lapor", "pernah_lapor"),
    ("antara iya dan tidak", "alamat_sesuai"),
    ("setengah benar", "alamat_sesuai"),
    ("jalannya benar tapi nomornya salah", "alamat_sesuai"),
]
STILL_DECIDED = [
    ("tidak, saya sudah coba tadi", "bersedia_dipandu", False),
    ("tidak kak, saya sudah pulang kampung", "di_lokasi", False),
    ("ga, saya udah paham semua", "bantuan_lain", False),
    ("enggak, saya mau istirahat", "bersedia_dipandu", False),
    ("belum, ini mau lapor", "pernah_lapor", False),
    ("iya saya di rumah, kenapa?", "di_lokasi", True),
    ("iya, terus gimana?", "bersedia_dipandu", True),
    ("iya kalau ga salah sudah", "pernah_lapor", True),
    ("sudah di depan meteran, terus gimana?", "siap_di_meter", True),
    ("muhun atos", "pernah_lapor", True),
    ("nggih sampun", "pernah_lapor", True),
    ("salah", "nomor_dicatat", False),
    ("bukan", "alamat_sesuai", False),
    ("salah kak", "identitas_benar", False),
    ("bukan itu", "identitas_benar", False),
    ("ada istri di rumah", "orang_dipercaya", True),
    ("ada anak saya yang sudah kuliah", "orang_dipercaya", True),
    ("ada mertua sama anak-anak", "orang_dipercaya", True),
    ("nggak ada siapa-siapa", "orang_dipercaya", False),
    ("sempat nyala tapi sekarang mati lagi", "listrik_pulih", False),
    ("bagaimana caranya", "bersedia_dipandu", True),
    ("bisa diulang sekali lagi?", "informasi_jelas", False),
    ("saya mau", "bersedia_dipandu", True),
    ("boleh banget", "minta_konfirmasi", True),
    ("iya bener itu alamat saya", "alamat_sesuai", True),
    ("udah kemarin siang", "pernah_lapor", True),
    ("ga jadi deh", "konfirmasi_batal", True),
    ("oke bisa dihubungi kapan aja", "nomor_dapat_dihubungi", True),
    ("sudah, makasih ya kak", "nomor_dicatat", True),
    ("iya ada satu pertanyaan lagi", "bantuan_lain", True),
    ("udah lapor kemarin tapi petugas belum dateng", "pernah_lapor", True),
    ("sudah lapor belum ditangani", "pernah_lapor", True),
    ("udah saya laporin tapi belum ada tindakan", "pernah_lapor", True),
    ("belum pernah saya laporin", "pernah_lapor", False),
    ("belum, petugas juga belum dateng", "pernah_lapor", False),
    ("boleh, gimana caranya?", "bersedia_dipandu", True),
    ("mau tapi jangan lama-lama ya", "bersedia_dipandu", True),
    ("bisa tapi jangan yang susah", "bersedia_dipandu", True),
    ("salah alamat itu", "alamat_sesuai", False),
    ("eh iya salah nomor", "identitas_benar", False),
    ("salah, harusnya 548412345678", "identitas_benar", False),
    ("jangan, pakai 081234567890 aja", "nomor_dapat_dihubungi", False),
]
# words of many languages and towns, and what is shouted or shown
IN_OTHER_WORDS = [
    *((form, True) for form in ("hayu", "gas", "gaskeun", "beneh", "iyoi", "iyo", "leres")),
    *((form, False) for form in ("endak", "indak", "moal", "ora", "mboten", "hente", "wegah", "embung")),
    *((form, True) for form in ("YA!!!", "IYA!!", "IYAAA!!!!", "👍", "👍👍👍", "👌", "👍🏻", "oke 👍")),
    *((form, False) for form in ("TIDAK!!!", "ENGGAK!!!!", "BELUM!!!", "👎", "👎🏽", "ga 🙏")),
    *((form, None) for form in ("🙏", "😡", "👍👎")),
]
YES = (
    "iya, ya, iyaaa, yoi, yup, ho oh, he eh, enggih, nggih, njih, muhun, sumuhun, betul, bener, "
    "benar, sudah, udah, dah, sdh, boleh, bisa, mau, oke, ok, oke siap, siap, sip, baik, tentu, "
    "pasti, setuju, silakan, ayo, lanjut, ada, pernah, tidak salah, ga masalah, kayaknya iya, tepat, "
    "memang begitu, iya dong, ya dong, wis, sampun"
)
NO = (
    "tidak, tdk, gak, ga, gk, nggak, ngga, enggak, kagak, ndak, nda, mboten, teu, henteu, ora, bukan, "
    "bkn, belum, blm, durung, dereng, belum pernah, ga ada, gaada, gada, gak usah, gausah, gamau, gak "
    "mau, nggak bisa, gabisa, ogah, emoh, males, malas, jangan, ga perlu, gaperlu, tidak pernah, "
    "salah, keliru, keberatan, mana bisa, mustahil, kayaknya belum, tidak tidak"
)


@pytest.mark.parametrize(("text", "question", "answer"), ANSWERS)
def test_everyday_answers_are_read_as_their_question_takes_them(text, question, answer):
    assert read_yes_no(text, question) is answer


@pytest.mark.parametrize(("text", "question"), UNDECIDED)
def test_a_hedge_a_condition_or_a_question_back_decides_nothing(text, question):
    assert read_yes_no(text, question) is None


@pytest.mark.parametrize(("text", "question", "answer"), STILL_DECIDED)
def test_a_clear_answer_decides_whatever_is_said_around_it(text, question, answer):
    assert read_yes_no(text, question) is answer


@pytest.mark.parametrize(("text", "answer"), IN_OTHER_WORDS)
def test_regional_words_shouting_and_thumbs_answer_any_question(text, answer):
    assert read_yes_no(text) is answer


@pytest.mark.parametrize("form", YES.split(", "))
def test_forty_forms_of_yes(form):
    assert read_yes_no(form) is True


@pytest.mark.parametrize("form", NO.split(", "))
def test_forty_forms_of_no(form):
    assert read_yes_no(form) is False


def test_there_are_forty_forms_each_way():
    assert min(len(set(YES.split(", "))), len(set(NO.split(", ")))) >= 40


@given(st.text(alphabet="bcdfghjklmnpqrstvwxz 0123456789", max_size=30))
def test_text_without_a_vowel_but_g_and_abbreviations_never_breaks(text):
    for question in yes_no_questions():
        assert read_yes_no(text, question) in (True, False, None)


@given(st.text(alphabet="0123456789 .-", max_size=30))
def test_digits_are_never_a_yes_or_a_no(text):
    assert read_yes_no(text) is None


@pytest.mark.parametrize(
    ("said", "reachable"),
    [
        ("Tidak dapat, nomor ini jarang aktif.", False),
        ("nomor ini jarang aktif", False),
        ("gak bisa, nomor ini sering mati", False),
        ("bs kok ke nmr ini", True),
        ("nomor ini saja", True),
        ("bukan nomor ini", False),
    ],
)
def test_naming_the_number_weighs_less_than_what_is_said_of_it(said: str, reachable: bool) -> None:
    assert read_yes_no(said, "nomor_dapat_dihubungi") is reachable


@pytest.mark.parametrize(
    "said", ["Tidak pernah muncul tulisan itu.", "tulisan itu tidak pernah muncul", "tidak muncul tulisan periksa"]
)
def test_a_denying_phrase_denies_the_phrase_right_after_it(said: str) -> None:
    assert read_yes_no(said, "pernah_tertera_periksa") is False


def test_a_wish_how_it_is_done_is_an_agreement_and_a_real_condition_is_not() -> None:
    assert read_yes_no("bersedia, asal cepat", "bersedia_dipandu") is True
    assert read_yes_no("mau asal tidak bahaya", "bersedia_dipandu") is None
