"""Differences in sentences that a supervisor understands."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest

from bot.apkt.model import Ticket
from bot.qa.outcome import Message, ObservedTurn
from bot.qa.sentences import Narrator, quoted, value_text
from bot.qa.vocabulary import Vocabulary
from bot.sop.book import load_book
from tests.qa.runs import TURN, run_of, written

ASKS_70 = dataclasses.replace(TURN, messages=(Message("utter_ask_kode_70", "Kode 70?"),), rule="PRK-12b")
SILENT = dataclasses.replace(TURN, messages=())
TICKET = Ticket(jenis="GANGGUAN", permasalahan="1 RUMAH PADAM", nomor="G5426112200001")


@pytest.fixture(scope="module")
def narrator(vocabulary: Vocabulary) -> Narrator:
    return Narrator(vocabulary, load_book())


@pytest.mark.parametrize(
    ("expected", "observed", "sentence"),
    [
        ("intent: salam", TURN,
         "Kalimat itu seharusnya dipahami sebagai salam, tetapi dipahami sebagai lapor_periksa."),
        ("utter: utter_ask_kode_41", SILENT, "Bot seharusnya menanyakan nilai kode 41, tetapi diam."),
        ("slot_was_set: [kode_41: '221']", TURN, "Catatan “nilai kode 41” seharusnya “221”, tetapi kosong."),
        ("slot_was_set: [kode_08: '1']", TURN, "Catatan “nilai kode 08” seharusnya “1”, tetapi berisi “0402”."),
        ("slot_was_not_set: [kode_08]", TURN, "Catatan “nilai kode 08” seharusnya kosong, tetapi berisi “0402”."),
        ("action_executed: form_laporan", TURN, "Langkah form_laporan seharusnya dijalankan, tetapi tidak."),
        ("handover: minta petugas", TURN,
         "Percakapan seharusnya diserahkan karena “minta petugas”, tetapi tidak diserahkan."),
        ("handover: null", dataclasses.replace(TURN, handover="marah"),
         "Percakapan seharusnya tidak diserahkan, tetapi diserahkan karena “marah”."),
        ("audit: {HND-01: met}", dataclasses.replace(TURN, audit={"HND-01": "missed"}),
         "Audit atas aturan HND-01 (Penelepon boleh meminta petugas kapan saja; percakapan dan data diteruskan, "
         "penelepon diberi tahu) seharusnya met, tetapi missed."),
        ("ticket: {count: 2}", TURN, "Seharusnya ada 2 laporan, tetapi tidak ada."),
        ("bot: Kami minta maaf.", dataclasses.replace(TURN, messages=(Message(None, "Baik."),)),
         "Bot seharusnya mengucapkan “Kami minta maaf.”, tetapi mengucapkan “Baik.”."),
        ("ticket: {jenis: KELUHAN}", dataclasses.replace(TURN, tickets=(TICKET,)),
         "Pada laporan G5426112200001: ruas jenis seharusnya “KELUHAN”, tetapi “GANGGUAN”."),
        ("ticket: null", dataclasses.replace(TURN, tickets=(TICKET,)),
         "Seharusnya tidak ada laporan, tetapi tercatat G5426112200001."),
    ],
)  # fmt: skip
def test_each_kind_of_difference_has_its_sentence(
    tmp_path: Path, narrator: Narrator, expected: str, observed: ObservedTurn, sentence: str
) -> None:
    (result,) = run_of(written(tmp_path, f"  - user: dua dua satu\n  - {expected}\n"), observed).results
    (difference,) = result.differences
    assert narrator.sentence(result, difference) == f"Pada giliran 1 penelepon menulis “dua dua satu”. {sentence}"


def test_a_question_that_is_asked_again_is_told_as_a_repetition(tmp_path: Path, narrator: Narrator) -> None:
    file = written(tmp_path, "  - user: dua\n  - user: dua dua satu\n  - utter: utter_ask_kode_41\n")
    (result,) = run_of(file, ASKS_70, ASKS_70).results
    told = narrator.told(result, result.differences[0])
    assert told == "Bot seharusnya menanyakan nilai kode 41, tetapi mengulang: menanyakan nilai kode 70."


def test_a_rule_is_told_with_its_title(tmp_path: Path, narrator: Narrator) -> None:
    (result,) = run_of(written(tmp_path, "  - user: dua\n    sop: PRK-05\n"), TURN).results
    assert load_book().rule("PRK-05").title in narrator.told(result, result.differences[0])


def test_values_are_written_as_people_read_them() -> None:
    assert value_text(True) == "ya"
    assert value_text(None) == "kosong"
    assert value_text({"08": "0402", "70": False}) == "08: “0402”, 70: tidak"
    assert quoted("a " * 200).endswith(" …”")
