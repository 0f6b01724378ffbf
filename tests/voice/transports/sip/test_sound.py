"""Sound in packets that are late, swapped, lost or twice, and what a caller may offer."""

from __future__ import annotations

import numpy as np
import pytest

from voice.line.frames import FRAME_BYTES, FRAME_SAMPLES, SILENT_FRAME
from voice.transports.sip.description import UnacceptableOffer, answer, read_offer
from voice.transports.sip.jitter import JitterBuffer
from voice.transports.sip.packets import KeyReader, Packet, read_packet, write_packet

START = 2**32 - 5 * FRAME_SAMPLES
"""The time stamps run over their end within each test."""


def frame(number: int) -> bytes:
    return np.full(FRAME_SAMPLES, 100 + number, "<i2").tobytes()


def put(buffer: JitterBuffer, *numbers: int) -> None:
    for number in numbers:
        buffer.put(1, (START + number * FRAME_SAMPLES) % 2**32, frame(number))


def taken(buffer: JitterBuffer, count: int) -> list[bytes]:
    return [buffer.take() for _ in range(count)]


def test_sound_waits_for_60_milliseconds_and_then_comes_whole() -> None:
    buffer = JitterBuffer()
    put(buffer, 0, 1)
    assert buffer.take() == SILENT_FRAME
    put(buffer, 2)
    for number in range(20):
        assert buffer.take() == frame(number)
        put(buffer, number + 3)
    assert (buffer.lost, buffer.late) == (0, 0)


def test_packets_that_overtook_each_other_or_came_twice_are_put_in_order() -> None:
    buffer = JitterBuffer()
    put(buffer, 1, 0, 3, 3, 2, 5, 4)
    assert taken(buffer, 6) == [frame(number) for number in range(6)]
    assert buffer.lost == 0


def test_a_lost_packet_is_bridged_with_the_sound_before_it_growing_quieter() -> None:
    buffer = JitterBuffer()
    put(buffer, 0, 1, 2, 7, 8)
    got = taken(buffer, 9)
    assert got[2] == frame(2)
    assert [np.frombuffer(one, "<i2")[0] for one in got[3:7]] == [51, 25, 12, 0]
    assert got[7:] == [frame(7), frame(8)]
    assert buffer.lost == 4


def test_what_comes_after_its_turn_is_left_out() -> None:
    buffer = JitterBuffer()
    put(buffer, 0, 1, 2, 4, 5)
    taken(buffer, 4)
    put(buffer, 3)
    assert taken(buffer, 2) == [frame(4), frame(5)]
    assert buffer.late == 1


def test_a_pause_of_the_sender_is_silence_and_not_loss() -> None:
    buffer = JitterBuffer()
    put(buffer, 0, 1, 2)
    assert taken(buffer, 3)[2] == frame(2)
    assert taken(buffer, 20)[-1] == SILENT_FRAME
    put(buffer, 40, 41, 42)
    assert taken(buffer, 3) == [frame(40), frame(41), frame(42)]
    assert buffer.lost == 0


def test_a_sender_whose_clock_is_fast_never_makes_the_caller_lag() -> None:
    buffer = JitterBuffer()
    for number in range(3000):
        put(buffer, number)
        if number % 50:  # one frame in fifty too many
            last = buffer.take()
    assert 2984 <= np.frombuffer(last, "<i2")[0] - 100 <= 2999


def test_packets_of_10_or_30_milliseconds_are_taken_as_well() -> None:
    buffer = JitterBuffer()
    sound = b"".join(frame(number) for number in range(6))
    for at in range(0, len(sound), 3 * FRAME_BYTES // 2):
        buffer.put(1, START + at // 2, sound[at : at + 3 * FRAME_BYTES // 2])
    assert b"".join(taken(buffer, 6)) == sound


def test_another_sender_begins_anew() -> None:
    buffer = JitterBuffer()
    put(buffer, 0, 1, 2)
    taken(buffer, 1)
    for number in range(3):
        buffer.put(2, 77 + number * FRAME_SAMPLES, frame(50 + number))
    assert taken(buffer, 3) == [frame(50), frame(51), frame(52)]


def test_a_packet_is_read_as_it_was_written_with_or_without_extras() -> None:
    packet = Packet(8, 65535, 2**32 - 1, 99, b"sound", marker=True)
    data = write_packet(packet)
    assert read_packet(data) == packet
    sources, extension, padding = bytes(8), b"\0\0\0\1abcd", b"\0\0\3"
    extras = bytes([data[0] | 2 | 0x10 | 0x20]) + data[1:12] + sources + extension + b"sound" + padding
    assert read_packet(extras) == packet


@pytest.mark.parametrize("noise", [b"", b"hello there", b"\0" * 20, b"\x9f" + bytes(14), b"\xa0" + bytes(11) + b"\xff"])
def test_what_is_no_packet_is_passed_over(noise: bytes) -> None:
    assert read_packet(noise) is None


def test_a_key_counts_once_even_if_only_its_end_arrives() -> None:
    keys = KeyReader()

    def event(key: int, timestamp: int, ended: bool) -> Packet:
        return Packet(101, 0, timestamp, 1, bytes([key, 0x8A if ended else 0x0A, 0, 160]))

    packets = [event(5, 10, False), event(5, 10, True), event(5, 10, True), event(5, 900, True), event(11, 1800, False)]
    assert [keys.key(packet) for packet in packets] == ["5", None, None, "5", "#"]
    assert keys.key(event(12, 2700, False)) is None  # "A", which no telephone has


OFFER = """v=0
o=- 1 1 IN IP4 10.0.0.7
s=-
c=IN IP4 10.0.0.7
t=0 0
m=video 5000 RTP/AVP 96
m=audio 4000 RTP/AVP 9 8 0 101
a=rtpmap:101 telephone-event/8000
a=sendonly
"""


def test_the_first_g711_law_is_taken_and_the_other_media_are_declined() -> None:
    offer = read_offer(OFFER)
    assert (offer.address, offer.port, offer.payload_type, offer.events, offer.held) == ("10.0.0.7", 4000, 8, 101, True)
    said = answer(offer, "10.0.0.1", 7000, 5, 1)
    assert "m=video 0 RTP/AVP 96\r\nm=audio 7000 RTP/AVP 8 101\r\n" in said
    assert "a=recvonly" in said


@pytest.mark.parametrize(
    "body",
    ["", "v=0", OFFER.replace(" 9 8 0", " 9"), OFFER.replace("4000", "0"), OFFER.replace("/AVP", "/SAVP"),
     OFFER.replace("IP4 10.0.0.7", "IP6 ::1"), OFFER.replace("4000", "99999")],
)  # fmt: skip
def test_an_offer_without_g711_over_ipv4_is_not_acceptable(body: str) -> None:
    with pytest.raises(UnacceptableOffer):
        read_offer(body)
