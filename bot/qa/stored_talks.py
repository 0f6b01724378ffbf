"""Talks out of the tracker store, chosen by sender or by the day on which they began."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any

from bot.apkt.history import HistoryBroken
from bot.apkt.model import HistoryEntry
from bot.apkt.store import TicketStore
from bot.qa.e2e_model import Case, TurnPlace
from bot.qa.events_table import EventsTable, moment_of
from bot.qa.lined_yaml import FormatError
from bot.qa.recorded import REPORT_NUMBER_SLOT, talk_of_events
from bot.qa.reports_met import ReportsMet
from bot.qa.vocabulary import Vocabulary

_NOT_COMPARED_FIELDS = frozenset({"nomor", "created_at", "koordinat"})


class StoredTalks:
    """The talks of one database.

    Args:
        database_url: where the assistant keeps its talks and tickets.

    Raises:
        StorageUnavailable: by every method, if the database can't be read.
    """

    def __init__(self, database_url: str) -> None:
        self._database_url = database_url
        self._events = EventsTable(database_url)

    def close(self) -> None:
        """Give database connections back."""
        self._events.close()

    def begun_between(self, since: date | None, until: date | None) -> list[str]:
        """Senders of the talks that began on these days (WIB, both included), oldest first."""
        return self._events.begun_between(since, until)

    def cases(self, senders: Iterable[str], vocabulary: Vocabulary) -> Iterator[Case | FormatError]:
        """Each talk as a test, or what keeps it from being one."""
        store, earlier = TicketStore(self._database_url), ReportsMet(self._database_url)
        try:
            for sender in senders:
                events = self._events.events_of(sender)
                if not events:
                    yield FormatError(TurnPlace(Path(sender), 1), "percakapan ini tidak ada.")
                    continue
                try:
                    yield self._case(sender, events, vocabulary, store, earlier)
                except FormatError as error:
                    yield error
        finally:
            earlier.close()
            store.close()

    @staticmethod
    def _case(
        sender: str, events: list[dict[str, Any]], vocabulary: Vocabulary, store: TicketStore, earlier: ReportsMet
    ) -> Case:
        begun = moment_of(events[0])
        case = talk_of_events(sender, events, vocabulary, _tickets_at_first(store, events, begun))
        try:
            met = earlier.by(events, begun)
        except HistoryBroken as error:
            message = f"laporan yang ditemuinya tidak dapat disalin: {error}."
            raise FormatError(TurnPlace(Path(sender), 1), message) from error
        return dataclasses.replace(case, reports_met=met)


def _tickets_at_first(
    store: TicketStore, events: Iterable[Mapping[str, Any]], begun: datetime
) -> dict[str, dict[str, Any]]:
    """The reports that the talk made, each with the fields that it was made with; not those that it added to."""
    numbers = {event["value"] for event in events if event.get("name") == REPORT_NUMBER_SLOT and event.get("value")}
    found = {number: store.get(number) for number in numbers}
    return {
        number: _fields_at_first(ticket.history[0])
        for number, ticket in found.items()
        if ticket is not None and ticket.created_at >= begun
    }


def _fields_at_first(made: HistoryEntry) -> dict[str, Any]:
    return {change.field: change.after for change in made.changes if change.field not in _NOT_COMPARED_FIELDS}
