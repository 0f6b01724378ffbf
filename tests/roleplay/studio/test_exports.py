"""Exports that other programs can read, and that do no harm there."""

from __future__ import annotations

import csv
import io
import uuid
from datetime import datetime

from bot.roleplay.studio.exports import COLUMNS, as_csv, as_statements
from tests.roleplay.studio.kept import attempt

HOME = "https://latihan.contoh.id/"


def test_the_table_has_a_line_for_each_attempt() -> None:
    lines = list(csv.DictReader(io.StringIO(as_csv([attempt(1, 91.256), attempt(2, 40)], {"ani": "Ani Wijaya"}))))
    assert tuple(lines[0]) == COLUMNS
    assert [(one["peserta"], one["nilai"], one["lulus"]) for one in lines] == [
        ("Ani Wijaya", "91.26", "ya"),
        ("Ani Wijaya", "40.00", "tidak"),
    ]


def test_a_name_is_never_a_formula() -> None:
    assert "'=HYPERLINK(1)" in as_csv([attempt(1, 91)], {"ani": "=HYPERLINK(1)"})


def test_a_statement_says_who_passed_what_with_which_score() -> None:
    (passed, failed) = as_statements([attempt(1, 91.25), attempt(2, 40)], {"ani": "Ani Wijaya"}, HOME)
    assert uuid.UUID(passed["id"])
    assert passed["actor"]["account"] == {"homePage": "https://latihan.contoh.id", "name": "ani"}
    assert passed["verb"]["id"].endswith("/passed")
    assert failed["verb"]["id"].endswith("/failed")
    assert passed["result"]["score"] == {"scaled": 0.9125, "raw": 91.25, "min": 0, "max": 100}
    assert passed["result"]["duration"] == "PT360S"
    assert datetime.fromisoformat(passed["timestamp"]).tzinfo is not None


def test_the_same_attempt_always_makes_the_same_statement() -> None:
    assert as_statements([attempt(1, 91)], {}, HOME) == as_statements([attempt(1, 91)], {}, HOME)
    assert as_statements([attempt(1, 91)], {}, HOME)[0]["id"] != as_statements([attempt(2, 91)], {}, HOME)[0]["id"]


def test_what_is_not_finished_is_not_stated() -> None:
    assert as_statements([attempt(1, 91).__class__(**{**attempt(1, 91).__dict__, "finished_at": None})], {}, HOME) == []
