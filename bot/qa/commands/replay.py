"""`pln123 qa replay`."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.commands.output import fail, kind_errors, read_settings

if TYPE_CHECKING:
    from rich.console import Console

    from bot.qa.e2e_model import Case
    from bot.qa.lined_yaml import FormatError
    from bot.qa.outcome import CaseResult, RunResult
    from bot.qa.replay import Conditions
    from bot.qa.suite import Suite
    from bot.qa.vocabulary import Vocabulary
    from bot.settings import Settings

_STOPPED = 130
"""What a program that was stopped with Ctrl-C ends with."""
_DAY = ["%Y-%m-%d"]


def replay(
    paths: Annotated[
        list[Path] | None, typer.Argument(help="Berkas atau folder uji dan transkrip; bawaan: tests/e2e.")
    ] = None,
    only: Annotated[str, typer.Option("--only", "-k", help="Hanya uji yang namanya memuat teks ini.")] = "",
    from_talk: Annotated[
        list[str] | None, typer.Option("--from-talk", help="Percakapan tersimpan dengan pengirim ini; boleh diulang.")
    ] = None,
    since: Annotated[
        datetime | None, typer.Option(formats=_DAY, help="Percakapan tersimpan mulai tanggal ini (WIB).")
    ] = None,
    until: Annotated[
        datetime | None, typer.Option(formats=_DAY, help="Percakapan tersimpan sampai tanggal ini (WIB).")
    ] = None,
    jobs: Annotated[int, typer.Option("--jobs", "-j", min=0, help="Jumlah proses; 0: sebanyak inti prosesor.")] = 1,
    known: Annotated[
        Path | None,
        typer.Option(help="Daftar kegagalan yang dikenal; bawaan: tests/e2e/known_failures.yml bila ada."),
    ] = None,
    seed: Annotated[int, typer.Option(help="Benih pilihan acak: benih sama, hasil sama.")] = 0,
    now: Annotated[
        str, typer.Option(help="Jam uji yang tidak menyetel jamnya, misalnya 2026-11-22T08:15; bawaan: sekarang.")
    ] = "",
    json_file: Annotated[Path | None, typer.Option("--json", help="Tulis hasilnya sebagai JSON ke berkas ini.")] = None,
    progress: Annotated[
        Path | None, typer.Option(help="Tulis kemajuannya ke berkas ini, untuk program yang menunggu.")
    ] = None,
    html: Annotated[Path | None, typer.Option(help="Tulis hasilnya sebagai satu halaman HTML ke berkas ini.")] = None,
    junit: Annotated[Path | None, typer.Option(help="Tulis hasilnya sebagai JUnit XML ke berkas ini.")] = None,
    timings: Annotated[
        bool, typer.Option("--timings", help="Sertakan lamanya dalam berkas hasil; tanpa ini, isinya selalu sama.")
    ] = False,
    talks: Annotated[bool, typer.Option("--talks", help="Tampilkan percakapan uji yang gagal.")] = False,
    accept: Annotated[
        bool, typer.Option("--accept", help="Tulis ulang yang diharapkan menurut hasil ini, dan tampilkan bedanya.")
    ] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Bersama --accept: tampilkan bedanya saja, berkas tidak diubah.")
    ] = False,
) -> None:
    """Putar ulang uji dan percakapan terekam terhadap model, aksi, dan basis data sungguhan.

    Uji ditulis dalam format e2e Rasa Pro. Percakapan terekam diambil dari basis data (--from-talk, --since, --until)
    atau dari berkas transkrip YAML atau JSON. Status keluar 0 hanya bila semua uji lulus. Tanpa uji, atau dengan nama
    yang tidak dikenal: gagal.

    Contoh:

        pln123 qa replay --jobs 0 --html hasil.html

        pln123 qa replay tests/e2e/periksa --only "layar gelap" --talks

        pln123 qa replay --since 2026-11-01 --until 2026-11-22 --json hasil.json

        pln123 qa replay transkrip.yml

        pln123 qa replay tests/e2e/umum --accept --dry-run
    """
    from rich.console import Console

    from bot.database import StorageUnavailable, StorageUnusable
    from bot.qa.replay import Conditions
    from bot.qa.suite import E2E_DIRECTORY, KNOWN_FAILURES, SuiteError, load_run
    from bot.qa.values import read_moment
    from bot.qa.vocabulary import Vocabulary

    if dry_run and not accept:
        fail("--dry-run hanya berarti bersama --accept.")
    moment = read_moment(now) if now else None
    if now and moment is None:
        fail(f"--now {now!r} bukan waktu ISO, misalnya 2026-11-22T08:15.")
    console = Console(highlight=False, soft_wrap=True)
    settings, vocabulary = read_settings(), Vocabulary.load()
    wants_stored = bool(from_talk or since or until)
    with kind_errors(SuiteError, StorageUnavailable, StorageUnusable):
        suite = load_run(
            paths or ([] if wants_stored else [E2E_DIRECTORY]),
            vocabulary,
            only=only,
            talks=_stored(settings, vocabulary, from_talk or [], since, until) if wants_stored else [],
            known_file=known or (KNOWN_FAILURES if KNOWN_FAILURES.exists() else None),
        )
    conditions = Conditions(moment, seed, settings.database_url if wants_stored else None)
    run = _run(settings, vocabulary, suite, conditions, jobs, console, progress)
    _write_files(run, vocabulary, {"json": json_file, "html": html, "junit": junit}, timings)
    if accept:
        _accept(run, console, dry_run)
        raise typer.Exit(1 if any(result.broke for result in run.results) else 0)
    from bot.qa.report import write_report

    write_report(console, run, with_talks=talks)
    raise typer.Exit(1 if run.failed else 0)


def _stored(
    settings: Settings, vocabulary: Vocabulary, senders: list[str], since: datetime | None, until: datetime | None
) -> list[Case | FormatError]:
    from bot.qa.stored_talks import StoredTalks

    stored = StoredTalks(settings.database_url)
    try:
        chosen = list(senders)
        if since or until:
            chosen += stored.begun_between(since.date() if since else None, until.date() if until else None)
        return list(stored.cases(dict.fromkeys(chosen), vocabulary))
    finally:
        stored.close()


def _run(
    settings: Settings,
    vocabulary: Vocabulary,
    suite: Suite,
    conditions: Conditions,
    jobs: int,
    console: Console,
    progress_file: Path | None,
) -> RunResult:
    from functools import partial

    from bot.engine.readiness import EngineNotReady
    from bot.qa.progress_file import ProgressFile
    from bot.qa.replay import open_replayer
    from bot.qa.report import progress_of
    from bot.qa.running import RunStopped, run_cases

    with kind_errors(EngineNotReady, RunStopped), progress_of(console, len(suite.cases), suite.known) as progress:
        told = ProgressFile(progress_file, len(suite.cases))

        def on_result(result: CaseResult) -> None:
            progress.result(result)
            told.count(red=progress.is_red(result))

        try:
            return run_cases(
                suite.cases,
                partial(open_replayer, settings, vocabulary, conditions),
                jobs=jobs,
                known=suite.known,
                on_ready=progress.begin,
                on_result=on_result,
            )
        except KeyboardInterrupt:
            typer.echo(f"Dihentikan setelah {progress.done} dari {len(suite.cases)} uji.", err=True)
            raise typer.Exit(_STOPPED) from None


def _write_files(run: RunResult, vocabulary: Vocabulary, files: dict[str, Path | None], timings: bool) -> None:
    from bot.qa.junit import junit_xml
    from bot.qa.run_json import run_json
    from bot.qa.run_page import run_page
    from bot.qa.sentences import Narrator
    from bot.sop.book import load_book

    narrator = Narrator(vocabulary, load_book())
    made = {
        "json": lambda: run_json(run, narrator, timings=timings),
        "html": lambda: run_page(run, narrator, timings=timings).encode(),
        "junit": lambda: junit_xml(run, timings=timings),
    }
    for kind, file in files.items():
        if file is not None:
            try:
                file.write_bytes(made[kind]())
            except OSError as error:
                fail(f"Berkas {file} tidak dapat ditulis: {error.strerror}.")


def _accept(run: RunResult, console: Console, dry_run: bool) -> None:
    from bot.qa.accept import AcceptError, accepted_files, diff_of

    with kind_errors(AcceptError):
        files = accepted_files(run)
    for file in files:
        console.print(diff_of(file), markup=False)
        if not dry_run:
            file.path.write_text(file.after, encoding="utf-8")
