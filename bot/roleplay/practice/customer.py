"""The customer of a practice call: answers what is asked from the sheet, and lets the officer feel how that is done.

Nothing is said that is not on the sheet, and nothing before it is asked, but what this customer would tell anyway.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from random import Random
from typing import Any

from bot.officers.carrying import carrying
from bot.roleplay.practice import habits, temper
from bot.roleplay.practice.addresses import AddressNamed, address_named
from bot.roleplay.practice.memory import Memory, Reply
from bot.roleplay.practice.records import ANGRY, URGENT, Records
from bot.roleplay.practice.scenario import Call
from bot.roleplay.practice.temper import Mood
from bot.roleplay.wording import Phrase, Wording
from bot.roleplay.world import NONE_GIVEN, World
from bot.sop.book import CLOSING, OPENING, Book, Fact, Rule
from bot.sop.conformance.crowd import MOST_QUESTIONS_AT_ONCE
from bot.sop.conformance.talk import Act

_ADDRESS_FITS = "alamat_sesuai"
_WHERE_TO_FIND = "PRK-06a"
_TELLS_OF_CTT = "PRK-22"
_MORE_HELP = "bantuan_lain"
_EMPATHY_RESPONSE = "utter_empati"
_GUARANTEE_RESPONSE = "utter_garansi_layanan"
_UNREADABLE = re.compile(r"([^\W\d_])\1{4,}|\S{40,}|<\w[^>]*>")
"""A key held down, a word that is none, marks of a page."""
_LATE_IN_CALL = 8
_IDENTITY_KIND, _DISPLAY_KIND, _READY_KIND = "identity", "display", "ready"
_ASKED_WHY_OF = ("email", "mobile", "choice")
_CODES_BEFORE_ASKING = 2


class Caller:
    """The customer of one call.

    Attributes:
        memory: what has changed since the call began.
    """

    def __init__(self, book: Book, call: Call, memory: Memory | None = None) -> None:
        self._book = book
        self._call = call
        self._sheet = call.sheet
        self._records = Records(book, call.sheet)
        self._wording = Wording(book, call.sheet, f"{call.seed}:{call.scenario.id}")
        self._world = World()
        stages = book.topics[call.scenario.topic].stages
        self._empathy_is_due = any(book.rule(step).say == _EMPATHY_RESPONSE for stage in stages for step in stage.steps)
        self.memory = memory or Memory(Mood.beginning(call.sheet.persona.temper), found_out=call.sheet.mistake is None)

    @property
    def asked_in_vain(self) -> tuple[str, ...]:
        """Facts that were asked for and not answered yet."""
        return tuple(self.memory.unanswered)

    def open(self) -> Reply:
        """The first words."""
        opening = self._wording.opening(0)
        return self._reply([opening.phrase], dict(opening.tells))

    def hear(self, text: str, acts: Sequence[Act]) -> Reply:
        """What the customer says to the officer's words.

        Args:
            acts: what was understood in them.
        """
        self.memory.heard += 1
        rules = [self._book.rules[act.rule] for act in acts if self._concerns_me(act)]
        before = self._feelings(text, rules)
        if self._is_farewell(acts):
            return self._reply([*before, self._say("thanked")], ends=True)
        self._note_where_to_find(rules)
        asked = list(dict.fromkeys(rule.ask for rule in rules if rule.ask))
        if not asked:
            return self._without_question(text, rules, before)
        return self._answers(text, asked, before)

    def _concerns_me(self, act: Act) -> bool:
        """Whether the customer takes the words for that: what is not sure is heard only where it makes sense."""
        rule = self._book.rules.get(act.rule)
        if rule is None:
            return False
        might_ask = self._sheet.facts.get(rule.ask) is not None and rule.ask not in self.memory.told
        return act.certain or not rule.ask or might_ask

    def _is_farewell(self, acts: Sequence[Act]) -> bool:
        """Whether the officer ends the call: closing words that don't ask; the first message can only greet.

        What only sounds like a farewell is one when nothing else is in it, or other help has been offered and declined.
        """
        declined = self.memory.told.get(_MORE_HELP) is False
        named = [(self._book.rules[act.rule], act.certain) for act in acts if act.rule in self._book.rules]
        alone = all(rule.due == CLOSING for rule, _ in named)
        closes = any(rule.due == CLOSING and (certain or declined or alone) for rule, certain in named)
        asks = any(rule.ask and rule.ask not in self.memory.told and certain for rule, certain in named)
        return closes and self.memory.heard > 1 and not asks

    def wait(self, seconds: float) -> Reply:
        """Nothing is said for a while."""
        if seconds < temper.number("silence_seconds"):
            return self._reply([])
        self.memory.mood.feel(temper.SILENCE)
        if self.memory.mood.happened[temper.SILENCE] >= temper.number("silences_borne"):
            return self._reply([self._say("hangs_up")], hangs_up=True)
        return self._with_outburst([self._say("silence")])

    # --- feelings ---------------------------------------------------------------------------------

    def _feelings(self, text: str, rules: Sequence[Rule]) -> list[Phrase]:
        """What the words do to the temper, and what the customer says about that."""
        mood, said = self.memory.mood, []
        questions = {rule.ask for rule in rules if rule.ask}
        annoyed = False
        for what, so in (
            (temper.BLAME, temper.blames(text)),
            # what the SOP itself has the officer say is no jargon of the officer's
            (temper.JARGON, temper.has_jargon(text) and not any(rule.id == _TELLS_OF_CTT for rule in rules)),
            (temper.TOO_MANY, len(questions) > MOST_QUESTIONS_AT_ONCE),
        ):
            if so:
                annoyed = True
                mood.feel(what)
                said.append(self._say(what))
        if any(rule.say == _EMPATHY_RESPONSE for rule in rules):
            if mood.feel(temper.EMPATHY) < 0 and mood.place > 0:
                said.append(self._say("calmed"))
        elif self._waits_for_empathy():
            annoyed = True
            mood.feel(temper.NO_EMPATHY)
            said.append(self._say("no_empathy"))
        if annoyed:
            mood.kind_in_a_row = 0
        elif temper.is_kind(text):
            mood.feel_kind()
        return said[:1]

    def _waits_for_empathy(self) -> bool:
        """Whether a kind word is overdue, in a matter in which the book itself has one."""
        happened = self.memory.mood.happened
        overdue = self.memory.heard >= temper.number("empathy_expected_within")
        return overdue and self._empathy_is_due and not (happened[temper.EMPATHY] or happened[temper.NO_EMPATHY])

    def _with_outburst(self, phrases: list[Phrase], facts: Mapping[str, Any] | None = None, **more: Any) -> Reply:
        """The same, with anger in it once when the customer has come to it (DP-01)."""
        told = dict(facts or {})
        if self.memory.mood.is_worst and ANGRY not in self.memory.told:
            told[ANGRY] = True
            phrases = [*phrases, self._wording.aside("anger")]
        return self._reply(phrases, told, **more)

    # --- what is said when nothing was asked -------------------------------------------------------

    def _without_question(self, text: str, rules: Sequence[Rule], before: list[Phrase]) -> Reply:
        guaranteed = any(rule.say == _GUARANTEE_RESPONSE for rule in rules)
        if (guaranteed or self.memory.heard >= _LATE_IN_CALL) and self._shows(habits.HOW_LONG):
            return self._with_outburst([*before, self._wording.aside("berapa_lama")])
        if not rules and (text.rstrip().endswith("?") or _UNREADABLE.search(text)):
            return self._with_outburst([*before, self._say("not_understood")])
        waiting = self._call_in_waiting(rules)
        if waiting is not None:
            return self._answers(text, waiting, before)
        greets = self.memory.heard == 1 and any(rule.due == OPENING for rule in rules)
        return self._with_outburst([*before, self._say("greeted" if greets else "heard")])

    def _call_in_waiting(self, rules: Sequence[Rule]) -> list[str] | None:
        """Questions put off by a question of the customer's own, which has been answered now."""
        put_off = list(self.memory.unanswered)
        answered = any(rule.called_by or rule.say for rule in rules)
        return put_off if put_off and answered else None

    # --- answers ------------------------------------------------------------------------------------

    def _answers(self, text: str, asked: list[str], before: list[Phrase]) -> Reply:
        told: dict[str, Any] = {}
        phrases: list[Phrase] = list(before)
        calls_for: tuple[str, ...] = ()
        few = asked[:MOST_QUESTIONS_AT_ONCE]
        if len(few) > 1 and self._shows(habits.HALF_ANSWER):
            few = few[:1]
        self.memory.unanswered = [name for name in (*self.memory.unanswered, *asked) if name not in few]
        for name in few:
            answer = self._one_answer(name, text)
            phrases += answer.phrases
            told |= answer.told
            calls_for += answer.calls_for
            if not answer.settled and name not in self.memory.unanswered:
                self.memory.unanswered.append(name)
        if self._sheet.facts.get(URGENT) and URGENT not in self.memory.told and told:
            told[URGENT] = True
            phrases.append(self._wording.aside("danger"))
        besides = self._besides(told)
        if besides is not None:
            phrases.append(besides.phrases[0])
            told |= besides.told
        if self._asks_purpose(few):
            phrases.append(self._wording.aside("kegunaan_kode"))
            calls_for += self._called_by("tanya_fungsi_kode")
        return self._with_outburst(phrases, told, calls_for=calls_for)

    def _one_answer(self, name: str, text: str) -> _Answer:
        fact = self._book.facts[name]
        asked_again = name in self.memory.told and not self._may_be_asked_again(fact)
        put_off = None if asked_again else self._own_question(fact)
        if put_off is not None:
            return put_off
        value = self._value(fact)
        if name == _ADDRESS_FITS:
            named = address_named(self._sheet, text)
            if named is AddressNamed.NOTHING:
                return _Answer([self._say("which_address")], {}, settled=False)
            value = value if named is AddressNamed.OWN else False
        wrong = self._wrong_number(fact, value)
        if wrong is not None:
            value = wrong
        elif value is None:
            return _Answer([self._wording.aside("unknown", self._count("unknown"))], {})
        phrase = self._wording.answer(fact, value, self.memory.answered[name], text)
        before: list[Phrase] = []
        if asked_again:
            self.memory.mood.feel(temper.ASKED_AGAIN)
            before = [self._say("said_already")]
        elif fact.kind == _IDENTITY_KIND and "corrects" in self.memory.shown:
            self.memory.shown.remove("corrects")
            before = [self._say("wrong_before")]
        if wrong is not None:
            self.memory.shown.append("corrects")
        self.memory.answered[name] += 1
        shown = self._records.shown_by(name, self.memory.told) if wrong is None else {}
        told = {name: value, **shown, **self._taken_back(name)}
        return _Answer([*before, phrase, *self._hands_over(fact)], told)

    def _value(self, fact: Fact) -> Any:
        mistake = self._sheet.mistake
        if mistake is not None and not self.memory.found_out:
            if fact.name == mistake.fact:
                return mistake.value
            if fact.name in mistake.meanwhile:
                return mistake.meanwhile[fact.name]
        value = self._sheet.facts.get(fact.name)
        if fact.name in self._world.until_true and value is False and self.memory.answered[fact.name]:
            return True
        return value

    def _taken_back(self, name: str) -> dict[str, None]:
        """What no longer holds once the customer has found out that something was said wrong."""
        mistake = self._sheet.mistake
        if mistake is None or self.memory.found_out or name != mistake.found_out_by:
            return {}
        self.memory.found_out = True
        taken_back = (mistake.fact, *(one for one in mistake.meanwhile if one != name))
        self.memory.unanswered += taken_back
        return dict.fromkeys(taken_back)

    def _may_be_asked_again(self, fact: Fact) -> bool:
        """Whether a second question is no neglect: after "not yet", or to make sure of a number that was wrong."""
        not_yet = fact.name in self._world.until_true and self.memory.told.get(fact.name) is False
        none = fact.kind == _IDENTITY_KIND and self.memory.told.get(fact.name) in (None, NONE_GIVEN)
        mistaken = fact.kind == _IDENTITY_KIND and ("corrects" in self.memory.shown or self._sheet.mistake is not None)
        street = fact.name == _ADDRESS_FITS and self.memory.told.get(fact.name) is False
        return not_yet or none or mistaken or street

    # --- habits -----------------------------------------------------------------------------------

    def _shows(self, habit: str) -> bool:
        """Whether the habit shows now; each shows once."""
        if habit not in self._call.habits or habit in self.memory.shown:
            return False
        self.memory.shown.append(habit)
        return True

    def _own_question(self, fact: Fact) -> _Answer | None:
        """A question of the customer's own in place of the answer."""
        if fact.kind == _IDENTITY_KIND and fact.name == "identitas" and self._shows(habits.WHERE_IS_NUMBER):
            return _Answer([self._say("where_is_number")], {}, self._called_by("cari_identitas"), settled=False)
        may_ask_why = fact.kind in _ASKED_WHY_OF and self.memory.heard >= _LATE_IN_CALL
        if may_ask_why and self._shows(habits.ASKS_WHY):
            return _Answer([self._wording.aside("alasan")], {}, settled=False)
        return None

    def _wrong_number(self, fact: Fact, value: Any) -> str | None:
        if fact.kind != _IDENTITY_KIND or value in (None, NONE_GIVEN) or not self._shows(habits.WRONG_NUMBER):
            return None
        chance = Random(f"{self._call.seed}:wrong:{fact.name}")
        place = chance.randrange(len(str(value)) // 2, len(str(value)))
        other = (int(str(value)[place]) + chance.randrange(1, 10)) % 10
        return f"{str(value)[:place]}{other}{str(value)[place + 1 :]}"

    def _hands_over(self, fact: Fact) -> list[Phrase]:
        if fact.kind == _READY_KIND and self._shows(habits.SOMEBODY_ELSE):
            return [self._say("somebody_else"), self._say("somebody_else_speaks")]
        return []

    def _besides(self, told: Mapping[str, Any]) -> _Answer | None:
        """Something that this customer tells of their own accord, beside an answer."""
        if not told or habits.VOLUNTEERS not in self._call.habits or habits.VOLUNTEERS in self.memory.shown:
            return None
        names = sorted(
            name
            for name, value in self._sheet.facts.items()
            if self._sheet.may_volunteer(name)
            and name not in (*told, *self.memory.told)
            and value not in (NONE_GIVEN, self._book.facts[name].when_unknown)
            and (self._sheet.mistake is None or name != self._sheet.mistake.fact)
        )
        Random(f"{self._call.seed}:besides").shuffle(names)
        for name in names:
            statement = self._wording.statement(self._book.facts[name], self._sheet.facts[name])
            if statement is not None and self._shows(habits.VOLUNTEERS):
                shown = self._records.shown_by(name, {*self.memory.told, *told})
                return _Answer([statement], {name: self._sheet.facts[name], **shown})
        return None

    def _asks_purpose(self, asked: Sequence[str]) -> bool:
        """Whether this customer now asks what a meter code is for."""
        codes = [name for name in asked if self._book.facts[name].kind == _DISPLAY_KIND]
        self.memory.codes_asked += len(codes)
        return bool(codes) and self.memory.codes_asked >= _CODES_BEFORE_ASKING and self._shows(habits.CODE_PURPOSE)

    def _note_where_to_find(self, rules: Sequence[Rule]) -> None:
        if any(rule.id == _WHERE_TO_FIND for rule in rules) and habits.WHERE_IS_NUMBER in self._call.habits:
            # explained before it was asked for: then there is nothing to ask
            self.memory.shown.append(habits.WHERE_IS_NUMBER)

    # --- common -----------------------------------------------------------------------------------

    def _called_by(self, intent: str) -> tuple[str, ...]:
        return carrying(self._book).called_for_by(intent)

    def _count(self, what: str) -> int:
        self.memory.said[what] += 1
        return self.memory.said[what] - 1

    def _say(self, reaction: str) -> Phrase:
        return self._wording.reaction(reaction, self._count(reaction))

    def _reply(self, phrases: Sequence[Phrase], facts: Mapping[str, Any] | None = None, **more: Any) -> Reply:
        told = {**self.memory.told, **(facts or {})}
        self.memory.told = {name: value for name, value in told.items() if value is not None}
        texts = tuple(phrase.text for phrase in phrases)
        return Reply(texts, dict(facts or {}), mood=self.memory.mood.name, **more)


@dataclass(frozen=True)
class _Answer:
    phrases: Sequence[Phrase]
    told: Mapping[str, Any]
    calls_for: tuple[str, ...] = ()
    settled: bool = True
