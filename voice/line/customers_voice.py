"""How a simulated customer sounds (``data/voice/customers.yml``): whose voice, and what their mood makes of it."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

import yaml

from bot.roleplay.sheet import Persona
from bot.roleplay.typing_habits import abbreviations
from voice.mouth.mouth import Manner

CUSTOMERS_FILE = Path(__file__).parents[2] / "data/voice/customers.yml"
_WORD = re.compile(r"[^\W\d_]+")


def customers_manner(persona: Persona, mood: str, bot: Manner) -> Manner:
    """The voice, speed and pitch of a customer in a mood.

    Args:
        mood: one of ``data/roleplay/temper.yml``.
        bot: how the bot speaks: no customer has its voice, and speeds are shares of its speed.
    """
    language, _, own = bot.voice.partition("+")
    voices = [voice for voice in _written()["voices"][persona.title] if voice != own]
    voice = Random(f"{persona.title} {persona.name}").choice(voices)
    changed = _written()["moods"][mood]
    return Manner.of(f"{language}+{voice}", round(bot.rate * changed["speed"]), changed["pitch"])


def as_said(typed: str) -> str:
    """A customer's message as the same customer says it: no short forms that nobody says, no shouting in capitals."""
    text = typed.lower() if typed.isupper() else typed
    return _WORD.sub(lambda found: _full_words().get(found[0].lower(), found[0]), text)


@cache
def _full_words() -> dict[str, str]:
    said = set(_written()["said_as_typed"])
    return {short: word for word, forms in abbreviations().items() for short in forms if short not in said}


@cache
def _written() -> dict[str, Any]:
    return dict(yaml.safe_load(CUSTOMERS_FILE.read_text(encoding="utf-8")))
