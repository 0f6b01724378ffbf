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
from dataclasses import dataclass
from typing import Any

from voice.ears.engine import Ears, Heard
from voice.line.activity import NEEDED_SECONDS, VoiceActivity
from voice.line.dialogue import Dialogue, Standing
from voice.line.expectations import Expectation, expectation
from voice.line.frames import FRAME_SECONDS, SILENT_FRAME
from voice.line.keys import KeyPad
from voice.line.playback import Playback, Say
from voice.line.record import BOT, CALLER, CallRecord, Event, Line, TurnTimes
from voice.line.words import LineWords, question_of
from voice.mouth.wording import Phrase, phrases_of

SPEAKING, LISTENING, THINKING, ENDED = "speaking", "listening", "thinking", "ended"

SURE_ENOUGH = 0.35
"""A word of which the ears are less sure is no match."""
SURE_OF_A_WHISPER = 0.9
"""The same where hardly a voice was heard: a cough sounds like "salah" to the ears, though seldom surely."""
VOICE_OF_A_WORD_SECONDS = 0.06
HOLD_SECONDS = 1.5
"""When the dialogue needs longer, the caller is told to wait; again after ten times that."""
DEAF_SECONDS = 15.0
"""So long somebody may speak without a word being heard before that counts as no match: a noisy line."""
OFFICER_EVERY_SECONDS = 1.0

_READ_BACK_KINDS = frozenset({"display", "identity", "mobile"})


@dataclass
class _Timing:
    """Of the turn that runs: what is known of its times so far, in seconds."""

    end_pointing: float | None
    recognition: float
    dialogue: float = 0.0
    speaks_since: float | None = None


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
        self._ears = ears
        self._words = words
        self._silence_seconds = silence_seconds
        self._interruptible = interruptible
        self.record = record or CallRecord()
        self.state = THINKING
        self.clock = 0.0
        """Seconds since the call was answered."""
        self._name = uuid.uuid4().hex
        self._turn_number = 0
        self._playback = Playback(say)
        self._activity = VoiceActivity()
        self._keys = KeyPad(words)
        self._expected = Expectation()
        self._standing = Standing()
        self._task: asyncio.Task[None] | None = None
        self._question = ""
        self._gathered = ""
        self._gathered_at = 0.0
        self._quiet_since = 0.0
        self._asked_at = 0.0
        self._silences = 0
        self._misses = 0
        self._thinking_since = 0.0
        self._hold_told = 0
        self._closing = False
        self._officer = False
        self._officer_asked_at = 0.0
        self._heard: tuple[float, float] | None = None
        self._spoke_since: float | None = None
        self._timing: _Timing | None = None

    # --- from outside ------------------------------------------------------------------------------

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
        self._note("answered")
        self._think(self._greet())
        await self.settled()

    def press(self, key: str) -> None:
        """A key of the telephone, at any moment; it is as good as speech.

        Raises:
            ValueError: if it is none of a telephone's.
        """
        self._keys.press(key, self.clock)
        self._note("key")

    def exchange(self, incoming: bytes) -> bytes:
        """Take 20 ms of the caller, give 20 ms of the bot."""
        if self.over:
            return SILENT_FRAME
        self.clock += FRAME_SECONDS
        self._activity.feed(incoming)
        if self._activity.speaking and self._spoke_since is None:
            self._spoke_since = max(0.0, self.clock - NEEDED_SECONDS)
        begun = time.perf_counter()
        heard = self._ears.feed(incoming) if self.state != THINKING else None
        worked = time.perf_counter() - begun
        if self.state == SPEAKING:
            self._while_speaking(heard, worked)
        elif self.state == LISTENING:
            self._while_listening(heard, worked)
        elif self.state == THINKING:
            self._while_thinking()
        outgoing = self._playback.next_frame()
        self._note_first_sound(outgoing)
        self.record.add_sound(incoming, outgoing)
        return outgoing

    async def settled(self) -> None:
        """Wait until the dialogue has answered and its words are spoken; for a line whose time can stand still."""
        if self._task is not None and not self._task.done():
            await asyncio.wait({self._task})
        await self._playback.made()

    async def hang_up(self, by: str = CALLER) -> None:
        """End the call at any moment; a turn that has begun is brought to its end first."""
        if not self.over:
            self._end(by)
        if self._task is not None:
            await asyncio.wait({self._task})
        await self._dialogue.close()

    # --- while … -----------------------------------------------------------------------------------

    def _while_speaking(self, heard: Heard | None, worked: float) -> None:
        if self._closing:
            if not self._playback.sounding:
                self._end(BOT)
            return
        if self._keys.waiting:
            self._interrupted("keys")
        elif self._interruptible and (self._activity.speaking or self._are_words(heard)):
            self._interrupted("speech")
            self._while_listening(heard, worked)
        elif not self._playback.sounding:
            self._listen()

    def _are_words(self, heard: Heard | None) -> bool:
        """Whether the ears surely heard a word too short for the voice detector."""
        if heard is None or not heard.words or heard.confidence < SURE_OF_A_WHISPER:
            return False
        return self._activity.voiced_lately >= VOICE_OF_A_WORD_SECONDS

    def _interrupted(self, by: str) -> None:
        self._note("interrupted", by=by, heard_seconds=round(self._playback.heard_seconds, 2))
        self._playback.stop()
        self.state = LISTENING
        self._quiet_since = self._asked_at = self.clock

    def _listen(self) -> None:
        self.state = LISTENING
        self._quiet_since = self._asked_at = self.clock
        if not self._interruptible:
            self._ears.set_grammar(self._expected.grammar)  # what it heard of the bot itself is thrown away

    def _while_listening(self, heard: Heard | None, worked: float) -> None:
        if self._keys.waiting:
            pressed = self._keys.answer(self._expected, self.clock)
            if pressed is not None:
                self._take(pressed, by="tombol")
            return
        if heard is not None:
            self._quiet_since = self.clock
            self._hear(heard, worked)
            return
        if self._activity.speaking:
            self._quiet_since = self._gathered_at = self.clock
            if self.clock - self._asked_at > DEAF_SECONDS and not self._ears.partial():
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

    def _hear(self, heard: Heard, worked: float) -> None:
        voiceless = self._activity.voiced_lately < VOICE_OF_A_WORD_SECONDS
        if not heard.words or heard.confidence < (SURE_OF_A_WHISPER if voiceless else SURE_ENOUGH):
            if self._gathered:
                self._take(self._gathered)
            elif heard.words or heard.unknown:
                self._missed("unsure" if heard.words else "unknown")
            return
        text = f"{self._gathered} {heard.text}".strip()
        self._heard = (worked, heard.confidence)
        if self._expected.is_whole(text):
            self._take(text)
        else:
            self._gathered, self._gathered_at = text, self.clock

    def _while_thinking(self) -> None:
        waited = self.clock - self._thinking_since
        if waited > HOLD_SECONDS * 10**self._hold_told and not self._playback.sounding:
            self._hold_told += 1
            self._note("hold")
            self._playback.start(phrases_of(self._words.hold))

    # --- ladders -----------------------------------------------------------------------------------

    def _silent(self) -> None:
        self._note("silence", step=self._silences + 1)
        if self._officer:
            self._quiet_since = self.clock
            return
        if self._silences >= len(self._words.silence):
            self._say_line([self._words.silence_close], closing=True)
            return
        words = self._words.asking_again(self._silences, self._words.silence, self._question, self._expected)
        self._silences += 1
        self._say_line([words])

    def _missed(self, why: str) -> None:
        self._note("no_match", step=self._misses + 1, why=why)
        self._spoke_since = None
        self._gathered = ""
        if self._misses >= len(self._words.no_match):
            self._misses = 0
            self._take(self._words.no_match_last, by="jalur")
            return
        words = self._words.asking_again(self._misses, self._words.no_match, self._question, self._expected)
        self._misses += 1
        self._say_line([words])

    def _say_line(self, texts: Sequence[str], closing: bool = False) -> None:
        """Words of the line's own, after which the same answer is waited for."""
        self._closing = closing
        self._ears.set_grammar(self._expected.grammar)
        self._speak(texts)

    # --- turns of the dialogue ---------------------------------------------------------------------

    def _take(self, text: str, by: str = "suara") -> None:
        """The caller's words go to the dialogue."""
        self._gathered = ""
        self._silences = 0
        if by != "jalur":
            self._misses = 0
        (worked, confidence), self._heard = self._heard or (0.0, None), None
        since, self._spoke_since = self._spoke_since if by == "suara" else None, None
        began = None if since is None else round(since, 2)
        self.record.transcript.append(Line(round(self.clock, 2), CALLER, text, by, confidence, began))
        last = self._activity.last_voice if by == "suara" else None
        self._timing = _Timing(None if last is None else self.clock - last, worked)
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
            self._note("failure", error=type(error).__name__)
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
        if self._timing is not None:
            self._timing.speaks_since = time.perf_counter()
            self._timing.dialogue = self._timing.speaks_since - begun

    async def _go_on(
        self, messages: Sequence[dict[str, Any]], first: Sequence[str] = (), before: Standing | None = None
    ) -> None:
        """Speak an answer and expect what it asks for."""
        self._standing = await self._dialogue.standing()
        new = tuple(number for number in self._standing.tickets if number not in self.record.tickets)
        self.record.tickets = self._standing.tickets
        for number in new:
            self._note("ticket", nomor=number)
        kinds = {(message.get("custom") or {}).get("kind") for message in messages}
        buttons = [str(button["payload"]) for message in messages[-1:] for button in message.get("buttons") or ()]
        self._expected = expectation(self._standing.slot, self._standing.kind, buttons)
        self._note("expects", slot=self._expected.slot, step=self._standing.step)
        if self.over:
            return
        self._ears.set_grammar(self._expected.grammar)
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
        if before is None or before.slot is None or before.kind not in _READ_BACK_KINDS:
            return []
        value = self._standing.slots.get(before.slot)
        if self._standing.slot == before.slot or value is None or value == before.slots.get(before.slot):
            return []
        if not any(sign.isdigit() for sign in str(value)):
            return []
        return [self._words.read_back.format(nilai=value)]

    def _speak(self, texts: Sequence[str]) -> None:
        for text in texts:
            self.record.transcript.append(Line(round(self.clock, 2), BOT, text))
        phrases: list[Phrase] = [phrase for text in texts for phrase in phrases_of(text)]
        self.state = SPEAKING
        self._playback.start(phrases)

    # --- records -----------------------------------------------------------------------------------

    def _end(self, by: str) -> None:
        self._note("hung_up", by=by)
        self._playback.stop()
        self.state = ENDED

    def _note(self, name: str, **details: Any) -> None:
        self.record.events.append(Event(round(self.clock, 2), name, details))

    def _note_first_sound(self, outgoing: bytes) -> None:
        timing = self._timing
        if timing is None or timing.speaks_since is None or outgoing is SILENT_FRAME:
            return
        self._timing = None
        speech = time.perf_counter() - timing.speaks_since
        self.record.turns.append(
            TurnTimes(round(self.clock, 2), timing.end_pointing, timing.recognition, timing.dialogue, speech)
        )
