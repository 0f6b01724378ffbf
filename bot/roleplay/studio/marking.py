"""Supervisors' rulings laid over a result: a point has the status of the latest ruling on it; the score follows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Protocol

from bot.sop.book import Book
from bot.sop.conformance.result import COUNTED, MET, MISSED, NOT_APPLICABLE, PASS_MARK, UNSURE

TALK = "latihan:{id}"
"""Under which name disputes about an attempt are kept beside those about real talks."""

SCORER = "penilai otomatis"
"""Who asks for a ruling on a point that the scorer could not decide."""

Result = Mapping[str, Any]


class Dispute(Protocol):
    """An objection to a point, as :mod:`bot.qa.audit.disputes` keeps it; ``rule`` is the point."""

    @property
    def matter(self) -> int:
        """Number of the matter in the talk."""

    @property
    def rule(self) -> str:
        """As :func:`point_of` names it."""

    @property
    def ruling(self) -> Any:
        """The latest one (``status``, ``who``, ``at``, ``why``), ``None`` while there is none."""


def talk_name(attempt_id: str) -> str:
    """The name of an attempt among the talks that disputes are about."""
    return TALK.format(id=attempt_id)


def point_of(item: Mapping[str, Any]) -> str:
    """By what a point of a result is named in a dispute: the rule, and the field where it is one of the form."""
    return f"{item['rule']}:{item['field']}" if item.get("field") else str(item["rule"])


def undecided(result: Result) -> list[Mapping[str, Any]]:
    """Points that the scorer left to the supervisor, and that nobody has ruled on."""
    return [item for item in result["items"] if item["status"] == UNSURE and "ruling" not in item]


def with_rulings(result: Result, disputes: Iterable[Dispute], book: Book) -> dict[str, Any]:
    """The result as supervisors ruled.

    Args:
        result: :meth:`bot.roleplay.practice.scoring.Result.as_json`.

    Returns:
        The same shape; weights sum to 100 over what counts now; an item that was ruled on has ``ruling``
        (``{was, who, at, why}``, the moment as ISO 8601). What fails the attempt goes when the rule that it is about
        was ruled to be met or not applicable, and what was left open by the ears fails it when that rule was ruled to
        be missed.
    """
    rulings = {(one.matter, one.rule): one.ruling for one in disputes if one.ruling is not None}
    if not rulings:
        return dict(result)
    share = _share(result, book)
    items = []
    for item in result["items"]:
        ruling = rulings.get((item["matter"], point_of(item)))
        raw = item["weight"] / share if item["weight"] else _raw_weight(item, book)
        ruled = {**item, "raw": raw}
        if ruling is not None:
            told = {"was": item["status"], "who": ruling.who, "at": ruling.at.isoformat(), "why": ruling.why}
            ruled |= {"status": ruling.status, "ruling": told}
        items.append(ruled)
    counted = sum(item["raw"] for item in items if item["status"] in COUNTED)
    for item in items:
        raw = item.pop("raw")
        item["weight"] = round(100.0 * raw / counted, 4) if counted and item["status"] in COUNTED else 0.0
    forgiven = {point for (_, point), ruling in rulings.items() if ruling.status in (MET, NOT_APPLICABLE)}
    confirmed = {point for (_, point), ruling in rulings.items() if ruling.status == MISSED}
    critical = [error for error in result["critical"] if error["subject"] not in forgiven]
    critical += [error for error in result.get("doubtful", ()) if error["subject"] in confirmed]
    score = round(sum(item["weight"] for item in items if item["status"] == MET), 2)
    passed = score >= PASS_MARK and not critical
    return {**result, "items": items, "critical": critical, "score": score, "passed": passed}


def _share(result: Result, book: Book) -> float:
    """How much of the 100 one unit of the book's weight made up when the result was made."""
    for item in result["items"]:
        rule = book.rules.get(item["rule"])
        if item["weight"] and not item.get("field") and rule is not None and rule.weight:
            return float(item["weight"]) / rule.weight
    return 1.0


def _raw_weight(item: Mapping[str, Any], book: Book) -> float:
    """The weight of a point that did not count; a field's is that of one unit."""
    rule = book.rules.get(item["rule"])
    return float(rule.weight) if rule is not None and not item.get("field") else 1.0
