"""WAV files as samples."""

from __future__ import annotations

import wave
from pathlib import Path

import numpy as np
from numpy.typing import NDArray


def read_wave(path: Path) -> tuple[NDArray[np.float32], int] | None:
    """Samples between -1 and 1 and their rate; ``None`` if there is no 16-bit mono file with sound in it."""
    try:
        with wave.open(str(path)) as file:
            if file.getsampwidth() != 2 or file.getnchannels() != 1 or file.getnframes() == 0:
                return None
            samples = np.frombuffer(file.readframes(file.getnframes()), "<i2")
            return samples.astype(np.float32) / 32768, file.getframerate()
    except (OSError, EOFError, wave.Error):
        return None


def write_wave(path: Path, samples: NDArray[np.int16], rate: int) -> None:
    """A 16-bit mono file."""
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes(samples.astype("<i2").tobytes())
