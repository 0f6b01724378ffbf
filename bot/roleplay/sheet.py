"""The fact sheet: all that a simulated customer is and knows. What is not on it, the customer can't say.

The same sheet plays against the bot (self-play) and against a trainee.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from bot.apkt.model import TicketDraft
from bot.customers.model import Customer

REGISTERS = ("formal", "santai", "kesal")
TEMPERS = ("tenang", "cemas", "kesal")


@dataclass(frozen=True)
class Persona:
    """The person on the line.

    Attributes:
        name, title: how they introduce themselves; ``Bapak`` or ``Ibu``.
        temper: one of ``TEMPERS``.
        register: one of ``REGISTERS``, the way they put their words.
        habits: how they type, names of :mod:`bot.roleplay.typing_habits`.
        colour: the mother tongue that colours their words (:mod:`bot.roleplay.colours`), empty for none.
    """

    name: str
    title: str
    temper: str
    register: str
    habits: tuple[str, ...] = ()
    colour: str = ""


@dataclass(frozen=True)
class Mistake:
    """Something that the customer believes at first and finds out to be wrong when asked to make sure.

    Attributes:
        fact, value: what is said at first in place of the sheet's value.
        meanwhile: other facts as they are while the wrong value stands.
        found_out_by: the question whose answer puts an end to it.
    """

    fact: str
    value: Any
    meanwhile: Mapping[str, Any]
    found_out_by: str


@dataclass(frozen=True)
class EarlierReport:
    """A report that was made before the call.

    Attributes:
        number: under which it is filed, in a database that holds no other of its day.
        draft: its form.
        ago: how long before the call it was made.
        done: the unit has finished it, with ``unit_note``.
        meaning: what the note says of the customer's data (fact ``catatan_unit``), ``None``: nothing.
        is_found: the customer can show that it is theirs; else nothing of it may be said to them.
    """

    number: str
    draft: TicketDraft
    ago: timedelta
    done: bool = False
    unit_note: str | None = None
    meaning: str | None = None
    is_found: bool = True


@dataclass(frozen=True)
class Sheet:
    """One customer in one call.

    Attributes:
        topic: the topic of the book that the call is about.
        customer: the record in the CRM of the premises that the call is about.
        moment: when the call is, aware.
        caller_id: the number that the phone shows in national form, ``None`` when it shows none.
        facts: by the book's names; a fact that is missing is not known to the customer.
        hidden: facts that are told only when asked for.
        mistake: what is said wrong at first.
        wants_human: asks for a human officer in the middle of the talk.
        onward: the topic in which the talk goes on when it leaves the first one; empty when it does not.
        earlier: the report that there is already.
        looked_up: what the program finds out by the numbers and names that this customer tells of that report.
        second: another matter of the same customer, told within this call.
    """

    topic: str
    persona: Persona
    customer: Customer
    moment: datetime
    caller_id: str | None
    facts: Mapping[str, Any]
    hidden: frozenset[str] = frozenset()
    mistake: Mistake | None = None
    wants_human: bool = False
    spare: Mapping[str, Any] = field(default_factory=dict)
    """Wrong values that the customer may say by a slip of the tongue and take back at once."""
    onward: str = ""
    earlier: EarlierReport | None = None
    looked_up: Mapping[str, Any] = field(default_factory=dict)
    second: Sheet | None = None

    def __post_init__(self) -> None:
        if self.persona.register not in REGISTERS or self.persona.temper not in TEMPERS:
            raise ValueError(f"unknown register or temper: {self.persona}")
        if self.moment.tzinfo is None:
            raise ValueError("moment needs a time zone")
        unknown = self.hidden - set(self.facts)
        if unknown:
            raise ValueError(f"hidden facts that the customer does not know: {sorted(unknown)}")
        for name, value in self.spare.items():
            if self.facts.get(name) == value:
                raise ValueError(f"{name}: the slip is the truth")

    def may_volunteer(self, fact: str) -> bool:
        """Whether the customer would tell ``fact`` without being asked."""
        return fact in self.facts and fact not in self.hidden
