"""G.711, the companding of every telephone exchange: 16-bit samples to 8-bit codes and back, by the tables of ITU-T."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

Samples = NDArray[np.int16]
Codes = NDArray[np.uint8]


def samples_of(sound: bytes) -> Samples:
    """Little-endian bytes as samples."""
    return np.frombuffer(sound, "<i2").astype(np.int16)


def encode_mu_law(samples: Samples) -> Codes:
    """One byte a sample (PCMU, RTP payload type 0)."""
    return _codes("mu")[samples.astype(np.int32) + 32768]


def decode_mu_law(codes: Codes | bytes) -> Samples:
    """The samples of PCMU bytes."""
    return _samples_of_mu_codes()[_bytes(codes)]


def encode_a_law(samples: Samples) -> Codes:
    """One byte a sample (PCMA, RTP payload type 8)."""
    return _codes("a")[samples.astype(np.int32) + 32768]


def decode_a_law(codes: Codes | bytes) -> Samples:
    """The samples of PCMA bytes."""
    return _samples_of_a_codes()[_bytes(codes)]


def _bytes(codes: Codes | bytes) -> NDArray[Any]:
    return np.frombuffer(codes, np.uint8) if isinstance(codes, bytes) else codes


@cache
def _samples_of_mu_codes() -> Samples:
    codes = ~np.arange(256, dtype=np.int32) & 0xFF
    exponent, mantissa = (codes >> 4) & 7, codes & 15
    size = ((mantissa << 3) + 0x84 << exponent) - 0x84
    return np.where(codes & 0x80, -size, size).astype(np.int16)


@cache
def _samples_of_a_codes() -> Samples:
    codes = np.arange(256, dtype=np.int32) ^ 0x55
    exponent, mantissa = (codes >> 4) & 7, codes & 15
    size = np.where(exponent == 0, (mantissa << 4) + 8, (mantissa << 4) + 0x108 << np.maximum(exponent - 1, 0))
    return np.where(codes & 0x80, size, -size).astype(np.int16)


@cache
def _codes(law: str) -> Codes:
    """The code whose sample lies nearest, for each of the 65,536 samples."""
    decoded = (_samples_of_mu_codes() if law == "mu" else _samples_of_a_codes()).astype(np.int32)
    order = np.argsort(decoded, kind="stable")
    middles = (decoded[order][1:] + decoded[order][:-1] + 1) // 2
    return order[np.searchsorted(middles, np.arange(-32768, 32768), side="right")].astype(np.uint8)
