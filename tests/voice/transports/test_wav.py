from __future__ import annotations

import wave
from pathlib import Path

import numpy as np
import pytest

from tests.voice.line.scripted import ScriptedDialogue, ToldEars, asking, ending, quick_speech
from voice.line.call import Call
from voice.line.frames import FRAME_BYTES, SILENT_FRAME
from voice.line.record import CallRecord
from voice.line.words import line_words
from voice.model.speech.waves import write_wave
from voice.transports.wav import UnreadableSound, caller_frames, carry


def a_call(*script: object) -> Call:
    dialogue = ScriptedDialogue(list(script))  # type: ignore[arg-type]
    return Call(dialogue, ToldEars(), quick_speech, line_words(), record=CallRecord(keeps_sound=True))


@pytest.mark.parametrize("rate", [8000, 16000, 44100])
def test_files_of_any_rate_become_frames_of_20_milliseconds(tmp_path: Path, rate: int) -> None:
    write_wave(tmp_path / "in.wav", np.full(rate, 3000, np.int16), rate)
    frames = caller_frames(tmp_path / "in.wav")
    spoken = [frame for frame in (next(frames) for _ in range(60)) if frame != SILENT_FRAME]
    assert {len(frame) for frame in spoken} == {FRAME_BYTES}
    assert 50 <= len(spoken) <= 51


@pytest.mark.parametrize("content", [b"", b"RIFFxxxxWAVE", b"\0" * 5000])
def test_what_is_no_sound_is_refused_in_words(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "bukan.wav"
    path.write_bytes(content)
    with pytest.raises(UnreadableSound, match="16-bit"):
        next(caller_frames(path))


async def test_the_call_goes_on_after_the_file_until_the_line_closes_it(tmp_path: Path) -> None:
    write_wave(tmp_path / "in.wav", np.zeros(800, np.int16), 8000)
    call = a_call(asking("Halo, ada yang bisa dibantu?"))
    await carry(call, caller_frames(tmp_path / "in.wav"))
    assert call.over
    assert [event.name for event in call.record.events].count("silence") == 3


async def test_both_sides_are_written_to_one_file(tmp_path: Path) -> None:
    write_wave(tmp_path / "in.wav", np.full(8000, 1000, np.int16), 8000)
    call = a_call(ending("Terima kasih sudah menelepon."))
    await carry(call, caller_frames(tmp_path / "in.wav"))
    call.record.save(tmp_path, "panggilan")
    with wave.open(str(tmp_path / "panggilan.wav")) as file:
        assert (file.getnchannels(), file.getframerate()) == (2, 8000)
        both = np.frombuffer(file.readframes(file.getnframes()), "<i2").reshape(-1, 2)
    assert len(both) == round(call.clock * 8000)
    caller, bot = both[:4000, 0], both[:, 1]
    assert abs(int(np.median(caller)) - 1000) < 20
    assert np.abs(bot).max() > 2000
    assert "Terima kasih sudah menelepon." in (tmp_path / "panggilan.json").read_text(encoding="utf-8")
