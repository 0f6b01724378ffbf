from __future__ import annotations

import numpy as np
import pytest

from voice.sound import g711

ALL_CODES = np.arange(256, dtype=np.uint8)
ALL_SAMPLES = np.arange(-32768, 32768, dtype=np.int32).astype(np.int16)


@pytest.mark.parametrize(
    ("code", "sample"), [(0x00, -32124), (0x80, 32124), (0x7F, 0), (0xFF, 0), (0xE0, 372), (0x60, -372)]
)
def test_mu_law_codes_mean_what_itu_says(code: int, sample: int) -> None:
    assert g711.decode_mu_law(bytes([code]))[0] == sample


@pytest.mark.parametrize(
    ("code", "sample"), [(0x55, -8), (0xD5, 8), (0xAA, 32256), (0x2A, -32256), (0x80, 5504), (0x00, -5504)]
)
def test_a_law_codes_mean_what_itu_says(code: int, sample: int) -> None:
    assert g711.decode_a_law(bytes([code]))[0] == sample


def test_a_decoded_code_is_encoded_to_itself() -> None:
    assert np.array_equal(g711.encode_a_law(g711.decode_a_law(ALL_CODES)), ALL_CODES)
    again = g711.decode_mu_law(g711.encode_mu_law(g711.decode_mu_law(ALL_CODES)))
    assert np.array_equal(again, g711.decode_mu_law(ALL_CODES))


@pytest.mark.parametrize("law", ["mu", "a"])
def test_every_sample_comes_back_near_itself(law: str) -> None:
    encode, decode = (g711.encode_mu_law, g711.decode_mu_law) if law == "mu" else (g711.encode_a_law, g711.decode_a_law)
    back = decode(encode(ALL_SAMPLES)).astype(np.int32)
    wanted = ALL_SAMPLES.astype(np.int32)
    assert np.all(np.abs(back - wanted) <= np.maximum(16, np.abs(wanted) // 16) + 16)


def test_silence_stays_silent() -> None:
    assert not g711.decode_mu_law(g711.encode_mu_law(np.zeros(160, np.int16))).any()
