"""The reports that a talk saved, held against the outcome table."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from bot.sop.book import BookError, Outcome, Topic
from bot.sop.conditions import holds
from bot.sop.conformance.talk import TicketFields

PROBLEM = "permasalahan"
CLOSED_AT_ONCE = "issue_closed"
_LABELS = ("jenis", "tipe_wo", CLOSED_AT_ONCE, "tipe_permasalahan")
ROW_FIELDS = (*_LABELS, PROBLEM)
"""Fields in which the outcome table speaks even where a row leaves them out: then they stay empty."""

_OPERATIONS = "operations"
_PLACEHOLDER = re.compile(r"\\[{<].*?\\?[}>]")


def wrong_fields(row: Outcome, facts: Mapping[str, Any], ticket: TicketFields) -> Iterator[tuple[str, Any, Any]]:
    """Fields of ``ticket`` that are not as ``row`` has them: name, expected, actual."""
    for name in (*_LABELS, *(key for key in row.ticket or {} if key not in (*ROW_FIELDS, _OPERATIONS))):
        expected = (row.ticket or {}).get(name)
        actual = ticket.get(name)
        if (name in ticket or expected) and not (expected is True and actual or _folded(expected) == _folded(actual)):
            yield name, expected, actual
    try:
        text = row.permasalahan_for(facts)
    except BookError:
        return
    if not _says(text, str(ticket.get(PROBLEM) or "")):
        yield PROBLEM, text, ticket.get(PROBLEM)


def facts_shown_by(topic: Topic, ticket: TicketFields) -> dict[str, Any]:
    """What the officer must have taken for true, told by the one row of the table that makes such a ticket.

    Empty when no row fits, or more than one.
    """
    fitting: list[dict[str, Any]] = []
    for row in topic.outcomes:
        for condition, _ in row.permasalahan if row.ticket is not None else ():
            shown = _plain_values(row.when) | _plain_values(condition)
            if not list(wrong_fields(row, shown, ticket)) and holds(row.when, shown):
                fitting.append(shown)
    return fitting[0] if len(fitting) == 1 else {}


def _plain_values(condition: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in condition.items() if isinstance(value, (str, bool)) and name != "not"}


def _says(expected: str, actual: str) -> bool:
    pattern = _PLACEHOLDER.sub(".+", re.escape(" ".join(expected.split())))
    return re.fullmatch(pattern, " ".join(actual.split()), re.IGNORECASE) is not None


def _folded(value: Any) -> Any:
    if value in (None, False, ""):
        return None
    return " ".join(value.upper().split()) if isinstance(value, str) else value
