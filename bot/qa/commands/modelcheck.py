"""`pln123 qa modelcheck`."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot.commands.output import fail, kind_errors, plain, write_json

if TYPE_CHECKING:
    from bot.qa.modelcheck import TopicChecked

_SCREEN = Path("-")


def modelcheck(
    topic: Annotated[list[str] | None, typer.Option("--topic", help="Hanya topik ini; boleh diulang.")] = None,
    json_file: Annotated[
        Path | None, typer.Option("--json", help="Tulis hasilnya sebagai JSON ke berkas ini; - untuk layar.")
    ] = None,
    progress_file: Annotated[
        Path | None, typer.Option("--progress", help="Tulis kemajuannya ke berkas ini, untuk program yang menunggu.")
    ] = None,
) -> None:
    """Telusuri semua keadaan percakapan menurut buku SOP, dan cari yang salah pada bukunya.

    Tanpa model dan tanpa basis data. Setiap temuan disertai percakapan terpendek yang menunjukkannya. Status keluar 0
    hanya bila setiap jalan berujung pada tepat satu hasil, tanpa jalan buntu, putaran tanpa akhir, atau aturan yang
    bertentangan maupun tidak terjangkau.

    Contoh:

        pln123 qa modelcheck

        pln123 qa modelcheck --topic periksa --json -
    """
    from bot.qa.book_places import BookPlaces
    from bot.qa.checks.project import Project
    from bot.qa.modelcheck import check_model
    from bot.qa.progress_file import ProgressFile
    from bot.sop.book import BookError

    with kind_errors(BookError):
        project = Project.load()
    unknown = set(topic or ()) - set(project.book.topics)
    if unknown:
        fail(f"Topik {', '.join(sorted(unknown))} tidak ada. Yang ada: {', '.join(project.book.topics)}.")
    checked = [one.name for one in project.book.topics.values() if one.stages and (not topic or one.name in topic)]
    told, places = ProgressFile(progress_file, len(checked)), BookPlaces()
    results: list[TopicChecked] = []
    for name in checked:
        results += check_model(project.book, project.responses, places, frozenset({name}))
        told.count(red=bool(results[-1].faults))
    faults = [fault for result in results for fault in result.faults]
    if json_file is not None:
        _write(json_file, {"clean": not faults, "faults": len(faults), "topics": results})
    if json_file == _SCREEN:
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


def _write(file: Path, content: Mapping[str, Any]) -> None:
    if file == _SCREEN:
        write_json(content)
        return
    try:
        file.write_text(json.dumps(plain(content), ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    except OSError as error:
        fail(f"Berkas {file} tidak dapat ditulis: {error.strerror}.")


def _decimal(number: float) -> str:
    return f"{number:.1f}".replace(".", ",")
