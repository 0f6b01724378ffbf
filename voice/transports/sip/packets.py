"""RTP packets (RFC 3550) and the telephone keys in them (RFC 4733)."""

from __future__ import annotations

import struct
from dataclasses import dataclass

from voice.line.keys import KEYS

_HEADER = struct.Struct(">BBHII")
_VERSION = 2


@dataclass(frozen=True)
class Packet:
    """One packet: what it holds, its place in the row, the sample at which it begins, who sent it."""

    payload_type: int
    sequence: int
    timestamp: int
    source: int
    payload: bytes
    marker: bool = False


def read_packet(data: bytes) -> Packet | None:
    """The packet in a datagram, or ``None`` if it is none."""
    if len(data) < _HEADER.size or data[0] >> 6 != _VERSION:
        return None
    first, second, sequence, timestamp, source = _HEADER.unpack_from(data)
    begin = _HEADER.size + 4 * (first & 0x0F)
    if first & 0x10:  # a header extension
        if len(data) < begin + 4:
            return None
        begin += 4 + 4 * int.from_bytes(data[begin + 2 : begin + 4], "big")
    end = len(data) - (data[-1] if first & 0x20 else 0)  # padding tells its own length
    if begin > end:
        return None
    return Packet(second & 0x7F, sequence, timestamp, source, data[begin:end], bool(second & 0x80))


def write_packet(packet: Packet) -> bytes:
    """As it goes over the wire."""
    second = packet.payload_type | (0x80 if packet.marker else 0)
    place = (packet.sequence & 0xFFFF, packet.timestamp & 0xFFFFFFFF, packet.source)
    return _HEADER.pack(_VERSION << 6, second, *place) + packet.payload


class KeyReader:
    """Tells each pressed key once, though several packets announce it and some may be lost."""

    def __init__(self) -> None:
        self._last: tuple[int, int] | None = None

    def key(self, packet: Packet) -> str | None:
        """The key, if this is the first packet of it that comes."""
        if len(packet.payload) < 4 or packet.payload[0] >= len(KEYS):
            return None
        event = (packet.source, packet.timestamp)
        if event == self._last:
            return None
        self._last = event
        return KEYS[packet.payload[0]]
