"""`pln123 qa mutate`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot.commands.output import fail, kind_errors, read_settings, write_json

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from bot.qa.e2e_model import Case
    from bot.qa.mutants import Mutant
    from bot.qa.mutation import Judged, MutationResult
    from bot.qa.outcome import CaseResult
    from bot.qa.sightings import Talk
    from bot.qa.vocabulary import Vocabulary


def mutate(
    topic: Annotated[list[str] | None, typer.Option("--topic", help="Hanya topik ini; boleh diulang.")] = None,
    rule: Annotated[
        list[str] | None, typer.Option("--rule", help="Hanya aturan atau baris ini; boleh diulang.")
    ] = None,
    minimum: Annotated[float, typer.Option(min=0, max=100, help="Nilai terendah yang diterima, dalam persen.")] = 95.0,
    most_tests: Annotated[
        int | None, typer.Option(min=1, help="Uji terbanyak untuk satu kesalahan; bawaan: semua yang mungkin.")
    ] = None,
    tests_first: Annotated[
        bool,
        typer.Option("--tests-first", help="Uji percakapan dahulu: terlihat mana yang hanya disadari pemeriksaan."),
    ] = False,
    from_run: Annotated[
        Path | None, typer.Option("--from", help="Ambil yang dilalui uji dari hasil `qa replay --json` ini.")
    ] = None,
    results: Annotated[
        Path | None, typer.Option("--results", help="Simpan hasil di berkas ini, dan lanjutkan yang belum selesai.")
    ] = None,
    jobs: Annotated[int, typer.Option("--jobs", "-j", min=0, help="Jumlah proses; 0: sebanyak inti prosesor.")] = 1,
    as_json: Annotated[bool, typer.Option("--json", help="Jawab dengan JSON.")] = False,
) -> None:
    """Rusak buku SOP satu hal demi satu hal di ingatan, dan lihat apakah ada yang menyadarinya.

    Setiap kesalahan dihadapkan pada pemeriksaan buku yang cepat, uji percakapan yang melewati bagian itu, dari yang
    terpendek sampai ada yang gagal, lalu pemeriksaan model. Yang lolos disebut beserta tempatnya; yang dikecualikan
    harus beralasan di tests/mutation_excuses.yml. Status keluar 0 hanya bila nilai setiap topik cukup dan setiap yang
    lolos dikecualikan.

    Contoh:

        pln123 qa mutate --jobs 0 --results mutasi.jsonl

        pln123 qa replay --json hasil.json && pln123 qa mutate --from hasil.json --topic iconnet --tests-first

        pln123 qa mutate --topic periksa --rule PRK-07 --rule O3
    """
    from bot.qa.mutants import mutants_of
    from bot.qa.sightings import RunFileError
    from bot.sop.book import BookError, load_book

    with kind_errors(BookError):
        book = load_book()
    wanted = [
        one for one in mutants_of(book) if (not topic or one.topic.name in topic) and (not rule or _named(one, rule))
    ]
    if not wanted:
        fail(f"Tidak ada kesalahan untuk pilihan ini. Topik yang ada: {', '.join(book.topics)}.")
    with kind_errors(RunFileError):
        result = _judged(wanted, most_tests, tests_first, from_run, results, jobs, whole=not (topic or rule))
    if as_json:
        write_json({"score": round(result.score, 2), "mutants": result.judged, "needless": result.needless_excuses})
    else:
        _report(result)
    enough = all(part.score >= minimum for part in result.by_topic().values())
    raise typer.Exit(0 if enough and not result.count("lolos") and not result.needless_excuses else 1)


def _named(mutant: Mutant, rules: list[str]) -> bool:
    words = mutant.name.replace(":", " ").replace(",", " ").split()
    return any(rule in words or rule in mutant.path for rule in rules)


def _judged(
    mutants: list[Mutant],
    most_tests: int | None,
    tests_first: bool,
    from_run: Path | None,
    results: Path | None,
    jobs: int,
    *,
    whole: bool,
) -> MutationResult:
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    from bot.engine.readiness import EngineNotReady
    from bot.qa.coverage import Targets
    from bot.qa.excuses import MUTATION_EXCUSES, ExcuseError, not_needed, read_excuses
    from bot.qa.mutation import EXCUSED, MutationResult
    from bot.qa.mutation_run import Order, Results, ResultsUnreadable, judge_all
    from bot.qa.running import RunStopped
    from bot.qa.sightings import Spotter, read_talks
    from bot.qa.suite import E2E_DIRECTORY, SuiteError, load_suite
    from bot.qa.telling import Points
    from bot.qa.vocabulary import Vocabulary

    vocabulary = Vocabulary.load()
    with kind_errors(SuiteError, ExcuseError):
        cases = {case.name: case for case in load_suite([E2E_DIRECTORY], vocabulary)}
        excuses = read_excuses(MUTATION_EXCUSES)
    console = Console(stderr=True)
    bar = Progress(
        TextColumn("[progress.description]{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        console=console,
        transient=True,
        disable=not console.is_terminal,  # drawing for nobody takes as much time as some of the tests
    )
    with bar, kind_errors(EngineNotReady, RunStopped, ResultsUnreadable):
        task = bar.add_task("Mencatat yang dilalui uji", total=len(cases))

        def advance(_: Any) -> None:
            bar.advance(task)

        talks = read_talks(from_run) if from_run else _replayed(cases, vocabulary, jobs, advance)
        targets = Targets()
        spotter = Spotter(targets.book, targets.responses, vocabulary.initial_slots)
        passed = [talk for talk in talks if talk.passed and talk.name in cases]
        order = Order(
            read_settings(),
            {talk.name: spotter.seen_in(talk) for talk in passed},
            {talk.name: len(talk.turns) for talk in passed},
            excuses,
            most_tests,
            tests_first,
            Points.of(targets.book, passed, vocabulary.initial_slots),
        )
        kept = Results(results)
        earlier = kept.earlier(order.seen)
        open_ones = [one for one in mutants if one.name not in earlier]
        bar.update(task, description="Menguji kesalahan", total=len(open_ones), completed=0)

        def on_judged(one: Judged) -> None:
            kept.note(one)
            bar.advance(task)

        new = judge_all(open_ones, order, jobs=jobs, on_judged=on_judged) if open_ones else []
    found = {**earlier, **{one.name: one for one in new}}
    judged = [found[mutant.name] for mutant in mutants]
    needed = [one.name for one in judged if one.verdict == EXCUSED]
    return MutationResult(tuple(judged), tuple(not_needed(excuses, needed)) if whole else ())


def _replayed(
    cases: Mapping[str, Case], vocabulary: Vocabulary, jobs: int, on_result: Callable[[CaseResult], None]
) -> list[Talk]:
    from functools import partial

    from bot.qa.replay import Conditions, open_replayer
    from bot.qa.running import run_cases
    from bot.qa.sightings import talks_of

    opening = partial(open_replayer, read_settings(), vocabulary, Conditions())
    return talks_of(run_cases(list(cases.values()), opening, jobs=jobs, on_result=on_result))


def _report(result: MutationResult) -> None:
    from bot.commands.output import write_table
    from bot.qa.mutation import EQUIVALENT, EXCUSED, KILLED, SURVIVED
    from bot.qa.writing import written_number

    for one in result.judged:
        if one.verdict in (SURVIVED, EXCUSED):
            typer.echo(f"{one.verdict.upper():<13} {one.place}: {one.name}" + (f" — {one.by}" if one.by else ""))
    for what in result.needless_excuses:
        typer.echo(f"Pengecualian tidak lagi diperlukan: {what}")
    write_table(
        [*result.by_topic().items(), ("semua", result)],
        {
            "topik": lambda row: row[0],
            "kesalahan": lambda row: written_number(len(row[1].judged) - row[1].count(EQUIVALENT)),
            "ditemukan uji": lambda row: written_number(row[1].by_tests),
            "ditemukan pemeriksaan": lambda row: written_number(row[1].count(KILLED) - row[1].by_tests),
            "lolos": lambda row: written_number(row[1].count(SURVIVED)),
            "dikecualikan": lambda row: written_number(row[1].count(EXCUSED)),
            "setara buku": lambda row: written_number(row[1].count(EQUIVALENT)),
            "nilai": lambda row: f"{written_number(row[1].score, 1)}%",
        },
    )
