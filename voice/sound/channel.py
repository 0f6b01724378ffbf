"""What happens to speech between a mouth and the ear at the other end of a telephone line.

Each effect is a function of 8 kHz samples between -1 and 1; `TelephoneChannel` draws which ones happen and how much.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from scipy import signal
from scipy.fft import irfft, next_fast_len, rfft

from voice.sound import g711

RATE = 8000
"""Samples a second on a telephone line."""

Sound = NDArray[np.float32]


def resampled(sound: Sound, rate: int, speed: float = 1.0) -> Sound:
    """The sound at 8 kHz, and faster (and higher) by ``speed``, exact to one in two hundred.

    Coarser steps of speed make shorter filters, which is most of the time this takes.
    """
    target = int(round(rate * speed / 100.0)) * 100
    divisor = int(np.gcd(RATE, target))
    return signal.resample_poly(sound, RATE // divisor, target // divisor).astype(np.float32)


def with_echo_of_room(sound: Sound, seconds: float, loudness: float, noise: np.random.Generator) -> Sound:
    """A room that rings for ``seconds`` until it is 60 dB down, its sound ``loudness`` of the direct one."""
    length = max(2, int(seconds * RATE))
    answer = noise.standard_normal(length) * np.exp(-6.9 * np.arange(length) / length)
    answer[0] = 0.0
    answer *= loudness / (float(np.sqrt((answer**2).sum())) + 1e-9)
    answer[0] = 1.0
    return signal.fftconvolve(sound, answer)[: len(sound)].astype(np.float32)


def with_resonance(sound: Sound, hertz: float, width: float, decibels: float) -> Sound:
    """One frequency raised or lowered, as every handset does somewhere."""
    amplitude = 10 ** (decibels / 40)
    angle = 2 * np.pi * hertz / RATE
    bend = np.sin(angle) / (2 * width)
    above = np.array([1 + bend * amplitude, -2 * np.cos(angle), 1 - bend * amplitude])
    below = np.array([1 + bend / amplitude, -2 * np.cos(angle), 1 - bend / amplitude])
    return signal.lfilter(above / below[0], below / below[0], sound).astype(np.float32)


def coloured_noise(length: int, steepness: float, noise: np.random.Generator) -> Sound:
    """Noise whose power falls with frequency; 0 is white, 1 is pink. Its standard deviation is 1."""
    easy = next_fast_len(length, real=True)
    spectrum = rfft(noise.standard_normal(easy, np.float32))
    spectrum /= np.arange(1, len(spectrum) + 1, dtype=np.float32) ** (steepness / 2)
    spectrum[0] = 0.0  # no direct current
    made = irfft(spectrum, easy)[:length]
    return (made / (made.std() + 1e-9)).astype(np.float32)


def hum(length: int, phase: float) -> Sound:
    """The 50 Hz of the mains with its third harmonic."""
    time = np.arange(length) / RATE
    made = np.sin(2 * np.pi * 50 * time + phase) + 0.4 * np.sin(2 * np.pi * 150 * time + phase)
    return (made / made.std()).astype(np.float32)


def with_noise(sound: Sound, noise: Sound, decibels: float) -> Sound:
    """Noise of the same length mixed in, ``decibels`` below the speech (root mean square against root mean square)."""
    loudness = float(np.sqrt((sound**2).mean()))
    return (sound + noise / (noise.std() + 1e-9) * loudness / 10 ** (decibels / 20)).astype(np.float32)


def in_telephone_band(sound: Sound, low: float = 300.0, high: float = 3400.0, order: int = 4) -> Sound:
    """Only what lies between two frequencies in hertz."""
    sections = signal.butter(order, [low, high], "band", fs=RATE, output="sos")
    return signal.sosfilt(sections, sound).astype(np.float32)


def companded(sound: Sound, law: str) -> Sound:
    """Through G.711 and back; ``law`` is ``mu`` or ``a``."""
    samples = to_samples(sound)
    if law == "mu":
        return from_samples(g711.decode_mu_law(g711.encode_mu_law(samples)))
    return from_samples(g711.decode_a_law(g711.encode_a_law(samples)))


def to_samples(sound: Sound) -> g711.Samples:
    """16-bit samples; what is louder than 1 is cut off."""
    return np.clip(np.round(sound * 32767), -32768, 32767).astype(np.int16)


def from_samples(samples: g711.Samples) -> Sound:
    """Samples between -1 and 1."""
    return samples.astype(np.float32) / 32768


def _at_loudest(sound: Sound, peak: float) -> Sound:
    return (sound * (peak / (float(np.abs(sound).max()) + 1e-9))).astype(np.float32)


@dataclass
class TelephoneChannel:
    """Channels drawn at random: no two callers call from the same room with the same handset.

    Attributes:
        chance: where all randomness comes from.
        babble: speech of others, heard behind some callers; it fills up as utterances pass.
    """

    chance: np.random.Generator
    babble: list[Sound] = field(default_factory=list)
    _most_babble: int = 60

    def carry(self, sound: Sound, rate: int, starts: NDArray[np.float64]) -> tuple[Sound, NDArray[np.float64]]:
        """One utterance through one channel.

        Args:
            sound: samples between -1 and 1.
            rate: samples a second.
            starts: moments in seconds.

        Returns:
            8 kHz samples, and the same moments in the new sound, which is longer at both ends and faster or slower.
        """
        chance = self.chance
        speed = float(chance.uniform(0.86, 1.16))
        carried = resampled(sound, rate, speed)
        moments = starts * (len(carried) / RATE) / (len(sound) / rate)
        before, after = float(chance.uniform(0.1, 0.7)), float(chance.uniform(0.2, 0.8))
        carried = np.pad(carried, (int(before * RATE), int(after * RATE)))
        moments = moments + int(before * RATE) / RATE
        if chance.random() < 0.5:
            seconds, loudness = float(chance.uniform(0.05, 0.5)), float(chance.uniform(0.1, 0.6))
            carried = with_echo_of_room(carried, seconds, loudness, chance)
        for _ in range(int(chance.integers(0, 4))):
            hertz = float(np.exp(chance.uniform(np.log(150), np.log(3600))))
            carried = with_resonance(carried, hertz, float(chance.uniform(0.5, 3)), float(chance.uniform(-9, 9)))
        if chance.random() < 0.6:
            carried = signal.lfilter([1.0, -float(chance.uniform(-0.6, 0.6))], [1.0], carried).astype(np.float32)
        carried = self._noisy(_at_loudest(carried, 1.0))
        if chance.random() < 0.55:
            low, high = float(chance.uniform(120, 330)), float(chance.uniform(3200, 3700))
            carried = in_telephone_band(carried, low, high, int(chance.integers(2, 6)))
        carried = _at_loudest(carried, 10 ** (float(chance.uniform(-26, 0)) / 20))
        if chance.random() < 0.1:
            carried = np.clip(carried * float(chance.uniform(1, 4)), -1, 1).astype(np.float32)
        law = chance.random()
        if law < 0.55:
            carried = companded(carried, "mu" if law < 0.3 else "a")
        return carried, moments

    def _noisy(self, sound: Sound) -> Sound:
        chance = self.chance
        decibels = float(chance.uniform(5, 45))
        kind = chance.random()
        if self.babble and kind < 0.22:
            others = np.resize(self.babble[int(chance.integers(len(self.babble)))], len(sound))
            made = others / (others.std() + 1e-9) + 0.3 * coloured_noise(len(sound), 1.0, chance)
            decibels = max(decibels, 12.0)
        elif kind < 0.72:
            made = coloured_noise(len(sound), float(chance.uniform(0.8, 2.4)), chance)
        elif kind < 0.87:
            made = coloured_noise(len(sound), 0.0, chance)
        else:
            made = 0.7 * hum(len(sound), float(chance.uniform(0, 6))) + 0.3 * coloured_noise(len(sound), 1.0, chance)
        if len(self.babble) < self._most_babble and chance.random() < 0.2:
            self.babble.append(sound)
        return with_noise(sound, made.astype(np.float32), decibels)
