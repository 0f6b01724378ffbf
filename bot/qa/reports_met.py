"""Earlier reports that a recorded talk could meet: those of its caller, as they stood when it began."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any

from bot.apkt.copies import as_it_stood
from bot.apkt.errors import TicketError
from bot.apkt.model import Ticket, TicketSearch
from bot.apkt.reading import LARGEST_PAGE
from bot.apkt.store import TicketStore
from bot.customers.simulated import SimulatedCustomerRegistry
from bot.language.names import read_name

_REPORT_NUMBER = re.compile(r"(?<!\w)[GK]\d{13}(?!\d)")
_LONG_NUMBER = re.compile(r"(?<!\w)\+?\d{8,15}(?!\d)")
_IDPEL_DIGITS = 12
_METER_DIGITS = 11
_NAMED_IN = ("nama", "bukti_pelapor")
"""Slots that hold the caller's name, alone or before an address."""

Event = Mapping[str, Any]


class ReportsMet:
    """Finds the reports by whatever the talk told of its caller: phone, IDPEL, meter, report number or name.

    Raises:
        StorageUnavailable: by every method, if the database can't be read.
    """

    def __init__(self, database_url: str) -> None:
        self._tickets = TicketStore(database_url)
        self._customers = SimulatedCustomerRegistry(database_url)

    def close(self) -> None:
        """Give database connections back."""
        self._tickets.close()
        self._customers.close()

    def by(self, events: Iterable[Event], begun: datetime) -> tuple[Ticket, ...]:
        """The reports made before ``begun``, oldest first.

        Args:
            events: of the talk, as Rasa serialises them.

        Raises:
            HistoryBroken: if what is known of such a report does not lead to a state.
        """
        found: dict[str, Ticket] = {}
        waiting = list(dict.fromkeys(self._criteria(events, begun)))
        for criteria in waiting:
            for ticket in self._found(criteria):
                stood = as_it_stood(ticket, begun) if ticket.nomor not in found else None
                if stood is None:
                    continue
                found[ticket.nomor] = stood
                if stood.nomor_terkait:
                    waiting.append(TicketSearch(nomor=stood.nomor_terkait, created_before=begun))
        return tuple(sorted(found.values(), key=lambda ticket: ticket.created_at))

    def _found(self, criteria: TicketSearch) -> tuple[Ticket, ...]:
        try:
            return self._tickets.search(criteria).tickets
        except TicketError:  # digits that look like a phone or an IDPEL and are none
            return ()

    def _criteria(self, events: Iterable[Event], begun: datetime) -> Iterator[TicketSearch]:
        for event in events:
            texts, name = _told_in(event)
            if name:
                yield TicketSearch(nama=name, created_before=begun, limit=LARGEST_PAGE)
            for text in texts:
                for number in _REPORT_NUMBER.findall(text):
                    yield TicketSearch(nomor=number, created_before=begun)
                for number in _LONG_NUMBER.findall(text):
                    yield TicketSearch(telepon=number, created_before=begun, limit=LARGEST_PAGE)
                    if idpel := self._idpel(number):
                        yield TicketSearch(idpel=idpel, created_before=begun, limit=LARGEST_PAGE)

    def _idpel(self, number: str) -> str | None:
        if len(number) == _METER_DIGITS:
            customer = self._customers.by_meter(number)
            return customer.idpel if customer else None
        return number if len(number) == _IDPEL_DIGITS else None


def _told_in(event: Event) -> tuple[list[str], str | None]:
    """Texts in which an event may hold numbers, and the name that it tells."""
    if event["event"] == "user":
        sent = event.get("metadata") or {}
        return [str(event.get("text") or ""), str(sent.get("telepon") or "")], None
    value = event.get("value")
    if event["event"] != "slot" or not isinstance(value, str):
        return [], None
    name = read_name(value.split(",")[0]) if event["name"] in _NAMED_IN else None
    return [value], name
