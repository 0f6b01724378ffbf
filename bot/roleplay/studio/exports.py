"""Results for other programs: a table as CSV, and xAPI statements for a learning record store."""

from __future__ import annotations

import csv
import io
import uuid
from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any

from bot.roleplay.studio.attempts import KeptAttempt

COLUMNS = (
    "latihan",
    "peserta",
    "skenario",
    "topik",
    "tingkat",
    "mulai",
    "selesai",
    "nilai",
    "lulus",
    "kritis",
    "petunjuk",
)

_VERBS = "http://adlnet.gov/expapi/verbs"
_ACTIVITY_TYPE = "http://adlnet.gov/expapi/activities/simulation"
_NAMESPACE = uuid.UUID("5b0c4b2e-6a0e-4f0a-9d3c-1f2b7a1c2300")
_FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r")


def as_csv(attempts: Iterable[KeptAttempt], names: Mapping[str, str]) -> str:
    """One line an attempt, numbers and moments as programs read them.

    Args:
        names: what a trainee is called, by account; a spreadsheet never takes one for a formula.
    """
    written = io.StringIO()
    table = csv.writer(written)
    table.writerow(COLUMNS)
    for one in attempts:
        result = one.result or {}
        cells = (
            *(one.id, names.get(one.trainee, one.trainee), one.scenario, one.topic, one.level),
            *(one.begun_at.isoformat(), one.finished_at.isoformat() if one.finished_at else ""),
            *("" if one.score is None else f"{one.score:.2f}", "ya" if one.passed else "tidak"),
            *(len(result.get("critical", ())), len(result.get("hints", ()))),
        )
        table.writerow([_harmless(cell) for cell in cells])
    return written.getvalue()


def as_statements(attempts: Iterable[KeptAttempt], names: Mapping[str, str], home: str) -> list[dict[str, Any]]:
    """xAPI 1.0.3 statements: each finished attempt as passed or failed. The same attempt always has the same id.

    Args:
        home: address of this installation, by which its accounts and scenarios are named.
    """
    return [_statement(one, names, home.rstrip("/")) for one in attempts if one.finished_at is not None]


def _statement(one: KeptAttempt, names: Mapping[str, str], home: str) -> dict[str, Any]:
    assert one.finished_at is not None
    verb = "passed" if one.passed else "failed"
    score = one.score or 0.0
    return {
        "id": str(uuid.uuid5(_NAMESPACE, one.id)),
        "actor": {
            "objectType": "Agent",
            "name": names.get(one.trainee, one.trainee),
            "account": {"homePage": home, "name": one.trainee},
        },
        "verb": {"id": f"{_VERBS}/{verb}", "display": {"id": "lulus" if one.passed else "belum lulus"}},
        "object": {
            "objectType": "Activity",
            "id": f"{home}/latihan/skenario/{one.scenario}",
            "definition": {"type": _ACTIVITY_TYPE, "name": {"id": one.scenario}},
        },
        "result": {
            "score": {"scaled": round(score / 100, 4), "raw": score, "min": 0, "max": 100},
            "success": bool(one.passed),
            "completion": True,
            "duration": _duration(one.finished_at - one.begun_at),
        },
        "context": {"extensions": {f"{home}/latihan/tingkat": one.level}},
        "timestamp": one.finished_at.isoformat(),
    }


def _duration(taken: timedelta) -> str:
    """As ISO 8601 writes it."""
    return f"PT{max(0, round(taken.total_seconds()))}S"


def _harmless(cell: Any) -> Any:
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(_FORMULA_SIGNS) else cell
