"""What a call writes down as it goes: words with their times, events, and how long each turn took."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from voice.ears.engine import Heard
from voice.line.frames import FRAME_SECONDS, SILENT_FRAME
from voice.line.record import BOT, CALLER, CallRecord, Event, Line, TurnTimes


@dataclass
class _Timing:
    """Of the turn that runs: what is known of its times so far, in seconds."""

    end_pointing: float | None
    recognition: float
    dialogue: float = 0.0
    speaks_since: float | None = None


class Journal:
    """Writes the record of one call.

    Attributes:
        clock: seconds since the call was answered.
    """

    def __init__(self, record: CallRecord) -> None:
        self.record = record
        self.clock = 0.0
        self._heard: tuple[float, float] | None = None
        self._timing: _Timing | None = None

    def pass_frame(self) -> None:
        """Another 20 ms."""
        self.clock += FRAME_SECONDS

    def note(self, name: str, **details: Any) -> None:
        """Something happened."""
        self.record.events.append(Event(round(self.clock, 2), name, details))

    def note_tickets(self, tickets: tuple[str, ...]) -> None:
        """Reports that have been made so far."""
        for number in tickets:
            if number not in self.record.tickets:
                self.note("ticket", nomor=number)
        self.record.tickets = tickets

    def note_said(self, texts: Sequence[str]) -> None:
        """The bot begins to say these."""
        self.record.transcript += [Line(round(self.clock, 2), BOT, text) for text in texts]

    def note_heard(self, heard: Heard, worked: float) -> None:
        """The ears understood something, after so many seconds of work."""
        self._heard = (worked, heard.confidence)

    def begin_turn(self, text: str, by: str, since: float | None, end_pointing: float | None) -> None:
        """The caller's words go to the dialogue.

        Args:
            by: as in :class:`Line`.
            since: when the caller began to say them; ``end_pointing``: how long ago the last voice was.
        """
        (worked, confidence), self._heard = self._heard or (0.0, None), None
        began = None if since is None else round(since, 2)
        self.record.transcript.append(Line(round(self.clock, 2), CALLER, text, by, confidence, began))
        self._timing = _Timing(end_pointing, worked)

    def end_turn(self, dialogue: float) -> None:
        """The dialogue has answered after so many seconds; its words are being spoken."""
        if self._timing is not None:
            self._timing.speaks_since = time.perf_counter()
            self._timing.dialogue = dialogue

    def pass_sound(self, incoming: bytes, outgoing: bytes) -> None:
        """A frame of both sides; the first that sounds ends the times of a turn."""
        self.record.add_sound(incoming, outgoing)
        timing = self._timing
        if timing is None or timing.speaks_since is None or outgoing is SILENT_FRAME:
            return
        self._timing = None
        speech = time.perf_counter() - timing.speaks_since
        self.record.turns.append(
            TurnTimes(round(self.clock, 2), timing.end_pointing, timing.recognition, timing.dialogue, speech)
        )
