"""The real pyttsx3 with the Indonesian voice of espeak-ng."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import Iterator

import numpy as np
import pytest

from voice.mouth.mouth import Manner, Mouth, MouthFailed, MouthMissing
from voice.mouth.wording import Phrase
from voice.sound.channel import RATE

HELLO = Phrase("Selamat pagi, ada yang bisa kami bantu?")


@pytest.fixture(scope="module")
def mouth() -> Iterator[Mouth]:
    with Mouth() as opened:
        yield opened


def seconds(sound: bytes) -> float:
    return len(sound) / 2 / RATE


def test_a_sentence_is_spoken_in_8_kilohertz_without_silence_around(mouth: Mouth) -> None:
    sound = mouth.say_now(HELLO)
    assert 1.2 < seconds(sound) < 4
    loud = np.abs(np.frombuffer(sound, "<i2").astype(int)) > 200
    assert loud[: int(0.1 * RATE)].any()
    assert loud[-int(0.15 * RATE) :].any()


def test_what_is_written_down_is_said_slower(mouth: Mouth) -> None:
    """Every time: espeak sets the rate in a thread of its own, which a busy machine once ran too late."""
    for word in ("satu", "dua", "tiga", "empat", "lima", "enam", "tujuh", "delapan", "sembilan"):
        quick, slow = (mouth.say_now(Phrase(f"{word} satu dua, tiga empat lima", slow)) for slow in (False, True))
        assert seconds(slow) > 1.2 * seconds(quick)


def test_another_voice_sounds_different(mouth: Mouth) -> None:
    assert mouth.say_now(HELLO, Manner("poz/id+m3")) != mouth.say_now(HELLO, Manner("poz/id+f2"))


def test_what_was_said_once_is_not_made_again(mouth: Mouth) -> None:
    first = mouth.say_now(HELLO)
    assert mouth.say_now(HELLO) is first


async def test_many_calls_may_ask_at_once(mouth: Mouth) -> None:
    phrases = [Phrase(f"kalimat nomor {word}") for word in ("satu", "dua", "tiga", "empat", "lima")]
    sounds = await asyncio.gather(*(mouth.say(phrase) for phrase in phrases * 2))
    assert sounds[:5] == sounds[5:]
    assert len(set(sounds)) == 5


def test_a_process_that_dies_is_replaced() -> None:
    with Mouth() as mouth:
        mouth.say_now(HELLO)
        assert mouth._process is not None
        os.kill(mouth._process.pid, signal.SIGKILL)
        mouth._process.wait()
        assert seconds(mouth.say_now(Phrase("masih di sini"))) > 0.3
        assert mouth.restarts == 1


def test_a_process_that_hangs_is_replaced() -> None:
    with Mouth(patience=2.0) as mouth:
        mouth.say_now(HELLO)
        assert mouth._process is not None
        os.kill(mouth._process.pid, signal.SIGSTOP)
        assert seconds(mouth.say_now(Phrase("tidak macet lagi"))) > 0.3
        assert mouth.restarts == 1


def test_a_sentence_that_never_is_spoken_is_told() -> None:
    with Mouth(patience=0.0) as mouth, pytest.raises(MouthFailed, match="lambat"):
        mouth.say_now(Phrase("lambat"))


def test_a_voice_that_is_not_there_is_told_in_words() -> None:
    with pytest.raises(MouthMissing, match="PLN123_PHONE_VOICE"):
        Mouth(Manner("poz/xx")).open()


def test_the_cache_is_bounded() -> None:
    with Mouth(cache_bytes=100_000) as mouth:
        for word in ("satu", "dua", "tiga", "empat", "lima", "enam"):
            mouth.say_now(Phrase(f"{word} {HELLO.text}"))
        assert sum(len(sound) for sound in mouth._cache.values()) <= 100_000
