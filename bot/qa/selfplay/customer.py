"""The simulated customer of self-play: answers what is asked from the sheet, with the noises that were planned."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from random import Random
from typing import Any

from bot.qa.selfplay import noise as noises
from bot.qa.selfplay.talk import ASKED, CORRECTED, MISTAKEN, SLIPPED, VOLUNTEERED, Noise, Said, Told
from bot.roleplay.sheet import Sheet
from bot.roleplay.wording import Phrase, Wording
from bot.roleplay.world import NONE_GIVEN, World, read_data
from bot.sop.book import Book, Fact

_ASKS_FOR_HUMAN_AT = 4
_ASKS_SOON_AT = 2
"""What is done about a report that was made before is done after few questions: then it is too late to ask."""

_OFFER_OF_HELP = "bantuan_lain"
_DANGER = "mendesak"
_TELLS_MATTER_AT_ONCE = 0.7
_WHAT_IS_CHANGED = ("sisi_masalah", "data_diubah", "ubah_lagi")
# another matter told beside such an answer could be taken for a part of it
_FREE_KINDS = ("text", "address", "name", "title")


class SimulatedCustomer:
    """One customer in one talk.

    Attributes:
        told: the value told last of each fact; ``told_in_first`` before the customer came to a second matter.
        angry: there was an outburst.
        wants_no_more: asked for a human, and now waits for one.
    """

    def __init__(self, book: Book, sheet: Sheet, planned: Iterable[Noise], seed: str) -> None:
        self._book = book
        self._sheet = sheet
        of_first_matter = _asked_in(book, sheet)
        self._of_second_matter = (_asked_in(book, sheet.second) if sheet.second else frozenset()) - of_first_matter
        self._announced = False
        self._danger_told = World().goes_without_saying(_DANGER, sheet.facts)
        self._waiting = list(planned)
        self._seed = seed
        self._wording = Wording(book, sheet, seed)
        self._world = World()
        self._questions: list[str] = []
        self._answered: Counter[str] = Counter()
        self._openings = 0
        self._asides: Counter[str] = Counter()
        self._answered_by_half: set[str] = set()
        self._slipped: str | None = None
        self._found_out = sheet.mistake is None
        self._first = sheet
        self.told: dict[str, Any] = {}
        self.told_in_first: dict[str, Any] = self.told
        self.angry = False
        self.wants_no_more = False

    def open(self) -> Said:
        """The first message, or the matter once more in other words."""
        opening = self._wording.opening(self._openings)
        self._openings += 1
        told = tuple(Told(fact, value, VOLUNTEERED) for fact, value in opening.tells.items())
        return self._said(opening.phrase, told)

    def reply(self, asked: str | None, heard: str) -> Said:
        """What is said next.

        Args:
            asked: the fact that the assistant asks for, ``None`` when it asks for none.
            heard: the assistant's words.
        """
        if self._announced and asked is not None and asked in self._of_second_matter:
            self._begin_second()
        if asked is None:
            return self.open()
        if asked not in self._questions:
            self._questions.append(asked)
        if self._slipped is not None:
            slipped, self._slipped = self._slipped, None
            phrase = self._wording.correction(self._fact(slipped), self._sheet.facts[slipped])
            if slipped != asked and phrase is not None:
                told = Told(slipped, self._sheet.facts[slipped], CORRECTED)
                return self._said(phrase, (told,), noise=noises.SLIP)
        soon = _ASKS_SOON_AT if self._sheet.earlier is not None else _ASKS_FOR_HUMAN_AT
        if self._sheet.wants_human and len(self._questions) == soon:
            self.wants_no_more = True
            return self._said(self._wording.aside("human"))
        if asked == _OFFER_OF_HELP and self._sheet.second is not None:
            return self._tell_second()
        if self._sheet.facts.get(_DANGER) and not self._danger_told:
            return self._plain(asked, heard)  # what is dangerous is told before there is time for anything else
        return self._noisy(asked, heard) or self._plain(asked, heard)

    # --- the second matter -------------------------------------------------------------------------

    @property
    def matters_begun(self) -> int:
        """1, and 2 once the customer has come to the second matter."""
        return 1 if self._sheet is self._first else 2

    def _tell_second(self) -> Said:
        """Yes, there is more; and mostly at once what it is."""
        phrase = self._wording.answer(self._fact(_OFFER_OF_HELP), True, 0)
        told: tuple[Told, ...] = (Told(_OFFER_OF_HELP, True, ASKED),)
        self._begin_second()
        if Random(f"{self._seed}:second").random() < _TELLS_MATTER_AT_ONCE:
            opening = self._wording.opening(self._openings)
            self._openings += 1
            phrase = phrase.joined(opening.phrase)
            told += tuple(Told(fact, value, VOLUNTEERED) for fact, value in opening.tells.items())
        return self._said(phrase, told)

    def _begin_second(self) -> None:
        if self._sheet.second is None:
            return
        self.told_in_first = dict(self.told)
        self._sheet = self._sheet.second
        self._wording = Wording(self._book, self._sheet, f"{self._seed}:second")
        self._answered.clear()
        self._found_out = True
        self._announced = False

    def _announce_second(self, fact: Fact, value: Any, heard: str) -> Said | None:
        """An answer, and with "sekalian" the other matter."""
        if self._sheet.second is None or fact.kind in _FREE_KINDS or fact.name == _OFFER_OF_HELP:
            return None
        opening = Wording(self._book, self._sheet.second, f"{self._seed}:second").opening(0)
        answer = self._wording.answer(fact, value, self._answered[fact.name], heard)
        self._announced = True
        self._openings += 1
        return self._said(
            answer.joined(self._wording.aside("besides")).joined(opening.phrase, " "),
            self._answering(fact.name, value),
            noise=noises.SECOND_MATTER,
        )

    # --- answers ----------------------------------------------------------------------------------

    def _plain(self, asked: str, heard: str) -> Said:
        fact, value = self._fact(asked), self._value(asked)
        phrase = self._wording.answer(fact, value, self._answered[asked], heard)
        not_yet = asked in self._world.until_true and value is False
        has_none = fact.kind == "identity" and value == NONE_GIVEN
        settles = value is not None and not not_yet and not has_none
        if self._sheet.facts.get(_DANGER) and not self._danger_told and fact.kind not in ("text", "address"):
            self._danger_told = True
            phrase = phrase.joined(self._wording.aside(self._kind_of_danger()))
            return self._said(phrase, self._answering(asked, value))
        return self._said(phrase, self._answering(asked, value), plain=True, settles=settles)

    def _kind_of_danger(self) -> str:
        """In what words the danger is told; where it is a matter of its own, the second one is announced with it."""
        if not self._world.danger_is_apart(self._sheet.topic):
            return Random(f"{self._seed}:danger").choice(("danger", "danger_to_health"))
        second = self._sheet.second
        if second is None or not second.facts.get(_DANGER) or second.topic != self._world.danger_topic:
            return "danger_to_health"
        self._announced = True
        return "danger_elsewhere"

    def _answering(self, asked: str, value: Any) -> tuple[Told, ...]:
        """The fact that an answer tells; from here on the question counts as answered."""
        self._answered[asked] += 1
        mistake = self._sheet.mistake
        wrong = mistake is not None and not self._found_out and asked in (mistake.fact, *mistake.meanwhile)
        if mistake is not None and asked == mistake.found_out_by:
            self._found_out = True
        return () if value is None else (Told(asked, value, MISTAKEN if wrong else ASKED),)

    def _value(self, asked: str) -> Any:
        mistake = self._sheet.mistake
        if mistake is not None and not self._found_out:
            if asked == mistake.fact:
                return mistake.value
            if asked in mistake.meanwhile:
                return mistake.meanwhile[asked]
        if asked not in self._book.facts:
            return False  # whether to drop the matter: no
        value = self._sheet.facts.get(asked)
        if asked in self._world.until_true and value is False and self._answered[asked]:
            return True
        return value

    # --- noises -----------------------------------------------------------------------------------

    def _noisy(self, asked: str, heard: str) -> Said | None:
        if self._answered[asked]:
            return None
        for noise in self._waiting:
            if noise.at < len(self._questions):
                said = self._with(noise, asked, heard)
                if said is not None:
                    self._waiting.remove(noise)
                    return said
        return None

    def _with(self, noise: Noise, asked: str, heard: str) -> Said | None:
        fact = self._fact(asked)
        if noise.kind == noises.SILENCE:
            return Said("", noise=noise.kind)
        if noise.kind == noises.ANGER:
            self.angry = True
            return self._said(self._wording.aside("anger"), angry=True, noise=noise.kind)
        if noise.kind == noises.DETOUR:
            kinds = read_data("detours.yml")[noise.detail].get("kinds")
            if kinds and fact.kind not in kinds:
                return None
            self._asides[noise.detail] += 1
            return self._said(self._wording.aside(noise.detail, self._asides[noise.detail]), noise=noise.kind)
        value = self._value(asked)
        if value is None:
            return None
        if noise.kind == noises.HALF:
            return self._half(fact, value)
        if noise.kind == noises.SLIP:
            return self._slip(fact, heard)
        if noise.kind == noises.SECOND_MATTER:
            return self._announce_second(fact, value, heard)
        return self._typo(fact, value, heard) if noise.kind == noises.TYPO else self._two_facts(fact, value, heard)

    def _half(self, fact: Fact, value: Any) -> Said | None:
        mistake = self._sheet.mistake
        phrase = self._wording.half(fact, value)
        if phrase is None or (mistake is not None and mistake.fact == fact.name):
            return None
        # who is in danger is handed over when a question fails twice (HND-02)
        if self._sheet.facts.get(_DANGER) and fact.name in self._answered_by_half:
            return None
        self._answered_by_half.add(fact.name)
        return self._said(phrase, noise=noises.HALF)

    def _slip(self, fact: Fact, heard: str) -> Said | None:
        wrong = self._sheet.spare.get(fact.name)
        if wrong is None or self._wording.correction(fact, self._sheet.facts[fact.name]) is None:
            return None
        self._slipped = fact.name
        phrase = self._wording.answer(fact, wrong, self._answered[fact.name], heard)
        self._answered[fact.name] += 1
        return self._said(phrase, (Told(fact.name, wrong, SLIPPED),), noise=noises.SLIP)

    def _typo(self, fact: Fact, value: Any, heard: str) -> Said | None:
        phrase = self._wording.answer(fact, value, self._answered[fact.name], heard)
        chance = Random(f"{self._seed}:typo:{fact.name}")
        longest = max((part for part in phrase.parts if not part.exact), key=lambda part: len(part.text), default=None)
        mistyped = phrase.with_words(
            lambda text: noises.with_typo(text, chance) if longest is not None and text == longest.text else text
        )
        if mistyped == phrase:
            return None
        return self._said(mistyped, self._answering(fact.name, value), noise=noises.TYPO)

    def _two_facts(self, fact: Fact, value: Any, heard: str) -> Said | None:
        for other in self._volunteerable(fact.name):
            statement = self._wording.statement(self._fact(other), self._sheet.facts[other])
            if statement is not None:
                answer = self._wording.answer(fact, value, self._answered[fact.name], heard)
                told = Told(other, self._sheet.facts[other], VOLUNTEERED)
                return self._said(
                    answer.joined(statement),
                    (*self._answering(fact.name, value), told),
                    noise=noises.TWO_FACTS,
                )
        return None

    def _volunteerable(self, asked: str) -> Iterator[str]:
        mistaken = self._sheet.mistake.fact if self._sheet.mistake else None
        names = sorted(
            name
            for name, value in self._sheet.facts.items()
            if self._sheet.may_volunteer(name)
            and name not in (asked, mistaken)
            and name not in self.told
            and value not in (NONE_GIVEN, self._fact(name).when_unknown)
            # a number told beside "mau ubah data" would be what is to be changed
            and not (asked in _WHAT_IS_CHANGED and self._fact(name).kind in ("mobile", "email"))
        )
        Random(f"{self._seed}:two:{asked}").shuffle(names)
        yield from names

    # --- common -----------------------------------------------------------------------------------

    def _said(self, phrase: Phrase, told: tuple[Told, ...] = (), **how: Any) -> Said:
        self.told.update({one.fact: one.value for one in told})
        return Said(phrase.text, told, **how)

    def _fact(self, name: str) -> Fact:
        # what the assistant asks outside the book can only be a yes or a no
        return self._book.facts.get(name) or Fact(name, "yes_no", name)


def _asked_in(book: Book, sheet: Sheet) -> frozenset[str]:
    """Everything that the first matter's topics ask for."""
    topics = [book.topics[name] for name in (sheet.topic, sheet.onward) if name]
    steps = [book.rule(step) for topic in topics for stage in topic.stages for step in stage.steps]
    return frozenset(rule.ask for rule in steps if rule.ask)
