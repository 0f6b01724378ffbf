"""Anger and danger: what they change in a talk (DP-01, LU-04)."""

from __future__ import annotations

from actions.talk import Talk
from bot.language.urgency import is_urgent


def note_danger(talk: Talk) -> None:
    """LU-04, DP-01: danger that the last message tells of is met with care once, and noted for the whole talk."""
    if is_urgent(talk.text) and not talk.facts["mendesak"]:
        talk.set("mendesak", True)
        talk.say("utter_utamakan_keselamatan")


def note_anger(talk: Talk) -> None:
    """DP-01: an angry caller is met with understanding and asked for no e-mail from now on."""
    talk.set("marah", True)
    talk.say("utter_tanggapi_marah")
