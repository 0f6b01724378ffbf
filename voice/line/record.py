"""What is kept of a call: what was said when, what happened, how long each turn took, and the sound if wanted."""

from __future__ import annotations

import json
import wave
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from bot import clock
from voice.line.frames import FRAME_SECONDS
from voice.sound.channel import RATE

CALLER, BOT = "pelanggan", "bot"


@dataclass(frozen=True)
class Event:
    """Something that happened, at so many seconds of the call."""

    at: float
    name: str
    details: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Line:
    """Words of one side.

    Attributes:
        at: when the bot began to say them, or when the caller's were understood.
        by: ``suara``, ``tombol``, or ``jalur`` (said by the line for a caller).
        since: when the caller began to speak, if by voice.
    """

    at: float
    speaker: str
    text: str
    by: str = "suara"
    confidence: float | None = None
    since: float | None = None


@dataclass(frozen=True)
class TurnTimes:
    """How long a turn took, in seconds.

    Attributes:
        at: when the answer began to sound.
        end_pointing: from the last voice to the ears' decision that the caller has finished; None for keys.
        recognition: work of the ears on the piece of sound that brought the words.
        dialogue: the turn and where it leads.
        speech: until the first sentence was spoken.
    """

    at: float
    end_pointing: float | None
    recognition: float
    dialogue: float
    speech: float

    @property
    def total(self) -> float:
        """From the caller's last voice to the first sound of the answer."""
        return (self.end_pointing or 0.0) + self.recognition + self.dialogue + self.speech


@dataclass
class CallRecord:
    """One call.

    Attributes:
        keeps_sound: whether it is recorded.
        began: when it rang.
        seconds: how long it has lasted.
    """

    keeps_sound: bool = False
    began: datetime = field(default_factory=clock.now)
    seconds: float = 0.0
    transcript: list[Line] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)
    turns: list[TurnTimes] = field(default_factory=list)
    tickets: tuple[str, ...] = ()
    _sound: bytearray = field(default_factory=bytearray)

    def add_sound(self, caller: bytes, bot: bytes) -> None:
        """A frame of both sides."""
        self.seconds += FRAME_SECONDS
        if not self.keeps_sound:
            return
        both = bytearray(2 * len(caller))
        both[0::4], both[1::4] = caller[0::2], caller[1::2]
        both[2::4], both[3::4] = bot[0::2], bot[1::2]
        self._sound += both

    def as_dict(self) -> dict[str, Any]:
        """Everything but the sound, as plain values."""
        return {
            "began": self.began.isoformat(timespec="seconds"),
            "seconds": round(self.seconds, 2),
            "tickets": list(self.tickets),
            "transcript": [asdict(line) for line in self.transcript],
            "events": [asdict(event) for event in self.events],
            "turns": [asdict(turn) | {"total": turn.total} for turn in self.turns],
        }

    def save(self, folder: Path, name: str) -> None:
        """Write ``NAME.json`` and, if the sound was kept, ``NAME.wav``."""
        folder.mkdir(parents=True, exist_ok=True)
        written = json.dumps(self.as_dict(), ensure_ascii=False, indent=1)
        (folder / f"{name}.json").write_text(written + "\n", encoding="utf-8")
        if self.keeps_sound:
            self.save_sound(folder / f"{name}.wav")

    def save_sound(self, path: Path) -> None:
        """Write the sound of both sides: the caller left, the bot right."""
        with wave.open(str(path), "wb") as file:
            file.setnchannels(2)
            file.setsampwidth(2)
            file.setframerate(RATE)
            file.writeframes(bytes(self._sound))
