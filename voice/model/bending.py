"""Bends training windows anew at every step, so that the network never sees the same sound twice.

All of it happens to logarithmic mel energies: another tempo, another vocal tract (bands shifted), noise of the line or
talk behind the caller mixed in, another handset (a smooth curve over the bands), bands and moments masked.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from voice.model.features import BANDS, RATE, energies
from voice.sound.channel import coloured_noise, hum, in_telephone_band, to_samples

TEMPO = (0.8, 1.25)
STRETCH = (0.86, 1.16)
_SMOOTH_BENDS = ((0, 0.8), (1, 0.7), (2, 0.5), (3, 0.35), (4, 0.25), (6, 0.15))
"""(Half waves over all bands, standard deviation) of what is added to a spectrum."""
_NOISY = 0.6
_BABBLE = 0.2
"""Of the noisy windows."""
_NOISE_DECIBELS = (3.0, 28.0)
_BABBLE_DECIBELS = (9.0, 28.0)
_NOISE_SECONDS = 20
_STEEPNESSES = (0.0, 0.0, 0.3, 0.7, 1.0, 1.5, 2.2)
_PREEMPHASIS = 0.97
_LOWEST_BAND_WEIGHED = 2


@dataclass(frozen=True)
class Noises:
    """Energies of noises (frames × 40), one after the other, each ``frames`` long."""

    energies: Tensor
    frames: int

    @staticmethod
    def make(seed: int) -> Noises:
        """White to brown noise, each as it is and in the telephone band, and the hum of the mains."""
        chance = np.random.default_rng(seed)
        length = _NOISE_SECONDS * RATE
        sounds = [coloured_noise(length, steepness, chance) for steepness in _STEEPNESSES]
        sounds += [in_telephone_band(sound) for sound in sounds]
        sounds.append((0.7 * hum(length, 0.0) + 0.3 * coloured_noise(length, 1.0, chance)).astype(np.float32))
        seen = [energies(to_samples(0.1 * sound / sound.std())) for sound in sounds]
        return Noises(torch.from_numpy(np.concatenate(seen)), len(seen[0]))

    def window(self, length: int, chance: np.random.Generator) -> Tensor:
        """A moment of one of them."""
        which = int(chance.integers(len(self.energies) // self.frames))
        at = which * self.frames + int(chance.integers(0, self.frames - length))
        return self.energies[at : at + length]


class Bender:
    """Cuts windows and bends them.

    Args:
        speech: all energies of the training data (frames × 40).
        labels: the label of each frame.
        mean, deviation: of each band, by which windows are normalised last.
    """

    def __init__(self, speech: Tensor, labels: Tensor, mean: Tensor, deviation: Tensor, seed: int) -> None:
        self._speech, self._labels, self._mean, self._deviation = speech, labels, mean, deviation
        self._noises = Noises.make(seed)
        self._weights = _undone_preemphasis()

    def windows(self, count: int, length: int, answered: slice, chance: np.random.Generator) -> tuple[Tensor, Tensor]:
        """Bent windows and what is to be answered.

        Returns:
            Normalised energies (count × 40 × length) and labels (count × answered).
        """
        cut, labels = self._cut(count, length, chance)
        bent = _with_curve(self._noisy(_stretched(cut, chance), chance), chance)
        normal = (bent - self._mean) / self._deviation
        for one in normal:
            _mask(one, chance)
        return normal.transpose(1, 2), labels[:, answered].long()

    def _cut(self, count: int, length: int, chance: np.random.Generator) -> tuple[Tensor, Tensor]:
        """Windows cut anywhere, half of them in another tempo: frames in between two are mixed of both."""
        reach = int(length * TEMPO[1]) + 2
        tempi = np.where(chance.random(count) < 0.5, chance.uniform(*TEMPO, count), 1.0)
        starts = chance.integers(0, len(self._labels) - reach, count)
        places = torch.from_numpy(np.arange(length)[None] * tempi[:, None]).float()
        below = places.floor().long()
        share = (places - below)[:, :, None]
        rows = below + torch.from_numpy(starts)[:, None]
        mixed = self._speech[rows].float() * (1 - share) + self._speech[rows + 1].float() * share
        return mixed, self._labels[rows + (share[:, :, 0] > 0.5)]

    def _noisy(self, windows: Tensor, chance: np.random.Generator) -> Tensor:
        for one in windows:
            if chance.random() >= _NOISY:
                continue
            length = len(one)
            if chance.random() < _BABBLE:
                at = int(chance.integers(0, len(self._labels) - length))
                noise, decibels = self._speech[at : at + length].float(), chance.uniform(*_BABBLE_DECIBELS)
            else:
                noise, decibels = self._noises.window(length, chance), chance.uniform(*_NOISE_DECIBELS)
            louder = self._loudness(one) - self._loudness(noise) - decibels * math.log(10) / 10
            one.copy_(torch.logaddexp(one, noise + louder))
        return windows

    def _loudness(self, window: Tensor) -> float:
        """The logarithm of its mean power, as the sound itself had it."""
        return float(torch.logsumexp(window + self._weights, (0, 1))) - math.log(len(window))


def _undone_preemphasis() -> Tensor:
    """What must be added to each band so that the bands add up to the power of the sound.

    Kaldi emphasises high sounds before it looks at the bands; noise "10 dB below the speech" is meant without that.
    """
    mel = np.linspace(_mel(20), _mel(RATE / 2 - 200), BANDS + 2)[1:-1]
    hertz = np.maximum(700 * (np.exp(mel / 1127) - 1), 60)
    angle = 2 * np.pi * hertz / RATE
    gain = 1 + _PREEMPHASIS**2 - 2 * _PREEMPHASIS * np.cos(angle)
    gain[:_LOWEST_BAND_WEIGHED] = np.inf
    return torch.from_numpy(-np.log(gain)).float()


def _mel(hertz: float) -> float:
    return 1127 * math.log(1 + hertz / 700)


def _stretched(windows: Tensor, chance: np.random.Generator) -> Tensor:
    """Bands shifted as another vocal tract would."""
    count, length, _ = windows.shape
    stretch = torch.from_numpy(chance.uniform(*STRETCH, (count, 1)).astype(np.float32))
    place = (torch.arange(BANDS)[None] * stretch).clamp(0, BANDS - 1.001)
    below = place.floor().long()
    share = (place - below)[:, None]
    low = windows.gather(2, below[:, None].expand(-1, length, -1))
    high = windows.gather(2, (below + 1)[:, None].expand(-1, length, -1))
    return low * (1 - share) + high * share


def _with_curve(windows: Tensor, chance: np.random.Generator) -> Tensor:
    curve = torch.zeros(len(windows), BANDS)
    over = torch.arange(BANDS) / BANDS * math.pi
    for waves, deviation in _SMOOTH_BENDS:
        height = torch.from_numpy(chance.normal(0, deviation, (len(windows), 1)).astype(np.float32))
        curve += height * torch.cos(over * waves)[None]
    return windows + curve[:, None]


def _mask(one: Tensor, chance: np.random.Generator) -> None:
    """Some bands and some moments taken away."""
    if chance.random() < 0.5:
        width = int(chance.integers(1, 9))
        band = int(chance.integers(0, BANDS - width))
        one[:, band : band + width] = 0
    if chance.random() < 0.3:
        width = int(chance.integers(1, 12))
        moment = int(chance.integers(0, len(one) - width))
        one[moment : moment + width] = 0
