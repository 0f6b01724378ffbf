"""Kaldi's binary notation of numbers, vectors and matrices (`kaldi-io`)."""

from __future__ import annotations

import struct
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

HEADER = b"\0B"
"""Begins every binary file."""


def token(name: str) -> bytes:
    """A word such as ``<Nnet3>``."""
    return name.encode() + b" "


def integer(value: int) -> bytes:
    """A 32-bit integer, its size before it."""
    return b"\x04" + struct.pack("<i", value)


def real(value: float) -> bytes:
    """A 32-bit float, its size before it."""
    return b"\x04" + struct.pack("<f", value)


def double(value: float) -> bytes:
    """A 64-bit float, its size before it."""
    return b"\x08" + struct.pack("<d", value)


def integers(values: Sequence[int]) -> bytes:
    """A vector of 32-bit integers."""
    return b"\x04" + struct.pack("<i", len(values)) + np.asarray(values, "<i4").tobytes()


def vector(values: NDArray[Any] | Sequence[float]) -> bytes:
    """A vector of 32-bit floats."""
    written = np.ascontiguousarray(values, "<f4")
    return token("FV") + integer(len(written)) + written.tobytes()


def matrix(values: NDArray[Any]) -> bytes:
    """A matrix of 32-bit floats, row after row."""
    written = np.ascontiguousarray(values, "<f4")
    return token("FM") + integer(written.shape[0]) + integer(written.shape[1]) + written.tobytes()
