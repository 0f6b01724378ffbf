"""Runs without an engine: tests read from YAML, and turns that were never held."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from pathlib import Path

from bot.qa.compare import differences
from bot.qa.customers import filled
from bot.qa.e2e_format import read_file
from bot.qa.e2e_model import Case
from bot.qa.known import KnownFailure
from bot.qa.outcome import CaseResult, Difference, Message, ObservedTurn, RunResult, SpokenTurn
from bot.qa.report_numbers import ReportNumbers

ASKS_NAME = Message("utter_ask_nama", "Dengan siapa kami berbicara?", ({"title": "Ya", "payload": "Ya"},))
TURN = ObservedTurn(
    messages=(Message("utter_empati", "Kami mohon maaf."), ASKS_NAME),
    actions=("form_penelepon", "action_listen"),
    intent="lapor_periksa",
    slots={"nama": None, "kode_08": "0402"},
    rule="PRK-02",
)


def written(folder: Path, steps: str, *, name: str = "uji", head: str = "") -> Path:
    """A file with one test of these steps, which are indented as they stand in a file."""
    file = folder / "uji.yml"
    file.write_text(f"test_cases:\n- test_case: {name}\n{head}  steps:\n{steps}", encoding="utf-8")
    return file


def held(case: Case, turns: Sequence[ObservedTurn], *, broke: str = "") -> CaseResult:
    """The test held against these turns."""
    found: list[Difference] = []
    numbers = ReportNumbers(case.report_numbers)
    for number, (turn, observed) in enumerate(zip(case.turns, turns, strict=True), start=1):
        numbers.note(observed.slots.get("nomor_laporan"))
        expected = tuple(map(numbers.put_into_expectation, turn.expectations))
        found += differences(number, dataclasses.replace(turn, expectations=expected), observed)
    talk = tuple(
        SpokenTurn(turn.text or "", tuple(message.text or "" for message in observed.messages))
        for turn, observed in zip(case.turns, turns, strict=True)
    )
    return CaseResult(case, tuple(found), talk, 0.5, broke, tuple(turns))


def run_of(
    file: Path, *turns: ObservedTurn, known: dict[str, KnownFailure] | None = None, broke: str = ""
) -> RunResult:
    """A run of the tests in the file, each held against the same turns."""
    return RunResult(tuple(held(filled(case), turns, broke=broke) for case in read_file(file)), 1.25, known or {})
