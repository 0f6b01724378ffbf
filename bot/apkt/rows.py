"""Tickets to table rows and back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import fields
from typing import Any

from bot.apkt.history import STATE_FIELDS
from bot.apkt.model import Change, Coordinates, HistoryEntry, Ticket

_TICKET_FIELDS = frozenset(field.name for field in fields(Ticket))


def state_of(ticket: Ticket) -> dict[str, Any]:
    """Every field of the ticket that the history tells of."""
    return {name: getattr(ticket, name) for name in STATE_FIELDS}


def row_of(values: Mapping[str, Any]) -> dict[str, Any]:
    """Fields as the columns keep them."""
    row = dict(values)
    if "koordinat" in row:
        place = row.pop("koordinat")
        row["lat"], row["lon"] = (place.lat, place.lon) if place else (None, None)
    if "kontak" in row:
        row["kontak"] = list(row["kontak"])
    return row


def ticket_of(row: Mapping[str, Any], history: Iterable[HistoryEntry]) -> Ticket:
    """A row of ``tickets`` and its history lines as a ticket."""
    values = {name: value for name, value in row.items() if name in _TICKET_FIELDS}
    values["kontak"] = tuple(row["kontak"])
    values["koordinat"] = None if row["lat"] is None else Coordinates(row["lat"], row["lon"])
    values["history"] = tuple(history)
    return Ticket(**values)


def row_of_line(ticket_id: int, line: HistoryEntry) -> dict[str, Any]:
    """A history line as a row of ``ticket_history``."""
    return {
        "ticket_id": ticket_id,
        "sequence": line.sequence,
        "at": line.at,
        "actor": line.actor,
        "action": line.action,
        "changes": [[change.field, change.before, change.after] for change in line.changes],
        "note": line.note,
    }


def entry_of(row: Mapping[str, Any]) -> HistoryEntry:
    """A row of ``ticket_history`` as a history line."""
    return HistoryEntry(
        sequence=row["sequence"],
        at=row["at"],
        actor=row["actor"],
        action=row["action"],
        changes=tuple(Change(*change) for change in row["changes"]),
        note=row["note"],
    )
