"""The reports that a talk saved, held against the outcome table."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from bot.sop.book import BookError, Outcome, Topic
from bot.sop.conditions import holds, may_hold
from bot.sop.conformance.talk import TicketFields

PROBLEM = "permasalahan"
CLOSED_AT_ONCE = "issue_closed"
_LABELS = ("jenis", "tipe_wo", CLOSED_AT_ONCE, "tipe_permasalahan")
ROW_FIELDS = (*_LABELS, PROBLEM)
"""Fields in which the outcome table speaks even where a row leaves them out: then they stay empty."""

_OPERATIONS = "operations"
_REPORTED_AGAIN, _TO_BACK_OFFICE = "lapor_ulang", "eskalasi"
"""Operations that leave a mark on a ticket. UPDATE LAPORAN shows by what it changed."""

_OF_EARLIER = "nomor_terkait"
"""Holds the number of the report that a new one follows."""

_BETWEEN_WORDS = re.compile(r"[.,;:](?=\s|$)")
_PLACEHOLDER = re.compile(r"\\[{<].*?\\?[}>]")


def wrong_fields(row: Outcome, facts: Mapping[str, Any], ticket: TicketFields) -> Iterator[tuple[str, Any, Any]]:
    """Fields of ``ticket`` that are not as ``row`` has them: name, expected, actual."""
    if not row.makes_report:
        yield from _wrong_on_earlier(row, ticket)
        return
    yield from _wrong_labels(row, ticket)
    try:
        text = row.permasalahan_for(facts)
    except BookError:
        return
    if not _says(text, str(ticket.get(PROBLEM) or "")):
        yield PROBLEM, text, ticket.get(PROBLEM)


def may_be_made(topic: Topic, facts: Mapping[str, Any], ticket: TicketFields) -> bool:
    """Whether a row that is still possible, with what is known so far, leaves such a ticket."""
    return any(_may_be_of(row, facts, ticket) for row in rows_with_report(topic, facts))


def repeats_earlier(topic: Topic, facts: Mapping[str, Any], ticket: TicketFields) -> bool:
    """Whether ``ticket`` is a new report of a matter of which the earlier one has to be worked on."""
    rows = rows_with_report(topic, facts)
    return bool(rows and ticket.get(_OF_EARLIER)) and not any(row.makes_report for row in rows)


def rows_with_report(topic: Topic, facts: Mapping[str, Any]) -> list[Outcome]:
    """Rows that make or change a report and are still possible; none is when a talk left the topic."""
    return [row for row in topic.outcomes if row.ticket is not None and _may_be_reached(topic, row, facts)]


def _may_be_reached(topic: Topic, row: Outcome, facts: Mapping[str, Any]) -> bool:
    if not may_hold(row.when, facts):
        return False
    still_open = (stage for stage in topic.stages if stage.outcome_slot and facts.get(stage.outcome_slot) is None)
    return all(
        any(holds({slot: row.when[slot]}, {slot: way.value}) and may_hold(way.when, facts) for way in stage.outcomes)
        for stage in still_open
        if (slot := stage.outcome_slot) in row.when
    )


def _may_be_of(row: Outcome, facts: Mapping[str, Any], ticket: TicketFields) -> bool:
    if not row.makes_report:
        return not any(_wrong_on_earlier(row, ticket))
    texts = [text for condition, text in row.permasalahan if may_hold(condition, facts)]
    said = str(ticket.get(PROBLEM) or "")
    return not any(_wrong_labels(row, ticket)) and (not texts or any(_says(text, said) for text in texts))


def _wrong_labels(row: Outcome, ticket: TicketFields) -> Iterator[tuple[str, Any, Any]]:
    labels = {**dict.fromkeys(_LABELS), **(row.ticket or {}), _TO_BACK_OFFICE: _TO_BACK_OFFICE in row.operations}
    for name, expected in labels.items():
        if name in (PROBLEM, _OPERATIONS):
            continue
        actual = ticket.get(name)
        if (name in ticket or expected) and not (expected is True and actual or _folded(expected) == _folded(actual)):
            yield name, expected, actual


def _wrong_on_earlier(row: Outcome, ticket: TicketFields) -> Iterator[tuple[str, Any, Any]]:
    """A row that works on the report that is there: the right icon is pressed. Of another report see
    :func:`repeats_earlier`."""
    for name in (_REPORTED_AGAIN, _TO_BACK_OFFICE):
        if bool(ticket.get(name)) != (name in row.operations):
            yield name, name in row.operations, bool(ticket.get(name))


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
    """Whether the words are the table's, whatever stands between them: a full stop makes no other report."""
    pattern = _PLACEHOLDER.sub(".+", re.escape(_words_alone(expected)))
    return re.fullmatch(pattern, _words_alone(actual), re.IGNORECASE) is not None


def _words_alone(text: str) -> str:
    return " ".join(_BETWEEN_WORDS.sub(" ", text).split())


def _folded(value: Any) -> Any:
    if value in (None, False, ""):
        return None
    return " ".join(value.upper().split()) if isinstance(value, str) else value
