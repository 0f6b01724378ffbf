"""The phone line of one process: ears and mouth, loaded once, for any number of calls."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from types import TracebackType

from voice.ears.engine import SpeechEngine
from voice.ears.loading import EarsOptions, load_engine
from voice.line.call import Call
from voice.line.dialogue import Dialogue
from voice.line.officers_words import officers_grammar
from voice.line.options import PhoneOptions
from voice.line.practice_line import PracticeLine
from voice.line.record import CallRecord
from voice.line.words import line_words
from voice.mouth.mouth import Mouth
from voice.sound.channel import RATE

RECORDINGS = "telepon"
"""The folder of the records, under the folder for everything that is written while running."""


class PhoneLine:
    """Answers calls.

    Args:
        ears: a loaded speech engine.
        mouth: an open mouth.
    """

    def __init__(self, ears: SpeechEngine, mouth: Mouth, options: PhoneOptions) -> None:
        self._ears = ears
        self._mouth = mouth
        self.options = options

    @classmethod
    def open(cls, options: PhoneOptions | None = None, ears: EarsOptions | None = None) -> PhoneLine:
        """Load the engine and start the speaking process.

        Raises:
            EngineMissing: if the speech engine or its model is not there.
            MouthMissing: if pyttsx3 or espeak-ng is not installed.
            ValueError: with an Indonesian message, when a setting can't be read.
        """
        chosen = options or PhoneOptions.from_environment()
        engine = load_engine(ears or EarsOptions.from_environment())
        mouth = Mouth(chosen.manner)
        mouth.open()
        return cls(engine, mouth, chosen)

    def __enter__(self) -> PhoneLine:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def call(self, dialogue: Dialogue, *, interruptible: bool = True) -> Call:
        """A call that rings; :meth:`Call.answer` picks it up."""
        return Call(
            dialogue,
            self._ears.listen(RATE),
            self._mouth.say,
            line_words(),
            silence_seconds=self.options.silence_seconds,
            record=CallRecord(keeps_sound=self.options.record),
            interruptible=interruptible,
        )

    def practice_line(self, of_call: Iterable[str]) -> PracticeLine:
        """The line of a practice call, ready at once; takes some tenths of a second.

        Args:
            of_call: what may be said in this call and not in every one.
        """
        grammar = officers_grammar(self._ears, of_call)
        return PracticeLine(self._ears.listen(RATE, grammar), self._mouth.say)

    def save(self, call: Call, folder: Path, name: str) -> None:
        """Keep the record of a call, if calls are recorded."""
        if self.options.record:
            call.record.save(folder / RECORDINGS, name)

    def close(self) -> None:
        """End the speaking process."""
        self._mouth.close()
