"""The forms: each carries out one stage of the book.

A form reads the caller's message (:mod:`actions.reading`), then asks the book what comes next: rules to be
said, and the next fact to ask for. When a fact of an earlier stage was corrected, the talk goes back to that
stage's form; stages whose facts are all known pass without a word, so that the talk returns to its place.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from enum import Enum
from itertools import takewhile
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import ActionExecutionRejected, ActiveLoop, EventType, FollowupAction, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.choices import choices_of
from actions.facts import spoken
from actions.reading import Reading, read_message
from actions.talk import FIRST_TRY, Talk, told
from bot.language.answers import wants_a_call_first
from bot.sop.book import Rule, Stage
from bot.sop.flow import facts_resting_on, next_step, stages_after

REQUESTED = "requested_slot"
LONGEST_WISH = 150
# by what the reporter is reached: known or not, the report is the same one
REACH = frozenset({"hp_pelapor", "email_pelapor"})


# of misunderstandings, the one after which a question's choices are named one by one
_SPELLS_OUT_AT = 2


class Climbed(Enum):
    """Where a question stands after one more misunderstanding."""

    ON = "it is asked again, or gone on without"
    TO_THE_END = "nothing is left but a human"


class ValidateStage(Action, ABC):
    """Validation of the form that carries out one stage; subclasses name the form."""

    @property
    @abstractmethod
    def form(self) -> str:
        """The form, which is a stage of the book."""

    def name(self) -> str:
        """The name by which Rasa looks for it."""
        return f"validate_{self.form}"

    async def run(
        self,
        dispatcher: CollectingDispatcher,
        tracker: Tracker,
        domain: dict[str, Any],
    ) -> list[EventType]:
        """Read the message if it is new, then go on as the book says.

        Returns:
            No event at all when the message is a detour: Rasa then rejects the form and lets a rule answer.
        """
        talk = Talk(tracker, dispatcher)
        if talk.message_is_new():
            reach_before = {fact: talk.facts[fact] for fact in REACH}
            understood = read_message(talk, self.form)
            if understood.reading is Reading.DETOUR:
                return []
            if understood.reading is Reading.ANOTHER_MATTER:
                self._keep_for_later(talk)
                return self.go_on(talk)
            if understood.reading is Reading.NOT_UNDERSTOOD:
                if self._climb(talk, domain) is Climbed.TO_THE_END:
                    return self._leave_to_officer(talk)
            elif understood.corrected and self._is_too_late(talk, understood.corrected):
                self._pass_on(talk, "DIPERBAIKI", understood.corrected)
            elif understood.corrected:
                return self._go_back_to(talk, understood.corrected)
            elif talk.facts["nomor_laporan"]:
                added = tuple(fact for fact in REACH if talk.facts[fact] != reach_before[fact] and told(talk, fact))
                if added:
                    self._pass_on(talk, "DITAMBAHKAN", added)
                elif talk.facts["tiket_terkirim"] and wants_a_call_first(talk.text):
                    self._pass_on_words(talk, "PENELEPON MINTA DIKONFIRMASI DAHULU")
        return self.go_on(talk)

    def go_on(self, talk: Talk) -> list[EventType]:
        """Say what is now to be said and ask for the next fact, or end the stage."""
        book = talk.services.book
        stage = book.stages[self.form]
        said = list(talk.facts["sudah_disampaikan"] or [])
        step = next_step(book, stage, talk.facts, said)
        for rule in step.say:
            talk.say(rule.say)
            talk.set("langkah_sop", rule.id)
        if step.say:
            talk.set("sudah_disampaikan", [*said, *(rule.id for rule in step.say)])
        if step.ask is None:
            return self._end(talk, stage)
        self._ask(talk, step.ask)
        return talk.events()

    def wording(self, talk: Talk, fact: str) -> str:  # noqa: ARG002 - stages choose by what is known
        """Words other than the usual for the first asking of ``fact`` (slot ``tangga``)."""
        return FIRST_TRY

    def _ask(self, talk: Talk, rule: Rule) -> None:
        if talk.requested != rule.ask or talk.form != self.form:
            talk.understood()
        if talk.facts["tangga"] == FIRST_TRY:
            talk.set("tangga", self.wording(talk, rule.ask))
        talk.set("langkah_sop", rule.id)
        talk.set(REQUESTED, rule.ask)
        # where to come back to when the caller cancels and thinks better of it
        talk.set("formulir_tertunda", self.form)

    def _end(self, talk: Talk, stage: Stage) -> list[EventType]:
        if stage.outcome_slot:
            talk.set(stage.outcome_slot, stage.outcome(talk.facts))
        talk.understood()
        talk.set(REQUESTED, None)
        return talk.events()

    def _climb(self, talk: Talk, domain: Mapping[str, Any]) -> Climbed:
        """One rung up the question's ladder: other words, its choices one by one, the offer of a human, the human.

        What the book can do without is gone on without in the place of the offer.
        """
        was_offered = talk.tires() or bool(talk.facts["mendesak"] and talk.facts["percobaan"])
        talk.misunderstood()
        if talk.tires() and talk.go_without(str(talk.requested)):
            return Climbed.ON
        if was_offered:
            return Climbed.TO_THE_END
        # whoever is in danger need not be misunderstood three times
        if talk.tires() or talk.facts["mendesak"]:
            talk.say("utter_tawarkan_petugas")
        elif talk.facts["percobaan"] == _SPELLS_OUT_AT:
            choices = choices_of(domain, str(talk.requested), talk.facts)
            if choices:
                talk.say("utter_pilihan_jawaban", pilihan_jawaban=choices)
        return Climbed.ON

    def _leave_to_officer(self, talk: Talk) -> list[EventType]:
        """HND-02: a question that stays open after a human was offered is put to one; the form waits as it is."""
        talk.say("utter_belum_terjawab")
        return [*talk.events(), ActionExecutionRejected(self.form), FollowupAction("action_serahkan_ke_petugas")]

    def _keep_for_later(self, talk: Talk) -> None:
        """A matter of another topic: it is taken up when this one is finished (:class:`actions.umum.MoreHelp`)."""
        talk.set("perkara_berikutnya", talk.message())
        talk.say("utter_perkara_dicatat")

    def _is_too_late(self, talk: Talk, corrected: tuple[str, ...]) -> bool:
        """Whether a report stays as it is: it is on its way, or it does not hang on how somebody is reached."""
        return bool(talk.facts["tiket_terkirim"]) or bool(talk.facts["nomor_laporan"] and set(corrected) <= REACH)

    def _pass_on(self, talk: Talk, how: str, told_now: tuple[str, ...]) -> None:
        """The report is on its way: what is corrected or added now becomes a remark on it (UL-01)."""
        facts = talk.services.book.facts
        for fact in told_now:
            talk.services.tickets.add_keterangan(
                talk.facts["nomor_laporan"],
                f"{how} PELAPOR: {facts[fact].label} menjadi {spoken(talk, fact)}".upper(),
                actor="bot",
                idempotency_key=f"{talk.sender}:{talk.message_id}:{fact}",
            )
        talk.say("utter_koreksi_terlambat")

    def _pass_on_words(self, talk: Talk, what: str) -> None:
        """The report is on its way: a wish for how it is carried out goes after it in the caller's own words."""
        talk.services.tickets.add_keterangan(
            talk.facts["nomor_laporan"],
            f"{what}: {' '.join(talk.text.split())[:LONGEST_WISH]}".upper(),
            actor="bot",
            idempotency_key=f"{talk.sender}:{talk.message_id}:{what}",
        )
        talk.say("utter_koreksi_terlambat")

    def _go_back_to(self, talk: Talk, corrected: tuple[str, ...]) -> list[EventType]:
        """Go back to the earliest stage of which a fact was corrected; later stages are gone through anew."""
        book = talk.services.book
        topic = book.topic_of_form(self.form, talk.facts["topik"])
        gone_through = takewhile(lambda stage: stage.form != self.form, topic.stages)
        earlier = [stage for stage in gone_through if any(book.rule(step).ask in corrected for step in stage.steps)]
        if not earlier:
            return self.go_on(talk)
        for fact in corrected:
            talk.forget(*(name for name in facts_resting_on(book, topic, fact) if name not in corrected))
        for stage in stages_after(topic, earlier[0].form):
            if stage.outcome_slot:
                talk.forget(stage.outcome_slot)
        if talk.facts["nomor_laporan"]:
            # that report was closed at once (O6, O7); what comes now is another one
            talk.forget("nomor_laporan", "tiket_terkirim", "hasil")
            talk.set("urutan_perkara", int(talk.facts["urutan_perkara"] or 0) + 1)
        talk.set("tangga", FIRST_TRY)
        talk.set(REQUESTED, None)
        events: list[EventType] = talk.events()
        return [*events, ActiveLoop(None), SlotSet(REQUESTED, None), FollowupAction(earlier[0].form)]
