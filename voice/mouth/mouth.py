"""The mouth: sentences in, 8 kHz samples out. pyttsx3 speaks in a process of its own that is watched and cached."""

from __future__ import annotations

import asyncio
import json
import os
import selectors
import subprocess
import sys
import tempfile
import threading
from collections import OrderedDict
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType

import numpy as np

from voice.model.speech.waves import read_wave
from voice.mouth.wording import Phrase
from voice.sound.channel import RATE, resampled, to_samples

START_SECONDS = 30.0
PROJECT_ROOT = Path(__file__).parents[2]
_SILENT = 0.004
_KEPT_SECONDS = 0.03


_Key = tuple[str, int, int, str]
"""Voice, words a minute, pitch, and the sentence."""


class MouthMissing(RuntimeError):
    """The package or the voice is not there; the message says in Indonesian what to do."""


class MouthFailed(RuntimeError):
    """A sentence could not be spoken, not even by a new process."""


@dataclass(frozen=True)
class Manner:
    """Who speaks, how fast and how high.

    Attributes:
        voice: an id of pyttsx3's espeak driver; ``+f2`` and the like at its end name a variant.
        rate: words a minute, and for what is written down.
        pitch: 0 to 100; 50 is the voice's own.
    """

    voice: str = "poz/id+f2"
    rate: int = 150
    slow_rate: int = 110
    pitch: int = 50

    @classmethod
    def of(cls, voice: str, rate: int, pitch: int = 50) -> Manner:
        """A voice that says what is written down a quarter slower."""
        return cls(voice, rate, int(0.75 * rate), pitch)


class Mouth:
    """Speaks one sentence after the other, for any number of calls.

    Args:
        patience: seconds after which a sentence that is not spoken yet never will be; the process is then replaced.
        cache_bytes: how much sound is kept; greetings and questions are said again and again.
    """

    def __init__(self, manner: Manner = Manner(), patience: float = 5.0, cache_bytes: int = 16_000_000) -> None:  # noqa: B008
        self.manner = manner
        self._patience = patience
        self._cache: OrderedDict[_Key, bytes] = OrderedDict()
        self._cache_left = cache_bytes
        self._process: subprocess.Popen[bytes] | None = None
        self._lock = threading.Lock()
        self._folder = tempfile.TemporaryDirectory(prefix="pln123-")
        self.restarts = -1
        """How often the process had to be replaced."""

    def __enter__(self) -> Mouth:
        self.open()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def open(self) -> None:
        """Start the process.

        Raises:
            MouthMissing: if pyttsx3, espeak-ng or the voice is not installed.
        """
        with self._lock:
            self._start()

    def close(self) -> None:
        """End the process."""
        with self._lock:
            self._stop()
            self._folder.cleanup()

    async def say(self, phrase: Phrase, manner: Manner | None = None) -> bytes:
        """16-bit mono samples of 8 kHz.

        Raises:
            MouthFailed: if it could not be spoken.
        """
        return await asyncio.to_thread(self.say_now, phrase, manner)

    def say_now(self, phrase: Phrase, manner: Manner | None = None) -> bytes:
        """The same, waiting for it."""
        chosen = manner or self.manner
        key = (chosen.voice, chosen.slow_rate if phrase.slow else chosen.rate, chosen.pitch, phrase.text)
        with self._lock:
            if key not in self._cache:
                self._keep(key, self._spoken(*key))
            self._cache.move_to_end(key)
            return self._cache[key]

    def _keep(self, key: _Key, sound: bytes) -> None:
        self._cache[key] = sound
        self._cache_left -= len(sound)
        while self._cache_left < 0 and len(self._cache) > 1:
            _, old = self._cache.popitem(last=False)
            self._cache_left += len(old)

    def _spoken(self, voice: str, rate: int, pitch: int, text: str) -> bytes:
        path = Path(self._folder.name) / "sentence.wav"
        for _ in range(2):
            path.unlink(missing_ok=True)
            answer = self._ask({"text": text, "voice": voice, "rate": rate, "pitch": pitch, "path": str(path)})
            read = read_wave(path) if answer.get("done") else None
            if read is not None:
                return _trimmed(*read)
            self._stop()
        raise MouthFailed(f"Kalimat tidak dapat diucapkan: {text}")

    def _ask(self, request: dict[str, object]) -> dict[str, object]:
        try:
            if self._process is None or self._process.poll() is not None:
                self._start()
            assert self._process is not None
            assert self._process.stdin is not None
            self._process.stdin.write(json.dumps(request).encode() + b"\n")
            self._process.stdin.flush()
            return self._answer(self._patience)
        except (OSError, TimeoutError):
            return {"done": False}

    def _answer(self, seconds: float) -> dict[str, object]:
        """The next line of the process.

        Raises:
            TimeoutError: if there is none in time.
            OSError: if the process has ended.
        """
        assert self._process is not None
        assert self._process.stdout is not None
        with selectors.DefaultSelector() as watched:
            watched.register(self._process.stdout, selectors.EVENT_READ)
            if not watched.select(seconds):
                raise TimeoutError
        line = self._process.stdout.readline()
        if not line:
            raise OSError("the speaking process has ended")
        return dict(json.loads(line))

    def _start(self) -> None:
        if self._process is not None and self._process.poll() is None:
            return
        self.restarts += 1
        self._process = subprocess.Popen(
            [sys.executable, "-m", "voice.mouth.worker"], cwd=PROJECT_ROOT, env=os.environ | {"OMP_NUM_THREADS": "1"},
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        try:
            ready = self._answer(START_SECONDS)
        except (OSError, TimeoutError):
            ready = {"ready": False, "reason": "tidak menjawab"}
        if not ready.get("ready"):
            self._stop()
            raise MouthMissing(
                f"Suara belum dapat dipakai ({ready.get('reason')}). Jalankan: make voice-environment, dan pasang "
                "espeak-ng: sudo apt-get install espeak-ng"
            )
        voices = ready.get("voices")
        known, language = self.manner.voice.partition("+")[0], voices if isinstance(voices, list) else []
        if known not in language:  # espeak's driver silently takes another voice for one that it does not know
            self._stop()
            raise MouthMissing(f"Suara {known!r} tidak ada di espeak-ng. Periksa PLN123_PHONE_VOICE.")

    def _stop(self) -> None:
        if self._process is None:
            return
        self._process.kill()
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                pipe.close()
        self._process = None


def _trimmed(sound: np.ndarray, rate: int) -> bytes:
    """8 kHz without the silence at both ends, which would only make the caller wait."""
    carried = resampled(sound, rate)
    loud = np.flatnonzero(np.abs(carried) > _SILENT)
    if len(loud):
        kept = int(_KEPT_SECONDS * RATE)
        carried = carried[max(0, int(loud[0]) - kept) : int(loud[-1]) + kept]
    return to_samples(carried).astype("<i2").tobytes()
