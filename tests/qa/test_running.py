"""Tests run in one process or in several, with the same result; Ctrl-C ends all of them."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from bot.qa.e2e_model import Case, Place
from bot.qa.outcome import CaseResult
from bot.qa.running import RunStopped, run_cases
from bot.settings import PROJECT_ROOT

CASES = [Case(Place(Path("uji.yml"), number), f"uji {number}", ()) for number in range(1, 9)]


class Runner:
    """Does nothing but say in which process."""

    async def run(self, case: Case) -> CaseResult:
        if case.name == "mati":
            os._exit(1)
        return CaseResult(case, (), (), 0.0, broke=str(os.getpid()))


@asynccontextmanager
async def opening() -> AsyncIterator[Runner]:
    yield Runner()


@pytest.mark.parametrize("jobs", [1, 2])
def test_results_come_in_the_order_of_the_suite(jobs: int) -> None:
    ready, done = [], []
    run = run_cases(CASES, opening, jobs=jobs, on_ready=lambda: ready.append(True), on_result=done.append)
    assert [result.case for result in run.results] == CASES
    assert sorted(one.case.name for one in done) == sorted(case.name for case in CASES)
    assert ready == [True]
    assert ({result.broke for result in run.results} == {str(os.getpid())}) is (jobs == 1)


def test_a_process_that_dies_is_told() -> None:
    with pytest.raises(RunStopped, match="--jobs 1"):
        run_cases([Case(CASES[0].place, "mati", ()), *CASES], opening, jobs=2)


STOPPED = """
import asyncio, os, signal, sys
from contextlib import asynccontextmanager
from bot.qa.running import run_cases
from tests.qa.test_running import CASES

class Slow:
    async def run(self, case):
        print("begun", flush=True)
        await asyncio.sleep(600)

@asynccontextmanager
async def opening():
    yield Slow()

if __name__ == "__main__":
    # a build server may have started us with the signal ignored
    signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        run_cases(CASES, opening, jobs=int(sys.argv[1]))
    except KeyboardInterrupt:
        sys.exit(130)
"""


@pytest.mark.parametrize("jobs", [1, 2])
def test_ctrl_c_ends_every_process_at_once(tmp_path: Path, jobs: int) -> None:
    program = tmp_path / "stopped.py"
    program.write_text(STOPPED, encoding="utf-8")
    running = subprocess.Popen(
        [sys.executable, "-W", "ignore", str(program), str(jobs)],
        stdout=subprocess.PIPE,
        cwd=PROJECT_ROOT,
        env={**os.environ, "PYTHONPATH": str(PROJECT_ROOT)},
        start_new_session=True,
    )
    assert running.stdout is not None
    assert running.stdout.readline() == b"begun\n"
    os.killpg(running.pid, signal.SIGINT)
    assert running.wait(timeout=30) == 130
