"""A telephone call as a state machine. It is given 20 ms of the caller and gives 20 ms of the bot, and counts its time
by them; so it runs as fast as sound comes, on a telephone in real time and in a test much faster.

    call = Call(dialogue, ears, mouth.say, line_words())
    await call.answer()
    while not call.over:
        outgoing = call.exchange(incoming)      # every 20 ms; never waits
    await call.hang_up()

States: ``speaking`` (the bot), ``listening``, ``thinking`` (the dialogue has its turn), ``ended``. A turn of the
dialogue is never broken off: who hangs up meanwhile leaves a report behind that is made or not made, nothing between.
"""

from __future__ import annotations

import asyncio
import time
import uuid
from collections.abc import Coroutine, Sequence
from typing import Any

from voice.ears.engine import Ears, Heard
from voice.line.dialogue import Dialogue, Standing
from voice.line.expectations import Expectation, expectation
from voice.line.frames import SILENT_FRAME
from voice.line.hearing import Hearing
from voice.line.journal import Journal
from voice.line.keys import KeyPad
from voice.line.ladders import Ladder
from voice.line.playback import Playback, Say
from voice.line.record import BOT, CALLER, CallRecord
from voice.line.words import LineWords, question_of
from voice.mouth.wording import Phrase, phrases_of

SPEAKING, LISTENING, THINKING, ENDED = "speaking", "listening", "thinking", "ended"

HOLD_SECONDS = 1.5
"""When the dialogue needs longer, the caller is told to wait; again after ten times that."""
DEAF_SECONDS = 15.0
"""So long somebody may speak without a word being heard before that counts as no match: a noisy line."""
OFFICER_EVERY_SECONDS = 1.0


class Call:
    """One call from answering to hanging up.

    Args:
        dialogue: the talk.
        ears: of this call, 8 kHz.
        say: speaks a sentence.
        words: what the line itself says.
        silence_seconds: usual patience with a caller who says nothing.
        record: what is kept of the call.
        interruptible: whether speech stops the bot; off where the microphone hears the bot itself.
    """

    def __init__(
        self,
        dialogue: Dialogue,
        ears: Ears,
        say: Say,
        words: LineWords,
        *,
        silence_seconds: float = 5.0,
        record: CallRecord | None = None,
        interruptible: bool = True,
    ) -> None:
        self._dialogue = dialogue
        self._hearing = Hearing(ears)
        self._words = words
        self._silence_seconds = silence_seconds
        self._interruptible = interruptible
        self._journal = Journal(record or CallRecord())
        self.state = THINKING
        self._name = uuid.uuid4().hex
        self._turn_number = 0
        self._playback = Playback(say)
        self._keys = KeyPad(words)
        self._expected = Expectation()
        self._standing = Standing()
        self._task: asyncio.Task[None] | None = None
        self._question = ""
        self._gathered = ""
        self._gathered_at = 0.0
        self._quiet_since = 0.0
        self._asked_at = 0.0
        self._silences = Ladder(words, words.silence)
        self._misses = Ladder(words, words.no_match)
        self._thinking_since = 0.0
        self._hold_told = 0
        self._closing = False
        self._officer = False
        self._officer_asked_at = 0.0

    # --- from outside ------------------------------------------------------------------------------

    @property
    def record(self) -> CallRecord:
        """What is kept of the call."""
        return self._journal.record

    @property
    def clock(self) -> float:
        """Seconds since the call was answered."""
        return self._journal.clock

    @property
    def over(self) -> bool:
        """Whether the call has ended."""
        return self.state == ENDED

    @property
    def expected(self) -> Expectation:
        """What the dialogue waits for."""
        return self._expected

    async def answer(self) -> None:
        """Pick up: the dialogue greets. Returns when the greeting begins."""
        self._journal.note("answered")
        self._think(self._greet())
        await self.settled()

    def press(self, key: str) -> None:
        """A key of the telephone, at any moment; it is as good as speech.

        Raises:
            ValueError: if it is none of a telephone's.
        """
        self._keys.press(key, self.clock)
        self._journal.note("key")

    def exchange(self, incoming: bytes) -> bytes:
        """Take 20 ms of the caller, give 20 ms of the bot."""
        if self.over:
            return SILENT_FRAME
        self._journal.pass_frame()
        heard = self._hearing.feed(incoming, listens=self.state != THINKING)
        if self.state == SPEAKING:
            self._while_speaking(heard)
        elif self.state == LISTENING:
            self._while_listening(heard)
        elif self.state == THINKING:
            self._while_thinking()
        outgoing = self._playback.next_frame()
        self._journal.pass_sound(incoming, outgoing)
        return outgoing

    async def settled(self) -> None:
        """Wait until the dialogue has answered and its words are spoken; for a line whose time can stand still."""
        if self._task is not None and not self._task.done():
            await asyncio.wait({self._task})
        await self._hearing.settled()
        await self._playback.made()

    async def hang_up(self, by: str = CALLER) -> None:
        """End the call at any moment; a turn that has begun is brought to its end first."""
        if not self.over:
            self._end(by)
        if self._task is not None:
            await asyncio.wait({self._task})
        await self._dialogue.close()

    # --- while … -----------------------------------------------------------------------------------

    def _while_speaking(self, heard: Heard | None) -> None:
        if self._closing:
            if not self._playback.sounding:
                self._end(BOT)
            return
        if self._keys.waiting:
            self._interrupted("keys")
        elif self._interruptible and self._hearing.interrupts(heard):
            self._interrupted("speech")
            self._while_listening(heard)
        elif not self._playback.sounding:
            self._listen()

    def _interrupted(self, by: str) -> None:
        self._journal.note("interrupted", by=by, heard_seconds=round(self._playback.heard_seconds, 2))
        self._playback.stop()
        self.state = LISTENING
        self._quiet_since = self._asked_at = self.clock

    def _listen(self) -> None:
        self.state = LISTENING
        self._quiet_since = self._asked_at = self.clock
        if not self._interruptible:
            self._hearing.expect(self._expected.grammar)  # what it heard of the bot itself is thrown away

    def _while_listening(self, heard: Heard | None) -> None:
        if self._keys.waiting:
            pressed = self._keys.answer(self._expected, self.clock)
            if pressed is not None:
                self._take(pressed, by="tombol")
            return
        if heard is not None:
            self._quiet_since = self.clock
            self._hear(heard)
            return
        if self._hearing.speaking:
            self._quiet_since = self._gathered_at = self.clock
            if self.clock - self._asked_at > DEAF_SECONDS and not self._hearing.guesses:
                self._missed("noise")
            return
        if self._gathered:
            if self.clock - self._gathered_at > self._expected.more_seconds:
                self._take(self._gathered)
            return
        patience = self._expected.silence or self._silence_seconds
        if self.clock - self._quiet_since >= patience:
            self._silent()
        elif self._officer and self.clock - self._officer_asked_at >= OFFICER_EVERY_SECONDS:
            self._officer_asked_at = self.clock
            self._think(self._listen_to_officer())

    def _hear(self, heard: Heard) -> None:
        if not self._hearing.is_sure(heard):
            if self._gathered:
                self._take(self._gathered)
            elif heard.words or heard.unknown:
                self._missed("unsure" if heard.words else "unknown")
            return
        text = f"{self._gathered} {heard.text}".strip()
        self._journal.note_heard(heard, self._hearing.worked)
        if self._expected.is_whole(text):
            self._take(text)
        else:
            self._gathered, self._gathered_at = text, self.clock

    def _while_thinking(self) -> None:
        waited = self.clock - self._thinking_since
        if waited > HOLD_SECONDS * 10**self._hold_told and not self._playback.sounding:
            self._hold_told += 1
            self._journal.note("hold")
            self._playback.start(phrases_of(self._words.hold))

    # --- ladders -----------------------------------------------------------------------------------

    def _silent(self) -> None:
        self._journal.note("silence", step=self._silences.next_step)
        if self._officer:
            self._quiet_since = self.clock
            return
        words = self._silences.climb(self._question, self._expected)
        self._say_line(words or self._words.silence_close, closing=words is None)

    def _missed(self, why: str) -> None:
        self._journal.note("no_match", step=self._misses.next_step, why=why)
        self._hearing.forget()
        self._gathered = ""
        words = self._misses.climb(self._question, self._expected)
        if words is not None:
            self._say_line(words)
            return
        self._misses.leave()
        self._take(self._words.no_match_last, by="jalur")

    def _say_line(self, text: str, closing: bool = False) -> None:
        """Words of the line's own, after which the same answer is waited for."""
        self._closing = closing
        self._hearing.expect(self._expected.grammar)
        self._speak([text])

    # --- turns of the dialogue ---------------------------------------------------------------------

    def _take(self, text: str, by: str = "suara") -> None:
        """The caller's words go to the dialogue."""
        self._gathered = ""
        self._silences.leave()
        if by != "jalur":
            self._misses.leave()
        since, silent = self._hearing.forget(), self._hearing.silent_seconds
        self._journal.begin_turn(text, by, *((since, silent) if by == "suara" else (None, None)))
        self._turn_number += 1
        self._think(self._have_turn(text, f"{self._name}-{self._turn_number}"))

    def _think(self, work: Coroutine[Any, Any, None]) -> None:
        self.state = THINKING
        self._thinking_since = self.clock
        self._hold_told = 0
        self._task = asyncio.create_task(self._safely(work))

    async def _safely(self, work: Coroutine[Any, Any, None]) -> None:
        """A dialogue that breaks ends the call with kind words, not with silence."""
        try:
            await work
        except Exception as error:  # whatever broke underneath, the caller must hear something
            self._journal.note("failure", error=type(error).__name__)
            if not self.over:
                self._closing = True
                self._speak([self._words.failure])

    async def _greet(self) -> None:
        messages = await self._dialogue.open()
        await self._go_on(messages, first=[self._words.recording] if self.record.keeps_sound else [])

    async def _have_turn(self, text: str, message_id: str) -> None:
        begun = time.perf_counter()
        messages = await self._dialogue.say(text, message_id)
        before = self._standing
        await self._go_on(messages, before=before)
        self._journal.end_turn(time.perf_counter() - begun)

    async def _go_on(
        self, messages: Sequence[dict[str, Any]], first: Sequence[str] = (), before: Standing | None = None
    ) -> None:
        """Speak an answer and expect what it asks for."""
        self._standing = await self._dialogue.standing()
        self._journal.note_tickets(self._standing.tickets)
        kinds = {(message.get("custom") or {}).get("kind") for message in messages}
        buttons = [str(button["payload"]) for message in messages[-1:] for button in message.get("buttons") or ()]
        self._expected = expectation(self._standing.slot, self._standing.kind, buttons)
        self._journal.note("expects", slot=self._expected.slot, step=self._standing.step)
        if self.over:
            return
        self._hearing.expect(self._expected.grammar)
        self._closing = self._standing.ended or "end" in kinds
        texts = [*first, *self._read_back(before), *self._words.spoken(messages)]
        if "with_officer" in kinds:
            texts += [] if self._officer else [self._words.with_officer]
            self._officer = True
            if not texts:
                self._listen()
                return
        self._question = question_of(texts)
        self._speak(texts)

    async def _listen_to_officer(self) -> None:
        messages = await self._dialogue.unasked()
        if self.over:
            return
        texts = self._words.spoken(messages)
        if texts:
            self._speak(texts)
        else:
            self.state = LISTENING

    def _read_back(self, before: Standing | None) -> list[str]:
        """A value that was just taken is said again, so that the caller can put it right."""
        value = self._standing.newly_known(before) if before else None
        return [] if value is None else [self._words.read_back.format(nilai=value)]

    def _speak(self, texts: Sequence[str]) -> None:
        self._journal.note_said(texts)
        phrases: list[Phrase] = [phrase for text in texts for phrase in phrases_of(text)]
        self.state = SPEAKING
        self._playback.start(phrases)

    def _end(self, by: str) -> None:
        self._journal.note("hung_up", by=by)
        self._playback.stop()
        self.state = ENDED
