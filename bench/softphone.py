"""A softphone for measurements and tests: calls over SIP, sends sound and keys by RTP, notes when sound comes back."""

from __future__ import annotations

import asyncio
import random
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import cast

from voice.line.frames import FRAME_SAMPLES, FRAME_SECONDS, SILENT_FRAME
from voice.line.keys import KEYS
from voice.sound import g711
from voice.transports.sip.description import PCMU
from voice.transports.sip.packets import Packet, read_packet, write_packet

EVENTS = 101
_ANSWER_SECONDS = 30.0
Address = tuple[str, int]


@dataclass
class Net:
    """What the net does to packets on their way to the line.

    Attributes:
        lost: share of the packets that never come.
        swapped: share that comes after the one behind it.
        chance: decides which.
    """

    lost: float = 0.0
    swapped: float = 0.0
    chance: random.Random = field(default_factory=lambda: random.Random(3))
    _kept_back: bytes | None = None

    def carry(self, packet: bytes, send: Callable[[bytes], None]) -> None:
        """Send a packet, or not, or later."""
        if self.chance.random() < self.lost:
            return
        if self._kept_back is None and self.chance.random() < self.swapped:
            self._kept_back = packet
            return
        send(packet)
        if self._kept_back is not None:
            send(self._kept_back)
            self._kept_back = None


class _Sound(asyncio.DatagramProtocol):
    def __init__(self) -> None:
        self.came: list[tuple[float, Packet]] = []

    def datagram_received(self, data: bytes, _address: Address) -> None:
        packet = read_packet(data)
        if packet is not None:
            self.came.append((asyncio.get_running_loop().time(), packet))


class _Signals(asyncio.DatagramProtocol):
    """Keeps answers; what the line asks itself (it says BYE) is answered at once."""

    def __init__(self) -> None:
        self.answers: asyncio.Queue[str] = asyncio.Queue()
        self.hung_up = asyncio.Event()
        self._transport: asyncio.DatagramTransport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.DatagramTransport, transport)

    def datagram_received(self, data: bytes, address: Address) -> None:
        text = data.decode()
        if text.startswith("SIP/2.0"):
            self.answers.put_nowait(text)
            return
        echoed = [row for row in text.split("\r\n") if row.startswith(("Via:", "From:", "To:", "Call-ID:", "CSeq:"))]
        assert self._transport is not None
        self._transport.sendto("\r\n".join(["SIP/2.0 200 OK", *echoed, "Content-Length: 0", "", ""]).encode(), address)
        if text.startswith("BYE"):
            self.hung_up.set()


class Softphone:
    """One telephone, one call.

    Args:
        line: host and port of the SIP line.
        law: PCMU or PCMA.
        number: told as the caller's.

    Attributes:
        status: of the last answer to the INVITE.
    """

    def __init__(self, line: Address, law: int = PCMU, number: str = "081234567890", net: Net | None = None) -> None:
        self._line = line
        self._law = law
        self._number = number
        self._net = net or Net()
        self._id = f"{random.SystemRandom().getrandbits(64):x}"
        self._to = ""
        self._sequence = 0
        self._row = 0
        self._clock = 0
        self._media: Address = line
        self.status = 0

    async def open(self) -> None:
        """Take two ports of this machine."""
        loop = asyncio.get_running_loop()
        here = ("127.0.0.1", 0)
        self._signalling, self._signals = await loop.create_datagram_endpoint(_Signals, here)
        self._sound_transport, self._sound = await loop.create_datagram_endpoint(_Sound, here)

    def close(self) -> None:
        """Give them back."""
        self._signalling.close()
        self._sound_transport.close()

    async def call(self, offer: str | None = None) -> int:
        """Call; the final status. 200 is acknowledged, and from then on a BYE of the line is answered."""
        port = self._sound_transport.get_extra_info("sockname")[1]
        body = self.offer(port) if offer is None else offer
        self.send("INVITE", body=body)
        while self.status < 200:
            text = await self.answer()
            self.status = int(text.split()[1])
        self._to = re.search(r"(?m)^To: (.*)\r$", text).group(1)  # type: ignore[union-attr]
        self.send("ACK")
        if self.status == 200:
            place = re.search(r"c=IN IP4 (\S+)[\s\S]*m=audio (\d+)", text)
            assert place is not None
            self._media = (place.group(1), int(place.group(2)))
        return self.status

    def offer(self, port: int, direction: str = "sendrecv") -> str:
        """A session description as softphones send it."""
        lines = [
            "v=0", "o=- 1 1 IN IP4 127.0.0.1", "s=-", "c=IN IP4 127.0.0.1", "t=0 0",
            f"m=audio {port} RTP/AVP {self._law} {EVENTS}", f"a=rtpmap:{EVENTS} telephone-event/8000",
            f"a={direction}", "",
        ]  # fmt: skip
        return "\r\n".join(lines)

    def send(self, method: str, body: str = "", content_type: str = "application/sdp") -> None:
        """A request of this call."""
        self._sequence += method not in {"ACK", "CANCEL"}
        port = self._signalling.get_extra_info("sockname")[1]
        to = self._to or f"<sip:123@{self._line[0]}>"
        lines = [
            f"{method} sip:123@{self._line[0]}:{self._line[1]} SIP/2.0",
            f"Via: SIP/2.0/UDP 127.0.0.1:{port};rport;branch=z9hG4bK{self._id}{self._sequence}", "Max-Forwards: 70",
            f"From: <sip:{self._number}@127.0.0.1>;tag={self._id}", f"To: {to}", f"Call-ID: {self._id}",
            f"CSeq: {self._sequence} {method}", f"Contact: <sip:{self._number}@127.0.0.1:{port}>",
        ]  # fmt: skip
        if body:
            lines.append(f"Content-Type: {content_type}")
        text = "\r\n".join([*lines, f"Content-Length: {len(body)}", "", body])
        self._signalling.sendto(text.encode(), self._line)

    async def answer(self) -> str:
        """The next answer of the line.

        Raises:
            asyncio.TimeoutError: if none comes.
        """
        return await asyncio.wait_for(self._signals.answers.get(), _ANSWER_SECONDS)

    async def talk(self, frames: Iterable[bytes]) -> None:
        """Send frames, one every 20 ms, until they or the call have ended."""
        loop = asyncio.get_running_loop()
        due = loop.time()
        for frame in self._until_hung_up(frames):
            self.send_frame(frame)
            due += FRAME_SECONDS
            await asyncio.sleep(due - loop.time())

    def send_frame(self, frame: bytes = SILENT_FRAME) -> None:
        """One frame now."""
        encode = g711.encode_mu_law if self._law == PCMU else g711.encode_a_law
        self._send_packet(self._law, encode(g711.samples_of(frame)).tobytes(), self._clock)
        self._clock += FRAME_SAMPLES

    def press(self, key: str) -> None:
        """A key for 100 ms, as telephones send it: five packets that it goes on, three that it has ended."""
        for step in range(8):
            ended = 0x80 if step >= 5 else 0
            duration = min(step + 1, 5) * FRAME_SAMPLES
            payload = bytes([KEYS.index(key), ended | 10]) + duration.to_bytes(2, "big")
            self._send_packet(EVENTS, payload, self._clock)
        self._clock += 5 * FRAME_SAMPLES

    def hang_up(self) -> None:
        """Say BYE."""
        self.send("BYE")

    @property
    def hung_up(self) -> asyncio.Event:
        """The line has said BYE."""
        return self._signals.hung_up

    @property
    def sound_came(self) -> list[tuple[float, Packet]]:
        """The packets of the line, with the moment of each."""
        return self._sound.came

    def heard(self) -> bytes:
        """The line's sound, samples in the order in which it came."""
        decode = g711.decode_mu_law if self._law == PCMU else g711.decode_a_law
        return b"".join(decode(packet.payload).astype("<i2").tobytes() for _, packet in self._sound.came)

    def _until_hung_up(self, frames: Iterable[bytes]) -> Iterator[bytes]:
        for frame in frames:
            if self.hung_up.is_set():
                return
            yield frame

    def _send_packet(self, kind: int, payload: bytes, clock: int) -> None:
        packet = write_packet(Packet(kind, self._row, clock, 77, payload))
        self._row += 1
        self._net.carry(packet, lambda data: self._sound_transport.sendto(data, self._media))
