"""The entry point of the actions, corrections and what an opening sentence volunteers."""

import re
import time

import pytest

from bot.language.answers import read_answer, volunteered, wants_a_call_first


@pytest.mark.parametrize(
    ("slot", "text", "status", "value"),
    [
        ("di_lokasi", "saya lagi di kantor", "read", False),
        ("kode_41", "hasilnya 220,5 volt", "read", "220,5"),
        ("hp_pelapor", "nomor ini aja", "read", "081234567890"),
        ("hp_pelapor", "021 7234567", "unclear", None),
        ("identitas", "lupa", "refused", "tidak_ada"),
        ("email_pelapor", "ga punya", "refused", "tidak_ada"),
        ("waktu_konfirmasi", "kemarin", "unclear", None),
        ("acuan_lokasi", "dekat masjid", "read", "dekat masjid"),
        # how somebody is reached is no landmark
        ("acuan_lokasi", "tidak ada patokannya, hp sy 0812-0002-8863", "refused", "tidak_ada"),
        ("acuan_lokasi", "rumah pagar hijau, nomor meter saya 45867100536", "read", "rumah pagar hijau"),
        ("acuan_progres", "nomornya K54 261 101 000 01", "read", "K5426110100001"),
        ("data_diubah", "Alamat e-mailnya.", "read", "email"),
        ("nama", "Nama saya Embuh Nugroho.", "read", "Embuh Nugroho"),
        ("nama", "embuh", "absent", None),
        ("nama", "Dengan Cinta Wahyuni, dari rumah yang bermasalah itu.", "read", "Cinta Wahyuni"),
        ("siap_di_meter", "udah di depan meteran", "read", True),
        ("kontak", "", "absent", None),
        ("waktu_konfirmasi", "besok sore", "unclear", None),
        ("waktu_konfirmasi", "29 februari jam 9 pagi", "unclear", None),
        ("hp_pelapor", "jangan, pakai 0812 3456 7891 aja", "read", "081234567891"),
    ],
)
def test_each_kind_of_slot_is_read_by_its_own_reader(slot, text, status, value):
    answer = read_answer(slot, text, caller_phone="081234567890")
    assert (answer.status, answer.value) == (status, value)


def test_an_unknown_slot_is_an_error():
    with pytest.raises(KeyError):
        read_answer("warna", "merah")


def test_an_opening_sentence_says_much_at_once():
    text = "PERIKSA, masih nyala, IDPEL saya 512345678901, saya di rumah, udah lapor tadi pagi"
    assert volunteered(text) == {
        "tampilan_meter": "periksa",
        "kondisi_listrik": "menyala",
        "identitas": "512345678901",
        "di_lokasi": True,
        "pernah_lapor": True,
    }


@pytest.mark.parametrize(
    "text", ["tolong periksa meteran saya", "kenapa listrik sering mati ya", "kapan nyala?", "nama saya Budi"]
)
def test_what_is_hedged_or_asked_volunteers_nothing(text):
    assert volunteered(text) == {}


@pytest.mark.parametrize(
    ("slot", "text", "status"),
    [
        ("acuan_lokasi", "sebentar saya tanya dulu", "absent"),
        ("acuan_lokasi", "tunggu ya kak", "absent"),
        ("acuan_lokasi", "maksudnya apa kak?", "absent"),
        ("acuan_lokasi", "acuan itu apa?", "absent"),
        ("acuan_lokasi", "untuk apa acuan lokasi", "absent"),
        ("acuan_lokasi", "iya", "absent"),
        ("acuan_lokasi", "oke baik kak", "absent"),
        ("acuan_lokasi", "ga ada patokannya", "refused"),
        ("acuan_lokasi", "ga mau kasih tau", "refused"),
        ("acuan_lokasi", "depan masjid Al Ikhlas", "read"),
        ("acuan_lokasi", "ga jauh dari pasar baru", "read"),
        ("acuan_lokasi", "sebelah warung, pagar hijau", "read"),
        ("alasan_beda_alamat", "kenapa harus ditanya?", "absent"),
        ("alasan_beda_alamat", "kenapa emangnya", "absent"),
        ("sebab_iml", "ga tau penyebanbya kak", "refused"),
        ("alasan_beda_alamat", "rahasia", "refused"),
        ("alasan_beda_alamat", "itu urusan saya", "refused"),
        ("alasan_beda_alamat", "karena saya ngontrak di sini", "read"),
        ("alasan_beda_alamat", "saya baru pindah", "read"),
        ("alasan_beda_alamat", "bentar", "absent"),
        ("alamat_lengkap", "alamat yang mana?", "absent"),
        ("alamat_lengkap", "kenapa harus alamat", "absent"),
        ("alamat_lengkap", "jalan apa ya", "absent"),
        ("alamat_lengkap", "jalan yang itu", "absent"),
        ("alamat_lengkap", "jl melati 5 no 12 cempaka putih jakpus", "read"),
        ("alamat_lengkap", "di mana ya", "absent"),
        ("nama", "oh nama saya toh, Budi", "read"),
        ("nama", "maksudnya nama siapa?", "absent"),
    ],
)
def test_waiting_refusing_and_asking_back_are_no_answers(slot, text, status):
    assert read_answer(slot, text).status == status


@pytest.mark.parametrize(
    "text",
    [
        "tiap malam mati lampu", "sering padam di sini", "kalau hujan listrik padam", "tetangga saya padam juga",
        "di kampung sebelah padam", "katanya nanti padam", "fitur lapor padamnya bagus",
        "aplikasi ini bisa untuk lapor padam", "listrik di negara ini padam terus terusan", "suka mati mati sendiri",
        "biasanya nyala lagi jam 5", "sudah bisa lapor lewat menu pengaduan", "fitur laporannya sudah dilaporkan bagus",
        "saya mau tanya cara lapor", "teman saya sudah lapor", "listriknya padam ga?", "info pemadaman hari ini",
        "lampu jalan mati", "tokennya sudah masuk tapi mati", "semoga cepat nyala", "hampir setiap hari padam",
    ],
)  # fmt: skip
def test_general_talk_volunteers_neither_outage_nor_report(text):
    assert {"kondisi_listrik", "pernah_lapor"}.isdisjoint(volunteered(text))


@pytest.mark.parametrize(
    ("text", "facts"),
    [
        ("listrik rumah saya padam dari jam 3", {"kondisi_listrik": "padam"}),
        ("listrik padam", {"kondisi_listrik": "padam"}),
        ("mati lampu kak", {"kondisi_listrik": "padam"}),
        ("halo min rumah saya mati lampu dari tadi pagi", {"kondisi_listrik": "padam"}),
        ("meteran periksa tapi masih nyala", {"tampilan_meter": "periksa", "kondisi_listrik": "menyala"}),
        ("udah lapor kemarin belum ada yang datang", {"pernah_lapor": True, "sisi_masalah": "pln"}),
        ("saya sudah lapor 2 kali petugas belum datang", {"pernah_lapor": True, "sisi_masalah": "pln"}),
        ("sudah lapor lewat PLN Mobile tadi malam", {"pernah_lapor": True}),
        ("saya belum pernah lapor", {"pernah_lapor": False}),
        ("belum pernah saya laporin", {"pernah_lapor": False}),
        ("belum pernah saya laporkan", {"pernah_lapor": False}),
    ],
)
def test_a_clear_opening_volunteers_what_it_says(text, facts):
    assert volunteered(text) == facts


@pytest.mark.parametrize(
    ("text", "state"),
    [
        ("tadi malam mati total dua jam, tadi pagi mati lagi, tapi lampu masih nyala sih", "menyala"),
        ("tadi mati sebentar, tapi lampu masih nyala sih", "menyala"),
        ("lampu mati dari tadi pagi tapi sekarang sudah nyala", "menyala"),
        ("tadi nyala tapi sekarang mati", "padam"),
        ("mati dari tadi tapi lampu teras masih nyala", None),
        ("lampu nyala tapi kulkas mati", None),
    ],
)
def test_the_last_word_about_now_outweighs_what_is_over(text, state):
    assert volunteered(text).get("kondisi_listrik") == state


def test_a_text_of_100_kilobytes_is_answered_at_once():
    begin = time.perf_counter()
    read_answer("di_lokasi", "a1 " * 35_000)
    assert time.perf_counter() - begin < 0.5


@pytest.mark.parametrize(
    "said",
    [
        "Tidak ada patokan di sekitar sini.",
        "ga ada patokan apa-apa",
        "sekitar sini ga ada patokan",
        "ga ada paatokan kak",
        "tidak ada patokan di sekiar sini.",
        "saya juga tidak tahu",
    ],
)
def test_a_sentence_that_tells_of_no_landmark_is_none(said: str) -> None:
    assert read_answer("acuan_lokasi", said).status == "refused"


@pytest.mark.parametrize(
    "said", ["saya tidak tahu sejak kapan. listriknya sekarang padam", "ga tau, sekarang masih mati"]
)
def test_how_it_is_now_is_not_since_when(said: str) -> None:
    assert read_answer("tanggal_padam", said).status == "absent"


@pytest.mark.parametrize("said", ["baru sekarang padam", "sekarang", "dari jam 5 sampai sekarang mati"])
def test_an_outage_may_begin_now_or_last_until_now(said: str) -> None:
    assert read_answer("tanggal_padam", said).status == "read"


@pytest.mark.parametrize("said", ["Saya tidak tahu alasannya.", "kurang tahu kenapa", "entah kenapa begitu"])
def test_not_knowing_the_reason_is_no_reason(said: str) -> None:
    assert read_answer("alasan_beda_alamat", said).status == "refused"


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("ga ada sih, pokoknya dekat pasar", "pokoknya dekat pasar"),
        ("tidak ada, cuma sawah", "cuma sawah"),
        ("sebelah rumah kosong", "sebelah rumah kosong"),
        ("tidak jauh dari masjid", "tidak jauh dari masjid"),
    ],
)
def test_what_is_told_beside_having_none_is_kept(said: str, kept: str) -> None:
    assert read_answer("acuan_lokasi", said).value == kept


@pytest.mark.parametrize(
    ("said", "fits"),
    [
        ("iya di situ, saya sendiri tidak di rumah", True),
        ("iya, saya lagi ga di rumah", True),
        ("bukan, saya di rumah", False),
        ("iya, saya tidak di situ", False),
    ],
)
def test_where_the_caller_stands_says_nothing_about_the_address_on_record(said: str, fits: bool) -> None:
    assert read_answer("alamat_sesuai", said).value is fits


def test_an_email_dictated_in_passing_is_volunteered() -> None:
    told = volunteered("listrik padam, email saya utama94 at gmail.com, tolong cepat")
    assert told["email_pelapor"] == "utama94@gmail.com"


@pytest.mark.parametrize("said", ["52 7612 7002 89", "527612700289", "14707500289."])
def test_a_message_that_is_nothing_but_an_idpel_or_a_meter_number_tells_it(said: str) -> None:
    assert volunteered(said) == {"identitas": re.sub(r"\D", "", said)}


@pytest.mark.parametrize("said", ["021 5551 2345", "081234567890", "62215551234", "5276127", "G5418070600123"])
def test_a_bare_number_that_may_be_another_one_tells_no_identity(said: str) -> None:
    assert "identitas" not in volunteered(said)


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("rumah saya mati listrik dari subuh, tetangga nyala semua", {"kondisi_listrik": "padam"}),
        ("tetangga saya padam, rumah saya nyala", {"kondisi_listrik": "menyala"}),
        ("tetangga sebelah mati lampu", {}),
        ("saya sempat hubungi 123 tadi pagi", {"pernah_lapor": True}),
        ("wa aja, saya pemilik", {"peran_pelapor": "pemilik"}),
        ("1300 watt aja deh", {"daya_permohonan": "1300"}),
        ("1300 aja deh", {}),
        ("bisa wa, z.farida@gmail.com", {"email_pelapor": "z.farida@gmail.com"}),
        ("meteran saya masih ada tulisan periksa", {"tampilan_meter": "periksa"}),
    ],
)
def test_what_is_told_in_passing(said: str, told: dict[str, object]) -> None:
    assert volunteered(said) == told


def test_a_reason_keeps_its_words_and_loses_its_numbers() -> None:
    said = "saya sudah bayar tiap bulan hp saya 0813-5567-8890 masa bayar lagi"
    reason = read_answer("alasan_tidak_membayar", said)
    assert reason.status == "read"
    assert "8890" not in str(reason.value)
    assert "sudah bayar tiap bulan" in str(reason.value)


@pytest.mark.parametrize(
    ("said", "wanted"),
    [
        ("besok jam 9 telpon dulu ya", True),
        ("kabari dulu sebelum datang", True),
        ("jelas", False),
        ("iya bisa ditelepon", False),
        ("tidak perlu telepon dulu", False),
    ],
)
def test_a_wish_to_be_called_first_is_noticed_unasked(said: str, wanted: bool) -> None:
    assert wants_a_call_first(said) is wanted
