"""An audited talk as the pages show it: what was said, with the marks of the rules beside it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.qa.audit.disputes import Dispute
from bot.qa.audit.page import SPEAKERS, STATUS_NAMES
from bot.qa.audit.summary import Audited
from bot.sop.book import load_book
from bot.sop.conformance.result import NOT_APPLICABLE, Assessment, Item
from bot.sop.conformance.talk import CALLER, Turn

Hide = Callable[[str], str]


@dataclass(frozen=True)
class Mark:
    """What became of one rule of one matter.

    Attributes:
        asked_again: it is not the verdict itself, but a turn in which the same was asked once more.
    """

    rule: str
    title: str
    matter: int
    status: str
    words: str
    reason: str
    critical: bool
    asked_again: bool = False


@dataclass(frozen=True)
class MarkedTurn:
    """One utterance, and the marks that it got; ``matter`` is filled where another one begins."""

    number: int
    speaker: str
    is_callers: bool
    text: str
    at: datetime | None
    marks: tuple[Mark, ...]
    errors: tuple[str, ...]
    matter: int = 0


@dataclass(frozen=True)
class MarkedTalk:
    """The whole talk.

    Attributes:
        beside: marks that belong to no turn, such as of what was never said.
        shown_name: as whoever looks at it may see it: a name may hold the caller's number.
        not_applicable: rules that had no occasion.
        errors: critical ones that belong to no turn.
    """

    name: str
    shown_name: str
    score: float
    passed: bool
    critical: int
    turns: tuple[MarkedTurn, ...]
    beside: tuple[Mark, ...]
    not_applicable: tuple[Mark, ...]
    errors: tuple[str, ...]

    @property
    def marks(self) -> tuple[Mark, ...]:
        """Every verdict once, in the order of the book's rules."""
        every = [mark for turn in self.turns for mark in turn.marks if not mark.asked_again]
        return tuple(sorted([*every, *self.beside, *self.not_applicable], key=lambda one: (one.matter, one.rule)))

    def mark_of(self, matter: int, rule: str) -> Mark | None:
        """The verdict on a rule of a matter."""
        return next((one for one in self.marks if (one.matter, one.rule) == (matter, rule)), None)


def marked_talk(audited: Audited, hide: Hide) -> MarkedTalk:
    """The talk with its marks.

    Args:
        hide: what masks the words of the talk for whoever looks at it.
    """
    result = audited.result
    matter = 1
    turns: list[MarkedTurn] = []
    for place, turn in enumerate(audited.talk.turns):
        begun = bool(turn.begins) and place > 0
        matter += begun
        turns.append(_turn(place, turn, result, hide, matter if begun else 0))
    placeless = [item for item in result.items if item.verdict.turn is None]
    return MarkedTalk(
        name=audited.talk.name,
        shown_name=hide(audited.talk.name),
        score=result.score,
        passed=result.passed,
        critical=len(result.critical_errors),
        turns=tuple(turns),
        beside=tuple(_mark(item, hide) for item in placeless if item.status != NOT_APPLICABLE),
        not_applicable=tuple(_mark(item, hide) for item in result.items if item.status == NOT_APPLICABLE),
        errors=_errors(result, None, hide),
    )


def titles_of_rules() -> dict[str, str]:
    """What the book calls each rule."""
    return {rule.id: rule.title for rule in load_book().rules.values()}


def shown_dispute(dispute: Dispute, titles: Mapping[str, str], hide: Hide) -> dict[str, Any]:
    """A dispute for the template, with the rule's title and the ruling in words."""
    ruling = dispute.ruling
    return {
        "number": dispute.number,
        "talk": dispute.talk,
        "shown_talk": hide(dispute.talk),
        "matter": dispute.matter,
        "rule": dispute.rule,
        "title": titles.get(dispute.rule, ""),
        "who": dispute.who,
        "at": dispute.at,
        "why": hide(dispute.why),
        "ruling": ruling
        and {"status": STATUS_NAMES[ruling.status], "who": ruling.who, "at": ruling.at, "why": hide(ruling.why)},
    }


def _turn(place: int, turn: Turn, result: Assessment, hide: Hide, matter: int) -> MarkedTurn:
    own = [item for item in result.items if item.verdict.turn == place and item.status != NOT_APPLICABLE]
    again = [item for item in result.items if place in item.repeated]
    return MarkedTurn(
        number=place + 1,
        speaker=SPEAKERS[turn.speaker],
        is_callers=turn.speaker == CALLER,
        text=hide(turn.text),
        at=turn.at,
        marks=(*(_mark(item, hide) for item in own), *(_mark(item, hide, asked_again=True) for item in again)),
        errors=_errors(result, place, hide),
        matter=matter,
    )


def _mark(item: Item, hide: Hide, *, asked_again: bool = False) -> Mark:
    return Mark(
        rule=item.rule.id,
        title=item.rule.title,
        matter=item.matter,
        status=item.status,
        words="ditanyakan lagi" if asked_again else STATUS_NAMES[item.status],
        reason=hide(item.verdict.reason),
        critical=item.rule.critical,
        asked_again=asked_again,
    )


def _errors(result: Assessment, place: int | None, hide: Hide) -> tuple[str, ...]:
    return tuple(f"{one.subject}: {hide(one.message)}" for one in result.critical_errors if one.turn == place)
