"""What an assessment says, rule by rule."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from bot.sop.book import Rule

MET = "met"
MISSED = "missed"
EXTRA = "extra"
OUT_OF_ORDER = "out_of_order"
NOT_APPLICABLE = "not_applicable"
UNSURE = "unsure"
STATUSES = (MET, MISSED, EXTRA, OUT_OF_ORDER, NOT_APPLICABLE, UNSURE)

COUNTED = (MET, MISSED, OUT_OF_ORDER)
"""What stands in the score's denominator; only ``MET`` stands in its numerator."""

PASS_MARK = 80.0

RULE_BROKEN = "rule"
FORBIDDEN_SAID = "never"
WRONG_TICKET = "ticket"
DUPLICATE = "duplicate"


@dataclass(frozen=True)
class Verdict:
    """What became of one rule, and what shows it.

    Attributes:
        turn: place of the utterance in the talk, from 0; ``None``: there is none to show.
        quote: the officer's words.
        reason: why, in Indonesian.
    """

    status: str
    turn: int | None = None
    quote: str = ""
    reason: str = ""


@dataclass(frozen=True)
class Item:
    """One rule of one matter.

    Attributes:
        matter: number of the matter in the talk, from 1.
        points: share of the 100 that the rule has in this talk; 0 when it doesn't count.
        repeated: places of turns in which it was asked again although it was known.
    """

    rule: Rule
    matter: int
    verdict: Verdict
    points: float = 0.0
    repeated: tuple[int, ...] = ()

    @property
    def status(self) -> str:
        """One of ``STATUSES``."""
        return self.verdict.status


@dataclass(frozen=True)
class CriticalError:
    """What fails a talk whatever its score.

    Attributes:
        kind: ``rule`` (a critical rule not kept), ``never`` (said what must not be said), ``ticket`` (not the one
            of the outcome table) or ``duplicate``.
        subject: the rule, or the row of the outcome table.
    """

    kind: str
    subject: str
    matter: int
    message: str
    turn: int | None = None
    quote: str = ""


@dataclass(frozen=True)
class Assessment:
    """A talk held against the book."""

    talk: str
    items: tuple[Item, ...]
    critical_errors: tuple[CriticalError, ...]

    @property
    def score(self) -> float:
        """0–100: the weight of what was met in the weight of what counts; 0 when nothing counts."""
        counted = sum(item.rule.weight for item in self.items if item.status in COUNTED)
        met = sum(item.rule.weight for item in self.items if item.status == MET)
        return 100.0 * met / counted if counted else 0.0

    @property
    def passed(self) -> bool:
        """Whether the score reaches the pass mark and nothing critical went wrong."""
        return self.score >= PASS_MARK and not self.critical_errors

    def count(self) -> Mapping[str, int]:
        """How many rules have each status."""
        return {status: sum(item.status == status for item in self.items) for status in STATUSES}
