"""Settings of the phone line."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass

from voice.mouth.mouth import Manner


@dataclass(frozen=True)
class PhoneOptions:
    """What an operator may set.

    Attributes:
        voice: of the bot, as pyttsx3 names it (``PLN123_PHONE_VOICE``).
        rate: words a minute (``PLN123_PHONE_RATE``).
        silence_seconds: after so long without a word the line asks again (``PLN123_PHONE_SILENCE``).
        record: whether calls are recorded, which is then told to the caller (``PLN123_PHONE_RECORD``).
    """

    voice: str = Manner.voice
    rate: int = Manner.rate
    silence_seconds: float = 5.0
    record: bool = False

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] = os.environ) -> PhoneOptions:
        """Read the options.

        Raises:
            ValueError: with an Indonesian message naming the variable, when a value can't be read.
        """
        return cls(
            voice=environment.get("PLN123_PHONE_VOICE") or cls.voice,
            rate=int(_number(environment, "PLN123_PHONE_RATE", cls.rate, 80, 300)),
            silence_seconds=_number(environment, "PLN123_PHONE_SILENCE", cls.silence_seconds, 1, 120),
            record=(environment.get("PLN123_PHONE_RECORD") or "0") == "1",
        )

    @property
    def manner(self) -> Manner:
        """How the bot speaks; what is written down is said a quarter slower."""
        return Manner.of(self.voice, self.rate)


def _number(environment: Mapping[str, str], name: str, default: float, lowest: float, highest: float) -> float:
    text = environment.get(name) or str(default)
    try:
        value = float(text)
    except ValueError:
        value = float("nan")
    if not lowest <= value <= highest:
        raise ValueError(f"{name} harus berupa angka {lowest}–{highest}, bukan {text!r}.")
    return value
