"""Turns that a trainee spoke: what the ears heard is no proof, so nobody may lose by their mistakes.

- Words of which the ears are not sure wait until the trainee has looked at them (the page of the call sees to that).
- Words that counted at once can be put right until the call is scored, as far as that may be misheard words.
- What must never be said, and numbers and data given away, fail a call only in words that the trainee has seen and
  sent; in words that only the ears vouch for, they are left to the supervisor.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Any

from rapidfuzz import fuzz

from bot.sop.conformance.result import FORBIDDEN_SAID, UNSURE, CriticalError, Item, Verdict

if TYPE_CHECKING:
    from bot.roleplay.practice.ear import Ear
    from bot.roleplay.practice.scoring import Result

_WORD = re.compile(r"[^\W\d_]+")
MAY_BE_MISHEARD = 50.0
"""So alike, in percent of the letters, are at least the words that were said and those that were heard for them."""
LEFT_TO_SUPERVISOR = "Diucapkan lisan dan dikenali mesin tanpa diperiksa peserta; diputuskan supervisor."
OF_WORDS = frozenset({FORBIDDEN_SAID, "data", "ctt", "nomor"})
"""Kinds of critical errors that lie in words alone."""


@dataclass(frozen=True)
class Spoken:
    """How words were spoken.

    Attributes:
        heard: what the ears understood.
        confidence: of the least sure word, 0 to 1.
        checked: whether the trainee looked at the words before they counted, or put them right.
    """

    heard: str
    confidence: float
    checked: bool

    def as_json(self) -> dict[str, Any]:
        """For keeping."""
        return asdict(self)

    @classmethod
    def from_json(cls, kept: Mapping[str, Any] | None) -> Spoken | None:
        """As :meth:`as_json` kept it; ``None`` for what was typed."""
        return cls(**kept) if kept else None


def as_sentence(ear: Ear, heard: str, topic: str, names: Iterable[str] = ()) -> str:
    """Heard words as they are written: names with capitals, and the mark at the end, which nobody can hear.

    It is a full stop, unless the words carry out more as a question: what can't be heard is taken for the better.

    Args:
        names: that may be in it.
    """
    named = {word.lower() for name in names for word in name.split()}
    text = _WORD.sub(lambda found: found[0].capitalize() if found[0] in named else found[0], heard)
    text = text[:1].upper() + text[1:]
    statement, question = f"{text}.", f"{text}?"
    told, asked = ({act.rule for act in ear.acts(one, (), topic) if act.certain} for one in (statement, question))
    return question if len(asked) > len(told) else statement


def may_be_misheard(heard: str, meant: str) -> bool:
    """Whether ``meant`` may have been said where ``heard`` was understood."""
    return bool(meant) and fuzz.ratio(_letters(heard), _letters(meant)) >= MAY_BE_MISHEARD


def without_blame_of_ears(result: Result, unchecked: Collection[int]) -> Result:
    """The result with errors that only the ears vouch for left to the supervisor.

    Args:
        unchecked: places of the turns in the talk that were spoken and not looked at.
    """
    doubtful = [error for error in result.critical if error.kind in OF_WORDS and error.turn in unchecked]
    if not doubtful:
        return result
    assessment = result.assessment
    by_rule = {error.subject: error for error in reversed(doubtful)}
    items = tuple(_left_open(item, by_rule.get(item.rule.id)) for item in assessment.items)
    certain = tuple(error for error in assessment.critical_errors if error not in doubtful)
    return replace(
        result,
        assessment=replace(assessment, items=items, critical_errors=certain),
        critical=tuple(error for error in result.critical if error not in doubtful),
        doubtful=tuple(doubtful),
    )


def _left_open(item: Item, error: CriticalError | None) -> Item:
    if error is None:
        return item
    return replace(item, verdict=Verdict(UNSURE, error.turn, error.quote, LEFT_TO_SUPERVISOR), points=0.0)


def _letters(text: str) -> str:
    return re.sub(r"[^a-z0-9]", "", text.lower())
