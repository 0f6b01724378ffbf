"""`pln123 phone`: a telephone call with the same dialogue as the chat page."""

from __future__ import annotations

import asyncio
import json
import uuid
from contextlib import AsyncExitStack, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot import clock
from bot.commands.chat import read_moment
from bot.commands.database import upgrade_database
from bot.commands.output import fail, kind_errors, read_settings
from bot.settings import Settings

if TYPE_CHECKING:
    from rich.console import Console

    from voice.line.call import Call
    from voice.phone import PhoneLine


_WAITING = "Menunggu panggilan {what} di {where} (Ctrl+C untuk berhenti)."


def phone(
    wav: Annotated[
        Path | None, typer.Option(help="Suara penelepon dari berkas WAV 16-bit mono; tanpa ini dari mikrofon.")
    ] = None,
    out: Annotated[Path | None, typer.Option(help="Tulis suara kedua pihak: penelepon kiri, petugas kanan.")] = None,
    telepon: Annotated[str | None, typer.Option(help="Nomor yang terlihat oleh petugas (caller id).")] = None,
    at: Annotated[
        str | None, typer.Option(help="Tanggal dan jam panggilan, WIB bila tanpa zona: 2026-11-22T19:30.")
    ] = None,
    headset: Annotated[
        bool,
        typer.Option("--headset", help="Memakai headset, jadi petugas boleh disela (tanpa ini ia terdengar mikrofon)."),
    ] = False,
    audiosocket: Annotated[
        int | None, typer.Option(help="Terima panggilan Asterisk (AudioSocket) pada porta ini.", min=1, max=65535)
    ] = None,
    sip: Annotated[
        int | None, typer.Option(help="Terima panggilan SIP (softphone, PBX) pada porta UDP ini.", min=1, max=65535)
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Tulis catatan panggilan sebagai JSON.")] = False,
) -> None:
    """Menelepon petugas dengan suara, tanpa internet. Ctrl+C menutup telepon.

    Contoh:

        pln123 phone --headset --telepon 081234567890

        pln123 phone --wav penelepon.wav --out percakapan.wav --json

        pln123 phone --audiosocket 9092

        pln123 phone --sip 5060
    """
    settings = read_settings()
    held = clock.at(read_moment(at)) if at else nullcontext()
    if wav is not None and not wav.is_file():
        fail(f"Berkas {wav} tidak ada.")
    from bot.database import StorageUnavailable, StorageUnusable
    from bot.engine.readiness import EngineNotReady
    from voice.ears.engine import EngineMissing
    from voice.mouth.mouth import MouthMissing
    from voice.transports.microphone import SoundCardMissing
    from voice.transports.wav import UnreadableSound

    kind = (EngineNotReady, EngineMissing, MouthMissing, SoundCardMissing, UnreadableSound, ValueError)
    upgrade_database(settings.database_url)
    with held, kind_errors(*kind, StorageUnavailable, StorageUnusable):
        if audiosocket is not None or sip is not None:
            asyncio.run(_serve(settings, audiosocket, sip))
            return
        asyncio.run(_call(settings, wav, out, telepon or "", headset, as_json))


async def _call(
    settings: Settings, wav: Path | None, out: Path | None, telepon: str, headset: bool, as_json: bool
) -> None:
    from rich.console import Console

    from bot.engine.engine import Engine
    from voice.line.dialogue import EngineDialogue
    from voice.phone import PhoneLine

    console = Console(highlight=False, soft_wrap=True, stderr=as_json)
    with PhoneLine.open() as line:
        with console.status("Memuat model ..."):
            engine = await Engine.load(settings)
        name = f"telepon-{uuid.uuid4().hex}"
        call = line.call(EngineDialogue(engine, name, telepon), interruptible=headset or wav is not None)
        call.record.keeps_sound = call.record.keeps_sound or out is not None
        try:
            await _carry(call, wav, console)
        finally:
            await engine.close()
            _keep(line, call, settings, name, out)
    if as_json:
        typer.echo(json.dumps(call.record.as_dict(), ensure_ascii=False, indent=1))


async def _serve(settings: Settings, audiosocket_port: int | None, sip_port: int | None) -> None:
    """Answer the calls of an exchange until interrupted."""
    from bot.engine.engine import Engine
    from voice.line.dialogue import EngineDialogue
    from voice.phone import PhoneLine
    from voice.transports import audiosocket
    from voice.transports.sip import endpoint
    from voice.transports.sip.options import SipOptions

    sip_options = SipOptions.from_environment()
    with PhoneLine.open() as line:
        engine = await Engine.load(settings)

        def new_call(name: str, caller: str = "") -> Call:
            return line.call(EngineDialogue(engine, name, caller))

        def ended(call: Call, name: str) -> None:
            line.save(call, settings.var_directory, name)

        async with AsyncExitStack() as open_lines:
            open_lines.push_async_callback(engine.close)
            if audiosocket_port is not None:
                server = await audiosocket.serve(new_call, settings.host, audiosocket_port, ended)
                await open_lines.enter_async_context(server)
                typer.echo(_WAITING.format(what="Asterisk", where=f"{settings.host}:{audiosocket_port}"))
            if sip_port is not None:
                sip = await endpoint.serve(
                    new_call, settings.host, sip_port, sip_options, lambda over: ended(over.call, over.name)
                )
                open_lines.push_async_callback(sip.close)
                typer.echo(_WAITING.format(what="SIP", where=f"sip:123@{settings.host}:{sip_port}"))
            await asyncio.Event().wait()


async def _carry(call: Call, wav: Path | None, console: Console) -> None:
    from voice.transports import microphone
    from voice.transports import wav as wav_file

    printer = _Printer(call, console)
    printing = asyncio.create_task(printer.go_on())
    try:
        if wav is not None:
            await wav_file.carry(call, wav_file.caller_frames(wav))
        else:
            await microphone.carry(call)
    finally:
        printing.cancel()
        printer.print_new()


class _Printer:
    """Shows the words of both sides as they are said."""

    def __init__(self, call: Call, console: Console) -> None:
        self._lines = call.record.transcript
        self._console = console
        self._shown = 0

    def print_new(self) -> None:
        """What was said since."""
        for said in self._lines[self._shown :]:
            speaker = "Anda" if said.speaker == "pelanggan" else "PLN"
            self._console.print(f"{said.at:7.1f}  {speaker + ':':6}{said.text}", markup=False)
        self._shown = len(self._lines)

    async def go_on(self) -> None:
        """Until cancelled."""
        while True:
            self.print_new()
            await asyncio.sleep(0.1)


def _keep(line: PhoneLine, call: Call, settings: Settings, name: str, out: Path | None) -> None:
    line.save(call, settings.var_directory, name)
    if out is not None:
        call.record.save_sound(out)
