"""`pln123 chat`: a talk in the terminal, with the same engine as the web page."""

from __future__ import annotations

import asyncio
import sys
import uuid
from contextlib import nullcontext
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot import clock
from bot.commands.database import upgrade_database
from bot.commands.output import fail, kind_errors, read_settings
from bot.settings import Settings

if TYPE_CHECKING:
    from rich.console import Console

QUIT = "/keluar"


def chat(
    telepon: Annotated[str | None, typer.Option(help="Nomor yang terlihat oleh petugas (caller id).")] = None,
    at: Annotated[
        str | None, typer.Option(help="Tanggal dan jam percakapan, WIB bila tanpa zona: 2026-11-22T19:30.")
    ] = None,
    sender: Annotated[str | None, typer.Option(help="Lanjutkan percakapan dengan nama ini.")] = None,
) -> None:
    """Bercakap dengan petugas di terminal, sebagai pelanggan.

    Nomor pelanggan contoh ada di `pln123 demo customers`. Ketik /keluar untuk selesai.

    Contoh:

        pln123 chat

        pln123 chat --telepon 081234567890 --at 2026-11-22T19:30
    """
    settings = read_settings()
    held = clock.at(read_moment(at)) if at else nullcontext()
    from bot.database import StorageUnavailable, StorageUnusable
    from bot.engine.readiness import EngineNotReady

    upgrade_database(settings.database_url)
    with held, kind_errors(EngineNotReady, StorageUnavailable, StorageUnusable):
        asyncio.run(_talk(settings, sender or f"terminal-{uuid.uuid4().hex}", telepon))


def read_moment(text: str) -> datetime:
    """An ISO 8601 date and time; without a zone it is WIB. Ends with status 1 if it can't be read."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        fail(f"Tanggal dan jam {text!r} tidak terbaca. Contoh yang benar: 2026-11-22T19:30")
    return moment if moment.tzinfo else moment.replace(tzinfo=clock.ZONES["WIB"])


async def _talk(settings: Settings, sender: str, telepon: str | None) -> None:
    from rich.console import Console

    from bot.engine.engine import Engine

    console = Console(highlight=False, soft_wrap=True)
    with console.status("Memuat model ..."):
        engine = await Engine.load(settings)
    metadata = {"telepon": telepon} if telepon else {}
    buttons: dict[str, str] = {}
    try:
        while (text := _read_line(console)) is not None and text.strip() != QUIT:
            answers = await engine.handle(sender, buttons.get(text.strip().casefold(), text), metadata)
            buttons = {}
            for answer in answers:
                _show(console, answer)
                for button in answer.get("buttons") or ():
                    buttons[button["title"].casefold()] = button["payload"]
            if any((answer.get("custom") or {}).get("kind") == "end" for answer in answers):
                return
    finally:
        await engine.close()


def _read_line(console: Console) -> str | None:
    """What the caller types next, ``None`` at the end of input. Lines of a pipe are echoed."""
    try:
        if sys.stdin.isatty():
            return console.input("[bold cyan]Anda:[/] ")
        text = input()
    except EOFError:
        return None
    console.print(f"Anda: {text}", markup=False)
    return text


def _show(console: Console, answer: dict[str, Any]) -> None:
    """One answer: the text, the choices, and in words what the page would draw."""
    from rich.text import Text

    if answer.get("text"):
        console.print(Text.assemble(("PLN:  ", "bold yellow"), str(answer["text"])))
    if answer.get("buttons"):
        titles = "  ".join(f"[{button['title']}]" for button in answer["buttons"])
        console.print(Text(f"      {titles}", "dim"))
    custom = answer.get("custom") or {}
    if custom.get("kind") == "keypad":
        console.print(Text("      Tombol meter: " + " ".join(custom.get("keys", ())), "dim"))
    elif custom.get("kind") == "ticket":
        console.print(Text(f"      Tiket: {custom.get('ticket', {}).get('nomor', '')}", "bold green"))
