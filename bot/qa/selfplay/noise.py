"""What makes a talk harder, within bounds: the customer stays one whom a person would understand."""

from __future__ import annotations

import re
from random import Random

from bot.qa.selfplay.talk import Noise
from bot.roleplay.sheet import Sheet

TYPO = "salah ketik"
TWO_FACTS = "dua fakta sekaligus"
HALF = "jawaban setengah"
SLIP = "salah ucap lalu diperbaiki"
DETOUR = "menyimpang"
SILENCE = "pesan kosong"
ANGER = "marah"
SECOND_MATTER = "perkara kedua"

DETOURS = (
    "alasan", "berapa_lama", "ulangi", "kegunaan_kode", "terima_kasih", "di_luar_topik", "siapa_bot", "tunggu",
)  # fmt: skip
_MOST_NOISES = 4
_FURTHEST_QUESTION = 16
_WEIGHTS = {TYPO: 3, TWO_FACTS: 3, HALF: 2, SLIP: 2, DETOUR: 5, SILENCE: 1}
_LONG_WORD = re.compile(r"[a-zA-Z]{6,}")


def noises_for(sheet: Sheet, seed: str) -> tuple[Noise, ...]:
    """The noises of one talk, in the order of their questions; about one talk in five has none."""
    chance = Random(f"{seed}:noise")
    kinds = chance.choices(list(_WEIGHTS), weights=list(_WEIGHTS.values()), k=chance.randrange(_MOST_NOISES + 1))
    if sheet.persona.temper == "kesal" and chance.random() < 0.5:
        kinds.append(ANGER)
    if sheet.second is not None and chance.random() < 0.5:
        kinds.append(SECOND_MATTER)
    noises = [
        Noise(kind, chance.randrange(_FURTHEST_QUESTION), chance.choice(DETOURS) if kind == DETOUR else "")
        for kind in kinds
    ]
    # the same noise twice would be two of the same words at one place
    return tuple(sorted(dict.fromkeys(noises), key=lambda noise: (noise.at, noise.kind, noise.detail)))


def with_typo(text: str, chance: Random) -> str:
    """``text`` with one long word mistyped: two letters inside it exchanged, one left out, or one struck twice."""
    words = list(_LONG_WORD.finditer(text))
    if not words:
        return text
    word = chance.choice(words)
    letters = word[0]
    place = chance.randrange(1, len(letters) - 2)
    mistyped = chance.choice(
        (
            letters[:place] + letters[place + 1] + letters[place] + letters[place + 2 :],
            letters[:place] + letters[place + 1 :],
            letters[:place] + letters[place] + letters[place:],
        )
    )
    return text[: word.start()] + mistyped + text[word.end() :]
