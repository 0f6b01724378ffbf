"""Sheets made from the book: a branch of a topic becomes a customer to whom exactly that happens.

::

    sampler = SheetSampler(load_book(), demo_customers())
    sheet = sampler.sample("periksa", {"kondisi_listrik": "menyala", …}, seed="7-12")

The same seed gives the same sheet.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Any

from bot import clock
from bot.customers.model import Customer
from bot.language.power import power_steps
from bot.roleplay.earlier import SAME, EarlierReports, Search, Wanted, answers_of, searches
from bot.roleplay.sheet import REGISTERS, EarlierReport, Mistake, Persona, Sheet
from bot.roleplay.typing_habits import HABITS
from bot.roleplay.world import (
    NONE_GIVEN,
    Circumstances,
    World,
    can_arrange,
    dates_in,
    found_by_search,
    looked_up,
    read_data,
)
from bot.sop.book import Book, Fact, Topic
from bot.sop.conditions import Condition, comparisons_in, facts_named_in, holds

NO_NUMBER_SHOWN = "Null"
_FIRST_DAY = datetime(2026, 6, 1)
_DAYS = 180
_OFFICE_OPENS, _OFFICE_CLOSES = 8, 20
_TRIES = 60
_SOONEST_TRIES_NEAR_A_DATE = 12
_LONGEST_TEMPORARY = 10
_POWERS_ASKED_FOR = slice(2, 9)
_TEMPER_OF = {"formal": ("tenang", "cemas"), "santai": ("tenang", "cemas"), "kesal": ("kesal",)}


class CannotBeArranged(Exception):
    """No invented customer, number and date bring this branch about; the message says which fact is in the way."""


class SheetSampler:
    """Makes sheets."""

    def __init__(self, book: Book, customers: Sequence[Customer], world: World | None = None) -> None:
        self._book = book
        self._customers = customers
        self._world = world or World()
        self._values = read_data("values.yml")
        promised = timedelta(hours=book.parameter("periksa", "promised_hours"))
        self._earlier = EarlierReports(self._values, promised)
        self._compared: dict[str, list[tuple[Any, ...]]] = {}

    def sample(
        self, topic: str, decided: Mapping[str, Any], seed: str, *, onward: str = "", of: Sheet | None = None
    ) -> Sheet:
        """A customer for whom the facts of ``decided`` hold.

        Args:
            decided: values of asked and looked-up facts; a value that the book can't name (any name, any number)
                is anything in parentheses and gets an invented one.
            onward: the topic in which the talk goes on when it leaves the first one; ``decided`` is about both.
            of: a customer whose second matter it is to be.

        Raises:
            CannotBeArranged: if there is no such customer.
        """
        chance = Random(f"{seed}:{topic}")
        topics = [self._book.topics[name] for name in (topic, onward) if name]
        spoken = {name: value for name, value in decided.items() if self._kind(name) not in ("derived", "")}
        derived = {name: value for name, value in decided.items() if self._kind(name) == "derived"}
        for name, value in derived.items():
            if value is not None and not can_arrange(name) and not self._steers(name):
                raise CannotBeArranged(f"{name} = {value!r}")
        ways = self._searches(topics, spoken, derived)
        if not Wanted.of(derived).can_be:
            raise CannotBeArranged(f"catatan_unit = {derived['catatan_unit']!r}")
        for number in range(_TRIES):
            sheet = self._try(topics, spoken, derived, ways, chance, near=number >= _SOONEST_TRIES_NEAR_A_DATE, of=of)
            now = Circumstances.of(self._book, sheet)
            if all(
                self.same_to_book(name, looked_up(name, now), value)
                for name, value in derived.items()
                if can_arrange(name)
            ):
                return sheet
        raise CannotBeArranged(", ".join(f"{name} = {value!r}" for name, value in sorted(derived.items())))

    def _searches(self, topics: Sequence[Topic], spoken: Mapping[str, Any], derived: Mapping[str, Any]) -> list[Search]:
        """The ways of looking for a report that bring about what the branch says of it."""
        every = [way for topic in topics for way in searches(topic.name)]
        if not every:
            return []
        fitting = [
            way
            for way in every
            if all(
                self.same_to_book(name, way.looked_up.get(name), derived.get(name))
                for name in found_by_search() & set(derived)
            )
            and all(_fits(spoken[name], way.tells.get(name)) for name in spoken if _is_told_in(every, name))
            and not (len(topics) > 1 and way.tells_identity and self._contradicts_identity(spoken))
        ]
        if not fitting:
            raise CannotBeArranged(", ".join(f"{name} = {derived.get(name)!r}" for name in sorted(found_by_search())))
        return fitting

    def _contradicts_identity(self, spoken: Mapping[str, Any]) -> bool:
        """Whether nobody could go on like this who has told the number of the premises already."""
        return spoken.get("identitas") == NONE_GIVEN or any(holds(made.when, spoken) for made in self._world.mistakes)

    def same_to_book(self, name: str, one: Any, other: Any) -> bool:
        """Whether no condition of the book can tell two values of a fact apart."""
        if name not in self._compared:
            self._compared[name] = [
                expected
                for topic in self._book.topics.values()
                for condition in _conditions_of(topic)
                for named, expected in comparisons_in(condition)
                if named == name
            ]
        return one == other or all(
            _is_in(one, expected) is _is_in(other, expected) for expected in self._compared[name]
        )

    # --- one attempt ------------------------------------------------------------------------------

    def _try(
        self,
        topics: Sequence[Topic],
        spoken: Mapping[str, Any],
        derived: Mapping[str, Any],
        ways: Sequence[Search],
        chance: Random,
        *,
        near: bool,
        of: Sheet | None,
    ) -> Sheet:
        customer = of.customer if of else chance.choice(self._customers)
        moment = of.moment if of else self._moment(topics, customer, chance, near=near)
        persona = of.persona if of else self._persona(customer, chance)
        search = chance.choice(ways) if ways else None
        caller_id = (
            of.caller_id if of else self._caller_id(customer, chance, must=search is not None and search.caller == SAME)
        )
        invent = _Inventor(self._values, customer, persona, moment, chance)
        facts = {
            name: invent.value(self._book.facts[name]) if _stands_for_any(value) else value
            for name, value in spoken.items()
        }
        facts, mistake = self._mistaken(facts, customer, chance)
        earlier: EarlierReport | None = None
        if search is not None:
            strangers = [one for one in self._customers if one.jalan != customer.jalan and one.nama != persona.name]
            earlier = self._earlier.report(
                search, Wanted.of(derived), customer=customer, strangers=strangers, persona=persona,
                caller_id=caller_id, moment=moment, chance=chance,
            )  # fmt: skip
            identity = _identity_of(customer, chance)
            facts |= answers_of(search, earlier, customer, persona, identity)
            if len(topics) > 1 and search.tells_identity and "identitas" in spoken:
                facts["identitas"] = identity
        decided = set(spoken) | {name for topic in topics for name in self._asked_in_deciding_stages(topic)}
        for topic in topics:
            for fact in self._asked(topic):
                if fact.name not in facts and fact.name not in decided:
                    facts[fact.name] = self._sampled(fact, invent, chance)
        if derived.get("mendesak") or ("mendesak" not in derived and chance.random() < self._world.urgent):
            facts["mendesak"] = True
        facts = self._world.completed({**facts, **self._world.always})
        for name, by_fact in self._world.takes_form.items():
            for other, kinds in by_fact.items():
                if name in facts and facts.get(other) in kinds:
                    facts[name] = invent.value(
                        replace(self._book.facts[name], kind=kinds[facts[other]], when_unknown=None)
                    )
        facts = self._world.with_one_of_each(facts)
        openings = read_data("openings.yml").get(topics[0].name, ())
        openly = {name for opening in openings for name in opening["tells"]}
        unasked = set(search.tells) if search else set()
        private = sorted(name for name in facts if name in unasked or (chance.random() < 0.5 and name not in openly))
        spare = {
            name: wrong
            for name in sorted(set(facts) - unasked - set(self._world.takes_form))
            if (wrong := invent.slip(self._book.facts[name], facts[name])) is not None and wrong != facts[name]
        }
        return Sheet(
            topic=topics[0].name,
            onward=topics[1].name if len(topics) > 1 else "",
            persona=persona,
            customer=customer,
            moment=moment,
            caller_id=caller_id,
            facts=facts,
            hidden=frozenset(private),
            mistake=mistake,
            wants_human=of is None and chance.random() < 0.03,
            spare=spare,
            earlier=earlier,
            looked_up=search.looked_up if search else {},
        )

    def _asked(self, topic: Topic) -> Iterator[Fact]:
        for stage in topic.stages:
            for step in stage.steps:
                asked = self._book.rule(step).ask
                if asked:
                    yield self._book.facts[asked]

    def _asked_in_deciding_stages(self, topic: Topic) -> set[str]:
        """Facts that belong to the branch: what it does not name is not so, rather than not known."""
        named = {name for outcome in topic.outcomes for name in facts_named_in(outcome.when)}
        return {
            self._book.rule(step).ask
            for stage in topic.stages
            if stage.outcome_slot in named
            for step in stage.steps
            if self._book.rule(step).ask
        }

    def _sampled(self, fact: Fact, invent: _Inventor, chance: Random) -> Any:
        if fact.kind == "yes_no":
            return chance.random() < self._world.likely.get(fact.name, 0.5)
        return invent.value(fact)

    def _mistaken(
        self, facts: Mapping[str, Any], customer: Customer, chance: Random
    ) -> tuple[dict[str, Any], Mistake | None]:
        for made in self._world.mistakes:
            if holds(made.when, facts) and facts.get(made.fact) not in (None, NONE_GIVEN):
                meanwhile = {name: facts[name] for name in facts_named_in(made.when)}
                others = [one for one in self._customers if one.jalan != customer.jalan]
                wrong = _identity_of(chance.choice(others), chance)
                right = {name: value for name, value in facts.items() if name not in meanwhile}
                return {**right, **made.then}, Mistake(made.fact, wrong, meanwhile, made.found_out_by)
        return dict(facts), None

    def _moment(self, topics: Sequence[Topic], customer: Customer, chance: Random, *, near: bool) -> datetime:
        """A moment of a day on which people call; now and then near a day from which a rule holds."""
        days = sorted({day for topic in topics for day in dates_in(topic.parameters)})
        if days and (near or chance.random() < 0.2):
            day = chance.choice(days) + timedelta(days=chance.choice((-20, -1, 0, 1, 20)))
        else:
            day = (_FIRST_DAY + timedelta(days=chance.randrange(_DAYS))).date()
        hour = time(chance.randrange(_OFFICE_OPENS, _OFFICE_CLOSES), chance.randrange(60))
        return datetime.combine(day, hour, clock.ZONES[customer.zona])

    def _persona(self, customer: Customer, chance: Random) -> Persona:
        owner = chance.random() < 0.7
        who = customer if owner else chance.choice(self._customers)
        register = chance.choice(REGISTERS)
        return Persona(
            name=who.nama,
            title=who.sapaan,
            temper=chance.choice(_TEMPER_OF[register]),
            register=register,
            habits=tuple(habit for habit in sorted(HABITS) if chance.random() < HABITS[habit].share(register)),
        )

    def _caller_id(self, customer: Customer, chance: Random, *, must: bool) -> str | None:
        draw = chance.random() * (0.9 if must else 1)
        if draw < 0.4 and customer.telepon:
            return customer.telepon
        if draw < 0.75:
            return f"{self._values['mobile_block']}{chance.randrange(10**4):04d}"
        if draw < 0.9:
            return f"{self._values['fixed_line_block']}{chance.randrange(10**3):03d}"
        return None

    def _kind(self, name: str) -> str:
        fact = self._book.facts.get(name)
        return fact.kind if fact else ""

    def _steers(self, name: str) -> bool:
        return any(stage.outcome_slot == name for stage in self._book.stages.values())


class _Inventor:
    """Values for facts that can be anything, and slips of the tongue."""

    def __init__(
        self, values: Mapping[str, Any], customer: Customer, persona: Persona, moment: datetime, chance: Random
    ) -> None:
        self._values = values
        self._customer = customer
        self._persona = persona
        self._moment = moment
        self._chance = chance
        self._last_day = moment.date()

    def value(self, fact: Fact) -> Any:
        """A value of the fact; now and then the customer does not have it, where the book can do without."""
        if fact.when_unknown and fact.kind != "choice" and self._chance.random() < 0.2:
            return fact.when_unknown
        makers = {
            "yes_no": lambda: self._chance.random() < 0.5,
            "ready": lambda: True,
            "choice": lambda: self._chance.choice(fact.values),
            "identity": lambda: _identity_of(self._customer, self._chance),
            "name": lambda: self._persona.name,
            "title": lambda: self._persona.title,
            "address": lambda: self._place(fact.name),
            "power": lambda: str(self._chance.choice(power_steps()[_POWERS_ASKED_FOR])),
            "date": self._later_day,
            "text": lambda: self._chance.choice(self._texts(fact.name)),
            "display": lambda: self._shown(fact.name),
            "mobile": lambda: f"{self._values['other_mobile_block']}{self._chance.randrange(10**4):04d}",
            "email": self._email,
            "moment": lambda: self._moment_of(fact),
        }
        if fact.kind not in makers:
            raise CannotBeArranged(f"{fact.name}: jenis {fact.kind}")
        return makers[fact.kind]()

    def slip(self, fact: Fact, value: Any) -> Any:
        """Another value that could be said by mistake and taken back, ``None`` for facts without such."""
        if fact.kind in ("display", "mobile", "email") and value != fact.when_unknown:
            return self.value(replace(fact, when_unknown=None))
        return None

    def _texts(self, name: str) -> list[str]:
        texts = self._values["text"]
        return list(texts.get(name, texts["other"]))

    def _shown(self, name: str) -> str:
        kinds = self._values["display"]
        kind = self._chance.choice([*kinds.get(name.rpartition("_")[2], kinds["other"])] * 4 + [NO_NUMBER_SHOWN])
        makers = {
            NO_NUMBER_SHOWN: lambda: NO_NUMBER_SHOWN,
            "four_digits": lambda: f"0{self._chance.randrange(1, 1000):03d}",
            "count": lambda: str(self._chance.randrange(1, 40)),
            "hundreds": lambda: str(self._chance.randrange(195, 240)),
            "hundreds_one_decimal": lambda: f"{self._chance.randrange(195, 240)},{self._chance.randrange(1, 10)}",
            "one_decimal": lambda: f"{self._chance.randrange(1, 99)},{self._chance.randrange(1, 10)}",
            "two_decimals": lambda: f"{self._chance.randrange(0, 9)},{self._chance.randrange(11, 100)}",
            "watts": lambda: str(self._chance.randrange(15, 1300)),
        }
        return makers[kind]()

    def _place(self, name: str) -> str:
        """The whole address, or of facts that are asked for a region, kecamatan and town."""
        customer = self._customer
        if name in self._values["regions"]:
            return f"{customer.kecamatan}, {customer.kabupaten}"
        return address_of(customer)

    def _later_day(self) -> date:
        """Days come in the order in which they are asked for."""
        self._last_day += timedelta(days=self._chance.randrange(1, _LONGEST_TEMPORARY))
        return self._last_day

    def _email(self) -> str:
        first = "".join(letter for letter in self._persona.name.split()[0].lower() if letter.isascii())
        return f"{first}{self._chance.randrange(10, 100)}@{self._chance.choice(self._values['mail_hosts'])}"

    def _moment_of(self, fact: Fact) -> datetime:
        """A moment that can be told by day, part of the day and hour: before the call, or after it."""
        past = fact.when_unknown is not None
        now = self._moment.replace(minute=0, second=0, microsecond=0)
        hours = range(6, now.hour) if past else range(now.hour + 1, 21)
        other_day = now + timedelta(days=-1 if past else 1)
        day = now if hours and self._chance.random() < 0.6 else other_day
        hour = self._chance.choice(list(hours) if day is now else range(7, 21))
        return day.replace(hour=hour, minute=self._chance.choice((0, 0, 30)) if day is not now else 0)


def address_of(customer: Customer) -> str:
    """The address as people write it."""
    return (
        f"{customer.jalan} No. {customer.nomor} RT {customer.rt} RW {customer.rw}, {customer.kelurahan}, "
        f"Kecamatan {customer.kecamatan}, {customer.kabupaten}"
    )


def _identity_of(customer: Customer, chance: Random) -> str:
    return chance.choice((customer.idpel, customer.nomor_meter))


def _conditions_of(topic: Topic) -> Iterator[Condition]:
    yield from (rule.when for rule in topic.rules.values())
    for stage in topic.stages:
        yield stage.when
        yield from (outcome.when for outcome in stage.outcomes)
    for outcome in topic.outcomes:
        yield outcome.when
        yield from (condition for condition, _ in outcome.permasalahan)


def _is_in(value: Any, expected: Sequence[Any]) -> bool:
    return any(value is one if isinstance(one, bool) or one is None else value == one for one in expected)


def _is_told_in(ways: Sequence[Search], fact: str) -> bool:
    return any(fact in way.tells for way in ways)


def _fits(wanted: Any, told: Any) -> bool:
    """Whether the answer of a search is what a branch says: the same, or anything but "none" for any value."""
    if _stands_for_any(wanted):
        return told is not None and told != NONE_GIVEN
    return bool(wanted == told)


def _stands_for_any(value: Any) -> bool:
    return isinstance(value, str) and value.startswith("(")
