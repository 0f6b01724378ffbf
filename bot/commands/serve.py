"""`pln123 serve`: the web application."""

from __future__ import annotations

import dataclasses
from typing import Annotated, Optional

import typer

from bot.commands.output import kind_errors, read_settings


def serve(
    host: Annotated[Optional[str], typer.Option(help="Alamat yang didengarkan (bawaan: PLN123_HOST).")] = None,
    port: Annotated[Optional[int], typer.Option(help="Porta, 1–65535 (bawaan: PLN123_PORT).", min=1, max=65535)] = None,
) -> None:
    """Jalankan halaman chat dan API.

    Contoh:

        pln123 serve

        pln123 serve --host 0.0.0.0 --port 9000
    """
    settings = read_settings()
    settings = dataclasses.replace(settings, host=host or settings.host, port=port or settings.port)
    from bot.engine.engine import EngineNotReady
    from bot.server import run

    with kind_errors(EngineNotReady):
        run(settings)
