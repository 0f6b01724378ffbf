"""Invented customers for tests, chosen by what the test needs, and their data in the words of the test.

::

    customer: {uid: UID Banten, telepon: seluler, koordinat: tidak_ada}

Every field of :class:`bot.customers.model.Customer` may be named, with its value, a list of values, ``ada`` or
``tidak_ada``; besides ``telepon``: ``seluler`` or ``pstn``; ``koordinat``; ``self_diagnosis``: ``true`` or ``false``
(PRK-08); ``urutan``: which of those that fit, from 1. The same need always gets the same customer.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Callable, Mapping
from typing import Any

from bot.customers.demo import demo_customers
from bot.customers.model import Customer
from bot.phone_numbers import national_form
from bot.qa.e2e_model import (
    Case,
    CustomerNeed,
    Expectation,
    Place,
    SaidExpected,
    SlotExpected,
    TicketExpected,
    Turn,
)
from bot.qa.lined_yaml import FormatError
from bot.qa.report_numbers import NUMBER
from bot.qa.report_numbers import PLACEHOLDER as REPORT_NUMBER
from bot.qa.values import MATCHES
from bot.sop.book import load_book

PRESENT, MISSING = "ada", "tidak_ada"
ORDINAL = "urutan"
_MOBILE = "08"
_SHORTEST_UNFILLED = 3
_FIELDS = frozenset({field.name for field in dataclasses.fields(Customer)} | {"uid", "koordinat", "self_diagnosis"})
_PLACEHOLDER = re.compile(r"\{([a-z_]+(?:\.[a-z_]+)?)\}")


def choose_customer(need: CustomerNeed) -> Customer:
    """The customer that fits the need.

    Raises:
        FormatError: if the need names something unknown, or no invented customer is like that.
    """
    for name in need.needs:
        if name not in _FIELDS | {ORDINAL}:
            known = ", ".join(sorted(_FIELDS | {ORDINAL}))
            raise FormatError(need.place, f"ciri pelanggan {name!r} tidak dikenal. Yang ada: {known}.")
    ordinal = str(need.needs.get(ORDINAL, "1"))
    if not ordinal.isdigit() or ordinal == "0":
        raise FormatError(need.place, f"{ORDINAL} harus angka dari 1, bukan {ordinal!r}.")
    wanted = {name: value for name, value in need.needs.items() if name != ORDINAL}
    fitting = [one for one in demo_customers() if all(_fits(one, *item) for item in wanted.items())]
    if len(fitting) < int(ordinal):
        raise FormatError(need.place, f"hanya {len(fitting)} pelanggan contoh yang bercirikan {wanted}.")
    return fitting[int(ordinal) - 1]


def filled(case: Case) -> Case:
    """The case with the data of its customers in every text.

    Raises:
        FormatError: if a placeholder names nothing, or something that the customer does not have.
    """
    customers = {name: choose_customer(need) for name, need in case.customers.items()}
    filler = _Filler(customers, frozenset(case.tickets))
    tickets = {
        name: dataclasses.replace(ticket, fields=filler.value(ticket.fields, ticket.place))
        for name, ticket in case.tickets.items()
    }
    slots = filler.value(case.slots, case.place)
    turns = tuple(filler.turn(turn) for turn in case.turns)
    return dataclasses.replace(case, slots=slots, tickets=tickets, turns=turns)


class Unfiller:
    """Puts placeholders back where a text holds the data of a test's customers.

    Args:
        case: the test.
        used_in: the file in which it stands: only placeholders that are used there are put back.
    """

    def __init__(self, case: Case, used_in: str) -> None:
        customers = {name: choose_customer(need) for name, need in case.customers.items()}
        data: dict[str, str] = {}
        for placeholder in set(_PLACEHOLDER.findall(used_in)):
            owner, _, name = placeholder.rpartition(".")
            value = getattr(customers.get(owner), name, None)
            if value is not None and len(str(value)) >= _SHORTEST_UNFILLED:
                data.setdefault(str(value), placeholder)
        self._data = sorted(data.items(), key=lambda item: -len(item[0]))

    def text(self, text: str, written: Callable[[str], str] = str) -> str:
        """``text`` with placeholders.

        Args:
            written: how a datum is written in the text, such as escaped for a pattern.
        """
        for value, placeholder in self._data:
            text = re.sub(rf"(?<!\w){re.escape(written(value))}(?!\w)", f"{{{placeholder}}}", text)
        return text


def _fits(customer: Customer, name: str, wanted: Any) -> bool:
    if isinstance(wanted, list):
        return any(_fits(customer, name, value) for value in wanted)
    if name == "self_diagnosis":
        areas = load_book().parameter("periksa", "self_diagnosis_areas")
        return any(area["uid"] == customer.uid for area in areas) is wanted
    actual: Any = customer.lat if name == "koordinat" else getattr(customer, name)
    if wanted in (PRESENT, MISSING):
        return (actual is not None) is (wanted == PRESENT)
    if name == "telepon" and wanted in ("seluler", "pstn"):
        return actual is not None and national_form(actual).startswith(_MOBILE) is (wanted == "seluler")
    return str(actual) == str(wanted)


class _Filler:
    """Puts customers' data into what a test says and expects.

    Args:
        tickets: names of reports made before the test, whose numbers only the run itself knows.
    """

    def __init__(self, customers: Mapping[str, Customer], tickets: frozenset[str] = frozenset()) -> None:
        self._customers = customers
        self._tickets = tickets

    def turn(self, turn: Turn) -> Turn:
        """The turn with its texts filled."""
        return dataclasses.replace(
            turn,
            text=self.value(turn.text, turn.place, said=True),
            metadata=self.value(turn.metadata, turn.place),
            desk=turn.desk and (turn.desk[0], self.value(turn.desk[1], turn.place)),
            expectations=tuple(self._expectation(one) for one in turn.expectations),
        )

    def value(self, value: Any, place: Place, *, in_pattern: bool = False, said: bool = False) -> Any:
        """``value`` with every text in it filled; inside a pattern the data stand for themselves.

        Args:
            said: whole words of the talk, in which the number of its report may stand: only the talk itself has it.
        """
        if isinstance(value, str):
            return _PLACEHOLDER.sub(
                lambda found: (
                    found[0] if said and found[1] == REPORT_NUMBER else self._datum(found[1], place, in_pattern)
                ),
                value,
            )
        if isinstance(value, Mapping):
            return {
                name: self.value(part, place, in_pattern=in_pattern or name == MATCHES) for name, part in value.items()
            }
        if isinstance(value, (list, tuple)):
            return type(value)(self.value(part, place, in_pattern=in_pattern) for part in value)
        return value

    def _expectation(self, expectation: Expectation) -> Expectation:
        place = expectation.place
        if isinstance(expectation, SaidExpected):
            return dataclasses.replace(
                expectation,
                text=self.value(expectation.text, place, said=True),
                matches=self.value(expectation.matches, place, in_pattern=True),
                buttons=self.value(expectation.buttons, place),
                custom=self.value(expectation.custom, place),
            )
        if isinstance(expectation, SlotExpected):
            return dataclasses.replace(expectation, value=self.value(expectation.value, place))
        if isinstance(expectation, TicketExpected):
            return dataclasses.replace(expectation, fields=self.value(expectation.fields, place))
        return expectation

    def _datum(self, whole: str, place: Place, in_pattern: bool) -> str:
        owner, _, name = whole.rpartition(".")
        if owner in self._tickets and name == NUMBER:
            return f"{{{whole}}}"
        customer = self._customers.get(owner)
        if customer is None:
            raise FormatError(place, f"{{{whole}}} dipakai, tetapi uji ini tidak memilih pelanggan {owner!r}.")
        if not hasattr(customer, name):
            raise FormatError(place, f"pelanggan tidak memiliki data {name!r}.")
        value = getattr(customer, name)
        if value is None:
            raise FormatError(place, f"pelanggan yang dipilih tidak memiliki {name}; ubah ciri 'customer'.")
        return re.escape(str(value)) if in_pattern else str(value)
