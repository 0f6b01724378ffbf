"""The history of a ticket only grows; played back from its first line it gives the ticket's state."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import fields
from datetime import datetime, timezone
from typing import Any

from bot.apkt.model import Change, Coordinates, HistoryEntry, Ticket

DIBUAT = "dibuat"
DIPERBARUI = "update laporan"
DILAPOR_ULANG = "lapor ulang"
DISELESAIKAN = "selesai"
DIESKALASI = "eskalasi"
CTT_DICATAT = "ctt"
CTT_GAGAL = "ctt tidak berhasil"
WO_DIKIRIM = "wo"
ESKALASI_DIAMBIL = "eskalasi diambil"
ESKALASI_DICATAT = "eskalasi dicatat"
ESKALASI_DITERUSKAN = "eskalasi diteruskan"
ESKALASI_DITUTUP = "eskalasi ditutup"
DATA_DIHAPUS = "data pribadi dihapus"

INTERNAL = frozenset({ESKALASI_DIAMBIL, ESKALASI_DICATAT, ESKALASI_DITUTUP, DATA_DIHAPUS})
"""Work on a report of which its reporter is not told: the back office's own, and the removal of personal data."""

# updated_at is the moment of the last line and history is the lines themselves: neither changes "from → to"
STATE_FIELDS = tuple(field.name for field in fields(Ticket) if field.name not in ("history", "updated_at"))

BLANK: dict[str, Any] = {**dict.fromkeys(STATE_FIELDS), "kontak": ()}
"""The state before the first line."""

_DATE_FIELDS = frozenset({"tanggal_padam", "konfirmasi", "wo_dikirim_at", "created_at"})


class HistoryBroken(Exception):
    """The lines don't follow from one another: a line is missing, doubled or was tampered with."""


def to_plain(value: Any) -> Any:
    """A field's value as JSON holds it: moments as ISO 8601 in UTC, coordinates as ``[lat, lon]``."""
    if isinstance(value, datetime):
        return value.astimezone(timezone.utc).isoformat()
    if isinstance(value, Coordinates):
        return [value.lat, value.lon]
    if isinstance(value, Mapping):
        return dict(value)
    if isinstance(value, tuple):
        return list(value)
    return value


def from_plain(field: str, value: Any) -> Any:
    """The inverse of :func:`to_plain` for the named field."""
    if value is None:
        return None
    if field in _DATE_FIELDS:
        return datetime.fromisoformat(value)
    if field == "koordinat":
        return Coordinates(*value)
    if field == "kontak":
        return tuple(value)
    return value


def changes_between(before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[Change, ...]:
    """What differs, field by field, in the order of the ticket's fields; values as plain JSON.

    Fields that ``after`` lacks stay as they are.
    """
    return tuple(
        Change(name, to_plain(before.get(name)), to_plain(after[name]))
        for name in STATE_FIELDS
        if name in after and to_plain(before.get(name)) != to_plain(after[name])
    )


def replay(history: Iterable[HistoryEntry]) -> dict[str, Any]:
    """The state that the lines lead to: every field of ``STATE_FIELDS``, with ``updated_at``.

    Raises:
        HistoryBroken: if a number in the sequence is missing, or a line starts from a value that the
            lines before it do not lead to.
    """
    state = {name: to_plain(value) for name, value in BLANK.items()}
    updated_at = None
    expected = 1
    for entry in history:
        if entry.sequence != expected:
            raise HistoryBroken(f"baris {expected} riwayat hilang, yang ada baris {entry.sequence}")
        for change in entry.changes:
            if state[change.field] != change.before:
                raise HistoryBroken(f"baris {entry.sequence} riwayat tidak cocok pada {change.field}")
            state[change.field] = change.after
        updated_at = entry.at
        expected += 1
    return {**{name: from_plain(name, value) for name, value in state.items()}, "updated_at": updated_at}
