"""The caller's side of a call: what is said, since when, and whether it is speech at all."""

from __future__ import annotations

import time

from voice.ears.engine import Ears, Grammar, Heard
from voice.line.activity import NEEDED_SECONDS, VoiceActivity
from voice.line.frames import FRAME_SECONDS

SURE_ENOUGH = 0.35
"""A word of which the ears are less sure is no match."""
SURE_OF_A_WHISPER = 0.9
"""The same where hardly a voice was heard: a cough sounds like "salah" to the ears, though seldom surely."""
SURE_WHILE_THE_BOT_SPEAKS = 0.99
"""A word that is to stop the bot though its voice was too short: "salah" is heard with 1.0, in a cough with up to 0.98
(chosen with training voices and coughs that no measurement uses)."""
VOICE_OF_A_WORD_SECONDS = 0.06


class Hearing:
    """Ears and voice detector of one call, fed with the same frames.

    Attributes:
        worked: seconds that the ears needed for the last frame.
        since: seconds of the call at which the caller began to speak; ``None`` while nobody has.
    """

    def __init__(self, ears: Ears) -> None:
        self._ears = ears
        self._activity = VoiceActivity()
        self._clock = 0.0
        self.worked = 0.0
        self.since: float | None = None

    def feed(self, frame: bytes, listens: bool) -> Heard | None:
        """Take 20 ms; what was said if that ends it. Ears that do not listen are given nothing."""
        self._clock += FRAME_SECONDS
        self._activity.feed(frame)
        if self._activity.speaking and self.since is None:
            self.since = max(0.0, self._clock - NEEDED_SECONDS)
        begun = time.perf_counter()
        heard = self._ears.feed(frame) if listens else None
        self.worked = time.perf_counter() - begun
        return heard

    async def settled(self) -> None:
        """Wait until the ears have worked through all that they were given."""
        await self._ears.settled()

    def expect(self, grammar: Grammar | None) -> None:
        """Listen for these words from now on; what is being said is thrown away.

        A model of somebody's own may know none of them: it then listens for whatever it does know.
        """
        try:
            self._ears.set_grammar(grammar)
        except ValueError:
            self._ears.set_grammar(None)

    def forget(self) -> float | None:
        """Whatever is said next is another answer; since when the last one was spoken."""
        since, self.since = self.since, None
        return since

    @property
    def speaking(self) -> bool:
        """Whether somebody speaks now."""
        return self._activity.speaking

    @property
    def guesses(self) -> bool:
        """Whether the ears make words of what is being said."""
        return bool(self._ears.partial())

    @property
    def silent_seconds(self) -> float | None:
        """Since the last voice; ``None`` if there was none."""
        last = self._activity.last_voice
        return None if last is None else self._clock - last

    def is_sure(self, heard: Heard) -> bool:
        """Whether the words are to be believed; the less of a voice there was, the surer the ears must be."""
        return bool(heard.words) and heard.confidence >= (SURE_ENOUGH if self._voiced else SURE_OF_A_WHISPER)

    def interrupts(self, heard: Heard | None) -> bool:
        """Whether the bot is spoken over: a voice that lasts, or words that the ears surely heard in a shorter one."""
        if self.speaking:
            return True
        return (
            heard is not None and bool(heard.words) and heard.confidence >= SURE_WHILE_THE_BOT_SPEAKS and self._voiced
        )

    @property
    def _voiced(self) -> bool:
        return self._activity.voiced_lately >= VOICE_OF_A_WORD_SECONDS
