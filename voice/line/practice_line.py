"""The line of a practice call: a trainee speaks as the officer and hears the customer.

Unlike in :mod:`voice.line.call` nobody answers by machine here: what was heard goes to the trainee's page, and what the
customer says comes from there. As there, time is counted by the 20 ms that are exchanged.
"""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz

from voice.ears.engine import Ears, Heard
from voice.line.hearing import Hearing
from voice.line.officers_words import as_written
from voice.line.playback import Playback
from voice.mouth.mouth import Manner
from voice.mouth.wording import Phrase, phrases_of

SURE_OF_A_TURN = 0.9
"""A trainee is asked about words of which the ears are less sure: points hang on them."""
LONG_NUMBER = re.compile(r"\d{5}")
"""One digit misheard makes another number of it; such a number is always shown before it counts."""
_SAID_AGAIN = 60.0

Say = Callable[[Phrase, Manner], Awaitable[bytes]]


@dataclass(frozen=True)
class OfficersWords:
    """What was heard from one pause to the next.

    Attributes:
        text: as an officer would write it.
        confidence: of the least sure word, 0 to 1.
        sure: whether it may count without the trainee's look.
        again: whether it seems to be said in place of what was heard before and was not sure.
    """

    text: str
    confidence: float
    sure: bool
    again: bool = False


class PracticeLine:
    """One trainee's line.

    Args:
        ears: of this call, 8 kHz.
        say: speaks a sentence in a manner.
    """

    def __init__(self, ears: Ears, say: Say) -> None:
        self._hearing = Hearing(ears)
        self._say = say
        self._manner = Manner()
        self._playback = Playback(self._speak)
        self._heard: list[OfficersWords] = []
        self._unsure = ""

    @property
    def sounding(self) -> bool:
        """Whether the customer speaks."""
        return self._playback.sounding

    @property
    def speaking(self) -> bool:
        """Whether the trainee speaks."""
        return self._hearing.speaking

    def customer_says(self, texts: Sequence[str], manner: Manner) -> None:
        """Let the customer speak, in place of what they are just saying."""
        self._manner = manner
        self._playback.start([phrase for text in texts for phrase in phrases_of(text)])

    def exchange(self, incoming: bytes) -> bytes:
        """Take 20 ms of the trainee, give 20 ms of the customer; never waits."""
        heard = self._hearing.feed(incoming, listens=True)
        if self._hearing.interrupts(heard):
            self._playback.stop()
        if heard is not None:
            self._hear(heard)
        return self._playback.next_frame()

    def take_heard(self) -> list[OfficersWords]:
        """What was heard since this was last asked."""
        heard, self._heard = self._heard, []
        return heard

    async def hang_up(self, by: str = "") -> None:  # noqa: ARG002  the line's ways of ending are alike
        """Be silent."""
        self._playback.stop()

    async def _speak(self, phrase: Phrase) -> bytes:
        return await self._say(phrase, self._manner)

    def _hear(self, heard: Heard) -> None:
        if not heard.words or (len(heard.words) == 1 and not self._hearing.is_sure(heard)):
            return  # a noise rather than a word; a sentence with a doubtful word is shown, and waits
        text = as_written(heard.text)
        sure = heard.confidence >= SURE_OF_A_TURN and not heard.unknown and not LONG_NUMBER.search(text)
        again = bool(self._unsure) and fuzz.ratio(self._unsure, text) >= _SAID_AGAIN
        self._unsure = "" if sure else text
        self._heard.append(OfficersWords(text, heard.confidence, sure, again))
