"""`pln123 serve`: the web application."""

from __future__ import annotations

import dataclasses
from typing import Annotated

import typer

from bot.commands.output import fail, read_settings


def serve(
    host: Annotated[str | None, typer.Option(help="Alamat jaringan; bawaan PLN123_HOST.")] = None,
    port: Annotated[int | None, typer.Option(help="Porta; bawaan PLN123_PORT.", min=1, max=65535)] = None,
) -> None:
    """Jalankan halaman chat dan API.

    Contoh:

        pln123 serve

        pln123 serve --host 0.0.0.0 --port 9000
    """
    settings = read_settings()
    settings = dataclasses.replace(settings, host=host or settings.host, port=port or settings.port)
    from bot.engine.readiness import EngineNotReady
    from bot.server import run

    try:
        run(settings)
    except (ValueError, EngineNotReady) as error:
        fail(str(error))
