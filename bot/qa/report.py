"""A run in the terminal: progress while it runs, what differs, one line at the end."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeElapsedColumn
from rich.text import Text

from bot.qa.junit import known_text, talk_text
from bot.qa.outcome import CaseResult, RunResult, Verdict
from bot.qa.writing import written_number

_LABELS = {
    Verdict.FAILED: ("GAGAL  ", "bold red"),
    Verdict.BROKEN: ("GAGAL  ", "bold red"),
    Verdict.UNEXPECTED_PASS: ("LULUS TAK TERDUGA  ", "bold red"),
    Verdict.KNOWN_FAILURE: ("DIKENAL  ", "bold yellow"),
}


def counting_bar(console: Console) -> Progress:
    """A bar that counts what is done of how many; nothing where there is no terminal."""
    return Progress(
        TextColumn("[progress.description]{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        console=console,
        disable=not console.is_terminal,
        transient=True,
    )


@contextmanager
def progress_of(console: Console, total: int, known: Collection[str] = ()) -> Iterator[Progressing]:
    """A progress bar on a terminal; elsewhere one line for each red test as it happens.

    Args:
        known: names of tests that may fail.
    """
    with counting_bar(console) as bar:
        yield Progressing(bar, bar.add_task("Memuat model", total=None), total, known)


class Progressing:
    """Shows how far a run is."""

    def __init__(self, bar: Progress, task: TaskID, total: int, known: Collection[str]) -> None:
        self._bar = bar
        self._task = task
        self._total = total
        self._known = known
        self.done = 0

    def begin(self) -> None:
        """The model is loaded, the first test runs."""
        self._bar.update(self._task, description="Memutar ulang", total=self._total)

    def result(self, result: CaseResult) -> None:
        """A test is done."""
        self.done += 1
        self._bar.advance(self._task)
        if self.is_red(result):
            self._bar.console.print(Text.assemble(_LABELS[Verdict.FAILED], result.case.name))

    def is_red(self, result: CaseResult) -> bool:
        """Whether the test makes the run red."""
        return bool(result.broke) or result.passed is (result.case.name in self._known)


def write_report(console: Console, run: RunResult, *, with_talks: bool = False) -> None:
    """Every red test with its differences, then the summary.

    Args:
        with_talks: also the whole talk of each red test.
    """
    for result in run.results:
        verdict = run.verdict_of(result)
        if verdict is Verdict.KNOWN_FAILURE:
            console.print(Text.assemble(_LABELS[verdict], (result.case.name, "bold"), f"  {known_text(run, result)}"))
        elif verdict.red:
            _write_red(console, run, result, verdict, with_talks)
    console.print(_summary(run))


def _write_red(console: Console, run: RunResult, result: CaseResult, verdict: Verdict, with_talks: bool) -> None:
    console.print()
    console.print(Text.assemble(_LABELS[verdict], (result.case.name, "bold")))
    console.print(Text(f"       {result.case.place}", "dim"))
    if verdict is Verdict.UNEXPECTED_PASS:
        console.print(Text(f"  {known_text(run, result)}"))
    for one in result.differences:
        console.print(Text(f"  {one.place}  giliran {one.turn}: {one.said[:80]}", "dim"))
        console.print(Text.assemble(("    diharapkan ", "dim"), f"{one.kind}: {one.expected}"))
        console.print(Text.assemble(("    ternyata   ", "dim"), one.actual))
    if result.broke:
        console.print(Text(f"  uji terhenti: {result.broke}"))
    if with_talks:
        console.print(Text(talk_text(result)))


def _summary(run: RunResult) -> Text:
    speed = run.turns / run.seconds if run.seconds else 0.0
    known = run.count(Verdict.KNOWN_FAILURE)
    return Text.assemble(
        (f"{written_number(run.count(Verdict.PASSED))} lulus", "bold green"),
        ", ",
        (f"{written_number(len(run.failed))} gagal", "bold red" if run.failed else "dim"),
        f", {written_number(known)} gagal yang dikenal" if known else "",
        f" dari {written_number(len(run.results))} uji; {written_number(run.turns)} giliran dalam "
        f"{written_number(run.seconds, 1)} detik ({written_number(speed)}/detik).",
    )
