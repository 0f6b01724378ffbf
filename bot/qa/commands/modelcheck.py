"""`pln123 qa modelcheck`."""

from __future__ import annotations

from typing import Annotated

import typer

from bot.commands.output import fail, kind_errors, write_json


def modelcheck(
    topic: Annotated[list[str] | None, typer.Option("--topic", help="Hanya topik ini; boleh diulang.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Jawab dengan JSON.")] = False,
) -> None:
    """Telusuri semua keadaan percakapan menurut buku SOP, dan cari yang salah pada bukunya.

    Tanpa model dan tanpa basis data. Setiap temuan disertai percakapan terpendek yang menunjukkannya. Status keluar 0
    hanya bila setiap jalan berujung pada tepat satu hasil, tanpa jalan buntu, putaran tanpa akhir, atau aturan yang
    bertentangan maupun tidak terjangkau.

    Contoh:

        pln123 qa modelcheck

        pln123 qa modelcheck --topic periksa --json
    """
    from bot.qa.book_places import BookPlaces
    from bot.qa.checks.project import Project
    from bot.qa.modelcheck import check_model
    from bot.sop.book import BookError

    with kind_errors(BookError):
        project = Project.load()
    unknown = set(topic or ()) - set(project.book.topics)
    if unknown:
        fail(f"Topik {', '.join(sorted(unknown))} tidak ada. Yang ada: {', '.join(project.book.topics)}.")
    results = check_model(project.book, project.responses, BookPlaces(), frozenset(topic or ()))
    faults = [fault for result in results for fault in result.faults]
    if as_json:
        write_json({"clean": not faults, "topics": results})
        raise typer.Exit(1 if faults else 0)
    for result in results:
        typer.echo(
            f"{'GAGAL' if result.faults else 'baik '}  {result.topic}: {result.states} keadaan, {result.ways} jalan, "
            f"{result.corrections} perbaikan, {result.loops} putaran; {_decimal(result.seconds)} detik"
        )
        for fault in result.faults:
            typer.echo(f"\n       {fault}")
            for line in fault.talk:
                typer.echo(f"         {line}")
    typer.echo(f"\n{len(faults)} temuan." if faults else "Tidak ada temuan.")
    raise typer.Exit(1 if faults else 0)


def _decimal(number: float) -> str:
    return f"{number:.1f}".replace(".", ",")
