"""What a customer answers, and what a customer remembers of the call; both can be kept as JSON."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from bot.roleplay.practice.plain import from_plain, to_plain
from bot.roleplay.practice.temper import Mood


@dataclass(frozen=True)
class Reply:
    """What the customer answers.

    Attributes:
        texts: the messages, in order; none when the customer waits in silence.
        facts: what they tell, by the book's names.
        calls_for: ids of rules to which they give occasion.
        mood: how the customer feels now, a name of ``temper.yml``.
        hangs_up: the customer leaves before the call is through.
        ends: the call is over, by the officer's closing words.
    """

    texts: tuple[str, ...]
    facts: Mapping[str, Any] = field(default_factory=dict)
    calls_for: tuple[str, ...] = ()
    mood: str = ""
    hangs_up: bool = False
    ends: bool = False


@dataclass
class Memory:
    """All that changes in a customer during a call; it can be kept as JSON."""

    mood: Mood
    told: dict[str, Any] = field(default_factory=dict)
    answered: Counter[str] = field(default_factory=Counter)
    said: Counter[str] = field(default_factory=Counter)
    shown: list[str] = field(default_factory=list)
    heard: int = 0
    codes_asked: int = 0
    found_out: bool = False
    unanswered: list[str] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        """For keeping."""
        return {
            "mood": self.mood.as_json(),
            "told": to_plain(self.told),
            "answered": dict(self.answered),
            "said": dict(self.said),
            "shown": self.shown,
            "heard": self.heard,
            "codes_asked": self.codes_asked,
            "found_out": self.found_out,
            "unanswered": self.unanswered,
        }

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> Memory:
        """As :meth:`as_json` kept it."""
        return cls(
            mood=Mood.from_json(kept["mood"]),
            told=from_plain(kept["told"]),
            answered=Counter(kept["answered"]),
            said=Counter(kept["said"]),
            shown=list(kept["shown"]),
            heard=kept["heard"],
            codes_asked=kept["codes_asked"],
            found_out=kept["found_out"],
            unanswered=list(kept["unanswered"]),
        )
