"""The book: how it is read, each way in which it is refused, and what the real one says."""

from __future__ import annotations

import copy
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.sop.book import Book, BookError, load_book, load_topic
from bot.sop.flow import outcome_of

Page = dict[str, Any]

SMALL_TOPIC: Page = {
    "topic": "kecil",
    "title": "Topik kecil",
    "documents": {"kertas": {"file": "kertas.txt"}},
    "parameters": {"jam": 3},
    "facts": {
        "padam": {"label": "padam", "kind": "yes_no"},
        "warna": {"label": "warna", "kind": "choice", "values": ["merah", "biru"], "when_unknown": "biru"},
    },
    "sop_rules": [
        {"id": "K-01", "title": "Tanya padam", "source": {"document": "kertas", "point": "1"}, "ask": "padam"},
        {
            "id": "K-02",
            "title": "Tanya warna",
            "source": {"document": "kertas", "point": "2"},
            "when": {"padam": True},
            "ask": "warna",
        },
        {"id": "K-03", "title": "Maaf", "source": {"document": "kertas", "point": "3"}, "say": "utter_maaf"},
    ],
    "stages": [
        {
            "name": "awal",
            "form": "form_awal",
            "label": "Awal",
            "steps": ["K-01", "K-02", "K-03"],
            "outcome": {"slot": "hasil_awal", "values": [{"value": "merah", "when": {"warna": "merah"}}]},
        }
    ],
    "outcomes": [
        {
            "id": "K-O1",
            "title": "Padam",
            "when": {"padam": True},
            "ticket": {"jenis": "GANGGUAN"},
            "permasalahan": [{"when": {"warna": "merah"}, "text": "PADAM MERAH"}],
        }
    ],
}


def written(folder: Path, page: Page) -> Path:
    """The page as a topic file."""
    path = folder / f"{page.get('topic', 'tanpa_nama')}.yml"
    path.write_text(yaml.safe_dump(page, allow_unicode=True), encoding="utf-8")
    return path


def small_book(folder: Path, change: Callable[[Page], object] = len) -> Book:
    """A book of one small topic with one change."""
    page = copy.deepcopy(SMALL_TOPIC)
    change(page)
    written(folder, page)
    return load_book(folder)


# --- reading it -------------------------------------------------------------------------------------


def test_a_book_that_agrees_with_itself_is_read(tmp_path: Path) -> None:
    book = small_book(tmp_path)
    assert list(book.rules) == ["K-01", "K-02", "K-03"]
    assert book.facts["warna"].values == ("merah", "biru")
    assert book.facts["warna"].when_unknown == "biru"
    assert book.parameter("kecil", "jam") == 3
    assert book.topic_of_form("form_awal").name == "kecil"


def test_a_topic_comes_to_a_shared_stage_under_a_condition_of_its_own(tmp_path: Path) -> None:
    def share(page: Page) -> None:
        page["shared_stages"] = [{"name": "akhir", "form": "form_akhir", "label": "Akhir", "steps": ["K-03"]}]
        page["stages"].append({"name": "akhir", "when": {"warna": "merah"}})

    book = small_book(tmp_path, share)
    last = book.topics["kecil"].stages[-1]
    assert (last.form, last.steps, last.when) == ("form_akhir", ("K-03",), {"warna": "merah"})
    assert book.is_shared(last)
    assert book.stages["form_akhir"].when == {}


def test_a_rule_is_found_by_what_it_asks_and_says(tmp_path: Path) -> None:
    book = small_book(tmp_path)
    asking, saying = book.rule_asking("warna"), book.rule_saying("utter_maaf")
    assert asking is not None
    assert asking.id == "K-02"
    assert saying is not None
    assert saying.id == "K-03"
    assert book.rule_asking("tinggi") is None
    assert book.rule_saying("utter_lain") is None


def test_a_rule_bears_on_a_talk_when_its_condition_holds(tmp_path: Path) -> None:
    rule = small_book(tmp_path).rule("K-02")
    assert rule.applies({"padam": True})
    assert not rule.applies({})


def test_a_stage_goes_the_first_way_that_holds_or_none(tmp_path: Path) -> None:
    stage = small_book(tmp_path).stages["form_awal"]
    assert stage.outcome({"warna": "merah"}) == "merah"
    assert stage.outcome({"warna": "biru"}) is None


def test_the_book_of_one_folder_is_read_once(tmp_path: Path) -> None:
    book = small_book(tmp_path)
    written(tmp_path, {**SMALL_TOPIC, "title": "Judul lain"})
    assert load_book(tmp_path) is book


# --- refusing it: every way to be wrong names the file, and the rule or stage where there is one -----

_CONTRADICTIONS: dict[str, tuple[Callable[[Page], object], str]] = {
    "a rule written twice": (lambda p: p["sop_rules"].append(p["sop_rules"][0]), "K-01 ditulis dua kali"),
    "a rule that asks and says": (
        lambda p: p["sop_rules"][0].update(say="utter_maaf"),
        "K-01 hanya boleh memiliki satu dari ask, say, do",
    ),
    "a rule that says and does": (
        lambda p: p["sop_rules"][2].update(do="sesuatu"),
        "K-03 hanya boleh memiliki satu dari ask, say, do",
    ),
    "a rule with an unknown entry": (lambda p: p["sop_rules"][1].update(tanya="warna"), "K-02"),
    "a rule without a source": (lambda p: p["sop_rules"][1].pop("source"), "K-02"),
    "a rule without a title": (lambda p: p["sop_rules"][1].pop("title"), "K-02"),
    "a source without a point": (lambda p: p["sop_rules"][1].update(source={"document": "kertas"}), "K-02"),
    "a rule asking for an unknown fact": (lambda p: p["sop_rules"][0].update(ask="tinggi"), "K-01 menanyakan fakta"),
    "a rule quoting an unknown document": (
        lambda p: p["sop_rules"][0]["source"].update(document="buku"),
        "K-01 mengutip dokumen 'buku'",
    ),
    "a condition of a rule on an unknown fact": (
        lambda p: p["sop_rules"][1].update(when={"tinggi": 3}),
        "K-02 memakai fakta 'tinggi'",
    ),
    "a condition deep inside a rule on an unknown fact": (
        lambda p: p["sop_rules"][1].update(when={"not": {"any": [{"padam": True}, {"tinggi": 3}]}}),
        "K-02 memakai fakta 'tinggi'",
    ),
    "a condition of a way on, on an unknown fact": (
        lambda p: p["stages"][0]["outcome"]["values"][0].update(when={"tinggi": 3}),
        "tahap awal memakai fakta 'tinggi'",
    ),
    "a condition of an outcome on an unknown fact": (
        lambda p: p["outcomes"][0].update(when={"tinggi": 3}),
        "K-O1 memakai fakta 'tinggi'",
    ),
    "a condition of a permasalahan on an unknown fact": (
        lambda p: p["outcomes"][0]["permasalahan"][0].update(when={"tinggi": 3}),
        "K-O1 memakai fakta 'tinggi'",
    ),
    "a stage with a rule that does not exist": (
        lambda p: p["stages"][0]["steps"].append("K-99"),
        "tahap awal menyebut aturan K-99",
    ),
    "a rule waiting for a value that the choice has not": (
        lambda p: p["sop_rules"][2].update(when={"warna": "hijau"}),
        "K-03",
    ),
    "an outcome waiting for one value that the choice has not": (
        lambda p: p["outcomes"][0].update(when={"warna": ["merah", "hijau"]}),
        "K-O1",
    ),
    "an outcome written twice": (lambda p: p["outcomes"].append(p["outcomes"][0]), "K-O1"),
}


@pytest.mark.parametrize(("change", "told"), _CONTRADICTIONS.values(), ids=_CONTRADICTIONS.keys())
def test_a_book_that_contradicts_itself_is_refused(tmp_path: Path, change: Callable[[Page], object], told: str) -> None:
    with pytest.raises(BookError) as refusal:
        small_book(tmp_path, change)
    assert "kecil.yml" in str(refusal.value)
    assert told in str(refusal.value)


@pytest.mark.parametrize("part", ["topic", "title", "documents", "sop_rules"])
def test_a_page_without_a_needed_part_is_refused_by_the_files_name(tmp_path: Path, part: str) -> None:
    page = {name: value for name, value in SMALL_TOPIC.items() if name != part}
    path = written(tmp_path, page)
    with pytest.raises(BookError) as refusal:
        load_topic(path)
    assert path.name in str(refusal.value)
    assert part in str(refusal.value)


@pytest.mark.parametrize("text", ["", "topic: [", "- satu\n- dua\n", "topic: kecil\nfacts: salah\n", "\x00"])
def test_a_page_that_is_no_topic_is_refused_by_the_files_name(tmp_path: Path, text: str) -> None:
    path = tmp_path / "rusak.yml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(BookError, match=r"rusak\.yml"):
        load_topic(path)


def test_a_page_that_is_not_utf_8_is_refused_by_the_files_name(tmp_path: Path) -> None:
    path = tmp_path / "rusak.yml"
    path.write_bytes(b"topic: \xff\xfe")
    with pytest.raises(BookError, match=r"rusak\.yml"):
        load_topic(path)


def test_a_missing_page_is_named(tmp_path: Path) -> None:
    with pytest.raises(BookError, match=r"hilang\.yml tidak ada"):
        load_topic(tmp_path / "hilang.yml")


def test_an_empty_folder_is_no_book(tmp_path: Path) -> None:
    with pytest.raises(BookError, match="Tidak ada berkas buku SOP"):
        load_book(tmp_path)


@pytest.mark.parametrize(
    ("kept", "told"),
    [
        ("sop_rules", "aturan 'K-01' sudah ada"),
        ("facts", "fakta 'padam' sudah ada"),
        ("stages", "formulir 'form_awal' sudah ada"),
    ],
)
def test_two_topics_may_not_share_rules_facts_or_forms(tmp_path: Path, kept: str, told: str) -> None:
    second: Page = {**SMALL_TOPIC, "topic": "lain", "sop_rules": [], "facts": {}, "stages": [], "outcomes": []}
    second[kept] = SMALL_TOPIC[kept]
    written(tmp_path, SMALL_TOPIC)
    written(tmp_path, second)
    with pytest.raises(BookError, match=r"lain\.yml: ") as refusal:
        load_book(tmp_path)
    assert told in str(refusal.value)


def test_asking_for_what_the_book_has_not_says_so(tmp_path: Path) -> None:
    book = small_book(tmp_path)
    with pytest.raises(BookError, match="K-77"):
        book.rule("K-77")
    with pytest.raises(BookError, match="'menit'"):
        book.parameter("kecil", "menit")
    with pytest.raises(BookError, match="'besar'"):
        book.parameter("besar", "jam")


def test_an_outcome_without_a_text_for_the_facts_says_so(tmp_path: Path) -> None:
    outcome = small_book(tmp_path).topics["kecil"].outcomes[0]
    assert outcome.permasalahan_for({"warna": "merah"}) == "PADAM MERAH"
    with pytest.raises(BookError, match="K-O1"):
        outcome.permasalahan_for({"warna": "biru"})


# --- the real book ------------------------------------------------------------------------------------

GUIDABLE = {"hasil_laporan": "dalam_wilayah"}
OUT, ON = {"kondisi_listrik": "padam"}, {"kondisi_listrik": "menyala"}

# The catalogue's outcome table, copied letter by letter.
_OUTCOMES = [
    ("O1", {**OUT, "hasil_kondisi": "padam_layar_gelap"}, "WO AUTODISPATCH", False,
     "1 RUMAH PADAM (LAYAR APP BLANK/GELAP, SEBELUMNYA TERTERA PERIKSA)"),
    ("O2", {**OUT, "hasil_laporan": "tanpa_identitas"}, "WO AUTODISPATCH", False,
     "1 RUMAH PADAM (DISPLAY APP TERTERA PERIKSA)"),
    ("O3", {**OUT, "hasil_laporan": "luar_wilayah"}, "WO AUTODISPATCH", False,
     "1 RUMAH PADAM (DISPLAY APP TERTERA PERIKSA)"),
    ("O3", {**ON, "hasil_laporan": "luar_wilayah"}, "WO AUTODISPATCH", False,
     "DISPLAY PADA APP TERTERA PERIKSA (LISTRIK MASIH MENYALA)"),
    ("O4", {**OUT, **GUIDABLE, "hasil_kesediaan": "tidak_ada_orang"}, "WO AUTODISPATCH", False,
     "1 RUMAH PADAM (DISPLAY APP TERTERA PERIKSA, PELANGGAN TIDAK BERADA DI LOKASI)"),
    ("O4", {**ON, **GUIDABLE, "hasil_kesediaan": "tidak_ada_orang"}, "WO AUTODISPATCH", False,
     "DISPLAY PADA APP TERTERA PERIKSA, PELANGGAN TIDAK BERADA DI LOKASI (LISTRIK MASIH MENYALA)"),
    ("O5", {**OUT, **GUIDABLE, "hasil_kesediaan": "tidak_bersedia"}, "WO AUTODISPATCH", False,
     "1 RUMAH PADAM (DISPLAY PADA APP TERTERA PERIKSA, PELANGGAN TIDAK BERSEDIA DIPANDU)"),
    ("O5", {**ON, **GUIDABLE, "hasil_kesediaan": "tidak_bersedia"}, "WO AUTODISPATCH", False,
     "DISPLAY PADA APP TERTERA PERIKSA, PELANGGAN TIDAK BERSEDIA DIPANDU (LISTRIK MASIH MENYALA)"),
    ("O6", {**OUT, **GUIDABLE, "hasil_kesediaan": "orang_lokasi_menghubungi"}, None, True,
     "DISPLAY APP TERTERA PERIKSA, ORANG DI LOKASI AKAN MENGHUBUNGI KEMBALI"),
    ("O6", {**ON, **GUIDABLE, "hasil_kesediaan": "orang_lokasi_menghubungi"}, None, True,
     "DISPLAY APP TERTERA PERIKSA, ORANG DI LOKASI AKAN MENGHUBUNGI KEMBALI"),
    ("O7", {**ON, "hasil_laporan": "tanpa_identitas"}, None, True,
     "DISPLAY APP TERTERA PERIKSA (LISTRIK MASIH MENYALA), PELANGGAN AKAN MENYIAPKAN IDPEL/NO METER"),
    ("O9", {**OUT, "hasil_kondisi": "padam_tampilan_lain"}, "WO AUTODISPATCH", False,
     "1 RUMAH PADAM"),
    ("O10", {**OUT, **GUIDABLE, "hasil_kesediaan": "dipandu"}, "KWH PERIKSA", False,
     "1 RUMAH PADAM (DISPLAY APP TERTERA PERIKSA)"),
    ("O10", {**ON, **GUIDABLE, "hasil_kesediaan": "dipandu"}, "KWH PERIKSA", False,
     "DISPLAY PADA APP TERTERA PERIKSA (LISTRIK MASIH MENYALA)"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("row", "facts", "tipe_wo", "closed", "permasalahan"),
    _OUTCOMES,
    ids=[f"{row}-{facts['kondisi_listrik']}" for row, facts, *_ in _OUTCOMES],
)
def test_each_row_makes_the_catalogues_ticket(
    row: str, facts: dict[str, Any], tipe_wo: str | None, closed: bool, permasalahan: str
) -> None:
    outcome = outcome_of(load_book().topics["periksa"], facts)
    assert outcome is not None
    assert outcome.id == row
    assert outcome.permasalahan_for(facts) == permasalahan
    ticket = outcome.ticket or {}
    assert ticket["jenis"] == "GANGGUAN"
    assert ticket.get("tipe_wo") == tipe_wo
    assert bool(ticket.get("issue_closed")) is closed


def test_power_that_came_back_makes_no_ticket() -> None:
    outcome = outcome_of(load_book().topics["periksa"], {"hasil_kondisi": "listrik_pulih"})
    assert outcome is not None
    assert outcome.id == "O8"
    assert outcome.ticket is None


def test_the_table_has_ten_rows_and_no_other() -> None:
    rows = sorted((outcome.id for outcome in load_book().topics["periksa"].outcomes), key=lambda row: int(row[1:]))
    assert rows == [f"O{number}" for number in range(1, 11)]


def test_the_nine_codes_stand_in_the_books_order() -> None:
    book = load_book()
    in_rules = [rule.code for rule in book.topics["periksa"].rules.values() if rule.code]
    assert in_rules == ["08", "70", "71", "41", "44", "45", "46", "37", "47"]
    assert list(book.parameter("periksa", "codes")) == in_rules


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("no_number", "Null"),
        ("keterangan_kontak", "PELANGGAN DAPAT DIHUBUNGI VIA {media}"),
        ("keterangan_konfirmasi", "PENELEPON MINTA DIKONFIRMASI PUKUL {jam}, KARENA BARU ADA DI LOKASI"),
        ("promised_hours", 3),
    ],
)
def test_the_figures_and_texts_are_the_catalogues(name: str, value: object) -> None:
    assert load_book().parameter("periksa", name) == value


def test_the_areas_have_their_start_dates() -> None:
    areas = load_book().parameter("periksa", "self_diagnosis_areas")
    assert {area["uid"]: area["from"].isoformat() for area in areas} == {
        "UID Jakarta Raya": "2021-12-22",
        "UID Banten": "2021-12-22",
        "UID Jawa Barat": "2022-02-18",
        "UID Jawa Tengah & DIY": "2022-02-18",
    }


def test_a_human_is_offered_after_three_misunderstandings() -> None:
    assert load_book().parameter("umum", "misunderstandings_before_human") == 3


@pytest.mark.parametrize(
    "rule_id",
    [
        "PRK-01", "PRK-02", "PRK-03", "PRK-03a", "PRK-03b", "PRK-04", "PRK-05", "PRK-06", "PRK-06a", "PRK-06b",
        "PRK-07", "PRK-07a", "PRK-07b", "PRK-08", "PRK-08x", "PRK-09", "PRK-09a", "PRK-10", "PRK-11", "PRK-12",
        "PRK-12a", "PRK-12b", "PRK-12c", "PRK-12d", "PRK-12e", "PRK-12f", "PRK-12g", "PRK-12h", "PRK-12i", "PRK-12!",
        "PRK-13", "PRK-14", "PRK-15", "PRK-16a", "PRK-16b", "PRK-16c", "PRK-17", "PRK-18", "PRK-19", "PRK-20",
        "PRK-21", "PRK-22", "PRK-23", "PRK-24", "DP-01", "DP-02", "DP-03", "DP-04", "DP-05", "DP-06", "DP-07",
        "CRM-01", "HND-01", "HND-02",
    ],
)  # fmt: skip
def test_every_rule_of_the_catalogue_is_in_the_book(rule_id: str) -> None:
    assert load_book().rule(rule_id).title
