"""The line of a practice call: real ears and mouth, an officer made of speech."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest

from bench.phone_caller import voice
from voice.line.frames import FRAME_SECONDS, SILENT_FRAME, whole_frames
from voice.line.options import PhoneOptions
from voice.line.practice_line import OfficersWords, PracticeLine
from voice.mouth.mouth import Manner
from voice.phone import PhoneLine

SPEAK = voice("f2")
SAID = "mohon maaf atas kendalanya apakah sebelumnya sudah pernah dilaporkan"
AFTER = [SILENT_FRAME] * int(1.5 / FRAME_SECONDS)
MANNER = Manner("poz/id+m4", 160)


@pytest.fixture(scope="module")
def phone() -> Iterator[PhoneLine]:
    with PhoneLine.open(PhoneOptions()) as opened:
        yield opened


@pytest.fixture
def line(phone: PhoneLine) -> PracticeLine:
    return phone.practice_line(["Selamat pagi, dengan Bapak Budi"])


def speak(line: PracticeLine, text: str) -> list[OfficersWords]:
    for frame in (*whole_frames(SPEAK(text)), *AFTER):
        line.exchange(frame)
    return line.take_heard()


def test_what_an_officer_says_is_heard_once(line: PracticeLine) -> None:
    heard = speak(line, SAID)
    assert " ".join(one.text for one in heard) == SAID
    assert all(one.sure and not one.again for one in heard)
    assert line.take_heard() == []


def test_a_long_number_is_never_sure_and_said_again_it_takes_the_place_of_the_first(line: PracticeLine) -> None:
    first = speak(line, "nomornya g dua enam nol enam tiga nol satu dua")
    assert [one.sure for one in first] == [False]
    again = speak(line, "nomornya g dua enam nol enam tiga nol satu dua")
    assert [one.again for one in again] == [True]
    assert not any(one.again for one in speak(line, SAID))


def test_noise_says_nothing(line: PracticeLine) -> None:
    chance = np.random.default_rng(3)
    for _ in range(100):
        line.exchange(chance.normal(0, 300, 160).astype("<i2").tobytes())
    for frame in AFTER:
        line.exchange(frame)
    assert line.take_heard() == []


async def test_the_customer_sounds_and_stops_when_the_officer_speaks(line: PracticeLine) -> None:
    line.customer_says(["Listrik di rumah saya padam.", "Tolong segera dibantu."], MANNER)
    await line._playback.made()
    heard = [line.exchange(SILENT_FRAME) for _ in range(25)]
    assert any(frame != SILENT_FRAME for frame in heard)
    assert line.sounding
    for frame in whole_frames(SPEAK(SAID))[:60]:
        line.exchange(frame)
    assert line.speaking
    assert not line.sounding
