"""The JUnit report counts, names and shows what a CI needs."""

from __future__ import annotations

import xml.etree.ElementTree as ElementTree
from pathlib import Path

from bot.qa.e2e_model import Case, Place, SlotExpected
from bot.qa.junit import junit_xml
from bot.qa.outcome import CaseResult, Difference, RunResult, SpokenTurn

PLACE = Place(Path("tests/e2e/x/uji.yml"), 3)


def result(name: str, *differences: Difference, broke: str = "") -> CaseResult:
    return CaseResult(Case(PLACE, name, ()), differences, (SpokenTurn("halo\u0000", ("hai",)),), 0.5, broke)


def test_failures_and_errors_are_counted_apart_and_told_with_their_place() -> None:
    expected = SlotExpected(PLACE, "nama", "Budi")
    red = Difference("slot", Place(PLACE.file, 9), 1, "halo", "nama = 'Budi'", "kosong", expected)
    run = RunResult((result("baik"), result("gagal", red), result("terhenti", broke="KeyError: x")), 1.5)
    suite = ElementTree.fromstring(junit_xml(run))[0]
    assert {key: suite.get(key) for key in ("tests", "failures", "errors")} == {
        "tests": "3", "failures": "1", "errors": "1",
    }  # fmt: skip
    failure = suite[1].find("failure")
    assert failure is not None
    assert f"{PLACE.file}:9" in (failure.text or "")
    assert "halo�" in (failure.text or "")
    assert suite[0].find("failure") is None
    assert suite[2].find("error") is not None
