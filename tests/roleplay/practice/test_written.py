"""Scenarios that trainers write: those that are there can be practised, and what is wrong is told with its line."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from bot.roleplay.practice.checking import check_file
from bot.roleplay.practice.written import SCENARIOS_DIRECTORY
from bot.sop.book import load_book

BOOK = load_book()
GOOD = """\
title: Ibu panik
topic: periksa
expects: O1
briefing: Panggilan malam hari.
persona: {name: Sri, title: Ibu, register: santai, temper: cemas}
known: {kondisi_listrik: padam}
hidden: {layar_meter: gelap}
habits: [berapa_lama]
"""


def written(folder: Path, text: str) -> Path:
    file = folder / "skenario.yml"
    file.write_text(text, encoding="utf-8")
    return file


def test_all_hand_written_scenarios_can_be_practised() -> None:
    files = sorted(SCENARIOS_DIRECTORY.glob("*.yml"))
    assert len(files) >= 12
    assert [str(problem) for file in files for problem in check_file(BOOK, file)] == []


def test_a_good_file_has_no_problem(tmp_path: Path) -> None:
    assert check_file(BOOK, written(tmp_path, GOOD)) == []


@pytest.mark.parametrize(
    ("was", "becomes", "line", "message", "remedy"),
    [
        ("topic: periksa", "topic: peiksa", 2, "tidak dapat dilatih", "'periksa'"),
        ("expects: O1", "expects: O99", 3, "tidak ada", "'O9'"),
        ("expects: O1", "expecs: O1", 3, "tidak dikenal", "'expects'"),
        ("register: santai", "register: gaul", 5, "register", "formal"),
        ("kondisi_listrik: padam", "kondisi_listrik: redup", 6, "tidak pernah bernilai 'redup'", "padam, menyala"),
        ("kondisi_listrik: padam", "kondisi_listik: padam", 6, "tidak dapat diketahui", "'kondisi_listrik'"),
        ("layar_meter: gelap", "layar_meter: gelap, tampilan_meter: periksa", 7, "Tidak mungkin bersamaan", "hapus"),
        ("[berapa_lama]", "[berapalama]", 8, "tidak ada pada 'habits'", "'berapa_lama'"),
        ("title: Ibu panik\n", "", 1, "'title' belum diisi", "title: …"),
        ("{kondisi_listrik: padam}", "{kondisi_listrik: padam", 7, "Bukan YAML", "titik dua"),
    ],
)
def test_what_is_wrong_is_told_with_line_and_remedy(
    tmp_path: Path, was: str, becomes: str, line: int, message: str, remedy: str
) -> None:
    problems = check_file(BOOK, written(tmp_path, GOOD.replace(was, becomes)))
    found = [one for one in problems if re.search(message, one.message)]
    assert found, [str(one) for one in problems]
    assert found[0].line == line
    assert remedy.lower() in found[0].remedy.lower()


def test_facts_that_lead_elsewhere_are_told(tmp_path: Path) -> None:
    problems = check_file(BOOK, written(tmp_path, GOOD.replace("layar_meter: gelap", "layar_meter: terbaca")))
    assert "Tidak ada pelanggan" in problems[0].message
    assert "expects" in problems[0].remedy


def test_a_topic_with_earlier_reports_needs_one(tmp_path: Path) -> None:
    text = GOOD.replace("topic: periksa", "topic: progres").replace("{layar_meter: gelap}", "{}")
    problems = check_file(BOOK, written(tmp_path, text.replace("{kondisi_listrik: padam}", "{}")))
    assert any("laporan sebelumnya" in one.message for one in problems)
