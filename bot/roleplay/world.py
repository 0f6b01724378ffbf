"""How a customer's world hangs together: what follows from what, and what the records and the phone show.

``data/roleplay/world.yml`` says which facts follow from others, which can't be together, and how likely values
are. Facts that are looked up and never asked (kind ``derived``) are worked out here from the sheet's customer,
number and date.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from bot import clock
from bot.apkt.model import BELUM_SELESAI, SELESAI
from bot.customers.model import Customer
from bot.roleplay.sheet import EarlierReport, Sheet
from bot.settings import PROJECT_ROOT
from bot.sop.book import Book
from bot.sop.conditions import Condition, holds

ROLEPLAY_DIRECTORY = PROJECT_ROOT / "data" / "roleplay"
NONE_GIVEN = "tidak_ada"
_MOBILE = "08"

Facts = Mapping[str, Any]


@lru_cache(maxsize=16)
def read_data(name: str, directory: Path = ROLEPLAY_DIRECTORY) -> dict[str, Any]:
    """One file of ``data/roleplay``."""
    content = yaml.safe_load((directory / name).read_text(encoding="utf-8"))
    return dict(content)


@dataclass(frozen=True)
class MistakeMade:
    """A value of a fact that means: something else was said wrong before (see :class:`bot.roleplay.sheet.Mistake`)."""

    found_out_by: str
    when: Condition
    fact: str
    then: Mapping[str, Any]


class World:
    """The rules of ``world.yml``.

    Attributes:
        danger_topic: to which a danger belongs that has nothing to do with what a call is about.
    """

    def __init__(self, data: Mapping[str, Any] | None = None) -> None:
        data = read_data("world.yml") if data is None else data
        self._follows = [(rule["when"], dict(rule["then"])) for rule in data["follows"]]
        self._never = list(data["never_together"])
        self.always: Mapping[str, Any] = data["always"]
        self.likely: Mapping[str, float] = data["likely"]
        self.urgent: float = data["urgent"]
        self._danger_part_of = frozenset(data["danger"]["part_of"])
        self.danger_topic: str = data["danger"]["otherwise"]
        self.takes_form: Mapping[str, Mapping[str, Mapping[Any, str]]] = data["takes_form"]
        self._same = [(rule["fact"], rule["as"], rule["when"]) for rule in data["same"]]
        self.until_true: frozenset[str] = frozenset(data["until_true"])
        self.mistakes = tuple(
            MistakeMade(item["found_out_by"], item["when"], item["fact"], item["then"]) for item in data["mistakes"]
        )

    def completed(self, facts: Facts) -> dict[str, Any]:
        """``facts`` with all that goes without saying."""
        known = dict(facts)
        for condition, consequence in self._follows:
            if holds(condition, known):
                for name, value in consequence.items():
                    known.setdefault(name, value)
        return known

    def with_one_of_each(self, facts: Facts) -> dict[str, Any]:
        """``facts`` in which what is the same thing has the same value, wherever the customer has it at all."""
        known = dict(facts)
        for fact, other, condition in self._same:
            both = {known.get(fact), known.get(other)}
            if both.isdisjoint({None, NONE_GIVEN}) and holds(condition, known):
                known[fact] = known[other]
        return known

    def danger_is_apart(self, topic: str) -> bool:
        """Whether a danger that is told within ``topic`` is a matter of its own, one of :attr:`danger_topic`."""
        return topic not in self._danger_part_of

    def goes_without_saying(self, name: str, facts: Facts) -> bool:
        """Whether ``name`` is told with another one of ``facts``."""
        others = {other: value for other, value in facts.items() if other != name}
        return name in facts and self.completed(others).get(name) == facts[name]

    def contradictions(self, facts: Facts) -> Iterator[Condition]:
        """Every combination in ``facts`` that can't be."""
        for condition in self._never:
            if holds(condition, facts):
                yield condition
        for condition, consequence in self._follows:
            if holds(condition, facts):
                for name, value in consequence.items():
                    if name in facts and facts[name] != value:
                        yield {**condition, name: facts[name]}


def _number_kind(caller_id: str | None) -> str:
    if caller_id is None:
        return NONE_GIVEN
    return "seluler" if caller_id.startswith(_MOBILE) else "pstn"


@dataclass(frozen=True)
class Circumstances:
    """What looked-up facts depend on."""

    book: Book
    customer: Customer
    moment: datetime
    caller_id: str | None
    facts: Facts
    earlier: EarlierReport | None = None
    by_search: Facts = field(default_factory=dict)

    @classmethod
    def of(cls, book: Book, sheet: Sheet) -> Circumstances:
        """Those of a sheet."""
        return cls(book, sheet.customer, sheet.moment, sheet.caller_id, sheet.facts, sheet.earlier, sheet.looked_up)

    @property
    def identified(self) -> bool:
        """Whether the customer can be found by the number that they give."""
        return self.facts.get("identitas") not in (None, NONE_GIVEN)


def _in_self_diagnosis_area(now: Circumstances) -> bool | None:
    if not now.identified:
        return None
    today = clock.local(now.moment, "WIB").date()
    areas = now.book.parameter("periksa", "self_diagnosis_areas")
    return any(area["uid"] == now.customer.uid and area["from"] <= today for area in areas)


def _of_report(read: Callable[[Circumstances, EarlierReport], Any]) -> Callable[[Circumstances], Any]:
    """A fact of the report that is there already, ``None`` without one that is the customer's."""
    return lambda now: read(now, now.earlier) if now.earlier is not None and now.earlier.is_found else None


def _is_late(now: Circumstances, report: EarlierReport) -> bool:
    return report.ago >= timedelta(hours=now.book.parameter("periksa", "promised_hours"))


def _since_revision(now: Circumstances, _report: EarlierReport) -> bool:
    begins: date = now.book.parameter("lapor_ulang", "escalated_from")
    return clock.local(now.moment, now.customer.zona).date() >= begins


_LOOKED_UP: dict[str, Callable[[Circumstances], Any]] = {
    "alamat_tercatat": lambda now: True if now.identified else None,
    "wilayah_self_diagnosis": _in_self_diagnosis_area,
    "jenis_nomor": lambda now: _number_kind(now.caller_id),
    "penelepon_dikenal": lambda now: True if now.caller_id and now.caller_id == now.customer.telepon else None,
    "mendesak": lambda now: now.facts.get("mendesak"),
    "jenis_laporan": _of_report(lambda _, report: report.draft.jenis),
    "status_laporan": _of_report(lambda _, report: SELESAI if report.done else BELUM_SELESAI),
    "catatan_unit": _of_report(lambda _, report: report.meaning),
    "lewat_tmp": _of_report(_is_late),
    "sejak_revisi": _of_report(_since_revision),
}


@lru_cache(maxsize=1)
def found_by_search() -> frozenset[str]:
    """Looked-up facts that follow from how a customer comes to an earlier report (``earlier_reports.yml``)."""
    ways = (way for ways in read_data("earlier_reports.yml")["searches"].values() for way in ways)
    return frozenset(name for way in ways for name in way.get("looked_up", {}))


def can_arrange(fact: str) -> bool:
    """Whether a sheet can bring about values of this looked-up fact."""
    return fact in _LOOKED_UP or fact in found_by_search()


def looked_up(fact: str, now: Circumstances) -> Any:
    """The value that a looked-up fact has in these circumstances.

    Raises:
        KeyError: if nothing is known about it; see :func:`can_arrange`.
    """
    return now.by_search.get(fact) if fact in found_by_search() else _LOOKED_UP[fact](now)


def dates_in(value: Any) -> Iterator[date]:
    """Every date in a topic's parameters: days from which something holds."""
    if isinstance(value, date):
        yield value
    elif isinstance(value, Mapping):
        for item in value.values():
            yield from dates_in(item)
    elif isinstance(value, (list, tuple)):
        for item in value:
            yield from dates_in(item)
