"""Calls over real sockets: by a softphone of the tests' own, by sipp and by baresip."""

from __future__ import annotations

import asyncio
import re
import shutil
import socket
import wave
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import pytest_asyncio

from bench.softphone import Net, Softphone
from tests.voice.line.scripted import ScriptedDialogue, ToldEars, asking, ending, quick_speech, voice_frames
from voice.line.call import Call
from voice.line.frames import SILENT_FRAME
from voice.line.words import line_words
from voice.transports.sip.description import PCMA, PCMU
from voice.transports.sip.endpoint import Ended, SipEndpoint, serve
from voice.transports.sip.options import SipOptions

SCENARIOS = Path(__file__).parent / "scenarios"
with_sipp = pytest.mark.skipif(shutil.which("sipp") is None, reason="sip-tester is not installed")


class SlowlyGreeting(ScriptedDialogue):
    """A dialogue that takes its time to greet, so that a caller can change his mind meanwhile."""

    seconds = 0.0

    async def open(self) -> list[dict[str, Any]]:
        await asyncio.sleep(self.seconds)
        return await super().open()


class Exchange:
    """Where calls come in, and what came of them."""

    def __init__(self) -> None:
        question = asking("Listriknya padam atau menyala?", "kondisi_listrik", "choice", ["Padam", "Masih menyala"])
        self.script: list[Any] = [question, ending("Terima kasih.")]
        self.greets_after = 0.0
        self.calls: list[Call] = []
        self.callers: list[str] = []
        self.ended: list[Ended] = []
        self.dialogues: list[ScriptedDialogue] = []

    def new_call(self, _name: str, caller: str) -> Call:
        self.callers.append(caller)
        self.dialogues.append(SlowlyGreeting(list(self.script)))
        self.dialogues[-1].seconds = self.greets_after
        self.calls.append(Call(self.dialogues[-1], ToldEars(), quick_speech, line_words()))
        return self.calls[-1]

    async def all_ended(self, count: int = 1) -> None:
        for _ in range(1000):
            if len(self.ended) == count:
                return
            await asyncio.sleep(0.01)
        raise AssertionError(f"{len(self.ended)} of {count} calls have ended")


@pytest.fixture
def exchange() -> Exchange:
    return Exchange()


@pytest_asyncio.fixture
async def line(exchange: Exchange) -> AsyncIterator[SipEndpoint]:
    endpoint = await serve(exchange.new_call, "127.0.0.1", 0, SipOptions(most_calls=6), exchange.ended.append)
    yield endpoint
    await endpoint.close()


@pytest_asyncio.fixture
async def phone(line: SipEndpoint) -> AsyncIterator[Softphone]:
    softphone = Softphone(("127.0.0.1", line.port))
    await softphone.open()
    yield softphone
    softphone.hang_up()
    await asyncio.sleep(0.05)
    softphone.close()


@pytest.mark.parametrize("law", [PCMU, PCMA])
async def test_a_caller_hears_the_bot_and_answers_by_key_until_it_hangs_up(
    exchange: Exchange, line: SipEndpoint, law: int
) -> None:
    phone = Softphone(("127.0.0.1", line.port), law)
    await phone.open()
    assert await phone.call() == 200
    await phone.talk([SILENT_FRAME] * 10)
    phone.press("1")
    await asyncio.wait_for(phone.talk([SILENT_FRAME] * 500), 10)
    assert phone.hung_up.is_set()
    await exchange.all_ended()
    assert exchange.dialogues[0].said == ["Padam"]
    assert exchange.callers == ["081234567890"]
    assert np.abs(np.frombuffer(phone.heard(), "<i2")).max() > 2000
    rows = [packet.sequence for _, packet in phone.sound_came]
    assert all((after - before) % 65536 == 1 for before, after in zip(rows, rows[1:], strict=False))
    phone.close()


async def test_speech_is_heard_through_a_net_that_loses_and_swaps_packets(
    exchange: Exchange, line: SipEndpoint
) -> None:
    phone = Softphone(("127.0.0.1", line.port), net=Net(lost=0.05, swapped=0.1))
    await phone.open()
    await phone.call()
    await phone.talk([SILENT_FRAME] * 5 + voice_frames(1.0) + [SILENT_FRAME] * 5)
    assert "interrupted" in {event.name for event in exchange.calls[0].record.events}
    phone.hang_up()
    await exchange.all_ended()
    assert 1 <= exchange.ended[0].frames_lost <= 15
    phone.close()


async def test_a_caller_who_hangs_up_ends_the_call(exchange: Exchange, phone: Softphone) -> None:
    await phone.call()
    await phone.talk([SILENT_FRAME] * 5)
    phone.hang_up()
    await exchange.all_ended()
    assert "200 OK" in await phone.answer()
    assert exchange.calls[0].record.events[-1].details == {"by": "pelanggan"}


async def test_a_held_call_waits_and_goes_on(exchange: Exchange, phone: Softphone) -> None:
    await phone.call()
    await phone.talk([SILENT_FRAME] * 5)
    phone.send("INVITE", phone.offer(9, "sendonly"))
    await asyncio.sleep(0.2)
    stood = exchange.calls[0].clock
    await asyncio.sleep(0.2)
    assert exchange.calls[0].clock == stood
    phone.send("ACK")
    phone.send("INVITE", phone.offer(phone._sound_transport.get_extra_info("sockname")[1]))
    await phone.talk([SILENT_FRAME] * 10)
    assert exchange.calls[0].clock > stood


async def test_keys_in_info_messages_are_taken_too(exchange: Exchange, phone: Softphone) -> None:
    await phone.call()
    phone.send("INFO", "Signal=2\r\nDuration=160\r\n", "application/dtmf-relay")
    await phone.talk([SILENT_FRAME] * 100)
    await exchange.all_ended()
    assert exchange.dialogues[0].said == ["Masih menyala"]


async def test_what_can_not_be_taken_is_refused_with_the_reason(exchange: Exchange, line: SipEndpoint) -> None:
    phones = [Softphone(("127.0.0.1", line.port)) for _ in range(8)]
    for phone in phones:
        await phone.open()
    assert await phones[0].call("v=0\r\nm=audio 9 RTP/SAVP 111\r\n") == 488
    assert [await phone.call() for phone in phones[1:7]] == [200] * 6
    assert await phones[7].call() == 486
    phones[0].send("BYE")
    assert "481" in await phones[0].answer()
    phones[0].send("OPTIONS")
    assert "Allow: INVITE" in await phones[0].answer()
    phones[0].send("REGISTER")
    assert "405" in await phones[0].answer()
    for phone in phones[1:7]:
        phone.hang_up()
    await exchange.all_ended(6)
    for phone in phones:
        phone.close()
    assert len(exchange.callers) == 6


@pytest.mark.parametrize(
    "noise",
    [b"", b"\r\n\r\n", b"\xff" * 40, b"INVITE sip:123@x SIP/2.0\r\n\r\n", b"SIP/2.0 200 OK\r\nVia: x\r\n\r\n",
     b"BYE sip:a@b SIP/2.0\r\nVia: SIP/2.0/UDP h\r\nFrom: <sip:a@b>\r\nTo: nobody\r\nCall-ID: 1\r\nCSeq: x\r\n\r\n"],
)  # fmt: skip
async def test_noise_on_the_port_harms_nobody(line: SipEndpoint, phone: Softphone, noise: bytes) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as stranger:
        stranger.sendto(noise, ("127.0.0.1", line.port))
        await asyncio.sleep(0.05)
    assert await phone.call() == 200


async def test_sound_of_strangers_is_not_taken(exchange: Exchange, phone: Softphone) -> None:
    await phone.call()
    media = phone._media
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as stranger:
        stranger.bind(("127.0.0.2", 0))
        for number in range(30):
            stranger.sendto(b"\x80\x65" + bytes([0, number]) + bytes(8) + bytes([1, 10, 0, 160]), media)
    await phone.talk([SILENT_FRAME] * 10)
    assert "key" not in {event.name for event in exchange.calls[0].record.events}


async def sipp(line: SipEndpoint, folder: Path, scenario: str, *more: str) -> None:
    """Three calls by sipp; all must go as the scenario says."""
    command = ["sipp", f"127.0.0.1:{line.port}", "-sf", str(SCENARIOS / f"{scenario}.xml"), "-m", "3", "-r", "3",
               "-i", "127.0.0.1", "-mi", "127.0.0.1", "-nostdin", "-trace_err", "-timeout", "25s", *more]  # fmt: skip
    caller = await asyncio.create_subprocess_exec(
        *command, cwd=folder, stdout=asyncio.subprocess.DEVNULL, stderr=asyncio.subprocess.DEVNULL
    )
    status = await asyncio.wait_for(caller.wait(), 30)
    assert status == 0, "".join(path.read_text() for path in folder.glob("*errors.log"))


@with_sipp
async def test_sipp_answers_by_key_and_is_hung_up_on(exchange: Exchange, line: SipEndpoint, tmp_path: Path) -> None:
    await sipp(line, tmp_path, "keys")
    await exchange.all_ended(3)
    assert [dialogue.said for dialogue in exchange.dialogues] == [["Padam"]] * 3


@with_sipp
async def test_messages_that_get_lost_come_again_and_nothing_happens_twice(
    exchange: Exchange, line: SipEndpoint, tmp_path: Path
) -> None:
    await sipp(line, tmp_path, "keys", "-lost", "15")
    assert all(call.over for call in exchange.calls)
    assert [dialogue.said for dialogue in exchange.dialogues] == [["Padam"]] * 3


@with_sipp
async def test_sipp_changes_its_mind_while_it_rings(exchange: Exchange, line: SipEndpoint, tmp_path: Path) -> None:
    exchange.greets_after = 0.5
    await sipp(line, tmp_path, "cancel")
    await exchange.all_ended(3)
    assert all(call.over for call in exchange.calls)
    assert [dialogue.said for dialogue in exchange.dialogues] == [[], [], []]


def _own_address() -> str | None:
    """An address of this machine that is not the loopback, which baresip refuses."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))
        except OSError:
            return None
        address = str(probe.getsockname()[0])
    return None if address.startswith("127.") else address


@pytest.mark.skipif(shutil.which("baresip") is None or _own_address() is None, reason="no baresip, or no network")
async def test_baresip_talks_with_the_bot(exchange: Exchange, tmp_path: Path) -> None:
    address = _own_address()
    assert address is not None
    endpoint = await serve(exchange.new_call, address, 0, SipOptions(), exchange.ended.append)
    with wave.open(str(tmp_path / "caller.wav"), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(8000)
        file.writeframes(b"".join([SILENT_FRAME] * 10 + voice_frames(1.0) + [SILENT_FRAME] * 400))
    modules = Path(next(Path("/usr/lib").glob("**/baresip/modules/g711.so"))).parent
    (tmp_path / "config").write_text(
        f"module_path {modules}\nmodule account.so\nmodule g711.so\nmodule aufile.so\nmodule menu.so\n"
        f"audio_source aufile,{tmp_path}/caller.wav\n"
        f"sip_listen {address}:0\n"
    )
    (tmp_path / "accounts").write_text(f"<sip:081234567890@{address}>;regint=0\n")
    baresip = await asyncio.create_subprocess_exec(
        "baresip", "-f", str(tmp_path), "-e", f"/dial sip:123@{address}:{endpoint.port}", "-t", "4",
        stdin=asyncio.subprocess.DEVNULL, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT,
    )  # fmt: skip
    told, _ = await asyncio.wait_for(baresip.communicate(), 20)
    await exchange.all_ended()
    await endpoint.close()
    events = [event.name for event in exchange.calls[0].record.events]
    assert "interrupted" in events, told.decode(errors="replace")
    assert re.search(r"Call (established|answered)", told.decode(errors="replace"), re.IGNORECASE)
