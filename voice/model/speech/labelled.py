"""Speech of which it is known when each sound begins."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class LabelledSpeech:
    """One utterance.

    Attributes:
        sound: samples between -1 and 1.
        rate: samples a second.
        starts: (seconds, label) of every sound and pause, in order; each lasts until the next begins.
    """

    sound: NDArray[np.float32]
    rate: int
    starts: tuple[tuple[float, int], ...]
