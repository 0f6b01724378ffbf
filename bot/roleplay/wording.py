"""How a customer says what is on the sheet, in the words of ``data/roleplay``.

Words and values are kept apart until the end, so that typing habits and typing errors touch the words alone.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from random import Random
from typing import Any

from bot.roleplay.colours import coloured
from bot.roleplay.forms import written
from bot.roleplay.sampling import NO_NUMBER_SHOWN
from bot.roleplay.sheet import REGISTERS, Sheet
from bot.roleplay.typing_habits import HABITS
from bot.roleplay.world import NONE_GIVEN, read_data
from bot.sop.book import Book, Fact
from bot.sop.conditions import holds

GIVEN, NONE, CONFIRM, DENY = "given", "none", "confirm", "deny"
_FALLBACK_REGISTER = "santai"
_CLOSED_KINDS = ("yes_no", "choice", "title", "ready")


@dataclass(frozen=True)
class Part:
    """A piece of a message; ``exact`` pieces are names and numbers that no habit changes."""

    text: str
    exact: bool = False


@dataclass(frozen=True)
class Phrase:
    """A message in pieces."""

    parts: tuple[Part, ...]

    @property
    def text(self) -> str:
        """The message as it is sent."""
        return "".join(part.text for part in self.parts)

    def with_words(self, change: Callable[[str], str]) -> Phrase:
        """The message with every piece changed that is no value."""
        return Phrase(tuple(part if part.exact else replace(part, text=change(part.text)) for part in self.parts))

    def joined(self, other: Phrase, between: str | None = None) -> Phrase:
        """This message and then ``other``, by a comma unless a sentence ends between them."""
        if between is None:
            between = " " if self.text.endswith((".", "!", "?")) else ", "
        return Phrase((*self.parts, Part(between), *other.parts))


@dataclass(frozen=True)
class Opening:
    """A first message, and what it tells."""

    phrase: Phrase
    tells: Mapping[str, Any]


class Wording:
    """The words of one customer.

    Args:
        sheet: whose words.
        seed: the same seed says the same thing in the same words.
    """

    def __init__(self, book: Book, sheet: Sheet, seed: str) -> None:
        self._book = book
        self._sheet = sheet
        self._seed = seed
        self._answers = read_data("answers.yml")

    def opening(self, attempt: int) -> Opening:
        """The first message; it tells only what is so and what the customer would tell without being asked."""
        chance = self._chance("opening", attempt)
        told = read_data("openings.yml")
        of_topic = [one for one in told.get(self._sheet.topic, ()) if self._is_so(one["tells"])]
        if self._sheet.topic in told and not of_topic:
            raise ValueError(f"openings.yml: {self._sheet.topic}: no opening is true of {dict(self._sheet.facts)}")
        chosen = chance.choice(of_topic or told["other"])
        title = self._book.topics[self._sheet.topic].title
        phrase = self._filled(self._pick(chosen, "opening", attempt), chance, title=title)
        return Opening(phrase, chosen["tells"])

    def answer(self, fact: Fact, value: Any, attempt: int, heard: str = "") -> Phrase:
        """The answer to the question for ``fact``.

        Args:
            value: what the customer holds for so, ``None`` for not known.
            attempt: how often the question was answered before.
            heard: the officer's words; when they hold the value itself, it is confirmed.
        """
        chance = self._chance(fact.name, attempt)
        if value is None:
            return self.aside("unknown", attempt)
        key, spoken = self._key(fact, value, heard)
        said = self._sayings("answers", fact, key)
        return self._value_put_in(self._pick(said, f"{fact.name}:{key}", attempt), fact, spoken, chance)

    def statement(self, fact: Fact, value: Any) -> Phrase | None:
        """``fact`` told without being asked, ``None`` where there are no words for that."""
        chance = self._chance(f"statement:{fact.name}", 0)
        key, spoken = self._key(fact, value, "")
        sayings = self._lookup("statements", fact, key)
        return self._value_put_in(self._pick(sayings, fact.name), fact, spoken, chance) if sayings else None

    def correction(self, fact: Fact, value: Any) -> Phrase | None:
        """A slip of the tongue taken back, ``None`` where there are no words for that."""
        chance = self._chance(f"correction:{fact.name}", 0)
        sayings = self._answers["corrections"].get(fact.kind)
        if not sayings or value == NO_NUMBER_SHOWN:
            return None
        rule = self._book.rule_asking(fact.name)
        code = rule.code if rule else ""
        return self._value_put_in(self._pick(sayings, fact.name), fact, value, chance, code=code)

    def half(self, fact: Fact, value: Any) -> Phrase | None:
        """Half of an answer, ``None`` where there is no such thing."""
        chance = self._chance(f"half:{fact.name}", 0)
        sayings = self._answers["halves"].get(fact.kind)
        if not sayings or value == fact.when_unknown or value == NONE_GIVEN:
            return None
        half = str(value)[: len(str(value)) // 2]
        return self._filled(self._pick(sayings, fact.name), chance, half=half)

    def aside(self, name: str, attempt: int = 0) -> Phrase:
        """Something beside the matter, by its name in ``detours.yml``."""
        chance = self._chance(f"aside:{name}", attempt)
        return self._filled(self._pick(read_data("detours.yml")[name], name, attempt), chance)

    def reaction(self, name: str, attempt: int = 0) -> Phrase:
        """What a customer of a practice call says beside answering, by its name in ``reactions.yml``."""
        chance = self._chance(f"reaction:{name}", attempt)
        # a call is long: who has run out of words says them again, and doesn't change into another person
        sayings = {register: list(ways) for register, ways in read_data("reactions.yml")[name].items()}
        own = sayings.get(self._sheet.persona.register) or sayings[_FALLBACK_REGISTER]
        return self._filled(self._pick(sayings, name, attempt % len(own)), chance)

    # --- choosing words ---------------------------------------------------------------------------

    def _chance(self, occasion: str, attempt: int) -> Random:
        # of its own for every occasion: leaving one thing out of a talk leaves the words of the rest as they are
        return Random(f"{self._seed}:{occasion}:{attempt}")

    def _is_so(self, tells: Mapping[str, Any]) -> bool:
        """Whether the customer would say so of their own accord."""
        return holds(tells, self._sheet.facts) and not set(tells) & self._sheet.hidden

    def _key(self, fact: Fact, value: Any, heard: str) -> tuple[Any, Any]:
        if fact.kind == "display" and value == NO_NUMBER_SHOWN:
            return NONE, value
        if value == fact.when_unknown and not (fact.kind == "choice" and value in fact.values):
            return NONE, value
        if value == NONE_GIVEN and not fact.values:
            return NONE, value
        if fact.kind in _CLOSED_KINDS:
            return value, value
        if heard and self._says(heard, fact, value):
            return CONFIRM, value
        if heard and fact.kind == "name" and self._sheet.customer.nama in heard:
            return DENY, value
        return GIVEN, value

    def _says(self, heard: str, fact: Fact, value: Any) -> bool:
        if fact.kind == "address":
            customer = self._sheet.customer
            return (
                str(value).startswith(customer.kecamatan)
                and f", {customer.kecamatan}" in heard
                or (customer.alamat in heard)
            )
        return fact.kind == "name" and str(value) in heard and self._sheet.customer.nama == value

    def _sayings(self, part: str, fact: Fact, key: Any) -> Mapping[str, Sequence[str]]:
        found = self._lookup(part, fact, key) or self._lookup(part, fact, GIVEN)
        return found or {_FALLBACK_REGISTER: ["{value}"]}

    def _lookup(self, part: str, fact: Fact, key: Any) -> Mapping[str, Sequence[str]] | None:
        for name in (fact.name, fact.kind):
            found = self._answers[part].get(name, {}).get(key)
            if found:
                return dict(found)
        return None

    def _pick(self, sayings: Mapping[str, Any], occasion: str, attempt: int = 0) -> str:
        """The ``attempt``-th way to say it: other words each time, those of other registers when one's own run out."""
        own = list(sayings.get(self._sheet.persona.register) or sayings[_FALLBACK_REGISTER])
        others = [one for register in REGISTERS for one in sayings.get(register, ()) if one not in own]
        self._chance(f"words:{occasion}", 0).shuffle(own)
        ways = [*own, *others]
        return str(ways[attempt % len(ways)])

    def _value_put_in(self, template: str, fact: Fact, value: Any, chance: Random, **more: str) -> Phrase:
        if "{value}" in template:
            more["value"] = written(fact.kind, value, self._sheet.moment, chance)
        return self._filled(template, chance, **more)

    def _filled(self, template: str, chance: Random, **values: str) -> Phrase:
        parts = []
        rest = template
        while "{" in rest:
            before, _, behind = rest.partition("{")
            name, _, rest = behind.partition("}")
            parts += [Part(before), Part(values[name], exact=True)]
        phrase = Phrase(tuple(part for part in (*parts, Part(rest)) if part.text))
        if self._sheet.persona.colour:
            phrase = self._coloured(phrase, chance)
        for habit in self._sheet.persona.habits:
            phrase = phrase.with_words(lambda text, apply=HABITS[habit].apply: apply(text, chance))  # type: ignore[misc]
        return phrase

    def _coloured(self, phrase: Phrase, chance: Random) -> Phrase:
        last = len(phrase.parts) - 1
        colour = self._sheet.persona.colour
        return Phrase(
            tuple(
                part if part.exact else replace(part, text=coloured(part.text, colour, chance, is_last=place == last))
                for place, part in enumerate(phrase.parts)
            )
        )
