"""Whether somebody speaks: frames that are loud for this line and have a pitch.

A cough, a slammed door and the hiss of a line are loud too, but have no pitch that lasts; so the bot is not
interrupted by them.
"""

from __future__ import annotations

import numpy as np

from voice.line.frames import FRAME_SAMPLES, FRAME_SECONDS
from voice.sound.channel import RATE

_ABOVE_FLOOR_DECIBELS = 10.0
_QUIETEST_DECIBELS = -52.0
_FLOOR_RISES_DECIBELS = 0.06
"""A frame; the floor falls at once, so it stands at the quietest of the last seconds."""
_PITCH_LAGS = (RATE // 400, RATE // 70)
_PERIODIC = 0.6
NEEDED_SECONDS = 0.14
"""So much voice makes speech of a sound."""
_WITHIN_SECONDS = 0.4
_LASTS_SECONDS = 0.3
_LATELY_SECONDS = 1.5


class VoiceActivity:
    """The sound of one caller, frame by frame.

    Attributes:
        speaking: somebody has spoken for long enough that it is no noise, and has not stopped since.
        last_voice: seconds since the beginning at which the last voiced frame ended; None if there was none.
    """

    def __init__(self) -> None:
        self.speaking = False
        self.last_voice: float | None = None
        self._floor = _QUIETEST_DECIBELS - _ABOVE_FLOOR_DECIBELS
        self._before = np.zeros(FRAME_SAMPLES, np.float32)
        self._voiced: list[float] = []
        self._clock = 0.0

    def feed(self, frame: bytes) -> None:
        """Take the next 20 ms."""
        self._clock += FRAME_SECONDS
        samples = np.frombuffer(frame, "<i2").astype(np.float32) / 32768
        decibels = 10 * float(np.log10(float(np.mean(samples**2)) + 1e-10))
        self._floor = min(decibels, self._floor + _FLOOR_RISES_DECIBELS)
        loud = decibels > max(self._floor + _ABOVE_FLOOR_DECIBELS, _QUIETEST_DECIBELS)
        if loud and _has_pitch(np.concatenate([self._before, samples])):
            self._voiced.append(self._clock)
            self.last_voice = self._clock
        self._before = samples
        self._voiced = [moment for moment in self._voiced if moment > self._clock - _LATELY_SECONDS]
        just_now = sum(moment > self._clock - _WITHIN_SECONDS for moment in self._voiced)
        if just_now * FRAME_SECONDS >= NEEDED_SECONDS:
            self.speaking = True
        elif self.last_voice is None or self._clock - self.last_voice > _LASTS_SECONDS:
            self.speaking = False

    @property
    def voiced_lately(self) -> float:
        """Seconds of voice within the last one and a half."""
        return len(self._voiced) * FRAME_SECONDS


def _has_pitch(samples: np.ndarray) -> bool:
    """Whether 40 ms repeat themselves at a pitch of a human voice."""
    centred = samples - samples.mean()
    shortest, longest = _PITCH_LAGS
    part = centred[longest:]
    energy = float((part**2).sum())
    if energy <= 0:
        return False
    products = np.correlate(centred[:-shortest], part, "valid")
    sums = np.concatenate([[0.0], np.cumsum(centred**2)])
    energies = (sums[len(part) :] - sums[: -len(part)])[: len(products)]
    return bool((products / np.sqrt(energy * np.maximum(energies, 1e-9))).max() > _PERIODIC)
