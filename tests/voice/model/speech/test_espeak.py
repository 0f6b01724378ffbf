from __future__ import annotations

import subprocess
import sys

import numpy as np
import pytest

from bot.settings import PROJECT_ROOT
from voice.model.phones import LABEL_OF
from voice.model.speech import espeak
from voice.model.speech.voices import ESPEAK_KEPT_APART, ESPEAK_SPEAKERS, FLITE_KEPT_APART, catalogue

EMPAT = ("@", "m", "p", "a", "t")


def test_every_sound_is_labelled_in_order() -> None:
    speech = espeak.speak_phones([EMPAT, ("d", "u", "a")], espeak.Manner("id+m3"))
    assert speech is not None
    sounds = [label for _, label in speech.starts if label]
    assert sounds == [LABEL_OF[phone] for phone in (*EMPAT, "d", "u", "a")]
    starts = [start for start, _ in speech.starts]
    assert starts == sorted(starts)
    assert starts[-1] <= len(speech.sound) / speech.rate


def test_a_labelled_vowel_is_louder_than_a_labelled_pause() -> None:
    speech = espeak.speak_phones([("a",), ("a",)], espeak.Manner("id+m3"), pauses=frozenset([0]))
    assert speech is not None
    edges = [*(int(start * speech.rate) for start, _ in speech.starts), len(speech.sound)]
    loudness: dict[int, list[float]] = {}
    for (_, label), start, end in zip(speech.starts, edges, edges[1:], strict=False):
        if end > start:
            loudness.setdefault(label, []).append(float(np.abs(speech.sound[start:end]).mean()))
    assert min(loudness[LABEL_OF["a"]]) > max(loudness[0])


def test_a_new_process_says_exactly_the_same() -> None:
    said = (
        "import hashlib; from voice.model.speech import espeak;"
        "spoken = [espeak.speak('halo, nol delapan satu', espeak.Manner(f'id+{voice}'))[0] for voice in ('f2', 'm3')];"
        "import sys; sys.stdout.write(hashlib.sha256(b''.join(one.tobytes() for one in spoken)).hexdigest())"
    )
    command = [sys.executable, "-c", said]
    first, again = (subprocess.run(command, check=True, capture_output=True, cwd=PROJECT_ROOT) for _ in range(2))
    assert first.stdout == again.stdout


def test_a_voice_that_is_not_there_is_named() -> None:
    with pytest.raises(ValueError, match="tidak-ada"):
        espeak.speak("halo", espeak.Manner("tidak-ada"))


def test_no_voice_is_both_in_training_and_kept_apart() -> None:
    assert not set(ESPEAK_SPEAKERS) & set(ESPEAK_KEPT_APART)
    assert len(set(ESPEAK_SPEAKERS)) == len(ESPEAK_SPEAKERS)
    apart = {row["voice"] for row in catalogue() if row["use"] == "kept apart"}
    assert apart == {*ESPEAK_KEPT_APART, FLITE_KEPT_APART}


@pytest.mark.parametrize("voice", ESPEAK_KEPT_APART)
def test_every_voice_that_is_kept_apart_can_speak(voice: str) -> None:
    assert espeak.speak_phones([("y", "a")], espeak.Manner(f"id+{voice}")) is not None


def test_every_voice_names_its_package_and_licence() -> None:
    assert all(row["package"] and row["licence"] for row in catalogue())
