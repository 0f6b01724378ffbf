"""`pln123 qa selfplay`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from bot.commands.output import fail, kind_errors, plain, read_settings


def selfplay(
    talks: Annotated[int, typer.Option(min=1, help="Banyaknya percakapan.")] = 1000,
    seed: Annotated[int, typer.Option(help="Bibit: angka yang sama menghasilkan percakapan yang sama.")] = 7,
    topic: Annotated[list[str] | None, typer.Option(help="Hanya topik ini; boleh diulang. Bawaan: semua.")] = None,
    jobs: Annotated[int, typer.Option(min=1, help="Banyaknya proses; hasilnya tetap sama.")] = 1,
    json_file: Annotated[
        Path | None, typer.Option("--json", help="Tulis angka-angkanya sebagai JSON ke berkas ini.", dir_okay=False)
    ] = None,
    progress_file: Annotated[
        Path | None, typer.Option("--progress", help="Tulis kemajuannya ke berkas ini, untuk program yang menunggu.")
    ] = None,
    keep: Annotated[
        Path | None,
        typer.Option(help="Simpan yang gagal, terpendek tiap jenis, sebagai uji e2e di folder ini.", file_okay=False),
    ] = None,
) -> None:
    """Biarkan pelanggan simulasi bercakap dengan asisten melalui semua cabang buku SOP.

    Tiap percakapan diganggu: salah ketik, dua fakta sekaligus, jawaban setengah, ralat, pertanyaan sampingan,
    pesan kosong, kemarahan. Pembacaan buku yang terpisah menentukan tiket yang harus keluar.
    Status keluar 0 hanya bila tidak ada percakapan yang gagal.

    Contoh:

        pln123 qa selfplay --talks 1000 --seed 7

        pln123 qa selfplay --topic periksa --jobs 2 --json hasil.json

        pln123 qa selfplay --talks 200 --keep tests/e2e/temuan
    """
    import json

    from rich.console import Console

    from bot.qa.progress_file import ProgressFile
    from bot.qa.report import counting_bar
    from bot.qa.selfplay.branches import topics_with_outcomes
    from bot.qa.selfplay.keep import keep as keep_tests
    from bot.qa.selfplay.report import figures, sentences
    from bot.qa.selfplay.run import Plan, self_play
    from bot.qa.selfplay.talk import TalkResult
    from bot.sop.book import BookError, load_book

    with kind_errors(BookError):
        playable = topics_with_outcomes(load_book())
    for name in topic or ():
        if name not in playable:
            fail(f"Topik {name!r} tidak dapat dimainkan. Yang ada: {', '.join(playable)}.")
    from bot.engine.readiness import EngineNotReady

    console = Console(highlight=False, soft_wrap=True)
    with counting_bar(console) as bar, kind_errors(EngineNotReady):
        task = bar.add_task("Bercakap", total=talks)

        told = ProgressFile(progress_file, talks)

        def on_result(result: TalkResult) -> None:
            bar.advance(task)
            told.count(red=bool(result.failures))

        plan = Plan(talks, seed, tuple(topic or ()))
        played = self_play(plan, read_settings(), jobs=jobs, on_result=on_result)
    try:
        if json_file is not None:
            content = json.dumps(plain(figures(played)), ensure_ascii=False, indent=2)
            json_file.write_text(f"{content}\n", encoding="utf-8")
        kept = keep_tests(keep, played.shortest, seed) if keep is not None else []
    except OSError as error:
        fail(f"Berkas {error.filename} tidak dapat ditulis: {error.strerror}.")
    for line in sentences(played):
        console.print(line, markup=False)
    for file in kept:
        console.print(f"Disimpan: {file}", markup=False)
    raise typer.Exit(0 if played.clean else 1)
