"""Running the tests of a suite, in this process or in several; the result is the same whatever their number.

Each test begins with the same database, its own seed and its own clock (:class:`bot.qa.replay.Replayer`), and the
results come in the order of the suite.
"""

from __future__ import annotations

import asyncio
import multiprocessing
import os
import signal
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from contextlib import AbstractAsyncContextManager, ExitStack, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Protocol

from bot.qa.e2e_model import Case
from bot.qa.known import KnownFailure
from bot.qa.outcome import CaseResult, RunResult


class Runs(Protocol):
    """Runs one test."""

    async def run(self, case: Case) -> CaseResult: ...


IN_MEMORY = Path("/dev/shm")
"""Where Linux keeps files in memory, so that no commit waits for a disk."""

Opening = Callable[[], AbstractAsyncContextManager[Runs]]
"""Makes ready what runs tests; with several processes it must be picklable."""

OnResult = Callable[[CaseResult], None]


class RunStopped(Exception):
    """A process that ran tests died; the message says in Indonesian what to do."""


def number_of_processes(jobs: int) -> int:
    """How many processes ``--jobs`` means: 0 is one for each core."""
    return jobs or len(os.sched_getaffinity(0))


def run_cases(
    cases: Sequence[Case],
    opening: Opening,
    *,
    jobs: int = 1,
    known: Mapping[str, KnownFailure] | None = None,
    on_ready: Callable[[], None] = lambda: None,
    on_result: OnResult = lambda _: None,
) -> RunResult:
    """Run every test.

    Args:
        jobs: number of processes; with one, the tests run in this one.
        on_ready: called once, when the first test can begin.
        on_result: told of each test as it is done, in whatever order.

    Raises:
        RunStopped: if a process died.
        KeyboardInterrupt: if the user stops the run; the processes have ended then.
    """
    processes = min(number_of_processes(jobs), len(cases))
    if processes > 1:
        results, seconds = _in_processes(cases, opening, processes, on_ready, on_result)
    else:
        results, seconds = asyncio.run(_here(cases, opening, on_ready, on_result))
    return RunResult(tuple(results), seconds, known or {})


async def _here(
    cases: Sequence[Case], opening: Opening, on_ready: Callable[[], None], on_result: OnResult
) -> tuple[list[CaseResult], float]:
    results = []
    with folder_of_run() as folder, _written_to(folder):
        async with opening() as runner:
            on_ready()
            begun = time.perf_counter()
            for case in cases:
                results.append(await runner.run(case))
                on_result(results[-1])
            return results, time.perf_counter() - begun


def folder_of_run() -> TemporaryDirectory[str]:
    """A folder for what a run writes, in memory where there is such a place: nothing of it outlives the run."""
    return TemporaryDirectory(prefix="pln123-qa-", dir=IN_MEMORY if os.access(IN_MEMORY, os.W_OK) else None)


@contextmanager
def _written_to(folder: str) -> Iterator[None]:
    before, tempfile.tempdir = tempfile.tempdir, folder
    try:
        yield
    finally:
        tempfile.tempdir = before


def _in_processes(
    cases: Sequence[Case], opening: Opening, processes: int, on_ready: Callable[[], None], on_result: OnResult
) -> tuple[list[CaseResult], float]:
    with ExitStack() as leaving:
        # what the processes write goes when this one goes, however they end
        folder = leaving.enter_context(folder_of_run())
        # spawned, not forked: a process that has opened a database must not share it with a copy of itself
        executor = ProcessPoolExecutor(
            processes,
            mp_context=multiprocessing.get_context("spawn"),
            initializer=_begin_worker,
            initargs=(opening, folder),
        )
        leaving.callback(executor.shutdown, wait=True, cancel_futures=True)
        try:
            return _gather(executor, cases, on_ready, on_result)
        except BrokenProcessPool:
            raise RunStopped(
                "Salah satu proses uji berhenti sebelum selesai. Jalankan dengan --jobs 1 untuk melihat sebabnya."
            ) from None
        except KeyboardInterrupt:
            for process in multiprocessing.active_children():
                process.terminate()
            raise


def _gather(
    executor: ProcessPoolExecutor, cases: Sequence[Case], on_ready: Callable[[], None], on_result: OnResult
) -> tuple[list[CaseResult], float]:
    waiting: dict[Future[CaseResult], int] = {
        executor.submit(_run_in_worker, case): position for position, case in enumerate(cases)
    }
    results: dict[int, CaseResult] = {}
    begun = 0.0
    for done in as_completed(waiting):
        if not results:
            begun = time.perf_counter()
            on_ready()
        result = done.result()
        results[waiting[done]] = result
        on_result(result)
    return [results[position] for position in range(len(cases))], time.perf_counter() - begun


class _Worker:
    """What a spawned process runs its tests with."""

    def __init__(self, opening: Opening) -> None:
        self._loop = asyncio.new_event_loop()
        asyncio.set_event_loop(self._loop)
        self._opened = opening()
        self._runner = self._loop.run_until_complete(self._opened.__aenter__())

    def run(self, case: Case) -> CaseResult:
        return self._loop.run_until_complete(self._runner.run(case))


_worker: _Worker | None = None


def _begin_worker(opening: Opening, folder: str) -> None:
    global _worker
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C goes to every process; the first one ends the others
    tempfile.tempdir = folder
    _worker = _Worker(opening)


def _run_in_worker(case: Case) -> CaseResult:
    assert _worker is not None, "the process was not begun"
    return _worker.run(case)
