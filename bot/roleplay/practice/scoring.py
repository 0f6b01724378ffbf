"""The result of a practice call: the book's rules, the fields of the form, and what fails a call whatever its score."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.roleplay.practice import events as kinds
from bot.roleplay.practice.events import Event
from bot.roleplay.practice.form import FieldItem, assess_form
from bot.roleplay.practice.privacy import disclosures, privacy_errors
from bot.roleplay.practice.scenario import Call
from bot.roleplay.practice.spoken import without_blame_of_ears
from bot.roleplay.practice.talk import spoken_turns
from bot.sop.book import Book, Source
from bot.sop.conformance.assess import assess
from bot.sop.conformance.left_to_humans import left_to_humans
from bot.sop.conformance.result import COUNTED, MET, PASS_MARK, Assessment, CriticalError
from bot.sop.conformance.talk import Talk

PASSES_FOR_CERTIFICATE = 3


@dataclass(frozen=True)
class Result:
    """What became of a call.

    Attributes:
        talk: as it was held against the book; turns are counted from 0.
        assessment: the rules (:func:`bot.sop.conformance.assess.assess`).
        form: the fields of the form that had to be filled in.
        critical: what fails the call: the assessment's errors, and data given to the wrong person.
        hints: every hint that was given: strength and rule.
        doubtful: what would fail the call if only the ears were to be believed; the supervisor decides.
    """

    talk: Talk
    assessment: Assessment
    form: tuple[FieldItem, ...] = ()
    critical: tuple[CriticalError, ...] = ()
    hints: tuple[tuple[int, str], ...] = ()
    doubtful: tuple[CriticalError, ...] = ()

    @property
    def score(self) -> float:
        """0–100: the weight of what was met and filled in right, in the weight of all that counts."""
        counted = self._counted_weight
        met = sum(item.rule.weight for item in self.assessment.items if item.status == MET)
        right = sum(item.weight for item in self.form if item.status == MET)
        return 100.0 * (met + right) / counted if counted else 0.0

    @property
    def passed(self) -> bool:
        """Whether the score reaches the pass mark and nothing critical went wrong."""
        return self.score >= PASS_MARK and not self.critical

    @property
    def _counted_weight(self) -> float:
        rules = sum(item.rule.weight for item in self.assessment.items if item.status in COUNTED)
        return rules + sum(item.weight for item in self.form if item.status in COUNTED)

    def as_json(self) -> dict[str, Any]:
        """For programs: ``score``, ``passed``, ``critical``, ``items`` whose weights sum to 100, and ``hints``."""
        share = 100.0 / self._counted_weight if self._counted_weight else 0.0
        rules = [
            {
                "rule": item.rule.id,
                "field": "",
                "title": item.rule.title,
                "status": item.status,
                "turn": item.verdict.turn,
                "quote": item.verdict.quote,
                "weight": round(item.rule.weight * share, 4) if item.status in COUNTED else 0.0,
                "critical": item.rule.critical,
                "reason": item.verdict.reason,
                "matter": item.matter,
                "source": _source(item.rule.source),
            }
            for item in self.assessment.items
        ]
        return {
            "score": round(self.score, 2),
            "passed": self.passed,
            "critical": [_plain(error) for error in self.critical],
            "doubtful": [_plain(error) for error in self.doubtful],
            "items": [*rules, *(item.as_json(share) for item in self.form)],
            "hints": [{"strength": strength, "rule": rule} for strength, rule in self.hints],
        }


def score(book: Book, call: Call, talk: Talk, events: Sequence[Event]) -> Result:
    """Hold a practice call against the book."""
    assessment = assess(book, talk)
    result = Result(
        talk=talk,
        assessment=assessment,
        form=assess_form(book, call, talk, events),
        critical=(*assessment.critical_errors, *privacy_errors(call, talk)),
        hints=tuple((e.content["strength"], e.content["rule"]) for e in events if e.kind == kinds.HINTED),
    )
    unchecked = {place for place, spoken in spoken_turns(events).items() if not spoken.checked}
    return without_blame_of_ears(result, unchecked)


def score_transcript(book: Book, talk: Talk) -> Result:
    """Hold a talk of which nothing but its words and its report is known against the book.

    Rules on which that judgement is not good enough are ``unsure``: a supervisor decides them.
    """
    result = left_to_humans(assess(book, talk))
    return Result(talk, result, critical=(*result.critical_errors, *disclosures(talk)))


def is_certified(passes: Sequence[bool]) -> bool:
    """Whether the latest calls, oldest first and each with fresh facts, were passed three times in a row."""
    return len(passes) >= PASSES_FOR_CERTIFICATE and all(passes[-PASSES_FOR_CERTIFICATE:])


def _plain(error: CriticalError) -> Mapping[str, Any]:
    return {
        "kind": error.kind,
        "subject": error.subject,
        "turn": error.turn,
        "quote": error.quote,
        "message": error.message,
    }


def _source(source: Source) -> Mapping[str, str]:
    return {"document": source.document, "point": source.point, "paragraph": source.paragraph}
