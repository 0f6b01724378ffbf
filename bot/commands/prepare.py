"""`pln123 prepare`: everything that must be there before the server can start."""

from __future__ import annotations

from bot.commands.database import upgrade_database
from bot.commands.demo import load_customers
from bot.commands.output import kind_errors, read_settings
from bot.settings import PROJECT_ROOT
from bot.setup.model import ensure_model
from bot.setup.progress import SetupError, say


def prepare() -> None:
    """Siapkan model, basis data, dan pelanggan contoh; yang sudah mutakhir dilewati.

    Contoh:

        pln123 prepare
    """
    settings = read_settings()
    with kind_errors(SetupError):
        model = ensure_model(PROJECT_ROOT, settings.model_path)
    say(f"Model mutakhir: {model.name}")
    upgrade_database(settings.database_url)
    say("Basis data mutakhir.")
    added = load_customers(settings.database_url)
    say(f"Pelanggan contoh siap ({added} ditambahkan).")
