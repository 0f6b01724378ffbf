"""A run in the terminal: progress while it runs, what differs, one line at the end."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.text import Text

from bot.qa.junit import talk_text
from bot.qa.outcome import CaseResult, RunResult


class OnResult(Protocol):
    """Told of each test as it is done."""

    def __call__(self, result: CaseResult) -> None: ...


@contextmanager
def progress_of(console: Console, total: int) -> Iterator[OnResult]:
    """A progress bar on a terminal; elsewhere one line for each red test as it happens."""
    bar = Progress(
        TextColumn("[progress.description]{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        console=console,
        disable=not console.is_terminal,
        transient=True,
    )
    with bar:
        task = bar.add_task("Memutar ulang", total=total)

        def on_result(result: CaseResult) -> None:
            bar.advance(task)
            if not result.passed:
                console.print(Text.assemble(("GAGAL  ", "bold red"), result.case.name))

        yield on_result


def write_report(console: Console, run: RunResult, *, with_talks: bool = False) -> None:
    """Every red test with its differences, then the summary.

    Args:
        with_talks: also the whole talk of each red test.
    """
    for result in run.failed:
        console.print()
        console.print(Text.assemble(("GAGAL  ", "bold red"), (result.case.name, "bold")))
        console.print(Text(f"       {result.case.place}", "dim"))
        for one in result.differences:
            console.print(Text(f"  {one.place}  giliran {one.turn}: {one.said[:80]}", "dim"))
            console.print(Text.assemble(("    diharapkan ", "dim"), f"{one.kind}: {one.expected}"))
            console.print(Text.assemble(("    ternyata   ", "dim"), one.actual))
        if result.broke:
            console.print(Text(f"  uji terhenti: {result.broke}"))
        if with_talks:
            console.print(Text(talk_text(result)))
    console.print(_summary(run))


def _summary(run: RunResult) -> Text:
    good = len(run.results) - len(run.failed)
    speed = run.turns / run.seconds if run.seconds else 0.0
    return Text.assemble(
        (f"{good} lulus", "bold green"),
        ", ",
        (f"{len(run.failed)} gagal", "bold red" if run.failed else "dim"),
        f" dari {len(run.results)} uji; {run.turns} giliran dalam {run.seconds:.1f} detik ({speed:.0f}/detik).",
    )
