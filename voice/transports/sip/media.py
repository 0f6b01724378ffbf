"""The sound of one call: RTP in and out of one UDP port, a frame every 20 ms by this machine's clock."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Sequence

from voice.line.call import Call
from voice.line.frames import FRAME_SAMPLES, FRAME_SECONDS
from voice.sound import g711
from voice.transports.sip.description import PCMU, Offer
from voice.transports.sip.jitter import JitterBuffer
from voice.transports.sip.packets import KeyReader, Packet, read_packet, write_packet

Address = tuple[str, int]

STILL_SECONDS = 20.0
"""A caller from whom nothing comes for so long has gone, unless he holds the call."""
LONGEST_HOLD_SECONDS = 600.0


class NoPortLeft(OSError):
    """All ports for sound are taken."""


class Media(asyncio.DatagramProtocol):
    """One call's sound.

    Args:
        call: what is carried.
        offer: where to, and in which law.
        signalled_from: the host that called; sound is taken from it and from the host of the offer, from nowhere else.

    Attributes:
        sent_late: frames that left more than 40 ms after they were due.
        sent: all frames that left.
    """

    def __init__(self, call: Call, offer: Offer, signalled_from: str) -> None:
        self._call = call
        self._signalled_from = signalled_from
        self._to: Address = (offer.address, offer.port)
        self._offer = offer
        self._buffer = JitterBuffer()
        self._keys = KeyReader()
        self._transport: asyncio.DatagramTransport | None = None
        self._last_came = 0.0
        self._held_since: float | None = None
        self._sequence = secrets.randbelow(1 << 16)
        self._timestamp = secrets.randbelow(1 << 32)
        self._source = secrets.randbelow(1 << 32)
        self.sent = 0
        self.sent_late = 0

    @property
    def frames_lost(self) -> int:
        """Of the caller's sound."""
        return self._buffer.lost

    async def open(self, host: str, ports: Sequence[int]) -> int:
        """Take a port; which one.

        Args:
            ports: those that may be taken, in this order; 0 is any.

        Raises:
            NoPortLeft: if all are taken.
        """
        loop = asyncio.get_running_loop()
        for port in ports:
            try:
                transport, _ = await loop.create_datagram_endpoint(lambda: self, (host, port))
            except OSError:
                continue
            self._transport = transport
            return int(transport.get_extra_info("sockname")[1])
        raise NoPortLeft("no port for sound is left")

    def close(self) -> None:
        """Give the port back."""
        if self._transport is not None:
            self._transport.close()

    def change(self, offer: Offer) -> None:
        """The caller has moved the call, holds it, or takes it up again."""
        self._offer = offer
        if not offer.held:
            self._to = (offer.address, offer.port)

    def datagram_received(self, data: bytes, address: Address) -> None:
        """Take sound or a key; behind a translating router the real port is seen only here."""
        packet = read_packet(data)
        if packet is None or address[0] not in {self._signalled_from, self._offer.address}:
            return
        self._last_came = asyncio.get_running_loop().time()
        self._to = address
        if packet.payload_type == self._offer.payload_type:
            self._buffer.put(packet.source, packet.timestamp, self._decoded(packet.payload))
        elif packet.payload_type == self._offer.events and not self._call.over:
            key = self._keys.key(packet)
            if key is not None:
                self._call.press(key)

    async def carry(self) -> None:
        """Carry the call until it is over or its caller has gone."""
        loop = asyncio.get_running_loop()
        due = self._last_came = loop.time()
        while not self._call.over:
            due += FRAME_SECONDS
            await asyncio.sleep(due - loop.time())
            if self._gone(loop.time()):
                return
            if self._held_since is not None:
                continue  # the call's time stands still
            self._send(self._call.exchange(self._buffer.take()))
            self.sent += 1
            self.sent_late += loop.time() - due > 2 * FRAME_SECONDS

    def _gone(self, now: float) -> bool:
        if not self._offer.held:
            self._held_since = None
            return now - self._last_came > STILL_SECONDS
        self._held_since = self._held_since or now
        self._last_came = now
        return now - self._held_since > LONGEST_HOLD_SECONDS

    def _send(self, frame: bytes) -> None:
        if self._transport is None or self._transport.is_closing():
            return
        law, first = self._offer.payload_type, self.sent == 0
        packet = Packet(law, self._sequence, self._timestamp, self._source, self._encoded(frame), first)
        self._transport.sendto(write_packet(packet), self._to)
        self._sequence, self._timestamp = self._sequence + 1, self._timestamp + FRAME_SAMPLES

    def _decoded(self, payload: bytes) -> bytes:
        decode = g711.decode_mu_law if self._offer.payload_type == PCMU else g711.decode_a_law
        return decode(payload).astype("<i2").tobytes()

    def _encoded(self, frame: bytes) -> bytes:
        encode = g711.encode_mu_law if self._offer.payload_type == PCMU else g711.encode_a_law
        return encode(g711.samples_of(frame)).tobytes()
