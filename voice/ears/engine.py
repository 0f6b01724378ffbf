"""What an engine must do to be the ears of the phone line.

An engine is loaded once and gives out any number of `Ears`, one a call, which know nothing of each other. Sound is
16-bit mono samples of the rate that was asked for; pieces may be of any length. `conformance` puts any engine to the
test.

Engines are found by the entry points of the group ``pln123.ears``: a function without arguments that returns a
`SpeechEngine`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

BYTES_PER_SAMPLE = 2


@dataclass(frozen=True)
class HeardWord:
    """One word: when it was said, in seconds since the ears were opened, and how sure the engine is (0 to 1)."""

    text: str
    start: float
    end: float
    confidence: float


@dataclass(frozen=True)
class Heard:
    """What was said from one silence to the next.

    Attributes:
        words: in order; what was no word of the grammar is left out.
        unknown: whether something was said besides these words.
    """

    words: tuple[HeardWord, ...]
    unknown: bool = False

    @property
    def text(self) -> str:
        """The words with blanks between."""
        return " ".join(word.text for word in self.words)

    @property
    def confidence(self) -> float:
        """That of the least sure word; 0 where no word was heard."""
        return min((word.confidence for word in self.words), default=0.0)


@dataclass(frozen=True)
class Grammar:
    """What the dialogue expects now: phrases of which any may follow any, the more likely the fewer there are.

    Attributes:
        others: whether any other word that the engine knows may be said too, less likely.
    """

    name: str
    phrases: tuple[str, ...]
    others: bool = False

    @property
    def words(self) -> frozenset[str]:
        """Every word of the phrases."""
        return frozenset(word for phrase in self.phrases for word in phrase.split())


@runtime_checkable
class Ears(Protocol):
    """The ears of one call."""

    def feed(self, sound: bytes) -> Heard | None:
        """Take the next piece of sound; what was said, if the speaker has just fallen silent.

        Raises:
            ValueError: if the piece does not consist of whole samples.
        """

    def partial(self) -> str:
        """What seems to be said at the moment; it may still change."""

    def flush(self) -> Heard | None:
        """Treat what was fed so far as ended; ``None`` if nothing was said. Feeding may go on."""

    async def settled(self) -> None:
        """Wait until all that was fed is worked through, for a line whose time can stand still."""

    def set_grammar(self, grammar: Grammar | None) -> None:
        """Expect other words from now on (``None``: any that the engine knows); what is being said is thrown away.

        Raises:
            ValueError: if the engine knows not one of the words.
        """


@runtime_checkable
class SpeechEngine(Protocol):
    """A loaded engine."""

    name: str

    def listen(self, rate: int, grammar: Grammar | None = None) -> Ears:
        """Ears for one call whose sound has ``rate`` samples a second."""

    def unknown_words(self, words: Iterable[str]) -> set[str]:
        """Those that the engine can't hear; the caller decides whether that matters."""


class EngineMissing(RuntimeError):
    """The engine's package or model is not there; the message says in Indonesian what to do."""


def samples_in(sound: bytes) -> int:
    """How many samples a piece holds.

    Raises:
        ValueError: if it ends within a sample.
    """
    if len(sound) % BYTES_PER_SAMPLE:
        raise ValueError(f"{len(sound)} bytes are not whole 16-bit samples")
    return len(sound) // BYTES_PER_SAMPLE
