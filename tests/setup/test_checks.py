from __future__ import annotations

import sys
from pathlib import Path

import pytest

from bot.setup import checks

PASSES = (sys.executable, "-c", "pass")
FAILS = (sys.executable, "-c", "raise SystemExit(2)")


def pytest_that(status: int, report: Path, xml: str | None) -> tuple[str, ...]:
    """A command that behaves as pytest: writes its report, if any, and ends with a status."""
    write = f"pathlib.Path({str(report)!r}).write_text({xml!r});" if xml is not None else ""
    return (sys.executable, "-c", f"import pathlib, sys; {write} sys.exit({status})")


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]):  # type: ignore[no-untyped-def]
    """Run with these checks and this end of pytest; gives the exit status and the lines of output."""

    def all_of(named: dict[str, tuple[str, ...]], status: int, xml: str | None) -> tuple[int, list[str]]:
        report = tmp_path / "results" / "pytest.xml"
        monkeypatch.setattr(checks, "REPORT", report)
        monkeypatch.setattr(checks, "CHECKS", named)
        monkeypatch.setattr(checks, "PYTEST", pytest_that(status, report, xml))
        ended = checks.main([])
        return ended, capfd.readouterr().out.strip().splitlines()

    return all_of


GOOD = '<testsuites><testsuite tests="5" failures="0" errors="0" skipped="1"/></testsuites>'
BAD = '<testsuites><testsuite tests="5" failures="1" errors="1" skipped="0"/></testsuites>'


def test_the_last_line_counts_checks_and_tests_together(run) -> None:  # type: ignore[no-untyped-def]
    status, lines = run({"lint": PASSES, "types": PASSES}, 0, GOOD)
    assert status == 0
    assert lines[-1] == "6 passed, 0 failed, 1 skipped"


def test_a_check_that_fails_hides_nothing_and_is_named(run) -> None:  # type: ignore[no-untyped-def]
    status, lines = run({"lint": FAILS, "types": PASSES}, 1, BAD)
    assert status == 1
    assert lines[-2].startswith("Gagal: lint, pytest.")
    assert lines[-1] == "4 passed, 3 failed"


@pytest.mark.parametrize("xml", [None, "<testsuites><testsuite tests=", "<testsuites/>"])
def test_a_pytest_that_broke_or_found_nothing_is_red(run, xml: str | None) -> None:  # type: ignore[no-untyped-def]
    status, lines = run({}, 5, xml)
    assert status == 1
    assert lines[-1] == "0 passed, 1 failed"


def test_a_check_whose_program_is_missing_fails(run) -> None:  # type: ignore[no-untyped-def]
    status, lines = run({"lint": ("/nowhere/ruff",)}, 0, GOOD)
    assert status == 1
    assert lines[-1] == "4 passed, 1 failed, 1 skipped"


def test_chosen_checks_run_alone(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(checks, "CHECKS", {"lint": PASSES, "types": FAILS})
    monkeypatch.setattr(checks, "PYTEST", FAILS)
    assert checks.main(["lint"]) == 0
    assert capfd.readouterr().out.strip().splitlines()[-1] == "1 passed, 0 failed"
