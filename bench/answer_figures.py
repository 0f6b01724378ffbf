"""Figures on answers: how many are read as they should be, and which are silently read wrong."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import Any, Protocol

from bench.kept_apart import AskedAnswer, Reading

NONE_GIVEN = "tidak_ada"
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_KIND_OF_REGION = re.compile(r"^(?:kota|kabupaten|kab\.?)\s+(?:administrasi\s+)?", re.IGNORECASE)


class ReadAnswer(Protocol):
    """What a reader gives back (``bot.language.answers.Answer``)."""

    @property
    def status(self) -> str: ...

    @property
    def value(self) -> Any: ...


class Verdict(Enum):
    """What became of an answer."""

    RIGHT = "as it should be"
    SILENTLY_WRONG = "read with a wrong value"
    TAKEN = "read though it holds no sure answer"
    MISSED = "not read though it holds an answer"
    OTHER_STATUS = "rightly not read, for another reason than the right one"

    @property
    def harmful(self) -> bool:
        """Whether a wrong value goes on to the ticket without anyone noticing."""
        return self in (Verdict.SILENTLY_WRONG, Verdict.TAKEN)


@dataclass(frozen=True)
class JudgedAnswer:
    """An answer with what was read from it."""

    answer: AskedAnswer
    status: str
    value: Any
    verdict: Verdict


@dataclass(frozen=True)
class SlotScore:
    """Figures on one slot, or on all: number of answers with each verdict."""

    slot: str
    answers: int
    verdicts: Mapping[Verdict, int]

    @property
    def accuracy(self) -> float:
        """Share (0-1) that is exactly right."""
        return self.verdicts[Verdict.RIGHT] / self.answers

    @property
    def harmful(self) -> int:
        return sum(times for verdict, times in self.verdicts.items() if verdict.harmful)


@dataclass(frozen=True)
class _Canonical:
    """A reading as it goes on to the ticket."""

    status: str
    value: Any


def _canonical(read: ReadAnswer) -> _Canonical:
    """A span of time counts by its start, and "I have none" is a value, whatever status brings it."""
    if read.value == NONE_GIVEN:
        return _Canonical("read", NONE_GIVEN)
    return _Canonical(read.status, getattr(read.value, "start", read.value))


def judge_answer(answer: AskedAnswer, answered: ReadAnswer) -> JudgedAnswer:
    """Hold what was read against the right readings.

    An address that lacks a part is missed, one with another part than the right one is silently wrong.
    """
    read = _canonical(answered)
    if any(_agrees(expected, read) for expected in answer.accepted):
        verdict = Verdict.RIGHT
    elif any(_lacks_parts(expected, read) for expected in answer.accepted):
        verdict = Verdict.MISSED
    else:
        may_be_read = any(expected.status == "read" for expected in answer.accepted)
        if read.status == "read":
            verdict = Verdict.SILENTLY_WRONG if may_be_read else Verdict.TAKEN
        else:
            verdict = Verdict.MISSED if may_be_read else Verdict.OTHER_STATUS
    return JudgedAnswer(answer, read.status, read.value, verdict)


def figure_answers(judged: Sequence[JudgedAnswer]) -> list[SlotScore]:
    """Figures by slot in the order of the set, the last line holding all of them.

    Raises:
        ValueError: if there is nothing to judge.
    """
    if not judged:
        raise ValueError("no answers to judge")
    slots = dict.fromkeys(one.answer.asked for one in judged)
    by_slot = [_score(slot, [one for one in judged if one.answer.asked == slot]) for slot in slots]
    return [*by_slot, _score("all", judged)]


def _score(slot: str, judged: Sequence[JudgedAnswer]) -> SlotScore:
    verdicts = {kind: sum(one.verdict is kind for one in judged) for kind in Verdict}
    return SlotScore(slot, len(judged), verdicts)


def _lacks_parts(expected: Reading, read: _Canonical) -> bool:
    """Whether every part of an address that was found at all is the right one."""
    if read.status != "read" or not expected.parts:
        return False
    found = {name: _part(read.value, name) for name in expected.parts}
    return all(part is None or _same_part(expected.parts[name], part) for name, part in found.items())


def _agrees(expected: Reading, read: _Canonical) -> bool:
    if expected.status == "refused" and read == _Canonical("read", NONE_GIVEN):
        return True
    if expected.status != read.status:
        return False
    if expected.parts:
        return all(_same_part(wanted, _part(read.value, name)) for name, wanted in expected.parts.items())
    if expected.status != "read":
        return True
    if expected.value is None:
        return bool(read.value)
    return same_value(expected.value, read.value)


def same_value(expected: str | bool, value: Any) -> bool:
    """Whether a slot value is the canonical one: yes/no as truth values, times as moments or days, else as text."""
    if isinstance(expected, bool) or isinstance(value, bool):
        return expected is value
    if isinstance(value, datetime):
        if _DAY.fullmatch(expected):
            return value.date().isoformat() == expected
        return datetime.fromisoformat(expected) == value
    return str(value) == expected


def _part(address: Any, name: str) -> Any:
    return address.get(name) if isinstance(address, Mapping) else getattr(address, name, None)


def _same_part(wanted: str, found: Any) -> bool:
    return found is not None and _bare(wanted) == _bare(str(found))


def _bare(part: str) -> str:
    name = _KIND_OF_REGION.sub("", part.strip()).casefold()
    return name.lstrip("0") if name.isdigit() else name


@dataclass(frozen=True)
class FactFigures:
    """Facts that openings volunteer: counts, and what went wrong as (text, slot, labelled, read)."""

    right: int
    missed: int
    wrong: tuple[tuple[str, str, Any, Any], ...]
    unlabelled: tuple[tuple[str, str, Any, Any], ...]


def figure_facts(texts: Iterable[tuple[str, Mapping[str, Any], Mapping[str, Any]]]) -> FactFigures:
    """Hold the facts read from openings against the labelled ones.

    Args:
        texts: (text, labelled facts, facts read). Read but not labelled is not surely wrong: the labels
            hold only what is beyond doubt.
    """
    right = missed = 0
    wrong, unlabelled = [], []
    for text, labelled, read in texts:
        for slot, expected in labelled.items():
            if read.get(slot) is None:
                missed += 1
            elif same_value(expected, read[slot]):
                right += 1
            else:
                wrong.append((text, slot, expected, read[slot]))
        unlabelled += [(text, slot, None, value) for slot, value in read.items() if slot not in labelled]
    return FactFigures(right, missed, tuple(wrong), tuple(unlabelled))
