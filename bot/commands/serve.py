"""`pln123 serve`: the web application."""

from __future__ import annotations

import dataclasses
from typing import Annotated

import typer

from bot.commands.output import kind_errors, read_settings
from bot.settings import MOST_WORKERS


def serve(
    host: Annotated[str | None, typer.Option(help="Alamat jaringan; bawaan PLN123_HOST.")] = None,
    port: Annotated[int | None, typer.Option(help="Porta; bawaan PLN123_PORT.", min=1, max=65535)] = None,
    workers: Annotated[
        int | None,
        typer.Option(help="Banyaknya proses di porta itu; bawaan PLN123_WORKERS.", min=1, max=MOST_WORKERS),
    ] = None,
) -> None:
    """Jalankan halaman chat dan API.

    Contoh:

        pln123 serve

        pln123 serve --host 0.0.0.0 --port 9000

        PLN123_REDIS_URL=redis://127.0.0.1:6379/0 pln123 serve --workers 2
    """
    settings = read_settings()
    settings = dataclasses.replace(
        settings,
        host=host or settings.host,
        port=port or settings.port,
        workers=workers or settings.workers,
    )
    from bot.database import StorageUnusable
    from bot.engine.readiness import EngineNotReady
    from bot.server import run

    with kind_errors(ValueError, EngineNotReady, StorageUnusable):
        run(settings)
