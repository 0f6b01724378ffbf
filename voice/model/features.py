"""What the network sees of 8 kHz sound: 40 numbers every 10 ms, computed exactly as Kaldi computes them.

Vosk feeds the network 40 cepstra. Those are a fixed linear picture of the 40 logarithmic mel energies, which are easier
to bend and mask in training; so training uses the energies, and `cepstra_to_energies` is folded into the first layer
when the network is exported.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

RATE = 8000
BANDS = 40
FRAMES_PER_SECOND = 100
FRAME_SHIFT = RATE // FRAMES_PER_SECOND
FRAME_LENGTH = RATE // 40
LOW_HERTZ, HIGH_HERTZ = 20, -200
"""Edges of the lowest and highest band; a negative one counts down from 4,000 Hz."""
_LIFTER = 22

KALDI_OPTIONS: dict[str, int | float | bool] = {
    "sample-frequency": RATE,
    "use-energy": False,
    "num-mel-bins": BANDS,
    "num-ceps": BANDS,
    "low-freq": LOW_HERTZ,
    "high-freq": HIGH_HERTZ,
    "dither": 0,
    "allow-upsample": True,
    "allow-downsample": True,
}
"""The same for Vosk (`mfcc.conf`). With the last two it also takes sound of other rates than 8 kHz."""


def energies(samples: NDArray[np.int16]) -> NDArray[np.float32]:
    """Logarithmic mel energies, ``frames × 40``."""
    import kaldi_native_fbank  # only where models are made and tested

    options = kaldi_native_fbank.FbankOptions()
    _set_common(options)
    options.use_energy = False
    return _compute(kaldi_native_fbank.OnlineFbank(options), samples)


def cepstra(samples: NDArray[np.int16]) -> NDArray[np.float32]:
    """What Vosk computes from the same samples, ``frames × 40``."""
    import kaldi_native_fbank

    options = kaldi_native_fbank.MfccOptions()
    _set_common(options)
    options.use_energy = False
    options.num_ceps = BANDS
    return _compute(kaldi_native_fbank.OnlineMfcc(options), samples)


def _set_common(options: Any) -> None:
    options.frame_opts.samp_freq = RATE
    options.frame_opts.dither = 0
    options.mel_opts.num_bins = BANDS
    options.mel_opts.low_freq = LOW_HERTZ
    options.mel_opts.high_freq = HIGH_HERTZ


def _compute(computer: Any, samples: NDArray[np.int16]) -> NDArray[np.float32]:
    computer.accept_waveform(RATE, samples.astype(np.float32).tolist())
    computer.input_finished()
    if computer.num_frames_ready == 0:
        return np.zeros((0, BANDS), np.float32)
    return np.stack([computer.get_frame(at) for at in range(computer.num_frames_ready)]).astype(np.float32)


def cepstra_to_energies() -> NDArray[np.float64]:
    """The 40 × 40 matrix that turns cepstra (as columns) back into energies: undoes lifter and cosine transform."""
    band = np.arange(BANDS) + 0.5
    cosine = np.sqrt(2 / BANDS) * np.cos(math.pi / BANDS * np.outer(np.arange(BANDS), band))
    cosine[0] = math.sqrt(1 / BANDS)
    lifter = 1 + _LIFTER / 2 * np.sin(math.pi * np.arange(BANDS) / _LIFTER)
    return np.linalg.inv(np.diag(lifter) @ cosine)


def frame_labels(starts: NDArray[np.float64], labels: NDArray[np.int64], frames: int) -> NDArray[np.int8]:
    """The label of what sounds in the middle of each frame.

    Args:
        starts: when each sound begins, in seconds, ascending.
        labels: what each is; before the first there is silence (0).
        frames: how many frames there are.
    """
    middles = (np.arange(frames) * FRAME_SHIFT + FRAME_LENGTH / 2) / RATE
    sounding = np.searchsorted(starts, middles, side="right") - 1
    return np.where(sounding < 0, 0, labels[np.clip(sounding, 0, len(labels) - 1)]).astype(np.int8)
