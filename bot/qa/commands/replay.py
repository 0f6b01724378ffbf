"""`pln123 qa replay`."""

from __future__ import annotations

import asyncio
import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.commands.output import fail, kind_errors, read_settings
from bot.settings import Settings

if TYPE_CHECKING:
    from rich.console import Console

    from bot.qa.e2e_model import Case
    from bot.qa.outcome import RunResult
    from bot.qa.vocabulary import Vocabulary


def replay(
    paths: Annotated[list[Path] | None, typer.Argument(help="Berkas atau folder uji; bawaan: tests/e2e.")] = None,
    only: Annotated[str, typer.Option("--only", "-k", help="Hanya uji yang namanya memuat teks ini.")] = "",
    junit: Annotated[Path | None, typer.Option(help="Tulis hasilnya sebagai JUnit XML ke berkas ini.")] = None,
    talks: Annotated[bool, typer.Option("--talks", help="Tampilkan percakapan uji yang gagal.")] = False,
) -> None:
    """Putar ulang uji percakapan (format e2e Rasa Pro) terhadap model, aksi, dan basis data sungguhan.

    Status keluar 0 hanya bila semua uji lulus. Tanpa uji, atau dengan nama yang tidak dikenal: gagal.

    Contoh:

        pln123 qa replay

        pln123 qa replay tests/e2e/periksa --only "layar gelap" --talks

        pln123 qa replay --junit hasil.xml
    """
    from rich.console import Console

    from bot.qa.junit import junit_xml
    from bot.qa.report import write_report
    from bot.qa.suite import E2E_DIRECTORY, SuiteError, load_suite
    from bot.qa.vocabulary import Vocabulary

    console = Console(highlight=False, soft_wrap=True)
    vocabulary = Vocabulary.load()
    with kind_errors(SuiteError):
        cases = load_suite(paths or [E2E_DIRECTORY], vocabulary, only=only)
    from bot.engine.engine import EngineNotReady  # brings Rasa along: only now, when the tests can be run

    with kind_errors(EngineNotReady):
        run = asyncio.run(_run(read_settings(), vocabulary, cases, console))
    write_report(console, run, with_talks=talks)
    if junit is not None:
        try:
            junit.write_bytes(junit_xml(run))
        except OSError as error:
            fail(f"Berkas {junit} tidak dapat ditulis: {error.strerror}.")
    raise typer.Exit(1 if run.failed else 0)


async def _run(settings: Settings, vocabulary: Vocabulary, cases: list[Case], console: Console) -> RunResult:
    from bot.qa.outcome import RunResult
    from bot.qa.replay import open_replayer
    from bot.qa.report import progress_of

    opening = open_replayer(settings, vocabulary)
    with console.status("Memuat model ..."):
        replayer = await opening.__aenter__()
    try:
        results = []
        begun = time.perf_counter()
        with progress_of(console, len(cases)) as on_result:
            for case in cases:
                results.append(await replayer.run(case))
                on_result(results[-1])
        return RunResult(tuple(results), time.perf_counter() - begun)
    finally:
        await opening.__aexit__(None, None, None)
