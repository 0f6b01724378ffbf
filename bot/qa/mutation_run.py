"""A run over many mutants: in several processes, each with an assistant of its own, and remembered in a file.

A run that was stopped goes on where it was: what its file holds of the same book and assistant is not judged again.
Mutants that nothing noticed are, since a test may have been written meanwhile, and so are those that a test noticed
which is no longer there.
"""

from __future__ import annotations

import asyncio
import dataclasses
import json
import multiprocessing
import signal
import tempfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from bot.qa.book_places import BookPlaces
from bot.qa.checks.project import Project
from bot.qa.e2e_model import Case, Place
from bot.qa.mutants import Mutant, mutants_of
from bot.qa.mutation import EQUIVALENT, KILLED, CoverageMap, Judge, Judged, StaticJudge
from bot.qa.replay import open_replayer
from bot.qa.running import RunStopped, folder_of_run, number_of_processes
from bot.qa.sightings import Key
from bot.qa.suite import E2E_DIRECTORY, load_suite
from bot.qa.telling import Points
from bot.qa.vocabulary import Vocabulary
from bot.settings import PROJECT_ROOT, Settings
from bot.setup.fingerprint import fingerprint
from bot.setup.model import INGREDIENTS

ASSISTANT = (*INGREDIENTS, "actions", "bot/qa/mutants.py", "bot/qa/checks/catalogue.yml")
"""What a verdict rests on besides the tests."""


class ResultsUnreadable(Exception):
    """The file is no results of an earlier run; the message says so in Indonesian."""


@dataclass(frozen=True)
class Order:
    """What every process of a run must know; see :class:`bot.qa.mutation.Judge`."""

    settings: Settings
    seen: Mapping[str, frozenset[Key]]
    turns: Mapping[str, int]
    excuses: Mapping[str, str]
    most_tests: int | None
    tests_first: bool
    points: Points


class Results:
    """Verdicts in a file, one JSON object a line, the first line being what they rest on.

    Args:
        file: ``None`` keeps nothing.
    """

    def __init__(self, file: Path | None) -> None:
        self._file = file

    def earlier(self, tests: Iterable[str]) -> dict[str, Judged]:
        """Verdicts that still hold, by the names of the mutants; the file then begins with those.

        Args:
            tests: names of the tests that there are.

        Raises:
            ResultsUnreadable: if the file is something else.
        """
        if self._file is None:
            return {}
        rests_on = fingerprint([PROJECT_ROOT / path for path in ASSISTANT], root=PROJECT_ROOT)
        kept = self._read(rests_on, frozenset(tests)) if self._file.exists() else []
        with self._file.open("w", encoding="utf-8") as file:
            file.write(json.dumps({"rests_on": rests_on}) + "\n")
        for judged in kept:
            self.note(judged)
        return {judged.name: judged for judged in kept}

    def _read(self, rests_on: str, tests: frozenset[str]) -> list[Judged]:
        assert self._file is not None
        try:
            head, *lines = map(json.loads, self._file.read_text(encoding="utf-8").splitlines())
            if head["rests_on"] != rests_on:
                return []
            found = {
                line["name"]: Judged(**{**line, "place": Place(Path(line["place"][0]), line["place"][1])})
                for line in lines
            }
        except (ValueError, KeyError, TypeError, UnicodeDecodeError):
            raise ResultsUnreadable(f"Berkas {self._file} bukan hasil `pln123 qa mutate --results`.") from None
        return [
            one
            for one in found.values()
            if one.verdict == EQUIVALENT or (one.verdict == KILLED and (not one.test or one.test in tests))
        ]

    def note(self, judged: Judged) -> None:
        """Add a verdict."""
        if self._file is not None:
            content = {**dataclasses.asdict(judged), "place": [str(judged.place.file), judged.place.line]}
            with self._file.open("a", encoding="utf-8") as file:
                file.write(json.dumps(content, ensure_ascii=False) + "\n")


def judge_all(
    mutants: Sequence[Mutant], order: Order, *, jobs: int, on_judged: Callable[[Judged], None]
) -> list[Judged]:
    """Judge every mutant, in the order given.

    Args:
        jobs: number of processes, 0 one for each core.
        on_judged: told of each as it is done, in whatever order.

    Raises:
        RunStopped: if a process died.
    """
    judged: dict[str, Judged] = {}
    with ExitStack() as leaving:
        folder = leaving.enter_context(folder_of_run())
        executor = ProcessPoolExecutor(
            min(number_of_processes(jobs), max(len(mutants), 1)),
            mp_context=multiprocessing.get_context("spawn"),
            initializer=_begin_worker,
            initargs=(order, folder),
        )
        leaving.callback(executor.shutdown, wait=True, cancel_futures=True)
        try:
            for done in as_completed([executor.submit(_judge_in_worker, mutant.name) for mutant in mutants]):
                one = done.result()
                judged[one.name] = one
                on_judged(one)
        except BrokenProcessPool:
            raise RunStopped("Salah satu proses uji mutasi berhenti sebelum selesai.") from None
    return [judged[mutant.name] for mutant in mutants]


class _Worker:
    """What a spawned process judges with."""

    def __init__(self, order: Order) -> None:
        vocabulary = Vocabulary.load()
        project, places = Project.load(), BookPlaces()
        self._loop = asyncio.new_event_loop()
        asyncio.set_event_loop(self._loop)
        self._opened = open_replayer(order.settings, vocabulary)
        replayer = self._loop.run_until_complete(self._opened.__aenter__())
        cases: dict[str, Case] = {case.name: case for case in load_suite([E2E_DIRECTORY], vocabulary)}
        self._mutants = {mutant.name: mutant for mutant in mutants_of(project.book)}
        self._judge = Judge(
            project.book,
            places,
            StaticJudge(project, places),
            CoverageMap(order.seen, order.turns),
            cases,
            replayer.run_by,
            order.excuses,
            order.most_tests,
            points=order.points,
            tests_first=order.tests_first,
        )

    def judge(self, name: str) -> Judged:
        return self._loop.run_until_complete(self._judge.judge(self._mutants[name]))


_worker: _Worker | None = None


def _begin_worker(order: Order, folder: str) -> None:
    global _worker
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C goes to every process; the first one ends the others
    tempfile.tempdir = folder
    _worker = _Worker(order)


def _judge_in_worker(name: str) -> Judged:
    assert _worker is not None, "the process was not begun"
    return _worker.judge(name)
