from __future__ import annotations

import numpy as np
import pytest

from tests.voice.line.scripted import cough_frames, voice_frames
from voice.line.activity import VoiceActivity
from voice.line.frames import FRAME_SAMPLES, SILENT_FRAME


def noise_frames(seconds: float, loudness: float) -> list[bytes]:
    chance = np.random.default_rng(2)
    return [chance.normal(0, loudness, FRAME_SAMPLES).astype("<i2").tobytes() for _ in range(round(seconds / 0.02))]


def speaks_after(frames: list[bytes]) -> float | None:
    """Seconds until somebody speaks; ``None`` if nobody does."""
    activity = VoiceActivity()
    for number, frame in enumerate(frames, start=1):
        activity.feed(frame)
        if activity.speaking:
            return number * 0.02
    return None


@pytest.mark.parametrize("loudness", [0.0, 30.0, 150.0])
def test_a_voice_is_noticed_within_300_milliseconds(loudness: float) -> None:
    seconds = speaks_after(noise_frames(1.0, loudness) + voice_frames(0.5))
    assert seconds is not None
    assert 1.1 < seconds <= 1.3


@pytest.mark.parametrize("frames", [
    [SILENT_FRAME] * 100,
    noise_frames(3.0, 100.0),
    noise_frames(1.0, 30.0) + noise_frames(1.0, 3000.0),
    *(cough_frames(seconds, seed) for seconds in (0.2, 0.4) for seed in range(4)),
], ids=lambda frames: f"{len(frames)} frames")  # fmt: skip
def test_noise_is_no_voice(frames: list[bytes]) -> None:
    assert speaks_after(frames) is None


def test_the_end_of_a_voice_is_known() -> None:
    activity = VoiceActivity()
    for frame in voice_frames(0.6) + [SILENT_FRAME] * 30:
        activity.feed(frame)
    assert not activity.speaking
    assert activity.last_voice == pytest.approx(0.6, abs=0.05)
