"""Sound on the line: 20 milliseconds at a time, 16-bit mono samples of 8 kHz."""

from __future__ import annotations

from voice.sound.channel import RATE

FRAME_SECONDS = 0.02
FRAME_SAMPLES = int(RATE * FRAME_SECONDS)
FRAME_BYTES = 2 * FRAME_SAMPLES
SILENT_FRAME = bytes(FRAME_BYTES)


def whole_frames(sound: bytes) -> list[bytes]:
    """Sound cut into frames, the last one filled up with silence."""
    pieces = [sound[at : at + FRAME_BYTES] for at in range(0, len(sound), FRAME_BYTES)]
    return [piece.ljust(FRAME_BYTES, b"\0") for piece in pieces]
