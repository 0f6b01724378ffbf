"""Attempts as the studio keeps them, for tests that count over them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta, timezone
from typing import Any

from bot.roleplay.studio.attempts import KeptAttempt

BEGAN = datetime(2026, 11, 29, 2, 0, tzinfo=timezone.utc)


def item(rule: str, status: str, weight: float = 0.0, **more: Any) -> dict[str, Any]:
    """One point of a result."""
    return {"rule": rule, "field": "", "status": status, "weight": weight, "matter": 1, **more}


def result(score: float, items: Sequence[Mapping[str, Any]] = (), critical: Sequence[Mapping[str, Any]] = ()) -> Any:
    """A result with that score; passed as the pass mark has it."""
    passed = score >= 80 and not critical
    return {"score": score, "passed": passed, "critical": [*critical], "items": [*items], "hints": []}


def attempt(number: int, score: float, *, trainee: str = "ani", seed: int | None = None, **more: Any) -> KeptAttempt:
    """A finished exam of ``periksa/O4``, one an hour."""
    begun = BEGAN + timedelta(hours=number)
    outcome = more.pop("outcome", None) or result(score, more.pop("items", ()))
    fields: dict[str, Any] = {
        "scenario": "periksa/O4", "topic": "periksa", "level": "ujian", "task_id": None, "version": 3,
        "state": {"seed": number if seed is None else seed}, **more,
    }  # fmt: skip
    return KeptAttempt(
        id=f"latihan-{number}",
        trainee=trainee,
        begun_at=begun,
        touched_at=begun,
        finished_at=begun + timedelta(minutes=6),
        result=outcome,
        score=outcome["score"],
        passed=outcome["passed"],
        **fields,
    )
