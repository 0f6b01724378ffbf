"""A run as JSON: counts, verdicts, every difference with its place and in words."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from bot.qa.e2e_model import Place
from bot.qa.known import KnownFailure
from bot.qa.run_json import run_json
from bot.qa.sentences import Narrator
from bot.qa.vocabulary import Vocabulary
from bot.sop.book import load_book
from tests.qa.runs import TURN, run_of, written


@pytest.fixture(scope="module")
def narrator(vocabulary: Vocabulary) -> Narrator:
    return Narrator(vocabulary, load_book())


def test_a_program_finds_what_differs_and_where(tmp_path: Path, narrator: Narrator) -> None:
    file = written(tmp_path, "  - user: halo\n    sop: PRK-06\n")
    content = json.loads(run_json(run_of(file, TURN), narrator))
    assert (content["tests"], content["failed"], content["differences"]["aturan SOP"]) == (1, 1, 1)
    (result,) = content["results"]
    (difference,) = result["differences"]
    assert (difference["kind"], difference["file"], difference["line"]) == ("aturan SOP", str(file), 4)
    assert (difference["expected"], difference["actual"]) == ("PRK-06", "PRK-02")
    assert result["talk"][0]["answers"][0] == {"response": "utter_empati", "text": "Kami mohon maaf."}
    assert result["talk"][0]["slots"] == {"kode_08": "0402"}


def test_seconds_are_only_there_when_they_are_asked_for(tmp_path: Path, narrator: Narrator) -> None:
    run = run_of(written(tmp_path, "  - user: halo\n"), TURN)
    assert '"seconds"' not in run_json(run, narrator).decode()
    assert json.loads(run_json(run, narrator, timings=True))["seconds"] == 1.25


def test_a_known_failure_has_its_reason(tmp_path: Path, narrator: Narrator) -> None:
    file = written(tmp_path, "  - user: halo\n    sop: PRK-06\n")
    known = {"uji": KnownFailure(Place(file, 1), "uji", "belum dibuat", date(2026, 11, 22))}
    content = json.loads(run_json(run_of(file, TURN, known=known), narrator))
    (result,) = content["results"]
    assert (content["failed"], content["known_failures"]) == (0, 1)
    assert (result["verdict"], result["reason"], result["since"]) == ("known_failure", "belum dibuat", "2026-11-22")
