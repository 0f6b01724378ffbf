"""`pln123 prepare`: everything that must be there before the server can start."""

from __future__ import annotations

from bot.commands.database import upgrade_database
from bot.commands.demo import load_customers
from bot.commands.output import kind_errors, read_settings
from bot.settings import PROJECT_ROOT, Settings
from bot.setup.model import ensure_models
from bot.setup.progress import SetupError, say


def prepare() -> None:
    """Siapkan model, basis data, pelanggan contoh, dan dalam mode demo (PLN123_DEMO=1) akun contoh.

    Yang sudah mutakhir dilewati.

    Contoh:

        pln123 prepare
    """
    settings = read_settings()
    with kind_errors(SetupError):
        model, _ = ensure_models(PROJECT_ROOT, settings.model_path)
    say(f"Model mutakhir: {model.name}")
    upgrade_database(settings.database_url)
    say("Basis data mutakhir.")
    added = load_customers(settings.database_url)
    say(f"Pelanggan contoh siap ({added} ditambahkan).")
    _prepare_demo_accounts(settings)


def _prepare_demo_accounts(settings: Settings) -> None:
    """In demo mode, on a database without any account: make some, and say where their passwords stand."""
    from bot.database import StorageUnavailable, StorageUnusable
    from bot.people.demo import add_demo_accounts, demo_password_file
    from bot.people.options import PeopleOptions

    with kind_errors(ValueError, StorageUnavailable, StorageUnusable):
        if not PeopleOptions.from_environment().demo:
            return
        made = add_demo_accounts(settings.database_url, settings.var_directory)
    if made:
        say(f"Mode demo: akun contoh dibuat untuk setiap peran ({', '.join(made)}).")
        say(f"Kata sandinya ada di {demo_password_file(settings.var_directory)}; hanya Anda yang dapat membacanya.")
