"""Disputes about a verdict: who objects, when and why, and what the supervisor rules. Nothing is ever rewritten."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import insert, select

from bot import clock
from bot.database import open_engine, reading, writing
from bot.qa.audit.tables import dispute_entries
from bot.sop.conformance.result import EXTRA, MET, MISSED, NOT_APPLICABLE, OUT_OF_ORDER

RULINGS = (MET, MISSED, OUT_OF_ORDER, NOT_APPLICABLE, EXTRA)


class DisputeError(ValueError):
    """A dispute can't be entered or ruled on; the message says in Indonesian why."""


@dataclass(frozen=True)
class Ruling:
    """What a supervisor decided: the status that the rule has from then on, by whom, when and why."""

    status: str
    who: str
    at: datetime
    why: str


@dataclass(frozen=True)
class Dispute:
    """An objection to the verdict on one rule of one talk.

    Attributes:
        matter: number of the matter in the talk, from 1.
        ruling: the latest one; ``None`` while it is open.
    """

    number: int
    talk: str
    matter: int
    rule: str
    who: str
    at: datetime
    why: str
    ruling: Ruling | None = None


class Disputes:
    """The disputes of one database.

    Raises:
        StorageUnavailable: by every method, if the database can't be reached.
        StorageUnusable: likewise, if it was not migrated or is damaged.
    """

    def __init__(self, database_url: str) -> None:
        self._engine = open_engine(database_url)

    def close(self) -> None:
        """Give database connections back."""
        self._engine.dispose()

    def add(self, talk: str, rule: str, *, who: str, why: str, matter: int = 1) -> Dispute:
        """Enter an objection.

        Raises:
            DisputeError: if nobody objects, or without a reason.
        """
        row = {
            "dispute_id": None,
            "talk": talk,
            "matter": matter,
            "rule": rule,
            "at": clock.now(),
            "who": _filled(who, "Sebutkan siapa yang mengajukan (--oleh)."),
            "words": _filled(why, "Sebutkan alasannya (--alasan)."),
            "ruling": None,
        }
        with writing(self._engine) as connection:
            number = connection.execute(insert(dispute_entries).values(row)).inserted_primary_key[0]
        return self.get(number)

    def rule(self, number: int, status: str, *, who: str, why: str) -> Dispute:
        """Enter a ruling; an earlier one stays readable, the latest counts.

        Raises:
            DisputeError: if there is no such dispute, or the status is none of ``RULINGS``.
        """
        if status not in RULINGS:
            raise DisputeError(f"Putusan {status!r} tidak dikenal; yang ada: {', '.join(RULINGS)}.")
        dispute = self.get(number)
        row = {
            "dispute_id": number,
            "talk": dispute.talk,
            "matter": dispute.matter,
            "rule": dispute.rule,
            "at": clock.now(),
            "who": _filled(who, "Sebutkan siapa yang memutuskan (--oleh)."),
            "words": _filled(why, "Sebutkan alasannya (--alasan)."),
            "ruling": status,
        }
        with writing(self._engine) as connection:
            connection.execute(insert(dispute_entries).values(row))
        return self.get(number)

    def get(self, number: int) -> Dispute:
        """One dispute.

        Raises:
            DisputeError: if there is none of that number.
        """
        found = next((one for one in self.all() if one.number == number), None)
        if found is None:
            raise DisputeError(f"Sanggahan nomor {number} tidak ada.")
        return found

    def all(self, talk: str | None = None) -> list[Dispute]:
        """Every dispute, or those about one talk, oldest first."""
        query = select(dispute_entries).order_by(dispute_entries.c.id)
        if talk is not None:
            query = query.where(dispute_entries.c.talk == talk)
        with reading(self._engine) as connection:
            rows = [dict(row) for row in connection.execute(query).mappings()]
        rulings = {row["dispute_id"]: _ruling(row) for row in rows if row["ruling"] is not None}
        return [_dispute(row, rulings.get(row["id"])) for row in rows if row["dispute_id"] is None]


def _dispute(row: Mapping[str, Any], ruling: Ruling | None) -> Dispute:
    return Dispute(row["id"], row["talk"], row["matter"], row["rule"], row["who"], row["at"], row["words"], ruling)


def _ruling(row: Mapping[str, Any]) -> Ruling:
    return Ruling(row["ruling"], row["who"], row["at"], row["words"])


def _filled(text: str, otherwise: str) -> str:
    if not text.strip():
        raise DisputeError(otherwise)
    return text.strip()
