from __future__ import annotations

import numpy as np
import pytest

from voice.sound import channel
from voice.sound.channel import RATE, TelephoneChannel


def tone(hertz: float, seconds: float = 1.0, rate: int = RATE) -> channel.Sound:
    return (0.5 * np.sin(2 * np.pi * hertz * np.arange(int(seconds * rate)) / rate)).astype(np.float32)


def loudness(sound: channel.Sound) -> float:
    return float(np.sqrt((sound**2).mean()))


def pitch(sound: channel.Sound) -> float:
    return float(np.abs(np.fft.rfft(sound)).argmax()) * RATE / len(sound)


def test_sound_of_another_rate_keeps_its_length_and_pitch() -> None:
    carried = channel.resampled(tone(440, 1.0, 22050), 22050)
    assert len(carried) == pytest.approx(RATE, abs=20)
    assert pitch(carried) == pytest.approx(440, abs=3)


def test_faster_is_shorter_and_higher() -> None:
    carried = channel.resampled(tone(440, 1.0, 16000), 16000, 1.1)
    assert len(carried) == pytest.approx(RATE / 1.1, rel=0.002)
    assert pitch(carried) == pytest.approx(484, rel=0.01)


def test_noise_lies_as_far_below_the_speech_as_was_asked() -> None:
    speech = tone(440)
    noise = channel.coloured_noise(len(speech), 1.0, np.random.default_rng(1))
    mixed = channel.with_noise(speech, noise, 10.0)
    assert loudness(speech) / loudness(mixed - speech) == pytest.approx(10 ** (10 / 20), rel=0.01)


def test_the_telephone_carries_only_its_band() -> None:
    for hertz, kept in ((100, False), (1000, True), (3900, False)):
        share = loudness(channel.in_telephone_band(tone(hertz))[2000:]) / loudness(tone(hertz))
        assert (share > 0.9) if kept else (share < 0.1), hertz


def test_steeper_noise_has_less_treble() -> None:
    chance = np.random.default_rng(2)
    white, brown = (np.abs(np.fft.rfft(channel.coloured_noise(8000, slope, chance))) for slope in (0.0, 2.0))
    assert white[2000:].sum() / white.sum() > 2 * brown[2000:].sum() / brown.sum()


@pytest.mark.parametrize("law", ["mu", "a"])
def test_companding_changes_little(law: str) -> None:
    assert loudness(channel.companded(tone(440), law) - tone(440)) < 0.01


def test_the_moments_move_with_the_sound() -> None:
    click = np.zeros(22050, np.float32)
    click[11025] = 1.0
    for seed in range(12):
        carried, moments = TelephoneChannel(np.random.default_rng(seed)).carry(click, 22050, np.array([0.0, 0.5]))
        assert 0.1 <= moments[0] <= 0.7
        around = carried[int(moments[1] * RATE) - 80 : int(moments[1] * RATE) + 80]
        assert np.abs(around).max() == pytest.approx(np.abs(carried).max()), seed


def test_the_same_seed_draws_the_same_channel() -> None:
    first, again = (TelephoneChannel(np.random.default_rng(5)).carry(tone(300), RATE, np.zeros(1))[0] for _ in range(2))
    assert np.array_equal(first, again)


def test_nothing_is_louder_than_full_scale() -> None:
    carrier = TelephoneChannel(np.random.default_rng(3))
    for _ in range(20):
        assert np.abs(carrier.carry(tone(300), RATE, np.zeros(1))[0]).max() <= 1.0
