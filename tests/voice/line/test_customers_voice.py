"""A customer's temper is heard: real pyttsx3, measured in the sound."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest

from bot.roleplay.sheet import Persona
from bot.roleplay.world import read_data
from voice.line.customers_voice import as_said, customers_manner
from voice.mouth.mouth import Manner, Mouth
from voice.mouth.wording import phrases_of
from voice.sound.channel import RATE

SENTENCE = phrases_of("Listrik di rumah saya mati dari tadi pagi, tolong segera dibantu.")[0]
BOT = Manner()
BAPAK = Persona("Budi", "Bapak", "kesal", "kesal")
IBU = Persona("Siti", "Ibu", "tenang", "formal")


@pytest.fixture(scope="module")
def mouth() -> Iterator[Mouth]:
    with Mouth() as opened:
        yield opened


def heard(mouth: Mouth, persona: Persona, mood: str) -> tuple[float, float]:
    """Seconds, and the median pitch in hertz."""
    sound = np.frombuffer(mouth.say_now(SENTENCE, customers_manner(persona, mood, BOT)), "<i2").astype(float)
    window, shortest, longest = int(0.04 * RATE), RATE // 400, RATE // 70
    pitches = []
    for at in range(0, len(sound) - 2 * window, window):
        piece = sound[at : at + 2 * window] - sound[at : at + 2 * window].mean()
        alike = np.correlate(piece, piece, "full")[len(piece) - 1 :]
        lag = shortest + int(alike[shortest:longest].argmax())
        if alike[0] > 1e6 and alike[lag] > 0.5 * alike[0]:
            pitches.append(RATE / lag)
    return len(sound) / RATE, float(np.median(pitches))


@pytest.mark.parametrize("persona", [BAPAK, IBU], ids=["Bapak", "Ibu"])
def test_who_is_angry_speaks_faster_and_higher_than_who_is_calm(mouth: Mouth, persona: Persona) -> None:
    calm, annoyed, angry = (heard(mouth, persona, mood) for mood in ("tenang", "kesal", "marah"))
    assert angry[0] < 0.95 * annoyed[0] < 0.9 * calm[0]
    assert angry[1] > 1.05 * annoyed[1] > 1.1 * calm[1]


def test_every_mood_of_the_customers_has_its_sound() -> None:
    moods = read_data("temper.yml")["moods"]
    manners = {customers_manner(BAPAK, mood, BOT) for mood in moods}
    assert len(manners) == len(moods)


@pytest.mark.parametrize("variant", ["m1", "m3", "m4", "m5", "m7", "f1", "f2", "f3", "f4", "f5"])
def test_no_customer_has_the_bots_voice_and_each_keeps_their_own(variant: str) -> None:
    bot = Manner(f"poz/id+{variant}")
    people = [
        Persona(f"{name} {title}", title, "tenang", "formal") for name in "ABCDEFGH" for title in ("Bapak", "Ibu")
    ]
    for person in people:
        manners = {customers_manner(person, mood, bot).voice for mood in ("tenang", "marah")}
        assert len(manners) == 1
        assert bot.voice not in manners


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("meteran sy muncul PERIKSA, gmn", "meteran saya muncul PERIKSA, bagaimana"),
        ("gak tau kak, udah dari tadi", "gak tau kak, udah dari tadi"),
        ("LISTRIK SAYA MATI!", "listrik saya mati!"),
    ],
)
def test_what_is_typed_short_or_loud_is_said_as_people_say_it(typed: str, said: str) -> None:
    assert as_said(typed) == said
