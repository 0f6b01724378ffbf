"""Officers' transcripts read by cues: what was done, what was told, and what a mistake costs."""

from __future__ import annotations

import copy
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.qa.audit.transcript import TranscriptError, read_transcript, talk_of
from bot.sop.book import load_book
from bot.sop.conformance.assess import assess
from bot.sop.conformance.result import FORBIDDEN_SAID, MISSED, UNSURE, WRONG_TICKET, Assessment

FILE = Path(__file__).with_name("tidak_bersedia_dipandu.yml")
CONTENT: dict[str, Any] = yaml.safe_load(FILE.read_text(encoding="utf-8"))
BOOK = load_book()


def assessed(content: dict[str, Any]) -> Assessment:
    return assess(BOOK, talk_of(BOOK, content, name="uji"))


def with_words(old: str, new: str) -> dict[str, Any]:
    """The transcript with other words in one place."""
    changed = copy.deepcopy(CONTENT)
    turn = next(turn for turn in changed["turns"] if old in turn["text"])
    turn["text"] = turn["text"].replace(old, new)
    return changed


def test_a_good_officers_call_gets_100() -> None:
    result = assess(BOOK, read_transcript(BOOK, FILE))
    assert (result.score, result.critical_errors) == (100.0, ())


def test_the_verdict_shows_the_officers_sentence() -> None:
    result = assess(BOOK, read_transcript(BOOK, FILE))
    item = next(item for item in result.items if item.rule.id == "PRK-05")
    assert item.verdict.quote == "Apakah hal ini sudah pernah dilaporkan sebelumnya?"


def test_a_step_left_out_is_missed() -> None:
    education = "Progresnya bisa dilihat di PLN Mobile, dan lain kali silakan lapor lewat menu PERIKSA di sana."
    result = assessed(with_words(education, "Baik."))
    assert [item.rule.id for item in result.items if item.status == MISSED] == ["PRK-21"]


def test_a_promised_hour_is_found_where_the_same_words_denied_were_not() -> None:
    result = assessed(with_words("Kami tidak dapat memastikan petugas datang jam berapa", "Petugas pasti datang jam 7"))
    assert [error.kind for error in result.critical_errors] == [FORBIDDEN_SAID]


def test_a_wrong_report_fails_the_call() -> None:
    changed = copy.deepcopy(CONTENT)
    changed["apkt"]["tipe_wo"] = "KWH PERIKSA"
    assert WRONG_TICKET in {error.kind for error in assessed(changed).critical_errors}


def test_without_the_form_its_rules_are_left_to_the_supervisor() -> None:
    changed = {key: value for key, value in CONTENT.items() if key != "apkt"}
    result = assessed(changed)
    assert "PRK-17" in {item.rule.id for item in result.items if item.status == UNSURE}
    assert result.passed


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ({}, "turns"),
        ({"turns": []}, "turns"),
        ({"turns": [{"speaker": "orang", "text": "halo"}]}, "speaker"),
        ({"turns": [{"speaker": "cso", "text": 5}]}, "text"),
        ({"turns": [{"speaker": "cso", "text": "halo", "at": "tadi"}]}, "waktu"),
        ({"turns": [{"speaker": "cso", "text": "halo"}], "tiket": {}}, "tidak dikenal"),
        ({"turns": [{"speaker": "cso", "text": "halo"}], "topik": "lain"}, "topik"),
        ({"turns": [{"speaker": "cso", "text": "halo"}], "fakta": {"lain": 1}}, "fakta"),
        ({"turns": [{"speaker": "cso", "text": "halo"}], "apkt": "G54"}, "apkt"),
    ],
)
def test_what_can_not_be_read_is_said_in_words(content: dict[str, Any], words: str) -> None:
    with pytest.raises(TranscriptError, match=words):
        talk_of(BOOK, content, name="uji")


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(TranscriptError, match=r"tidak-ada\.yml"):
        read_transcript(BOOK, tmp_path / "tidak-ada.yml")
