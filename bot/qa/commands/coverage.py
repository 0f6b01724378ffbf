"""`pln123 qa coverage`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.commands.output import fail, kind_errors, read_settings

if TYPE_CHECKING:
    from bot.qa.coverage import Coverage, Targets
    from bot.qa.outcome import CaseResult
    from bot.qa.sightings import Talk


def coverage(
    paths: Annotated[list[Path] | None, typer.Argument(help="Berkas atau folder uji; bawaan: tests/e2e.")] = None,
    from_run: Annotated[
        Path | None, typer.Option("--from", help="Pakai hasil `qa replay --json` ini, tanpa memutar ulang lagi.")
    ] = None,
    minimum: Annotated[
        float, typer.Option(min=0, max=100, help="Cakupan SOP terendah yang diterima, dalam persen.")
    ] = 0.0,
    json_file: Annotated[Path | None, typer.Option("--json", help="Tulis hasilnya sebagai JSON ke berkas ini.")] = None,
    progress_file: Annotated[
        Path | None, typer.Option("--progress", help="Tulis kemajuannya ke berkas ini, untuk program yang menunggu.")
    ] = None,
    html: Annotated[Path | None, typer.Option(help="Tulis halaman HTML dengan gambar SOP ke berkas ini.")] = None,
    jobs: Annotated[int, typer.Option("--jobs", "-j", min=0, help="Jumlah proses; 0: sebanyak inti prosesor.")] = 1,
) -> None:
    """Hitung bagian domain dan buku SOP yang dilalui uji percakapan, dan sebutkan yang belum.

    Yang dihitung: maksud, respons dan variasinya, aturan SOP, cabang SOP ke dua arah, baris hasil dan teks
    permasalahannya, dan semua jalan buku. Batas --minimum berlaku bagi aturan, cabang, baris hasil, dan permasalahan.

    Contoh:

        pln123 qa coverage --html cakupan.html --minimum 100

        pln123 qa replay --json hasil.json && pln123 qa coverage --from hasil.json

        pln123 qa coverage tests/e2e/periksa --jobs 0
    """
    from bot.qa.coverage import Targets
    from bot.qa.excuses import COVERAGE_EXCUSES, ExcuseError, read_excuses
    from bot.qa.sightings import RunFileError, Spotter, read_talks
    from bot.qa.vocabulary import Vocabulary
    from bot.sop.book import BookError

    if from_run is not None and paths:
        fail("--from memakai hasil yang sudah ada; jangan disertai berkas uji.")
    with kind_errors(BookError, ExcuseError, RunFileError):
        targets = Targets()
        excuses = read_excuses(COVERAGE_EXCUSES)
        talks = read_talks(from_run) if from_run else _replayed(paths or [], jobs, progress_file)
    spotter = Spotter(targets.book, targets.responses, Vocabulary.load().initial_slots)
    measured = targets.measured((spotter.seen_in(talk) for talk in talks), excuses)
    _write_files(targets, measured, json_file, html)
    _report(measured)
    # the excuses are about the whole suite: a part of it, or a run from elsewhere, may well need fewer
    needless = measured.needless_excuses if not paths else ()
    for what in needless:
        typer.echo(f"Pengecualian tidak lagi diperlukan: {what}", err=True)
    below = measured.below(minimum)
    for measure in below:
        typer.echo(f"{measure.title}: di bawah {minimum:g}%.", err=True)
    raise typer.Exit(1 if below or needless else 0)


def _replayed(paths: list[Path], jobs: int, progress_file: Path | None) -> list[Talk]:
    from functools import partial

    from rich.console import Console

    from bot.qa.progress_file import ProgressFile
    from bot.qa.replay import Conditions, open_replayer
    from bot.qa.report import progress_of
    from bot.qa.running import RunStopped, run_cases
    from bot.qa.sightings import talks_of
    from bot.qa.suite import E2E_DIRECTORY, KNOWN_FAILURES, SuiteError, load_run
    from bot.qa.vocabulary import Vocabulary

    vocabulary = Vocabulary.load()
    with kind_errors(SuiteError):
        suite = load_run(
            paths or [E2E_DIRECTORY], vocabulary, known_file=KNOWN_FAILURES if KNOWN_FAILURES.exists() else None
        )
    from bot.engine.readiness import EngineNotReady

    opening = partial(open_replayer, read_settings(), vocabulary, Conditions())
    console = Console(stderr=True, highlight=False, soft_wrap=True)
    with (
        kind_errors(EngineNotReady, RunStopped),
        progress_of(console, len(suite.cases), suite.known) as progress,
    ):
        told = ProgressFile(progress_file, len(suite.cases))

        def on_result(result: CaseResult) -> None:
            progress.result(result)
            told.count(red=progress.is_red(result))

        run = run_cases(
            suite.cases,
            opening,
            jobs=jobs,
            known=suite.known,
            on_ready=progress.begin,
            on_result=on_result,
        )
    if run.failed:
        fail(f"{len(run.failed)} uji gagal; cakupan hanya berarti bila uji lulus. Jalankan `pln123 qa replay`.")
    return talks_of(run)


def _write_files(targets: Targets, measured: Coverage, json_file: Path | None, html: Path | None) -> None:
    import json

    from bot.qa.coverage_page import coverage_json, coverage_page

    made = {
        json_file: lambda: json.dumps(coverage_json(measured), ensure_ascii=False, indent=1) + "\n",
        html: lambda: coverage_page(targets, measured),
    }
    for file, content in made.items():
        if file is not None:
            try:
                file.write_text(content(), encoding="utf-8")
            except OSError as error:
                fail(f"Berkas {file} tidak dapat ditulis: {error.strerror}.")


def _report(measured: Coverage) -> None:
    from bot.commands.output import write_table
    from bot.qa.writing import written_number

    write_table(
        measured.measures.values(),
        {
            "ukuran": lambda measure: measure.title,
            "dilalui": lambda measure: written_number(measure.covered),
            "dari": lambda measure: written_number(len(measure.items)),
            "cakupan": lambda measure: f"{written_number(measure.percent, 1)}%",
        },
    )
    for measure in measured.measures.values():
        if measure.missing:
            typer.echo(f"\n{measure.title}, belum dilalui:")
            for item in measure.missing:
                typer.echo(f"  {item.place}: {item.label}")
