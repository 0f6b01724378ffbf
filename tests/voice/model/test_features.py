from __future__ import annotations

import numpy as np

from voice.model import features


def speech_like(seconds: float = 1.0) -> np.ndarray:
    chance = np.random.default_rng(1)
    return (chance.standard_normal(int(seconds * features.RATE)) * 3000).astype(np.int16)


def test_the_cepstra_that_vosk_sees_turn_back_into_energies() -> None:
    samples = speech_like()
    back = features.cepstra(samples) @ features.cepstra_to_energies().T
    assert np.abs(back - features.energies(samples)).max() < 1e-3


def test_there_is_a_frame_every_ten_milliseconds() -> None:
    assert features.energies(speech_like(1.0)).shape == (98, features.BANDS)
    assert features.energies(np.zeros(10, np.int16)).shape == (0, features.BANDS)


def test_a_frame_is_labelled_with_what_sounds_in_its_middle() -> None:
    labels = features.frame_labels(np.array([0.1, 0.2]), np.array([7, 9]), 40)
    assert set(labels[:8]) == {0}
    assert set(labels[9:18]) == {7}
    assert set(labels[19:]) == {9}
