"""Each kind of fault is put into a copy of the book, and found with the talk that shows it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.qa.book_places import BookPlaces
from bot.qa.checks.project import Project
from bot.qa.commands import qa
from bot.qa.modelcheck import (
    CONTRADICTION,
    DEAD_END,
    IMPOSSIBLE,
    NO_EXIT,
    NO_ROW,
    NO_TEXT,
    SEVERAL_ROWS,
    STALE,
    UNREACHABLE,
    Fault,
    check_model,
)
from tests.qa.conftest import Break

BOOK = "data/sop/periksa.yml"
SHARED = "data/sop/umum.yml"


def faults_below(root: Path) -> list[Fault]:
    project = Project.load(root)
    results = check_model(project.book, project.responses, BookPlaces(root / "data" / "sop"))
    return [fault for result in results for fault in result.faults]


def test_the_book_as_it_is_has_no_fault() -> None:
    project = Project.load()
    results = check_model(project.book, project.responses, BookPlaces())
    assert [str(fault) for result in results for fault in result.faults] == []
    assert {result.topic for result in results} == {name for name, one in project.book.topics.items() if one.stages}


@pytest.mark.parametrize(
    ("file", "old", "new", "kind", "subject", "words_of_talk"),
    [
        # an end without a row: the last things said are those that lead there
        (
            BOOK,
            "when: {hasil_laporan: dalam_wilayah, hasil_kesediaan: tidak_bersedia}",
            "when: {hasil_laporan: dalam_wilayah, hasil_kesediaan: tidak_bersedia, kondisi_listrik: padam}",
            NO_ROW,
            "periksa",
            ["Masih menyala", "Belum pernah", "Tidak bersedia"],
        ),
        (
            BOOK,
            "leaves_topic: {hasil_laporan: [pernah_lapor]}",
            "leaves_topic: {hasil_laporan: [pernah]}",
            NO_ROW,
            "periksa",
            ["pernah dilaporkan", "Sudah pernah"],
        ),
        (
            BOOK,
            "when: {hasil_laporan: dalam_wilayah, hasil_kesediaan: tidak_bersedia}",
            "when: {hasil_laporan: dalam_wilayah, hasil_kesediaan: [tidak_bersedia, dipandu]}",
            SEVERAL_ROWS,
            "O10",
            ["Ya, di lokasi", "bersedia kami pandu", "Ya, bersedia"],
        ),
        (
            BOOK,
            "        - {value: tidak_ada_orang}\n",
            "",
            DEAD_END,
            "kesediaan",
            ["Tidak di lokasi", "ada orang yang dipercaya"],
        ),
        (BOOK, "values: [terbaca, gelap]", "values: []", DEAD_END, "PRK-03a", ["Padam", "Layar"]),
        (
            BOOK,
            '      - {when: {kondisi_listrik: padam}, text: "1 RUMAH PADAM (DISPLAY APP TERTERA PERIKSA)"}\n'
            '      - {text: "DISPLAY PADA APP TERTERA PERIKSA (LISTRIK MASIH MENYALA)"}\n'
            "  - id: O4",
            '      - {when: {kondisi_listrik: padam}, text: "1 RUMAH PADAM (DISPLAY APP TERTERA PERIKSA)"}\n  - id: O4',
            NO_TEXT,
            "O3",
            ["Masih menyala", "Belum pernah"],
        ),
        (
            BOOK,
            "when: {hasil_laporan: luar_wilayah}",
            "when: {hasil_laporan: luar_wilayah, pernah_lapor: true}",
            UNREACHABLE,
            "O3",
            ["Sudah pernah"],
        ),
        (
            BOOK,
            "- {value: dipandu, when: {di_lokasi: true, bersedia_dipandu: true}}",
            "- {value: dipandu, when: {di_lokasi: false, bersedia_dipandu: true}}",
            UNREACHABLE,
            "kesediaan",
            [],
        ),
        (
            BOOK,
            "when: {di_lokasi: false, orang_dipercaya: true}\n",
            "when: {di_lokasi: true, orang_dipercaya: true}\n",
            IMPOSSIBLE,
            "PRK-09a-hubungi",
            ["Ya, di lokasi|Tidak di lokasi"],
        ),
        # two questions for the same fact
        (
            BOOK,
            "    when: {di_lokasi: true}\n    ask: bersedia_dipandu\n",
            "    when: {di_lokasi: false}\n    ask: orang_dipercaya\n",
            CONTRADICTION,
            "PRK-10",
            ["Tidak di lokasi", "ada orang yang dipercaya"],
        ),
        # a question that waits for one behind it
        (
            BOOK,
            "steps: [PRK-09, PRK-09a, PRK-09a-hubungi, PRK-10]",
            "steps: [PRK-09, PRK-09a-hubungi, PRK-09a, PRK-10]",
            CONTRADICTION,
            "PRK-09a-hubungi",
            ["Tidak di lokasi", "ada orang yang dipercaya", "Ada", "bersedia menghubungi"],
        ),
        # two stages that don't agree on the order
        (
            BOOK,
            "steps: [PRK-04, PRK-13, PRK-13-acuan,",
            "steps: [PRK-05, PRK-04, PRK-13, PRK-13-acuan,",
            CONTRADICTION,
            "PRK-05",
            [],
        ),
        (SHARED, "misunderstandings_before_human: 3", "misunderstandings_before_human: 0", NO_EXIT, "PRK-03", ["…"]),
        (BOOK, "identity_attempts: 2", "identity_attempts: banyak", NO_EXIT, "PRK-06", ["tidak ditemukan"]),
        (
            SHARED,
            "fulfilled_by: [action_serahkan_ke_petugas]",
            "fulfilled_by: [action_tidak_paham]",
            NO_EXIT,
            "PRK-05",
            ["pernah dilaporkan", "tidak terbaca"],
        ),
        # asked on account of a stage's result: that it rests on the answer before is not seen when that is corrected
        (
            BOOK,
            "    when: {pernah_lapor: false}\n    ask: identitas",
            "    when: {hasil_kondisi: padam_periksa}\n    ask: identitas",
            STALE,
            "PRK-03",
            ["Tetap padam", "Tidak ada", "Eh salah", "menyala"],
        ),
    ],
)
def test_a_fault_is_found_with_the_talk_that_shows_it(
    with_change: Break, file: str, old: str, new: str, kind: str, subject: str, words_of_talk: list[str]
) -> None:
    root = with_change(file, old, new)
    faults = faults_below(root)
    found = [fault for fault in faults if (fault.kind, fault.subject) == (kind, subject)]
    assert found, [str(fault) for fault in faults]
    told = " ".join(str(line) for line in found[0].talk)
    place = 0
    for words in words_of_talk:
        ends = [told.find(one, place) for one in words.split("|") if told.find(one, place) >= 0]
        assert ends, f"{words!r} not after the words before it in: {told}"
        place = min(ends)


def test_a_fault_names_the_line_on_which_the_book_is_wrong(with_change: Break) -> None:
    root = with_change(
        BOOK, "when: {hasil_laporan: luar_wilayah}", "when: {hasil_laporan: luar_wilayah, pernah_lapor: true}"
    )
    fault = next(one for one in faults_below(root) if one.subject == "O3" and one.kind == UNREACHABLE)
    assert "id: O3" in (root / BOOK).read_text(encoding="utf-8").splitlines()[fault.place.line - 1]


def test_the_command_answers_with_json_and_status_zero_for_a_sound_book() -> None:
    result = CliRunner().invoke(qa, ["modelcheck", "--topic", "periksa", "--json", "-"])
    answer = json.loads(result.stdout)
    assert result.exit_code == 0
    assert answer["clean"] is True
    assert answer["topics"][0]["ways"] > 10


def test_the_command_says_which_topics_there_are() -> None:
    result = CliRunner().invoke(qa, ["modelcheck", "--topic", "tarif"])
    assert result.exit_code == 1
    assert "periksa" in result.stderr
