"""What every engine must keep to, as checks that any engine can be put through.

    findings = check(engine, [Sample("nol delapan satu dua", sound)], rate=8000)

Each finding is one promise of `voice.ears.engine` and whether it was kept; the sound comes from whoever checks.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from voice.ears.engine import BYTES_PER_SAMPLE, Grammar, Heard, SpeechEngine, samples_in

_QUIET_SECONDS = 2.0
_PIECES_SECONDS = (0.02, 0.2)
_PATIENCE_SECONDS = 60.0
"""An engine that works beside the call hands out what it understood at a later piece of sound."""


@dataclass(frozen=True)
class Sample:
    """Speech (16-bit mono) and what is said in it, in words that the engine knows."""

    text: str
    sound: bytes


@dataclass(frozen=True)
class Finding:
    """A promise, and what was seen instead if it was not kept."""

    promise: str
    kept: bool
    seen: str = ""


def check(engine: SpeechEngine, samples: Sequence[Sample], rate: int) -> list[Finding]:
    """Put an engine to the test.

    Args:
        engine: a loaded engine.
        samples: at least two with different words, each clear speech that any engine should understand.
        rate: samples a second.
    """
    grammar = Grammar("conformance", tuple(sample.text for sample in samples))
    bench = _Bench(engine, rate, grammar)
    return [finding for promise in _PROMISES for finding in promise(bench, samples)]


@dataclass(frozen=True)
class _Bench:
    engine: SpeechEngine
    rate: int
    grammar: Grammar

    def silence(self, seconds: float = _QUIET_SECONDS) -> bytes:
        return bytes(BYTES_PER_SAMPLE * int(seconds * self.rate))

    def hear(self, sound: bytes, seconds: float = 0.02, grammar: Grammar | None = None) -> list[Heard]:
        """Everything heard of a sound that is fed in pieces of so many seconds."""
        ears = self.engine.listen(self.rate, grammar or self.grammar)
        piece = BYTES_PER_SAMPLE * int(seconds * self.rate)
        heard = [ears.feed(sound[at : at + piece]) for at in range(0, len(sound), piece)]
        return [one for one in (*heard, ears.flush()) if one is not None]


def _text(heard: Sequence[Heard]) -> str:
    return " ".join(one.text for one in heard if one.text)


def _silence_says_nothing(bench: _Bench, _samples: Sequence[Sample]) -> Iterator[Finding]:
    text = _text(bench.hear(bench.silence()))
    yield Finding("silence says nothing", not text, text)


def _speech_is_understood(bench: _Bench, samples: Sequence[Sample]) -> Iterator[Finding]:
    for sample in samples:
        text = _text(bench.hear(sample.sound))
        yield Finding(f"{sample.text!r} is understood", text == sample.text, text)


def _pieces_do_not_matter(bench: _Bench, samples: Sequence[Sample]) -> Iterator[Finding]:
    for sample in samples:
        texts = {_text(bench.hear(sample.sound, seconds)) for seconds in _PIECES_SECONDS}
        yield Finding(f"{sample.text!r} is the same in pieces of any length", len(texts) == 1, str(sorted(texts)))


def _times_and_confidence(bench: _Bench, samples: Sequence[Sample]) -> Iterator[Finding]:
    for sample in samples:
        length = len(sample.sound) / BYTES_PER_SAMPLE / bench.rate
        words = [word for heard in bench.hear(sample.sound) for word in heard.words]
        ends = [0.0] + [word.end for word in words]
        in_order = all(word.start >= before - 0.001 for word, before in zip(words, ends, strict=False))
        inside = all(word.start < word.end <= length + 0.1 for word in words)
        promise = f"the words of {sample.text!r} follow each other within the sound"
        yield Finding(promise, in_order and inside, str(words))
        sure = all(0.0 <= word.confidence <= 1.0 for word in words)
        yield Finding(f"confidence of {sample.text!r} lies between 0 and 1", sure, str(words))


def _a_turn_ends_by_itself(bench: _Bench, samples: Sequence[Sample]) -> Iterator[Finding]:
    ears = bench.engine.listen(bench.rate, bench.grammar)
    sound = samples[0].sound + bench.silence()
    piece = BYTES_PER_SAMPLE * bench.rate // 50
    heard = [ears.feed(sound[at : at + piece]) for at in range(0, len(sound), piece)]
    until = time.monotonic() + _PATIENCE_SECONDS
    while not any(one is not None and one.text for one in heard) and time.monotonic() < until:
        time.sleep(0.02)
        heard.append(ears.feed(sound[-piece:]))
    ended = [one for one in heard if one is not None and one.text]
    yield Finding("two seconds of silence end a turn", bool(ended), str(heard[-1]))
    yield Finding("nothing is left to flush after a turn ended", not _text([one for one in [ears.flush()] if one]))


def _partial_grows(bench: _Bench, samples: Sequence[Sample]) -> Iterator[Finding]:
    ears = bench.engine.listen(bench.rate, bench.grammar)
    yield Finding("there is no partial before the first sound", ears.partial() == "", ears.partial())
    ears.feed(samples[0].sound)
    ears.flush()
    yield Finding("there is no partial after a flush", ears.partial() == "", ears.partial())


def _grammar_is_kept(bench: _Bench, samples: Sequence[Sample]) -> Iterator[Finding]:
    first, second = samples[0], samples[1]
    only_second = Grammar("second", (second.text,))
    words = set(_text(bench.hear(first.sound, grammar=only_second)).split())
    yield Finding("words outside the grammar are not heard", words <= only_second.words, str(words))
    ears = bench.engine.listen(bench.rate, only_second)
    ears.feed(first.sound[: samples_in(first.sound) // 2 * BYTES_PER_SAMPLE])
    ears.set_grammar(Grammar("first", (first.text,)))
    heard = [one for one in (ears.feed(first.sound), ears.flush()) if one is not None]
    yield Finding("a grammar set during speech holds at once", _text(heard) == first.text, _text(heard))
    starts = [word.start for one in heard for word in one.words]
    half = len(first.sound) / 2 / BYTES_PER_SAMPLE / bench.rate
    yield Finding("times go on after another grammar", all(start >= half - 0.1 for start in starts), str(starts))


def _calls_do_not_mix(bench: _Bench, samples: Sequence[Sample]) -> Iterator[Finding]:
    both = [bench.engine.listen(bench.rate, bench.grammar) for _ in range(2)]
    piece = BYTES_PER_SAMPLE * bench.rate // 50
    heard: list[list[Heard]] = [[], []]
    for at in range(0, max(len(sample.sound) for sample in samples[:2]), piece):
        for ears, sample, known in zip(both, samples, heard, strict=False):
            one = ears.feed(sample.sound[at : at + piece])
            known += [one] if one else []
    for ears, known in zip(both, heard, strict=True):
        one = ears.flush()
        known += [one] if one else []
    texts = [_text(known) for known in heard]
    yield Finding("two calls at once do not mix", texts == [sample.text for sample in samples[:2]], str(texts))


def _half_a_sample_is_refused(bench: _Bench, _samples: Sequence[Sample]) -> Iterator[Finding]:
    ears = bench.engine.listen(bench.rate, bench.grammar)
    try:
        ears.feed(b"\0\0\0")
    except ValueError:
        yield Finding("half a sample is refused", True)
    else:
        yield Finding("half a sample is refused", False, "it was taken")
    yield Finding("an empty piece is taken", ears.feed(b"") is None)


def _unknown_words_are_named(bench: _Bench, samples: Sequence[Sample]) -> Iterator[Finding]:
    known = samples[0].text.split()
    named = bench.engine.unknown_words([*known, "zzqqxx"])
    yield Finding("words that can't be heard are named", named == {"zzqqxx"}, str(named))


_PROMISES: tuple[Callable[[_Bench, Sequence[Sample]], Iterator[Finding]], ...] = (
    _silence_says_nothing,
    _speech_is_understood,
    _pieces_do_not_matter,
    _times_and_confidence,
    _a_turn_ends_by_itself,
    _partial_grows,
    _grammar_is_kept,
    _calls_do_not_mix,
    _half_a_sample_is_refused,
    _unknown_words_are_named,
)
