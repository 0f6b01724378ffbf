"""`pln123 train`: the Rasa models."""

from __future__ import annotations

from typing import Annotated

import typer

from bot.commands.output import kind_errors, read_settings, write_json
from bot.settings import PROJECT_ROOT
from bot.setup.model import ensure_models
from bot.setup.progress import SetupError


def train(
    force: Annotated[bool, typer.Option("--force", help="Latih walaupun tidak ada yang berubah.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Jawab dengan JSON.")] = False,
) -> None:
    """Latih kedua model Rasa — bot, dan pelanggan yang mendengarkan CSO — bila bahannya berubah.

    Model lama tetap dipakai sampai model baru selesai.

    Contoh:

        pln123 train

        pln123 train --force
    """
    with kind_errors(SetupError):
        model, officers = ensure_models(PROJECT_ROOT, read_settings().model_path, force=force)
    if as_json:
        write_json({"model": str(model), "cso": str(officers)})
    else:
        typer.echo(f"Model siap: {model}")
        typer.echo(f"Model siap: {officers}")
