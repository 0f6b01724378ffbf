"""`pln123 qa check`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from bot.commands.output import kind_errors, write_json


def check(
    as_json: Annotated[bool, typer.Option("--json", help="Jawab dengan JSON.")] = False,
    sources: Annotated[
        Path | None,
        typer.Option(
            help="Folder dokumen sumber SOP: periksa juga sidik setiap kutipan.", file_okay=False, exists=True
        ),
    ] = None,
) -> None:
    """Cocokkan buku SOP dengan katalog, cerita, respons, tombol, tiket, dan bahasa.

    Tanpa model dan tanpa basis data. Status keluar 0 hanya bila tidak ada temuan.

    Contoh:

        pln123 qa check

        pln123 qa check --json

        pln123 qa check --sources ~/dokumen-sop
    """
    from bot.qa.check import run_checks
    from bot.qa.checks.project import Project
    from bot.sop.book import BookError

    with kind_errors(BookError):
        results = run_checks(Project.load(), sources)
    findings = sum(len(result.findings) for result in results)
    if as_json:
        write_json({"clean": not findings, "checks": results})
    else:
        for result in results:
            typer.echo(f"{'GAGAL' if result.findings else 'baik '}  {result.title}")
            for finding in result.findings:
                typer.echo(f"       {finding}")
        typer.echo(f"{findings} temuan." if findings else "Tidak ada temuan.")
    raise typer.Exit(1 if findings else 0)
