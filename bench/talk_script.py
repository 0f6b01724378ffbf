"""The talk that is played for measuring: ``bench/data/periksa_talk.yml``, for one invented customer."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from itertools import cycle, islice
from pathlib import Path

import yaml

from bot.customers.demo import demo_customers
from bot.customers.model import Customer

SCRIPT = Path(__file__).resolve().parent / "data" / "periksa_talk.yml"
MOBILE = "081234500076"


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


def fitting_customers(path: Path = SCRIPT) -> tuple[Customer, ...]:
    """The invented customers that fit the talk."""
    wanted = yaml.safe_load(path.read_text(encoding="utf-8"))["customer"]
    return tuple(one for one in demo_customers() if wanted.items() <= asdict(one).items())


def load_script(path: Path = SCRIPT, customer: Customer | None = None, mobile: str = MOBILE) -> TalkScript:
    """The talk, for a customer that fits it; the first invented one if none is named.

    Args:
        mobile: the number that the caller tells after a slip of the finger.

    Raises:
        IndexError: if no invented customer fits.
    """
    data = yaml.safe_load(path.read_text(encoding="utf-8"))
    mistold = f"{mobile[:-2]}{mobile[-1]}{mobile[-2]}"
    fields = {**asdict(customer or fitting_customers(path)[0]), "nomor_hp": mobile, "nomor_keliru": mistold}
    return TalkScript(
        turns=tuple(line.format_map(fields) for line in data["turns"]),
        detours=tuple(data["detours"]),
        detours_after=data["detours_after"],
    )
