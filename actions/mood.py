"""Anger and danger: what they change in a talk (DP-01, LU-04)."""

from __future__ import annotations

from actions.talk import Talk
from bot.language.anger import is_angry
from bot.language.urgency import is_urgent

ANGRY = "marah"
"""The fact that the caller is angry."""
_SURE = 0.9
"""Short refusals ("tidak ada alasan khusus") look angry to the classifier."""


def note_mood(talk: Talk) -> bool:
    """Notice danger (LU-04) and anger (DP-01) in the last message, whatever else it says.

    Each is met with care once and noted for the whole talk.

    Returns:
        Whether anger was noticed that was not known before.
    """
    in_danger = is_urgent(talk.text)
    if in_danger and not talk.facts["mendesak"]:
        talk.set("mendesak", True)
        talk.say("utter_utamakan_keselamatan")
    if talk.facts[ANGRY] or not is_angry(talk.text):
        return False
    note_anger(talk)
    return True


def note_anger(talk: Talk) -> None:
    """DP-01: an angry caller is met with understanding and asked for no e-mail from now on."""
    if ANGRY in talk.facts.changes:
        return  # met already, by the words of this message
    talk.set(ANGRY, True)
    talk.say("utter_tanggapi_marah")


def note_anger_beside_answer(talk: Talk) -> None:
    """DP-01: anger in words that answer a question; it is noted, not answered, and only where it is beyond doubt."""
    if talk.intent == ANGRY and (talk.confidence >= _SURE or is_angry(talk.text)):
        talk.set(ANGRY, True)
