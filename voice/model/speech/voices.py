"""Every voice of the training data: where it comes from, under which licence, and how it is made Indonesian.

All are packages of Debian main. espeak-ng speaks Indonesian itself; the festival and flite voices are recordings of
people who speak other languages, made to say Indonesian sounds with the nearest sounds they have. A sound that a voice
lacks is ``None``: words with it are left to other voices.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from voice.model.phones import PHONES

Sounds = dict[str, tuple[tuple[str, ...], ...]]
"""Phone → the ways a voice has for it, each one or more of the voice's own sounds; one is drawn for each phone said."""


def _sounds(line: str, also: dict[str, str] | None = None) -> Sounds:
    """One sound a phone, in the order of `PHONES`; ``-`` is none, ``n+y`` two in a row; ``also`` adds other ways."""
    table: Sounds = {}
    for phone, sound in zip(PHONES, line.split(), strict=True):
        ways = [] if sound == "-" else [sound]
        ways += (also or {}).get(phone, "").split()
        if ways:
            table[phone] = tuple(tuple(way.split("+")) for way in ways)
    return table


#            a  e  @  i  o  u  p b t d k g c  j  m n ny  ng s sy h  f z l r w y
_ENGLISH = _sounds(
    "aa eh ax iy ow uw p b t d k g ch jh m n n+y ng s sh hh f z l r w y",
    {"a": "aa ah", "e": "eh ey", "i": "iy ih", "o": "ao ao", "u": "uw uh"},
)
_ITALIAN = _sounds("a e - i o u p b t d k g tS dZ m n J ng s S - f z l r w j", {"e": "E", "o": "O"})
_CZECH = _sounds("a e - i o u p b t d k g c~ dz~ m n n~ n* s s~ h f z l r - j")
_FINNISH = _sounds("a e - i o u p b t d k g - - m n - N s S h f - l r w j")
_HINDI = _sounds("aa ee a iy oo uw p b T D k g ch j m n n+y - s sh h f - l r w y")


@dataclass(frozen=True)
class FestivalVoice:
    """A diphone voice of festival, driven sound by sound with our own durations and melody.

    Attributes:
        name: the Scheme function that selects it.
        package, licence: the Debian package and its licence as that package states it.
        speaker: whose voice it is.
        pitch: usual pitch in hertz.
        silence: what the voice calls a pause.
        sounds: the voice's own sounds for ours.
    """

    name: str
    package: str
    licence: str
    speaker: str
    pitch: int
    silence: str
    sounds: Sounds = field(repr=False)


@dataclass(frozen=True)
class FliteVoice:
    """A voice built into flite; flite tells when each sound ends."""

    name: str
    package: str
    licence: str
    speaker: str
    pitch: int
    sounds: Sounds = field(repr=False)


FESTIVAL_VOICES = (
    FestivalVoice("voice_lp_diphone", "festvox-italp16k", "GPL-2+", "Italian woman", 190, "#", _ITALIAN),
    FestivalVoice("voice_pc_diphone", "festvox-itapc16k", "GPL-2+", "Italian man", 120, "#", _ITALIAN),
    FestivalVoice("voice_czech_dita", "festvox-czech-dita", "GPL-2+", "Czech woman", 200, "#", _CZECH),
    FestivalVoice("voice_czech_machac", "festvox-czech-machac", "GPL-2+", "Czech man", 110, "#", _CZECH),
    FestivalVoice("voice_czech_krb", "festvox-czech-krb", "GPL-2+", "Czech boy", 240, "#", _CZECH),
    FestivalVoice("voice_czech_ph", "festvox-czech-ph", "GPL-2+", "Czech man", 110, "#", _CZECH),
    FestivalVoice("voice_hy_fi_mv_diphone", "festvox-suopuhe-mv", "LGPL-2.1+", "Finnish man", 105, "#", _FINNISH),
    FestivalVoice("voice_suo_fi_lj_diphone", "festvox-suopuhe-lj", "LGPL-2.1+", "Finnish woman", 190, "#", _FINNISH),
    FestivalVoice("voice_hindi_NSK_diphone", "festvox-hi-nsk", "GPL-2+", "Hindi man", 120, "pau", _HINDI),
    FestivalVoice("voice_marathi_NSK_diphone", "festvox-mr-nsk", "GPL-2+", "Marathi man", 120, "pau", _HINDI),
    FestivalVoice("voice_telugu_NSK_diphone", "festvox-te-nsk", "GPL-2+", "Telugu man", 120, "pau", _HINDI),
    FestivalVoice("voice_kal_diphone", "festvox-kallpc16k", "MIT-like", "American man", 105, "pau", _ENGLISH),
    FestivalVoice("voice_ked_diphone", "festvox-kdlpc16k", "MIT-like", "American man", 105, "pau", _ENGLISH),
)

FLITE_VOICES = (
    FliteVoice("slt", "flite", "MIT-like", "American woman", 180, _ENGLISH),
    FliteVoice("rms", "flite", "MIT-like", "American man", 100, _ENGLISH),
    FliteVoice("awb", "flite", "MIT-like", "Scottish man", 115, _ENGLISH),
    FliteVoice("kal16", "flite", "MIT-like", "American man", 100, _ENGLISH),
)

FLITE_KEPT_APART = "awb"
"""This flite voice is kept for measurements and never trained on."""

ESPEAK_PACKAGE = "espeak-ng"
ESPEAK_LICENCE = "GPL-3+"

ESPEAK_LANGUAGES: dict[str, int] = {"id": 8, "ms": 2} | dict.fromkeys(
    ("es", "it", "sw", "pt-br", "ro", "tr", "hr", "sk", "sq", "mi", "haw", "fi", "pl", "eo", "eu", "ca"), 1
)
"""Whose vowels and consonants espeak-ng uses, and how often: mostly Indonesian, the others for variety."""

_ESPEAK_SOUNDS = "a e @ i o u p b t d k g tS dZ m n n^ N s S h f z l r w j"
ESPEAK_SOUNDS = dict(zip(PHONES, _ESPEAK_SOUNDS.split(), strict=True))
"""espeak's own notation of our sounds."""

ESPEAK_SPEAKERS = (
    "Alex", "Alicia", "Andrea", "Andy", "AnxiousAndy", "Denis", "Diogo", "Gene", "Henrique", "Hugo", "Jacky", "Lee",
    "Marco", "Mario", "Michael", "Mike", "RicishayMax", "RicishayMax2", "adam", "anika", "announcer",
    "antonio", "aunty", "belinda", "boris", "caleb", "croak", "david", "ed", "edward",
    "edward2", "f1", "f3", "f4", "f5", "grandma",
    "grandpa", "gustave", "iven", "iven2", "iven3", "john", "klatt", "klatt2", "klatt4", "klatt5", "klatt6", "linda",
    "m1", "m2", "m4", "m5", "m6", "m7", "m8", "marcelo", "max", "michel", "miguel", "norbert", "pablo", "paul", "pedro",
    "quincy", "robert", "shelby", "steph", "steph2", "travis", "victor",
)  # fmt: skip
"""The variants of espeak-ng that speak in the training data; those that whisper or sound like robots are left out."""

ESPEAK_KEPT_APART = (
    "Annie", "Gene2", "Nguyen", "RicishayMax3", "benjamin", "f2", "iven4", "klatt3", "m3", "rob", "sandro", "steph3",
    "zac",
)  # fmt: skip
"""Variants that never speak in the training data: callers in tests and measurements are of these."""


def catalogue() -> list[dict[str, str]]:
    """Every voice of the training data and those kept apart, as rows for people and programs."""
    rows = [
        {"synthesiser": "festival", "voice": voice.name, "speaker": voice.speaker, "package": voice.package,
         "licence": voice.licence, "use": "training"}
        for voice in FESTIVAL_VOICES
    ]  # fmt: skip
    rows += [
        {"synthesiser": "flite", "voice": voice.name, "speaker": voice.speaker, "package": voice.package,
         "licence": voice.licence, "use": "kept apart" if voice.name == FLITE_KEPT_APART else "training"}
        for voice in FLITE_VOICES
    ]  # fmt: skip
    rows += [
        {"synthesiser": "espeak-ng", "voice": voice, "speaker": "synthetic", "package": ESPEAK_PACKAGE,
         "licence": ESPEAK_LICENCE, "use": use}
        for voices, use in ((ESPEAK_SPEAKERS, "training"), (ESPEAK_KEPT_APART, "kept apart"))
        for voice in voices
    ]  # fmt: skip
    return rows
