"""`pln123 qa mutate`."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Annotated

import typer

from bot.commands.output import fail, kind_errors, read_settings, write_json

if TYPE_CHECKING:
    from bot.qa.mutants import Mutant
    from bot.qa.mutation import Judged, MutationResult


def mutate(
    topic: Annotated[list[str] | None, typer.Option("--topic", help="Hanya topik ini; boleh diulang.")] = None,
    rule: Annotated[
        list[str] | None, typer.Option("--rule", help="Hanya aturan atau baris ini; boleh diulang.")
    ] = None,
    minimum: Annotated[float, typer.Option(min=0, max=100, help="Nilai terendah yang diterima, dalam persen.")] = 95.0,
    most_tests: Annotated[int, typer.Option(min=1, help="Uji terbanyak untuk satu kesalahan.")] = 60,
    as_json: Annotated[bool, typer.Option("--json", help="Jawab dengan JSON.")] = False,
) -> None:
    """Rusak buku SOP satu hal demi satu hal di ingatan, dan lihat apakah ada yang menyadarinya.

    Setiap kesalahan dihadapkan pada pemeriksaan buku, pemeriksaan model, lalu uji percakapan yang melewati bagian itu,
    dari yang tercepat, sampai ada yang gagal. Yang lolos disebut beserta tempatnya; yang dikecualikan harus beralasan
    di tests/mutation_excuses.yml. Status keluar 0 hanya bila nilainya cukup dan setiap yang lolos dikecualikan.

    Contoh:

        pln123 qa mutate

        pln123 qa mutate --topic periksa --rule PRK-07 --rule O3

        pln123 qa mutate --json
    """
    from bot.qa.mutants import mutants_of
    from bot.sop.book import BookError, load_book

    with kind_errors(BookError):
        book = load_book()
    wanted = [
        one for one in mutants_of(book) if (not topic or one.path[0] in topic) and (not rule or _named(one, rule))
    ]
    if not wanted:
        fail(f"Tidak ada kesalahan untuk pilihan ini. Topik yang ada: {', '.join(book.topics)}.")
    result = asyncio.run(_judged(wanted, most_tests, whole=not (topic or rule)))
    if as_json:
        write_json({"score": round(result.score, 2), "mutants": result.judged, "needless": result.needless_excuses})
    else:
        _report(result)
    good = result.score >= minimum and not result.count("lolos") and not result.needless_excuses
    raise typer.Exit(0 if good else 1)


def _named(mutant: Mutant, rules: list[str]) -> bool:
    words = mutant.name.replace(":", " ").replace(",", " ").split()
    return any(rule in words or rule in mutant.path for rule in rules)


async def _judged(mutants: list[Mutant], most_tests: int, *, whole: bool) -> MutationResult:
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    from bot.engine.readiness import EngineNotReady
    from bot.qa.book_places import BookPlaces
    from bot.qa.checks.project import Project
    from bot.qa.coverage import Targets
    from bot.qa.excuses import MUTATION_EXCUSES, ExcuseError, not_needed, read_excuses
    from bot.qa.mutation import EXCUSED, CoverageMap, MutationResult, StaticJudge, judge
    from bot.qa.replay import open_replayer
    from bot.qa.sightings import Spotter, talk_of
    from bot.qa.suite import E2E_DIRECTORY, SuiteError, load_suite
    from bot.qa.vocabulary import Vocabulary

    project, places, vocabulary = Project.load(), BookPlaces(), Vocabulary.load()
    with kind_errors(SuiteError, ExcuseError):
        cases = {case.name: case for case in load_suite([E2E_DIRECTORY], vocabulary)}
        excuses = read_excuses(MUTATION_EXCUSES)
    bar = Progress(
        TextColumn("[progress.description]{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        console=Console(stderr=True),
        transient=True,
    )
    with bar, kind_errors(EngineNotReady):
        task = bar.add_task("Memuat model", total=None)
        async with open_replayer(read_settings(), vocabulary) as replayer:
            spotter = Spotter(project.book, Targets().responses, vocabulary.initial_slots)
            bar.update(task, description="Mencatat yang dilalui uji", total=len(cases))
            seen, seconds = {}, {}
            for name, case in cases.items():
                first = await replayer.run(case)
                bar.advance(task)
                if first.passed:  # a test that is red anyway would notice everything
                    seen[name], seconds[name] = spotter.seen_in(talk_of(first)), first.seconds
            bar.update(task, description="Menguji kesalahan", total=len(mutants), completed=0)
            judged: list[Judged] = []
            async for one in judge(
                mutants,
                project.book,
                places,
                StaticJudge(project, places),
                CoverageMap(seen, seconds),
                cases,
                replayer.run_by,
                excuses,
                most_tests,
            ):
                judged.append(one)
                bar.advance(task)
    needed = [one.name for one in judged if one.verdict == EXCUSED]
    return MutationResult(tuple(judged), tuple(not_needed(excuses, needed)) if whole else ())


def _report(result: MutationResult) -> None:
    from bot.qa.mutation import EQUIVALENT, EXCUSED, KILLED, SURVIVED
    from bot.qa.writing import written_number

    for one in result.judged:
        if one.verdict in (SURVIVED, EXCUSED):
            typer.echo(f"{one.verdict.upper():<13} {one.place}: {one.name}" + (f" — {one.by}" if one.by else ""))
    for what in result.needless_excuses:
        typer.echo(f"Pengecualian tidak lagi diperlukan: {what}")
    typer.echo(
        f"{result.count(KILLED)} ditemukan, {result.count(SURVIVED)} lolos, {result.count(EXCUSED)} dikecualikan, "
        f"{result.count(EQUIVALENT)} setara dengan buku. Nilai mutasi {written_number(result.score, 1)}%."
    )
