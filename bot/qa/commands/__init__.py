"""`pln123 qa …`: one module a command; this one says which there are."""

from __future__ import annotations

import typer

from bot.qa.commands.audit import audit
from bot.qa.commands.check import check
from bot.qa.commands.coverage import coverage
from bot.qa.commands.dispute import dispute
from bot.qa.commands.modelcheck import modelcheck
from bot.qa.commands.mutate import mutate
from bot.qa.commands.replay import replay
from bot.qa.commands.selfplay import selfplay

qa = typer.Typer(
    name="pln123 qa",
    help="Periksa mutu: putar ulang uji percakapan, dan cocokkan buku SOP dengan isi lainnya.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_show_locals=False,
)


@qa.callback()
def quality() -> None:
    """Periksa mutu: putar ulang uji percakapan, dan cocokkan buku SOP dengan isi lainnya."""


for command in (replay, check, modelcheck, coverage, mutate, selfplay, audit):
    qa.command()(command)
qa.add_typer(dispute, name="dispute")
