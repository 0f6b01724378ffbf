"""The talk that is played for measuring: ``bench/data/periksa_talk.yml``, for one invented customer."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from itertools import cycle, islice
from pathlib import Path

import yaml

from bot.customers.demo import demo_customers

SCRIPT = Path(__file__).resolve().parent / "data" / "periksa_talk.yml"


@dataclass(frozen=True)
class TalkScript:
    """What the caller says, placeholders filled in.

    Attributes:
        turns: the whole talk, one message each.
        detours: messages after which the talk stands where it stood.
        detours_after: after how many turns the detours may be said over and over.
    """

    turns: tuple[str, ...]
    detours: tuple[str, ...]
    detours_after: int

    def lengthened(self, turns: int) -> tuple[str, ...]:
        """A talk of so many turns: the same one, with detours in its middle.

        Raises:
            ValueError: if the talk is longer than that already.
        """
        missing = turns - len(self.turns)
        if missing < 0:
            raise ValueError(f"the talk has {len(self.turns)} turns, more than {turns}")
        repeated = tuple(islice(cycle(self.detours), missing))
        return self.turns[: self.detours_after] + repeated + self.turns[self.detours_after :]


def load_script(path: Path = SCRIPT) -> TalkScript:
    """The talk, for the first invented customer that fits it.

    Raises:
        StopIteration: if no invented customer fits.
    """
    data = yaml.safe_load(path.read_text(encoding="utf-8"))
    wanted = data["customer"]
    fields = next(fields for fields in map(asdict, demo_customers()) if wanted.items() <= fields.items())
    return TalkScript(
        turns=tuple(line.format_map(fields) for line in data["turns"]),
        detours=tuple(data["detours"]),
        detours_after=data["detours_after"],
    )
