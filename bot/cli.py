"""The `pln123` command: which nouns and verbs there are. What they do is in :mod:`bot.commands`."""

from __future__ import annotations

import typer

from bot.commands.apkt import apkt
from bot.commands.caller import caller
from bot.commands.chat import chat
from bot.commands.database import db
from bot.commands.demo import demo
from bot.commands.people import people
from bot.commands.phone import phone
from bot.commands.prepare import prepare
from bot.commands.roleplay import roleplay
from bot.commands.serve import serve
from bot.commands.train import train

app = typer.Typer(
    name="pln123",
    help="Simulator pusat kontak PLN 123.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,  # drawing boxes would cost --help half a second
    pretty_exceptions_show_locals=False,
)
for command in (serve, chat, phone, train, prepare):
    app.command()(command)
for name, noun in {
    "demo": demo,
    "apkt": apkt,
    "caller": caller,
    "db": db,
    "people": people,
    "roleplay": roleplay,
}.items():
    app.add_typer(noun, name=name)


@app.command(add_help_option=False, context_settings={"allow_extra_args": True, "ignore_unknown_options": True})
def qa(context: typer.Context) -> None:
    """Periksa mutu: buku SOP, putar ulang percakapan, cakupan."""
    # the group brings the engine's modules along: imported only here, it costs other commands nothing
    from bot.qa.commands import qa as group

    group(args=context.args, prog_name="pln123 qa")


def main() -> None:
    """Entry point of the `pln123` command."""
    app(prog_name="pln123")
