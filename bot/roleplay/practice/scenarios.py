"""Which calls can be practised: one for each row of each outcome table, made from the book, and hand-written ones."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import cached_property
from pathlib import Path
from random import Random
from typing import Any

from bot import clock
from bot.customers.demo import demo_customers
from bot.roleplay.practice.habits import HABITS
from bot.roleplay.practice.scenario import Call, Scenario, ScenarioError
from bot.roleplay.practice.scenario_file import FIXED_LINE, KNOWN_NUMBER, MOBILE, NO_NUMBER
from bot.roleplay.practice.written import SCENARIOS_DIRECTORY, Written, read_all
from bot.roleplay.sampling import CannotBeArranged, SheetSampler
from bot.roleplay.sheet import Sheet
from bot.roleplay.world import Circumstances, can_arrange, looked_up, read_data
from bot.sop.book import Book, Topic
from bot.sop.ways import GIVEN, Way, goes_on_elsewhere, ways_through

_SHARE_OF_HABITS = 0.35
_MOST_WAYS_TRIED = 40
# who changes one of these by UL-01, or tells another number, has no second one besides
_SAME_AS_CHANGED = {"telepon": "hp_pelapor", "email": "email_pelapor"}
_NONE_GIVEN = "tidak_ada"


class Scenarios:
    """All scenarios by id."""

    def __init__(self, book: Book, directory: Path = SCENARIOS_DIRECTORY) -> None:
        self._book = book
        self._directory = directory
        self._of_book = {one.id: one for topic in book.topics.values() for one in _from_table(topic)}

    @property
    def all(self) -> tuple[Scenario, ...]:
        """Those of the book first, then the hand-written ones that can be used."""
        return (*self._of_book.values(), *(one.scenario for one in self._written.values()))

    def get(self, scenario_id: str) -> Scenario:
        """One scenario.

        Raises:
            ScenarioError: if there is none of that id.
        """
        written = self._written.get(scenario_id)
        if written is not None:
            return written.scenario
        if scenario_id not in self._of_book:
            raise ScenarioError(f"Skenario {scenario_id!r} tidak ada. Daftarnya: pln123 roleplay scenarios.")
        return self._of_book[scenario_id]

    def call(self, scenario_id: str, seed: int) -> Call:
        """A call of this scenario; the same seed gives the same customer, facts and habits.

        Raises:
            ScenarioError: if there is none of that id, or no customer can be found for it.
        """
        return self.call_of(self._written.get(scenario_id) or self.get(scenario_id), seed)

    def call_of(self, source: Scenario | Written, seed: int) -> Call:
        """A call of a scenario that need not be among these.

        Raises:
            ScenarioError: if no customer can be found for it.
        """
        scenario = source.scenario if isinstance(source, Written) else source
        facts = source.facts if isinstance(source, Written) else {}
        for number, way in enumerate(self._ways(scenario, facts, seed)):
            if number >= _MOST_WAYS_TRIED:
                break
            try:
                sheet = self._sampler.sample(scenario.topic, {**way.facts, **facts}, f"{seed}-{number}")
            except CannotBeArranged:
                continue
            sheet = _without_contradictions(replace(sheet, wants_human=False))
            if isinstance(source, Written):
                if source.number == KNOWN_NUMBER and not sheet.customer.telepon:
                    continue
                sheet = _as_written(sheet, source)
            if self._still_so(sheet, way, facts):
                habits = scenario.habits
                return Call(
                    scenario, seed, sheet, habits if habits is not None else _drawn_habits(sheet, scenario, seed)
                )
        raise ScenarioError(f"Tidak ada pelanggan contoh yang cocok dengan skenario {scenario.id!r}.")

    def _ways(self, scenario: Scenario, facts: Mapping[str, Any], seed: int) -> Iterator[Way]:
        """The book's ways to the scenario's row that agree with ``facts``, in an order of this seed's."""
        topic = self._book.topics[scenario.topic]
        ways = [
            way
            for way in ways_through(self._book, topic)
            if _leads_to(topic, way, scenario.row) and self._agrees(way.facts, facts)
        ]
        Random(f"{seed}:{scenario.id}:ways").shuffle(ways)
        yield from ways

    def _agrees(self, way: Mapping[str, Any], facts: Mapping[str, Any]) -> bool:
        return all(
            GIVEN in (way[name], value) or self._sampler.same_to_book(name, way[name], value)
            for name, value in facts.items()
            if name in way
        )

    def _still_so(self, sheet: Sheet, way: Way, facts: Mapping[str, Any]) -> bool:
        """Whether the records show what the way needs, also with the number and the day that were written."""
        now = Circumstances.of(self._book, sheet)
        decided = {**way.facts, **facts}
        return all(
            self._sampler.same_to_book(name, looked_up(name, now), value)
            for name, value in decided.items()
            if self._book.facts[name].kind == "derived" and can_arrange(name)
        )

    @cached_property
    def _written(self) -> dict[str, Written]:
        return read_all(self._book, self._directory)[0]

    @cached_property
    def _sampler(self) -> SheetSampler:
        return SheetSampler(self._book, demo_customers())


def _leads_to(topic: Topic, way: Way, row: str) -> bool:
    if row:
        return way.rows[:1] == (row,)
    return way.leaves and not way.rows and not goes_on_elsewhere(topic, way)


def _from_table(topic: Topic) -> list[Scenario]:
    return [
        Scenario(
            id=f"{topic.name}/{row.id}",
            title=row.title,
            topic=topic.name,
            row=row.id,
            briefing=f"Panggilan masuk ke PLN 123. Layani pelanggan menurut SOP: {topic.title}.",
        )
        for row in topic.outcomes
    ]


def _drawn_habits(sheet: Sheet, scenario: Scenario, seed: int) -> tuple[str, ...]:
    chance = Random(f"{seed}:{scenario.id}:habits")
    fitting = [name for name, habit in HABITS.items() if habit.fits(sheet)]
    return tuple(name for name in fitting if chance.random() < _SHARE_OF_HABITS)


def _without_contradictions(sheet: Sheet) -> Sheet:
    """One mobile number and one e-mail address: what is changed on a report is what the customer has now."""
    facts = dict(sheet.facts)
    same = _SAME_AS_CHANGED.get(str(facts.get("data_diubah")))
    if same and same in facts and facts.get("isi_perubahan"):
        facts[same] = facts["isi_perubahan"]
    if facts.get("nomor_hp_lain") not in (None, _NONE_GIVEN):
        facts["hp_pelapor"] = facts["nomor_hp_lain"]
        if facts.get("data_diubah") == "telepon":
            facts["isi_perubahan"] = facts["nomor_hp_lain"]
    spare = {name: value for name, value in sheet.spare.items() if facts.get(name) != value}
    return replace(sheet, facts=facts, spare=spare)


# --- what a hand-written scenario lays down ------------------------------------------------------------


def _as_written(sheet: Sheet, written: Written) -> Sheet:
    """The drawn sheet with all that the file says of persona, moment and number."""
    persona = sheet.persona
    said = dict(written.persona)
    persona = replace(
        persona,
        name=said.get("name", persona.name),
        title=said.get("title", persona.title),
        register=said.get("register", persona.register),
        temper=said.get("temper", persona.temper),
        habits=tuple(said["typing"]) if "typing" in said else persona.habits,
        colour=said.get("colour", persona.colour),
    )
    before = sheet.persona.name
    facts = {
        name: value.replace(before, persona.name) if isinstance(value, str) else value
        for name, value in sheet.facts.items()
    }
    facts |= {"nama": persona.name, "sapaan": persona.title}
    hidden = frozenset((sheet.hidden | written.hidden) - (set(written.facts) - written.hidden)) & set(facts)
    earlier = sheet.earlier
    if earlier is not None and earlier.draft.nama_pelapor == before:
        earlier = replace(earlier, draft=replace(earlier.draft, nama_pelapor=persona.name))
    sheet = replace(sheet, persona=persona, facts=facts, hidden=hidden, earlier=earlier)
    if written.number and sheet.earlier is None:
        sheet = replace(sheet, caller_id=_number(sheet, written.number))
    return _moved_to(sheet, written.at) if written.at is not None else sheet


def _number(sheet: Sheet, kind: str) -> str | None:
    values = read_data("values.yml")
    digits = sheet.customer.idpel
    numbers = {
        KNOWN_NUMBER: sheet.customer.telepon,
        MOBILE: f"{values['mobile_block']}{digits[-4:]}",
        FIXED_LINE: f"{values['fixed_line_block']}{digits[-3:]}",
        NO_NUMBER: None,
    }
    return numbers[kind]


def _moved_to(sheet: Sheet, at: datetime) -> Sheet:
    """The call at another moment; what is told by days and hours goes with it."""
    moment = at.replace(tzinfo=clock.ZONES[sheet.customer.zona]) if at.tzinfo is None else at
    days = moment.date() - sheet.moment.date()
    facts = {name: _moved(value, days, sheet.moment, moment) for name, value in sheet.facts.items()}
    earlier = sheet.earlier
    if earlier is not None:
        # a number holds the day on which it was given
        made = f"{clock.local(moment - earlier.ago, 'WIB'):%y%m%d}"
        number = f"{earlier.number[:3]}{made}{earlier.number[9:]}"
        facts = {name: number if value == earlier.number else value for name, value in facts.items()}
        earlier = replace(earlier, number=number)
    spare = {name: value for name, value in sheet.spare.items() if facts.get(name) != value}
    return replace(sheet, moment=moment, facts=facts, spare=spare, earlier=earlier)


def _moved(value: Any, days: timedelta, before: datetime, now: datetime) -> Any:
    if isinstance(value, datetime):
        moved = value + days
        if value <= before and moved > now:
            return moved - timedelta(days=1)
        return moved + timedelta(days=1) if value > before and moved <= now else moved
    return value + days if isinstance(value, date) else value
