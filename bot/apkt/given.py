"""What one talk did to a report: the fields that it gave to it, read off the report's history."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from bot.apkt.history import DIESKALASI, DILAPOR_ULANG
from bot.apkt.model import HistoryEntry, Ticket

_CONTACT = ("hp_pelapor", "email_pelapor")
"""What every report must hold, also one that was there before (DP-01)."""


def given_to_earlier(ticket: Ticket, lines: Iterable[HistoryEntry]) -> dict[str, Any]:
    """The fields that a talk gave to a report that was there before; none if it left it alone.

    Args:
        lines: of the report's history, those that the talk wrote.
    """
    lines = tuple(lines)
    done = _changed(lines)
    if any(line.action == DILAPOR_ULANG for line in lines):
        done["lapor_ulang"] = True  # the field itself does not change when it is done for the second time
    return {**{name: getattr(ticket, name) for name in _CONTACT}, **done} if done else {}


def given_to_new(ticket: Ticket, earlier: Iterable[HistoryEntry]) -> dict[str, Any]:
    """The fields that a talk made a report with.

    Args:
        earlier: what the talk wrote into the history of the report that this one follows: in a follow-up it is that one
            that goes to the back office.
    """
    fields = _changed(ticket.history[:1])
    if any(line.action == DIESKALASI for line in earlier):
        fields["eskalasi"] = True
    return fields


def _changed(lines: Iterable[HistoryEntry]) -> dict[str, Any]:
    return {change.field: change.after for line in lines for change in line.changes}
