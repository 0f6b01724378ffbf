"""Every check and every test of the project, one after the other, with one count at the end.

A check that fails does not hide the next one. The last line on standard output is `N passed, N failed`, over
the checks and pytest's tests together; the exit status is 0 only when nothing failed and tests really ran.
"""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

from bot.settings import PROJECT_ROOT
from bot.setup.model import CSO, TRAINING_DATA

BIN = str(PROJECT_ROOT / ".venv" / "bin")
REPORT = PROJECT_ROOT / "results" / "pytest.xml"

CHECKS: Mapping[str, Sequence[str]] = {
    "ruff": (f"{BIN}/ruff", "check", "."),
    "mypy": (f"{BIN}/mypy",),
    "rasa-data": (
        *(f"{BIN}/rasa", "data", "validate", "--fail-on-warnings"),
        *("--data", "data/nlu", "data/stories", "data/rules"),
    ),
    "rasa-data-cso": (
        *(f"{BIN}/rasa", "data", "validate", "--fail-on-warnings"),
        *("--domain", f"{CSO.folder}domain.yml", "--config", f"{CSO.folder}config.yml"),
        *("--data", *(f"{CSO.folder}{path}" for path in TRAINING_DATA)),
    ),
    "rasa-stories": (
        *(f"{BIN}/rasa", "test", "core", "--stories", "tests/test_stories.yml", "--fail-on-prediction-errors"),
        *("--no-plot", "--out", "results/rasa"),
    ),
    "sop": (f"{BIN}/pln123", "qa", "check"),
}
PYTEST: Sequence[str] = (
    *(f"{BIN}/python", "-m", "pytest"),
    *("-n", "auto", "--maxprocesses", "4", "--dist", "worksteal"),
    *("--durations", "10", f"--junitxml={REPORT}"),
)


@dataclass(frozen=True)
class Count:
    """How many checks or tests ended how; a test that broke in its set-up counts as failed."""

    passed: int = 0
    failed: int = 0
    skipped: int = 0

    def __add__(self, other: Count) -> Count:
        return Count(self.passed + other.passed, self.failed + other.failed, self.skipped + other.skipped)

    def __str__(self) -> str:
        skipped = f", {self.skipped} skipped" if self.skipped else ""
        return f"{self.passed} passed, {self.failed} failed{skipped}"


def run_check(name: str, command: Sequence[str]) -> Count:
    """Run one check with its output visible."""
    _say(f"── {name}: {' '.join(command).replace(f'{PROJECT_ROOT}/', '')}")
    started = time.monotonic()
    succeeded = _status(command) == 0
    _say(f"   {'lulus' if succeeded else 'GAGAL'} ({time.monotonic() - started:.0f} detik)")
    return Count(passed=1) if succeeded else Count(failed=1)


def run_pytest() -> Count:
    """Run all tests. A run that breaks before it reports, or that finds no test, is one failure."""
    _say(f"── pytest: {' '.join(PYTEST).replace(f'{PROJECT_ROOT}/', '')}")
    REPORT.parent.mkdir(parents=True, exist_ok=True)
    REPORT.unlink(missing_ok=True)
    status = _status(PYTEST)
    count = read_report(REPORT)
    return count if status == 0 or count.failed else count + Count(failed=1)


def read_report(report: Path) -> Count:
    """The totals of a JUnit file; nothing when there is none or it is cut off."""
    try:
        suites = list(ElementTree.parse(report).iter("testsuite"))
    except (OSError, ElementTree.ParseError):
        return Count()

    def total(name: str) -> int:
        return sum(int(suite.get(name, 0)) for suite in suites)

    failed = total("failures") + total("errors")
    return Count(passed=total("tests") - failed - total("skipped"), failed=failed, skipped=total("skipped"))


def main(chosen: Sequence[str]) -> int:
    """Run the named checks; without names all checks and then pytest."""
    results = {name: run_check(name, CHECKS[name]) for name in chosen or CHECKS}
    if not chosen:
        results["pytest"] = run_pytest()
    failed = [name for name, count in results.items() if count.failed]
    if failed:
        _say(f"\nGagal: {', '.join(failed)}. Rinciannya tertulis di atas.")
    _say(str(sum(results.values(), Count())))
    return 1 if failed else 0


def _status(command: Sequence[str]) -> int:
    try:
        return subprocess.run(command, cwd=PROJECT_ROOT, check=False).returncode
    except OSError as error:
        _say(f"   {error}")
        return 127


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
