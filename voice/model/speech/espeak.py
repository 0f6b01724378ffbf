"""espeak-ng through its C library, which tells the exact sample at which each sound begins.

The library holds one utterance at a time and is not safe in threads. About once in nine thousand utterances version
1.51 brings the whole process down; `shards` therefore lets short-lived processes speak.
"""

from __future__ import annotations

import ctypes
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from voice.model.phones import LABEL_OF, VOWELS, Pronunciation
from voice.model.speech.labelled import LabelledSpeech
from voice.model.speech.voices import ESPEAK_SOUNDS

_SYNCHRONOUS = 2
_PHONEME_EVENTS_BUT_NO_EXIT = 0x8001
_PHONEME_EVENT = 7
_RATE, _VOLUME, _PITCH, _PITCH_RANGE = 1, 2, 3, 4
_UTF8 = 1
_BREATH_SEED = 1
"""espeak-ng draws the noise of breath from C's random numbers."""
_PHONEME_INPUT = 0x100
_RUNS_INTO_NEXT = frozenset("tdnaiuks")
"""Sounds that espeak-ng would read together with the next as one; a bar keeps them apart."""
_RUNS_INTO_PREVIOUS = frozenset({"sy", "z", "ny", "j", "c", "h", "s", "y"})


class EspeakMissing(RuntimeError):
    """The library is not installed: ``apt-get install espeak-ng``."""


@dataclass(frozen=True)
class Manner:
    """How espeak-ng is to speak: voice ("id+f2"), words a minute, pitch and its range (0 to 99)."""

    voice: str
    rate: int = 170
    pitch: int = 50
    pitch_range: int = 50


class _Identity(ctypes.Union):
    _fields_ = [("number", ctypes.c_int), ("name", ctypes.c_char_p), ("string", ctypes.c_char * 8)]


class _Event(ctypes.Structure):
    _fields_ = [
        ("type", ctypes.c_int),
        ("unique_identifier", ctypes.c_uint),
        ("text_position", ctypes.c_int),
        ("length", ctypes.c_int),
        ("audio_position", ctypes.c_int),
        ("sample", ctypes.c_int),
        ("user_data", ctypes.c_void_p),
        ("id", _Identity),
    ]


_Callback = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.POINTER(_Event))


class _Library:
    def __init__(self) -> None:
        try:
            self.functions = ctypes.CDLL("libespeak-ng.so.1")
        except OSError as error:
            raise EspeakMissing("espeak-ng belum terpasang: apt-get install espeak-ng") from error
        self.sound: list[NDArray[np.int16]] = []
        self.events: list[tuple[int, str]] = []
        self.sample_rate = self.functions.espeak_Initialize(_SYNCHRONOUS, 200, None, _PHONEME_EVENTS_BUT_NO_EXIT)
        self._callback = _Callback(self._take)
        self.functions.espeak_SetSynthCallback(self._callback)

    def _take(self, samples: Any, count: int, events: Any) -> int:
        if samples and count > 0:
            self.sound.append(np.ctypeslib.as_array(samples, shape=(count,)).copy())
        at = 0
        while events[at].type != 0:
            if events[at].type == _PHONEME_EVENT:
                self.events.append((events[at].sample, events[at].id.string.decode("utf8", "replace")))
            at += 1
        return 0


@cache
def _library() -> _Library:
    return _Library()


def speak(text: str, manner: Manner, *, sounds: bool = False) -> tuple[NDArray[np.int16], int, list[tuple[int, str]]]:
    """Say a text (or, with ``sounds``, espeak's own notation of sounds).

    Returns:
        The samples, their rate in hertz, and (first sample, name) of each sound; a pause's name begins with ``_``.

    Raises:
        EspeakMissing: if the library is not installed.
        ValueError: if there is no such voice.
    """
    library = _library()
    library.sound.clear()
    library.events.clear()
    functions = library.functions
    if functions.espeak_SetVoiceByName(manner.voice.encode()) != 0:
        raise ValueError(f"espeak-ng tidak punya suara {manner.voice!r}")
    for parameter, value in (
        (_RATE, manner.rate), (_VOLUME, 100), (_PITCH, manner.pitch), (_PITCH_RANGE, manner.pitch_range),
    ):  # fmt: skip
        functions.espeak_SetParameter(parameter, int(value), 0)
    ctypes.CDLL(None).srand(_BREATH_SEED)
    written = text.encode()
    flags = _UTF8 | (_PHONEME_INPUT if sounds else 0)
    functions.espeak_Synth(written, len(written) + 1, 0, 0, 0, flags, None, None)
    functions.espeak_Synchronize()
    sound = np.concatenate(library.sound) if library.sound else np.zeros(0, np.int16)
    return sound, int(library.sample_rate), list(library.events)


def speak_phones(
    words: list[Pronunciation], manner: Manner, pauses: frozenset[int] = frozenset()
) -> LabelledSpeech | None:
    """Say words by their phones; ``None`` if espeak-ng said other sounds than it was given.

    Args:
        words: the pronunciation of each word.
        manner: voice, rate and pitch.
        pauses: the words after which a short pause is made.
    """
    notation = " ".join(f"[[{_notation(word)}]]" + ("," if at in pauses else "") for at, word in enumerate(words))
    sound, rate, events = speak(notation, manner, sounds=True)
    wanted = [LABEL_OF[phone] for word in words for phone in word]
    spoken = [name for _, name in events if not name.startswith("_")]
    if len(spoken) != len(wanted) or len(sound) < rate // 5:
        return None
    labels = iter(wanted)
    starts: list[tuple[float, int]] = []
    for sample, name in events:
        if name in ("_|", ""):
            continue
        starts.append((sample / rate, 0 if name.startswith("_") else next(labels)))
    return LabelledSpeech(sound.astype(np.float32) / 32768, rate, tuple(starts))


def _notation(word: Pronunciation) -> str:
    """The word in espeak's notation, stressed on the last syllable but one (never on a schwa if there is another)."""
    full = [at for at, phone in enumerate(word) if phone in VOWELS and phone != "@"]
    full = full or [at for at, phone in enumerate(word) if phone in VOWELS]
    stressed = -1 if not full else full[-2] if len(full) > 1 else full[0]
    written = []
    for at, phone in enumerate(word):
        following = word[at + 1] if at + 1 < len(word) else ""
        apart = phone in _RUNS_INTO_NEXT and following in _RUNS_INTO_PREVIOUS
        written.append(("'" if at == stressed else "") + ESPEAK_SOUNDS[phone] + ("|" if apart else ""))
    return "".join(written)
