"""The process that owns pyttsx3: one request a line on standard input, one answer a line on standard output.

    {"text": "Selamat pagi", "voice": "poz/id", "rate": 150, "pitch": 50, "path": "/somewhere.wav"}  ->  {"done": true}

pyttsx3 must be used from one thread of one process and with one file at a time: a second thread in ``runAndWait``
hangs for ever, and of two files that wait only the last appears. ``runAndWait`` comes back before the file is written,
which the event ``finished-utterance`` tells. What pyttsx3 prints goes to standard error.
"""

from __future__ import annotations

import json
import os
import sys
import threading
from collections.abc import Callable
from typing import IO, Any

FINISH_SECONDS = 30.0


def serve(requests: IO[str], answers: IO[str], engine: Any, synchronize: Callable[[], object]) -> None:
    """Speak every request until the input ends.

    Args:
        synchronize: comes back when espeak has done all that it was told.
    """
    finished = threading.Event()
    engine.connect("finished-utterance", lambda **_told: finished.set())
    for line in requests:
        request = json.loads(line)
        finished.clear()
        try:
            synchronize()  # the sentence before may still hold its own rate for a moment after it has finished
            engine.setProperty("voice", request["voice"])
            engine.setProperty("rate", request["rate"])
            engine.setProperty("pitch", request["pitch"])
            synchronize()  # espeak sets rate and pitch in a thread of its own, which a busy machine runs too late
            engine.save_to_file(request["text"], request["path"])
            engine.runAndWait()
            if not finished.wait(FINISH_SECONDS):
                raise TimeoutError("espeak-ng did not finish")
        except Exception as error:  # whatever espeak or the driver raises is told, and the process goes on
            answers.write(json.dumps({"done": False, "reason": str(error)}) + "\n")
        else:
            answers.write(json.dumps({"done": True}) + "\n")
        answers.flush()


def main() -> None:
    """Run as ``python -m voice.mouth.worker``."""
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    try:
        import pyttsx3
        from pyttsx3.drivers import _espeak

        engine = pyttsx3.init("espeak")
    except Exception as error:  # no package, no library: told in the first line instead of a readiness
        answers.write(json.dumps({"ready": False, "reason": f"{type(error).__name__}: {error}"}) + "\n")
        answers.flush()
        return
    answers.write(json.dumps({"ready": True, "voices": [voice.id for voice in engine.getProperty("voices")]}) + "\n")
    answers.flush()
    serve(sys.stdin, answers, engine, _espeak.Synchronize)


if __name__ == "__main__":
    main()
