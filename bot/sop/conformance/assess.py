"""Holding a talk against the book.

Which rules are due follows from what is known at the end of a matter (:mod:`.course`). A rule that is due is

- ``met`` when an act that the reader is sure of carries it out at its place;
- ``out_of_order`` when it came after a later step before which it stood open (the blame falls on as little as
  possible), after the report was on its way, or in one message with more than can be answered at once;
- ``not_applicable`` when the caller had told the fact without being asked, or broke off before;
- ``unsure`` when the reader is not sure, or when only a form shows it that nobody has seen;
- ``missed`` otherwise.

A rule that was not due but done, or asked although the answer was known, is ``extra``: it costs nothing and earns
nothing. Rules of weight 0 are not assessed.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from bot import clock
from bot.sop.book import CLOSING, OPENING, Book, Never, Rule
from bot.sop.conditions import may_hold
from bot.sop.conformance.course import Course, course_of, worked_out
from bot.sop.conformance.crowd import heeded
from bot.sop.conformance.greeting import wrong_time_of_day
from bot.sop.conformance.matters import frame_topics, matters_of
from bot.sop.conformance.result import (
    COUNTED,
    EXTRA,
    FORBIDDEN_SAID,
    MET,
    MISSED,
    NOT_APPLICABLE,
    OUT_OF_ORDER,
    RULE_BROKEN,
    UNSURE,
    Assessment,
    CriticalError,
    Item,
    Verdict,
)
from bot.sop.conformance.sayings import said_in
from bot.sop.conformance.standing import PlacedAct, Standing
from bot.sop.conformance.talk import CALLER, Act, Matter, Talk, TicketFields, Turn
from bot.sop.conformance.ticket_errors import NUMBER, ticket_errors
from bot.sop.conformance.tickets import ROW_FIELDS, facts_shown_by, wrong_fields

_QUESTION_RESPONSE = "utter_ask_"


def assess(book: Book, talk: Talk) -> Assessment:
    """Hold ``talk`` against ``book``.

    Raises:
        KeyError: if the talk names a topic that the book does not have.
    """
    items: list[Item] = []
    errors: list[CriticalError] = []
    for matter in matters_of(book, talk):
        found = _MatterAssessment(book, talk, matter)
        items += found.items()
        errors += found.critical_errors(items)
    counted = sum(item.rule.weight for item in items if item.status in COUNTED)
    shared = tuple(
        replace(item, points=100.0 * item.rule.weight / counted) if item.status in COUNTED else item for item in items
    )
    return Assessment(talk.name, shared, tuple(errors))


class _MatterAssessment:
    """One matter of a talk; everything is worked out once, when it is made."""

    def __init__(self, book: Book, talk: Talk, matter: Matter) -> None:
        self._book = book
        self._talk = talk
        self._matter = matter
        self._topic = book.topics[matter.topic]
        self._worked_out = worked_out(book)
        self._tickets = [(place, ticket) for place, turn in matter.turns for ticket in turn.tickets]
        self._told_ever = matter.ever_known - self._worked_out
        self._assumed = self._assumed_facts()
        self._courses: dict[int, Course] = {}
        self._end = matter.turns[-1][0] + 1 if matter.turns else 0
        self._course = self._course_before(self._end)
        self._places = {step.rule.id: number for number, step in enumerate(self._course.steps)}
        self._acts = self._acts_by_rule()
        self._crowded = set(self._acts_in_a_crowd())
        self._forbidden = list(self._forbidden_sayings())
        self._standing = Standing(self._topic, self._course.steps, self._timely_acts, self._course_before)
        self._broke_off = self._caller_broke_off()
        self._last_done = max((self._places[rule] for rule in self._acts if rule in self._places), default=-1)

    # --- what is known ---------------------------------------------------------------------------

    def _assumed_facts(self) -> dict[str, Any]:
        """What stands in for facts that the talk never brought to light."""
        assumed = dict(self._talk.sheet)
        if not assumed and self._tickets:
            assumed = facts_shown_by(self._topic, self._tickets[-1][1])
            return {name: value for name, value in assumed.items() if name not in self._told_ever}
        return {n: v for n, v in assumed.items() if n not in self._told_ever and n not in self._worked_out}

    def _told_before(self, place: int) -> dict[str, Any]:
        known = self._matter.facts_before(place)
        return {name: value for name, value in known.items() if name not in self._worked_out}

    def _course_before(self, place: int) -> Course:
        if place not in self._courses:
            facts = {**self._assumed, **self._told_before(place)}
            self._courses[place] = course_of(self._book, self._topic, facts, self._talk.comes_to_light)
        return self._courses[place]

    # --- what was done ---------------------------------------------------------------------------

    def _acts_by_rule(self) -> dict[str, list[PlacedAct]]:
        acts: dict[str, list[PlacedAct]] = {}
        for place, turn in self._matter.officers_turns():
            for act in sorted(turn.acts, key=lambda one: one.start):
                acts.setdefault(act.rule, []).append((place, turn, act))
        return acts

    def _acts_in_a_crowd(self) -> Iterator[tuple[int, str]]:
        """Acts (place of the turn, rule) beyond what one message, of one or more utterances, can hold.

        What the caller answered at once was not too much.
        """
        steps = {step.rule.id: step for step in self._course.steps}
        message: list[tuple[int, str]] = []
        for place, turn in (*self._matter.turns, (self._end, Turn(CALLER, ""))):
            if turn.is_officers:
                message += [(place, act.rule) for act in turn.acts if act.rule in steps]
                continue
            counting = heeded(steps[rule] for _, rule in message)
            yield from (one for one in message if one[1] not in counting and steps[one[1]].rule.ask not in turn.facts)
            message = []

    def _timely_acts(self, rule: Rule) -> list[PlacedAct]:
        """Certain acts in messages that don't hold too much."""
        acts = self._acts.get(rule.id, ())
        return [one for one in acts if one[2].certain and (one[0], rule.id) not in self._crowded]

    def _caller_broke_off(self) -> bool:
        """Whether the talk ended for a reason outside the script, or while an answer was being waited for."""
        if any(turn.breaks_off for _, turn in self._matter.turns):
            return True
        if not self._matter.turns:
            return False
        place, last = self._matter.turns[-1]
        done = [self._book.rule(act.rule) for act in last.acts if act.certain]
        if any(rule.due == CLOSING or (place, rule.id) in self._crowded for rule in done):
            return False
        told = self._told_before(self._end)
        return any(rule.ask and rule.ask not in told for rule in done)

    # --- never ---------------------------------------------------------------------------------------

    def _forbidden_sayings(self) -> Iterator[tuple[Never, int, str]]:
        for topic in self._book.topics.values():
            for never in topic.never:
                for place, turn in self._matter.officers_turns():
                    if never.while_asking and not self._asks_then(never, place):
                        continue
                    quotes = [turn.text[said.start : said.end] for said in said_in(never, turn.text)]
                    quotes += [act.quote(turn.text) for act in turn.forbidden if act.rule == never.id and act.certain]
                    # one turn that says it, says it once, whoever found it
                    yield from ((never, place, quote) for quote in quotes[:1] or ())

    def _asks_then(self, never: Never, place: int) -> bool:
        """Whether the talk has come to the stage in which something is forbidden; it stays so until the report."""
        stage = self._book.stages.get(never.while_asking)
        if stage is None:
            return False
        begun = min((self._acts[step][0][0] for step in stage.steps if step in self._acts), default=None)
        return begun is not None and begun <= place

    # --- the verdicts ----------------------------------------------------------------------------------

    def items(self) -> list[Item]:
        """One for each rule that the matter could have to do with."""
        verdicts = {step.rule.id: self._of_step(step.rule) for step in self._course.steps}
        for rule in self._rules_beside_the_steps():
            if rule.id not in verdicts:
                verdicts[rule.id] = self._of_rule_beside(rule, verdicts)
        for rule in self._steps_that_are_not_due():
            if rule.id not in verdicts:
                verdicts[rule.id] = self._of_rule_not_due(rule)
        for never, place, quote in self._forbidden:
            if never.id in self._book.rules:
                verdicts[never.id] = Verdict(MISSED, place, quote, f"Mengucapkan yang dilarang: {never.title.lower()}.")
        return [
            Item(self._book.rule(rule), self._matter.number, verdict, repeated=tuple(self._repeated(rule)))
            for rule, verdict in verdicts.items()
            if self._book.rule(rule).weight
        ]

    def _rules_beside_the_steps(self) -> Iterator[Rule]:
        steps = {step for stage in self._book.stages.values() for step in stage.steps}
        for topic in dict.fromkeys([self._topic.name, *(one.name for one in frame_topics(self._book))]):
            yield from (rule for rule in self._book.topics[topic].rules.values() if rule.id not in steps)

    def _steps_that_are_not_due(self) -> Iterator[Rule]:
        for stage in self._topic.stages:
            yield from (self._book.rule(step) for step in stage.steps if step not in self._places)

    def _of_step(self, rule: Rule) -> Verdict:
        acts = self._acts.get(rule.id, [])
        timely = self._standing.act_of(rule)
        if timely is not None:
            place, turn, act = timely
            if rule.ask and self._known_unasked(rule, place):
                return Verdict(EXTRA, place, act.quote(turn.text), "Ditanyakan, padahal sudah diketahui.")
            if rule.id not in self._standing.in_order:
                return Verdict(OUT_OF_ORDER, place, act.quote(turn.text), "Tidak pada urutannya.")
            if self._stage_is_over(rule, place):
                return Verdict(OUT_OF_ORDER, place, act.quote(turn.text), "Setelah laporan terkirim.")
            return Verdict(MET, place, act.quote(turn.text))
        if rule.ask and self._told_before(self._end).get(rule.ask) is not None:
            unasked = not any(act.certain for _, _, act in acts)
            if unasked and not acts:
                return Verdict(NOT_APPLICABLE, reason="Sudah diketahui tanpa ditanyakan.")
        return self._without_timely_act(rule, acts)

    def _without_timely_act(self, rule: Rule, acts: list[PlacedAct]) -> Verdict:
        sure = next((one for one in acts if one[2].certain), None)
        if sure is not None:
            return Verdict(OUT_OF_ORDER, sure[0], sure[2].quote(sure[1].text), "Terlalu banyak dalam satu ucapan.")
        if acts:
            place, turn, act = acts[0]
            return Verdict(UNSURE, place, act.quote(turn.text), "Ucapannya tidak dapat dipastikan; dinilai supervisor.")
        if self._broke_off and self._places.get(rule.id, self._last_done + 1) > self._last_done:
            return Verdict(NOT_APPLICABLE, reason="Percakapan berhenti sebelum sampai di sini.")
        return Verdict(MISSED, reason="Tidak dilakukan.")

    def _known_unasked(self, rule: Rule, place: int) -> bool:
        return self._told_before(place).get(rule.ask) is not None

    def _stage_is_over(self, rule: Rule, place: int) -> bool:
        """Whether a question that the report needed comes only when the report is saved."""
        saved = min((at for at, _ in self._tickets), default=None)
        if saved is None or not rule.ask or place <= saved:
            return False
        stage = next(step.stage for step in self._course.steps if step.rule.id == rule.id)
        return stage != self._topic.stages[-1]

    def _repeated(self, rule_id: str) -> Iterator[int]:
        rule = self._book.rule(rule_id)
        for place, _, act in self._acts.get(rule_id, [])[1:]:
            if rule.ask and act.certain and self._known_unasked(rule, place):
                yield place

    def _of_rule_not_due(self, rule: Rule) -> Verdict:
        for place, turn, act in self._acts.get(rule.id, ()):
            if not act.certain or rule.applies(self._course_before(place).facts):
                continue
            if self._course.row is None and may_hold(rule.when, self._course.facts):
                open_yet = "Belum diketahui apakah diperlukan; dinilai supervisor."
                return Verdict(UNSURE, place, act.quote(turn.text), open_yet)
            return Verdict(EXTRA, place, act.quote(turn.text), "Tidak diperlukan dalam percakapan ini.")
        return Verdict(NOT_APPLICABLE, reason="Tidak berlaku dalam percakapan ini.")

    def _of_rule_beside(self, rule: Rule, verdicts: dict[str, Verdict]) -> Verdict:
        """A rule that is no step: of opening or closing, of an occasion, shown by the ticket, or done in silence."""
        if not rule.applies(self._course.facts):
            return self._of_rule_not_due(rule)
        if rule.due == OPENING and self._matter.number > 1 or rule.due == CLOSING and not self._matter.is_last:
            return Verdict(NOT_APPLICABLE, reason="Satu kali untuk seluruh percakapan.")
        if rule.due:
            return self._of_frame(rule, verdicts)
        if rule.called_by:
            return self._of_occasion(rule)
        if rule.written:
            return self._of_form(rule)
        asking_the_same = list(self._asking_the_same(rule))
        if not asking_the_same:
            return self._of_silent(rule)
        shared = [verdicts[one.id] for one in asking_the_same if one.id in verdicts]
        unasked = Verdict(NOT_APPLICABLE, reason="Pertanyaannya tidak berlaku dalam percakapan ini.")
        return min(shared, key=lambda one: (one.status != MET, one.status == NOT_APPLICABLE), default=unasked)

    def _of_frame(self, rule: Rule, verdicts: dict[str, Verdict]) -> Verdict:
        acts = self._acts.get(rule.id, [])
        sure = [one for one in acts if one[2].certain]
        timely = [one for one in sure if rule.due != CLOSING or not self._asks_before(*one)]
        for place, turn, act in timely:
            at_fault = self._wrong_time_of_day(rule, turn)
            return Verdict(MISSED if at_fault else MET, place, act.quote(turn.text), at_fault)
        for place, turn, act in sure:
            return Verdict(OUT_OF_ORDER, place, act.quote(turn.text), "Menutup percakapan sebelum penelepon menjawab.")
        unneeded = [one for same in self._asking_the_same(rule) if (one := verdicts.get(same.id)) is not None]
        if not acts and any(one.status == NOT_APPLICABLE for one in unneeded):
            return Verdict(NOT_APPLICABLE, reason="Sudah diketahui tanpa ditanyakan.")
        if rule.due == OPENING and not acts:
            return Verdict(MISSED, reason="Tidak dilakukan.")
        return self._without_timely_act(rule, acts)

    def _wrong_time_of_day(self, rule: Rule, turn: Turn) -> str:
        """What is wrong with the wish of a greeting or farewell; empty where it fits or the clock is not known."""
        if not (rule.names_time_of_day and turn.at and self._talk.zone):
            return ""
        wish = wrong_time_of_day(turn.text, turn.at, self._talk.zone)
        time = clock.local(turn.at, self._talk.zone)
        return f"“{wish}”, padahal di lokasi penelepon pukul {time:%H.%M}." if wish else ""

    def _asks_before(self, place: int, turn: Turn, act: Act) -> bool:
        """Whether before ``act``, in the same breath, something was asked to which nobody could answer yet."""
        told = self._told_before(place)
        asked = [self._book.rule(one.rule).ask for one in turn.acts if one.certain and one.start < act.start]
        return any(fact and fact not in told for fact in asked)

    def _of_occasion(self, rule: Rule) -> Verdict:
        called = next((place for place, turn in self._matter.turns if rule.id in turn.calls_for), None)
        for place, turn, act in self._acts.get(rule.id, ()):
            if act.certain:
                return Verdict(MET, place, act.quote(turn.text))
            return Verdict(UNSURE, place, act.quote(turn.text), "Ucapannya tidak dapat dipastikan; dinilai supervisor.")
        if called is not None:
            was_last = all(not turn.is_officers for place, turn in self._matter.turns if place > called)
            status = NOT_APPLICABLE if was_last and self._broke_off else MISSED
            return Verdict(status, called, self._talk.turns[called].text, "Penelepon memintanya, tidak ditanggapi.")
        if self._kept_silent(rule):
            return Verdict(MET, reason="Tidak pernah diucapkan.")
        return Verdict(NOT_APPLICABLE, reason="Tidak ada kesempatannya.")

    def _kept_silent(self, rule: Rule) -> bool:
        """Whether something forbidden could have been said, at the stage where it matters, and was not."""
        return any(
            never.id == rule.id and never.while_asking and self._asks_then(never, self._end)
            for topic in self._book.topics.values()
            for never in topic.never
        )

    def _of_form(self, rule: Rule) -> Verdict:
        row = self._course.row
        if row is not None and row.ticket is None:
            return Verdict(NOT_APPLICABLE, reason="Tidak ada laporan yang dibuat.")
        if not self._talk.tickets_known:
            return Verdict(UNSURE, reason="Formulir APKT tidak ada; dinilai supervisor.")
        if not self._tickets:
            if row is None or self._broke_off and not self._came_to_the_end():
                return Verdict(NOT_APPLICABLE, reason="Percakapan berhenti sebelum laporan dibuat.")
            return Verdict(MISSED, reason="Laporan tidak disimpan.")
        place, ticket = self._tickets[-1]
        if row is None and set(rule.written) & set(ROW_FIELDS):
            return Verdict(UNSURE, place, reason="Faktanya belum lengkap untuk menentukan laporan; dinilai supervisor.")
        checked = [fault for name in rule.written if (fault := self._fault_of_field(name, ticket)) is not None]
        if not checked:
            return Verdict(NOT_APPLICABLE, reason="Tidak ada yang harus diisi.")
        faults = [fault for fault in checked if fault]
        if faults:
            return Verdict(MISSED, place, reason=" ".join(faults))
        return Verdict(MET, place, reason="Terisi di formulir APKT.")

    def _came_to_the_end(self) -> bool:
        """Whether the last stage, before which the report is saved, was begun."""
        last = self._topic.stages[-1]
        return any(step.stage == last and step.rule.id in self._acts for step in self._course.steps)

    def _fault_of_field(self, name: str, ticket: TicketFields) -> str | None:
        """What is wrong with a field, empty if nothing is; ``None`` when nothing had to be in it."""
        row = self._course.row
        if row is not None and name in {*ROW_FIELDS, *(row.ticket or ())}:
            for field, expected, actual in wrong_fields(row, self._course.facts, ticket):
                if field == name:
                    return f"{name}: seharusnya {expected or 'kosong'}, terisi {actual or 'kosong'}."
            return ""
        known = self._book.facts.get(name)
        if known is not None and name != NUMBER:
            told = self._told_before(self._end).get(name)
            if told is None or told == known.when_unknown:
                return "" if told is None and ticket.get(name) and self._is_collected(name) else None
            return "" if str(ticket.get(name)) == str(told) else f"{name}: tidak seperti yang disampaikan penelepon."
        return "" if ticket.get(name) else f"{name}: belum terisi."

    def _is_collected(self, fact: str) -> bool:
        """Whether this matter comes to the stage in which the fact is asked for."""
        asking = self._book.rule_asking(fact)
        stages = (stage for stage in self._topic.stages if asking is not None and asking.id in stage.steps)
        return any(step.stage == stage for stage in stages for step in self._course.steps)

    def _asking_the_same(self, rule: Rule) -> Iterator[Rule]:
        for name in rule.fulfilled_by:
            asking = self._book.rule_asking(name.removeprefix(_QUESTION_RESPONSE))
            if name.startswith(_QUESTION_RESPONSE) and asking is not None:
                yield asking

    def _of_silent(self, rule: Rule) -> Verdict:
        acts = self._acts.get(rule.id, [])
        if acts and acts[0][2].certain:
            return Verdict(MET, acts[0][0], reason="Dilakukan tanpa diucapkan.")
        if self._tickets and self._course.row is not None:
            wrong = list(wrong_fields(self._course.row, self._course.facts, self._tickets[-1][1]))
            if not wrong:
                return Verdict(MET, self._tickets[-1][0], reason="Terlihat dari laporan yang benar.")
        if self._broke_off:
            return Verdict(NOT_APPLICABLE, reason="Percakapan berhenti sebelum sampai di sini.")
        if rule.id in self._talk.deeds_known:
            return Verdict(MISSED, reason="Tidak dilakukan.")
        return Verdict(UNSURE, reason="Dilakukan tanpa diucapkan; dinilai supervisor.")

    # --- what fails the talk -----------------------------------------------------------------------------

    def critical_errors(self, items: list[Item]) -> list[CriticalError]:
        """What went critically wrong in this matter."""
        number = self._matter.number
        errors = [
            CriticalError(FORBIDDEN_SAID, never.id, number, f"{never.title}.", place, quote)
            for never, place, quote in self._forbidden
        ]
        of_ticket = list(ticket_errors(self._topic, self._course, number, self._tickets))
        told = {error.subject for error in errors}
        errors += [
            CriticalError(
                RULE_BROKEN,
                item.rule.id,
                number,
                f"{item.rule.title}. {item.verdict.reason}",
                item.verdict.turn,
                item.verdict.quote,
            )
            for item in items
            if item.matter == number and item.rule.critical and item.status == MISSED and item.rule.id not in told
            # the wrong report itself says it
            if not (of_ticket and set(item.rule.written) & set(ROW_FIELDS))
        ]
        return [*errors, *of_ticket]
