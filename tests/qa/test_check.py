"""Each check is shown to fail on its own kind of fault."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from bot.qa.check import run_checks
from bot.qa.checks.agreement import disagreeing
from bot.qa.checks.catalogue import missing_from_book
from bot.qa.checks.fulfilment import unfulfilled
from bot.qa.checks.project import Finding, Project
from bot.qa.checks.reachability import unreachable
from bot.qa.checks.sayings import forbidden, forbidden_words, unreadable_buttons, unused
from bot.qa.checks.self_report import self_report_differing
from bot.qa.checks.sources import misquoted, paragraph_hashes
from bot.qa.checks.stories import straying
from bot.settings import PROJECT_ROOT
from tests.qa.conftest import Break

BOOK = "data/sop/periksa.yml"
REPORTS = "data/sop/lapor_ulang.yml"
STORIES = "data/stories/periksa.yml"
DOMAIN = "domain.yml"
Check = Callable[[Project], Iterator[Finding]]


def test_this_project_is_clean() -> None:
    found = [str(one) for result in run_checks(Project.load()) for one in result.findings]
    assert found == []


@pytest.mark.parametrize(
    ("check", "file", "old", "new", "subject", "words"),
    [
        (missing_from_book, "data/sop/umum.yml", "id: HND-02", "id: HND-09", "HND-02", "tidak ada di buku"),
        (missing_from_book, BOOK, "id: O9", "id: O19", "O9", "baris hasil katalog"),
        (missing_from_book, BOOK, "      - '\\bpenyebab(nya)?\\b'\n", "", "PRK-12!", "tidak lagi melarang"),
        (missing_from_book, BOOK, '"41": tegangan', '"41": arus', "PRK-12", "di katalog 'tegangan'"),
        (
            missing_from_book,
            REPORTS,
            "text: DATA TIDAK LENGKAP",
            "text: DATA KURANG",
            "LU-06a",
            "di katalog 'DATA",
        ),
        (
            missing_from_book,
            REPORTS,
            "sulit|susah|sukar",
            "susah|sukar",
            "LU-06a",
            "dibaca sebagai None",
        ),
        (self_report_differing, BOOK, "menu: Pengaduan", "menu: Keluhan", "MOB-01", "di katalog 'Pengaduan'"),
        (
            self_report_differing,
            BOOK,
            "      tampilan_meter: periksa\n",
            "",
            "MOB-01",
            "tampilan_meter, listrik_pulih di",
        ),
        (self_report_differing, BOOK, "tampilan_meter: periksa\n", "tampilan_meter: entah\n", "MOB-01", "bukan salah"),
        (self_report_differing, BOOK, "      di_lokasi: true\n", "", "MOB-01", "pertanyaan di_lokasi, di katalog O10"),
        (unfulfilled, BOOK, "say: utter_garansi_layanan", "say: utter_garansi", "PRK-18", "utter_garansi tidak ada"),
        (unfulfilled, DOMAIN, "utter_ask_di_lokasi:", "utter_tanya_di_lokasi:", "PRK-09", "utter_ask_di_lokasi"),
        (unfulfilled, BOOK, "utter_cara_cari_identitas", "utter_hilang", "PRK-06a", "utter_hilang"),
        (unfulfilled, BOOK, "SelfReports.submit", "SelfReports.kirim", "MOB-01", "kode itu tidak ada"),
        (unfulfilled, DOMAIN, "utter_minta_kode_ulang:", "utter_kode_lagi:", "PRK-12a", "utter_minta_kode_ulang"),
        (unfulfilled, DOMAIN, "required_slots: [di_lokasi, ", "required_slots: [", "PRK-09", "tidak memilikinya"),
        (unfulfilled, DOMAIN, "- action_buat_tiket", "- action_lain", "action_lain", "tidak punya kode"),
        (unfulfilled, DOMAIN, "  siap_di_meter: {", "  siap_meter: {", "siap_di_meter", "slot"),
        (unreachable, BOOK, "when: {hasil_laporan: luar_wilayah}", "when: {hasil_laporan: luar}", "O3", "dicapai"),
        (
            unreachable,
            BOOK,
            "when: {hasil_kondisi: listrik_pulih}\n",
            "when: {kondisi_listrik: padam}\n",
            "O1",
            "sekaligus",
        ),
        (unreachable, BOOK, "leaves_topic: {hasil_laporan: [pernah_lapor]}", "lain: 1", "periksa", "tidak berujung"),
        (unreachable, BOOK, "when: {di_lokasi: true}\n", "when: {di_lokasi: entah}\n", "PRK-10", "tidak pernah sampai"),
        (unreachable, BOOK, "        - {value: tidak_ada_orang}\n", "", "kesediaan", "tanpa hasil"),
        (
            straying,
            STORIES,
            "hasil_kesediaan: dipandu",
            "hasil_kesediaan: tidak_bersedia",
            "periksa",
            "tidak ada cerita",
        ),
        (straying, STORIES, "hasil_kondisi: menyala", "hasil_kondisi: nyala", "(O7)", "tidak mungkin"),
        (straying, STORIES, "(O5)", "(O6)", "(O6)", "berujung pada O5"),
        (straying, STORIES, "PRK-12i", "PRK-12z", "PRK-12z", "tidak ada di buku"),
        (straying, STORIES, "  - action: action_buat_tiket\n", "", "(O1)", "tidak menjalankan action_buat_tiket"),
        (
            straying,
            STORIES,
            "  - action: form_diagnosis\n  - active_loop: form_diagnosis\n  - active_loop: null\n",
            "",
            "(O10)",
            "tidak menanyakan kode meter",
        ),
        (
            straying,
            BOOK,
            "when: {hasil_kesediaan: dipandu}\n",
            "when: {hasil_kesediaan: x}\n",
            "dipandu",
            "syarat tahap",
        ),
        (straying, STORIES, "  - action: form_kondisi\n", "  - action: form_penutup\n", "(O1)", "urutan"),
        (forbidden, DOMAIN, "Terima kasih, {nama}.", "Kode 41 itu tegangan.", "utter_ask_sapaan", "tegangan"),
        (forbidden, DOMAIN, "± 3 (tiga) jam", "pasti selesai pukul 7", "utter_jawab_durasi", "PRK-23"),
        (forbidden, DOMAIN, "title: Sebentar,", "title: Lihat watt,", "utter_ask_siap_di_meter", "watt"),
        (
            forbidden,
            "actions/umum.py",
            'talk.say("utter_tunggu")',
            'talk.dispatcher.utter_message("ya")',
            "utter_message",
            "sendiri",
        ),
        (unused, DOMAIN, "  utter_tunggu:", "  utter_yatim:", "utter_yatim", "tidak dipakai"),
        (unused, DOMAIN, "  utter_tunggu:", "  utter_yatim:", "utter_tunggu", "respons ini tidak ada"),
        (
            unreadable_buttons,
            DOMAIN,
            "title: Masih menyala, payload: Masih menyala",
            "title: Hmm, payload: Hmm",
            "utter_ask_kondisi_listrik",
            "tidak terbaca",
        ),
        (
            unreadable_buttons,
            DOMAIN,
            "title: SMS saja, payload: SMS saja",
            "title: SMS, payload: /sms",
            "utter_ask_kontak",
            "teks lain",
        ),
        (
            unreadable_buttons,
            DOMAIN,
            ", {title: Layar gelap, payload: Layar gelap}",
            "",
            "utter_ask_layar_meter",
            "gelap",
        ),
        (disagreeing, BOOK, '    "47": daya sesaat (watt)\n', "", "PRK-12", "berbeda dari tiket"),
        (disagreeing, BOOK, "tipe_wo: KWH PERIKSA", "tipe_wo: KWH DIPERIKSA", "O10", "KWH DIPERIKSA"),
        (disagreeing, BOOK, 'no_number: "Null"', 'no_number: "-"', "no_number", "Null"),
        (disagreeing, BOOK, "uid: UID Banten", "uid: UID Bantenan", "PRK-08", "UID Bantenan"),
        (disagreeing, BOOK, "{uid: UID Banten, from", "{from", "PRK-08", "tanpa uid"),
        (
            disagreeing,
            "data/sop/data_pelanggan.yml",
            "[wa, sms, keduanya, ",
            "[wa, sms, dua, ",
            "kontak",
            "bot.language",
        ),
        (disagreeing, DOMAIN, "values: [dipandu, ", "values: [", "hasil_kesediaan", "categorical"),
    ],
)
def test_a_fault_is_found(
    with_change: Break, check: Check, file: str, old: str, new: str, subject: str, words: str
) -> None:
    root = with_change(file, old, new)
    found = [
        one for one in check(Project.load(root)) if subject in f"{one.subject} {one.message}" and words in one.message
    ]
    assert found, [str(one) for one in check(Project.load(root))]


def test_a_finding_names_file_and_line(with_change: Break) -> None:
    root = with_change(BOOK, "say: utter_garansi_layanan", "say: utter_garansi")
    finding = next(unfulfilled(Project.load(root)))
    lines = (root / BOOK).read_text(encoding="utf-8").splitlines()
    assert finding.file == BOOK
    assert "id: PRK-18" in lines[finding.line - 1]


@pytest.mark.parametrize(
    ("text", "says_it"),
    [
        ("Angka itu menunjukkan tegangan.", True),
        ("Mohon maaf, penyebab dan tegangannya tidak dapat kami sampaikan.", False),
        ("Tidak ada penyebab lain.", True),
        ("Itu tidak dapat kami sampaikan. Angkanya adalah arus netral.", True),
    ],
)
def test_declining_to_say_something_is_no_saying(text: str, says_it: bool) -> None:
    never = next(item for item in Project.load().book.topics["periksa"].never if item.id == "PRK-12!")
    assert bool(forbidden_words(never, text)) is says_it


def test_the_quotation_of_a_changed_document_is_found(tmp_path: Path) -> None:
    project = Project.load(PROJECT_ROOT)
    for topic in project.book.topics.values():
        for document in topic.documents.values():
            (tmp_path / document.file).write_text("lain sama sekali\n", encoding="utf-8")
    subjects = {finding.subject for finding in misquoted(project, tmp_path)}
    assert {"PRK-03", "DP-01", "PRK-12!"} <= subjects


def test_a_source_document_that_is_missing_is_found(tmp_path: Path) -> None:
    assert any("tidak ada di" in finding.message for finding in misquoted(Project.load(), tmp_path))


def test_a_paragraph_is_known_however_its_lines_are_broken() -> None:
    assert paragraph_hashes("satu  dua\ntiga\n\nempat") == paragraph_hashes("satu dua tiga\n \n\n  empat\n")
    assert paragraph_hashes("satu dua") != paragraph_hashes("satu tiga")
