"""Every talk: opening, closing, and what may happen at any moment of it."""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import ActiveLoop, EventType, FollowupAction, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.forms import ValidateStage
from actions.mood import note_anger, note_mood
from actions.same_matter import go_on_with, open_report_like
from actions.taking.umum import introduces_caller
from actions.talk import FIRST_TRY, Talk
from actions.ticket import draft_of
from bot.apkt.describe import ticket_card
from bot.apkt.model import KWH_PERIKSA
from bot.apkt.talk_keys import key_of_talk
from bot.language.answers import read_answer
from bot.language.phones import canonical_phone
from bot.sop.book import Rule
from bot.sop.flow import outcome_of

_FIRST_WORDS = re.compile(r"(?P<first>[^,.;!?]+)[,.;!?]+\s+(?P<rest>\S.*)", re.DOTALL)
ASKS_FOR_HUMAN = "minta_petugas"
_NOT_UNDERSTOOD = "nlu_fallback"
# said once more after the farewell, they ask for nothing
_LAST_WORDS = frozenset({"ya", "tidak", "siap", "tidak_tahu"})
FORM_FINISHED: list[EventType] = [ActiveLoop(None), SlotSet("requested_slot", None)]
# said by an action that empties the slots which steer the talk: no rule then knows that it is the caller's turn
LISTEN: list[EventType] = [FollowupAction("action_listen")]


class TalkAction(Action, ABC):
    """An action over one talk; subclasses give a name and what is done."""

    action_name: str

    def name(self) -> str:
        """The name by which stories and rules call it."""
        return self.action_name

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        """Open the talk if it is not open yet, then do what the action is for."""
        talk = Talk(tracker, dispatcher)
        if not talk.facts["percakapan_dibuka"]:
            open_talk(talk)
        # a form that left the message to this action has kept nothing of it
        note_mood(talk)
        extra = self.act(talk, domain)
        return [*talk.events(), *extra]

    @abstractmethod
    def act(self, talk: Talk, domain: dict[str, Any]) -> list[EventType]:
        """What is done; returns events beside the talk's changed facts."""


def open_talk(talk: Talk) -> None:
    """PRK-01, CRM-01: greet by the time of day, look the caller's number up."""
    phone = canonical_phone(str(talk.metadata.get("telepon") or ""))
    talk.set("jenis_nomor", "tidak_ada")
    if phone.number:
        talk.set("no_telepon", phone.number)
        talk.set("jenis_nomor", "seluler" if phone.kind == "mobile" else "pstn")
        customer = talk.services.customers.by_phone(phone.number)
        if customer is not None:
            talk.set("penelepon_dikenal", True)
            talk.set("nama_tercatat", customer.nama)
            talk.set("sapaan_tercatat", customer.sapaan)
            talk.set("panggilan", f"{customer.sapaan} {customer.nama}")
            talk.set("zona", customer.zona)
    talk.set("nama_petugas", talk.services.settings.agent_name)
    talk.set("waktu_hari", talk.time_of_day())
    talk.set("percakapan_dibuka", True)
    talk.set("urutan_perkara", int(talk.facts["urutan_perkara"] or 0))
    talk.set("langkah_sop", "PRK-01")
    talk.say("utter_salam_pembuka" if talk.intent == "salam" else "utter_salam_pembuka_singkat")


class OpenTalk(TalkAction):
    """PRK-01: the opening, said once; later greetings are answered with the question what is needed."""

    action_name = "action_buka_percakapan"

    def act(self, talk: Talk, domain: dict[str, Any]) -> list[EventType]:  # noqa: ARG002
        """A complaint says what the talk is about; after a talk that was closed, a new matter begins."""
        begun = talk.topic_begun()
        if talk.facts["percakapan_selesai"] and (begun or talk.intent == "salam"):
            talk.forget_matter(domain)
        if begun and not talk.form:
            talk.set("topik", begun.name)
        if talk.intent == "salam" and "percakapan_dibuka" not in talk.facts.changes and not talk.form:
            talk.say("utter_tanya_keperluan")
        return []


class NotUnderstood(TalkAction):
    """HND-02, outside any form: say what can be helped with, and offer a human from the third time on."""

    action_name = "action_tidak_paham"

    def act(self, talk: Talk, domain: dict[str, Any]) -> list[EventType]:  # noqa: ARG002
        """Count, and choose the words; whoever is still not understood after the offer is handed over."""
        if introduces_caller(talk):
            talk.say("utter_salam_kenal")
            return LISTEN
        if talk.facts["percakapan_selesai"] and talk.intent in _LAST_WORDS:
            talk.say("utter_sudah_selesai")
            return LISTEN
        was_offered = talk.tires()
        talk.misunderstood()
        if was_offered:
            return [FollowupAction("action_serahkan_ke_petugas")]
        response = "utter_tawarkan_petugas" if talk.tires() else "utter_tidak_paham"
        talk.dispatcher.utter_message(response=response, json_message={"kind": "fallback"})
        # also the policies' fallback, after which no rule says to listen
        return LISTEN


class Repeat(TalkAction):
    """Say the present question again; the form does so by itself after a detour."""

    action_name = "action_ulangi"

    def act(self, talk: Talk, domain: dict[str, Any]) -> list[EventType]:  # noqa: ARG002
        """Without a running form there is no question: ask what is needed."""
        if not talk.form:
            talk.say("utter_tanya_keperluan")
        return []


class AnswerWhy(TalkAction):
    """Why something is asked; "kenapa?" before anything was asked is about something else."""

    action_name = "action_jawab_alasan"

    def act(self, talk: Talk, domain: dict[str, Any]) -> list[EventType]:  # noqa: ARG002
        """Within a form there is a question that it can be about."""
        if talk.form:
            talk.say("utter_jawab_alasan")
        else:
            talk.say("utter_di_luar_topik")
            talk.say("utter_tanya_keperluan")
        return []


class Correct(TalkAction):
    """A correction that names nothing to be corrected: ask what it is about."""

    action_name = "action_koreksi"

    def act(self, talk: Talk, domain: dict[str, Any]) -> list[EventType]:  # noqa: ARG002
        """Corrections that can be read never come here: the form takes them itself."""
        talk.say("utter_koreksi_apa")
        return []


class Wait(TalkAction):
    """The caller needs a moment."""

    action_name = "action_tunggu"

    def act(self, talk: Talk, domain: dict[str, Any]) -> list[EventType]:  # noqa: ARG002
        """Wait kindly; nothing is counted."""
        talk.say("utter_tunggu")
        return []


class AnswerAnger(TalkAction):
    """Meet anger with understanding, and ask for no e-mail from now on (DP-01)."""

    action_name = "action_tanggapi_marah"

    def act(self, talk: Talk, domain: dict[str, Any]) -> list[EventType]:  # noqa: ARG002
        """Note the anger for the rest of the talk; where no question stands, ask what it is about."""
        note_anger(talk)
        if not talk.form:
            talk.say("utter_tanya_keperluan")
        return []


class FinishCancelling(TalkAction):
    """After "sure to cancel?": end the matter, or go back to where it was."""

    action_name = "action_selesaikan_batal"

    def act(self, talk: Talk, domain: dict[str, Any]) -> list[EventType]:
        """A report that was sent stays sent."""
        suspended = talk.facts["formulir_tertunda"]
        cancelled = talk.facts["konfirmasi_batal"]
        talk.forget("konfirmasi_batal", "formulir_tertunda")
        talk.set("pembatalan_ditolak", not cancelled)
        if cancelled and talk.facts["nomor_laporan"]:
            talk.say("utter_sudah_terkirim_tidak_batal")
        elif cancelled:
            talk.say("utter_dibatalkan")
            talk.forget_matter(domain)
            return []
        else:
            talk.say("utter_lanjut")
        if suspended:
            return talk.afresh(suspended)
        if not cancelled and talk.topic_begun():
            return talk.heard_again()  # "sure to cancel?" was answered with what is the matter
        if not cancelled:
            talk.say("utter_tanya_keperluan")  # nothing was begun that could go on
        return []


class HandOver(TalkAction):
    """HND-01: put the talk and all its data into the officers' queue, and say so."""

    action_name = "action_serahkan_ke_petugas"

    def act(self, talk: Talk, domain: dict[str, Any]) -> list[EventType]:  # noqa: ARG002
        """One open place in the queue for each talk, however often it is asked for."""
        told = ("no_telepon", *talk.services.book.facts)
        known = {name: talk.facts[name] for name in told if talk.facts[name] is not None}
        is_new = talk.services.handover.open_of(talk.sender) is None
        talk.services.handover.create(talk.sender, _reason_to_hand_over(talk), known)
        talk.set("langkah_sop", "HND-01")
        if is_new:
            talk.say("utter_diserahkan_ke_petugas")
        elif not _only_passes_again(talk):
            talk.say("utter_sudah_di_antrean")
        if not talk.form:
            # taken over from what was not understood, it stands for no rule or story that would say to listen
            return [] if talk.intent == ASKS_FOR_HUMAN or _is_in_story(talk) else LISTEN
        # the question that stands is not pressed: whoever wants to go on meanwhile answers it or says so
        talk.set("boleh_menunggu", True)
        talk.say("utter_boleh_dilanjutkan")
        return LISTEN


def _only_passes_again(talk: Talk) -> bool:
    """Whether something told before was put right, and the way leads by the queue once more; nobody asked for it."""
    return not talk.form and _is_in_story(talk) and talk.intent not in (ASKS_FOR_HUMAN, _NOT_UNDERSTOOD)


def _is_in_story(talk: Talk) -> bool:
    """Whether a story of a topic goes on after this action."""
    return bool(talk.facts["topik"]) and not talk.facts["percakapan_selesai"]


def _reason_to_hand_over(talk: Talk) -> str:
    """Why the talk goes to a human: by the topic's book when its way leads there, else because it was asked for."""
    if talk.facts["topik"]:
        parameters = talk.topic.parameters
        for slot, values in parameters.get("leaves_topic", {}).items():
            if talk.facts[slot] in values:
                return str(parameters["handover_reasons"][talk.facts[slot]])
    if talk.intent != ASKS_FOR_HUMAN and talk.tires():
        return "jawaban penelepon berulang kali tidak dipahami"
    return "penelepon meminta petugas"


class SayGoodbye(TalkAction):
    """The caller takes leave before the script is through."""

    action_name = "action_pamit"

    def act(self, talk: Talk, domain: dict[str, Any]) -> list[EventType]:  # noqa: ARG002
        """In the middle of a report make sure that it is to be dropped; else close."""
        if talk.form and not talk.facts["nomor_laporan"]:
            return [FollowupAction("form_batal")]
        return [FollowupAction("action_tutup_percakapan")]


class MakeTicket(TalkAction):
    """PRK-17: fill the form from the talk by the topic's outcome table, save until a number appears."""

    action_name = "action_buat_tiket"

    def act(self, talk: Talk, domain: dict[str, Any]) -> list[EventType]:  # noqa: ARG002
        """One matter of one talk makes one ticket, whatever is retried."""
        outcome = outcome_of(talk.topic, talk.facts)
        talk.set("hasil", outcome.id if outcome else None)
        if outcome is None or outcome.ticket is None:
            return []
        draft = draft_of(talk, outcome)
        key = key_of_talk(talk.sender, int(talk.facts["urutan_perkara"] or 0), talk.topic.name)
        if not talk.services.tickets.run(lambda do: do.was_done(key)):
            reported = open_report_like(talk, draft)
            if reported is not None:
                return go_on_with(talk, reported)
        ticket = talk.services.tickets.create(draft, actor="bot", idempotency_key=key)
        talk.set("langkah_sop", "PRK-17")
        talk.set("nomor_laporan", ticket.nomor)
        talk.set("tiket_terkirim", not ticket.issue_closed)
        if ticket.tipe_wo == KWH_PERIKSA:
            talk.set("menunggu_vcc", ticket.nomor)
        return []


class MoreHelp(TalkAction):
    """PRK-23 was answered with yes: another matter of the same caller."""

    action_name = "action_bantuan_lain"

    def act(self, talk: Talk, domain: dict[str, Any]) -> list[EventType]:
        """Keep who is calling, forget the matter; a matter that was named before or now is begun at once."""
        named_before = talk.facts["perkara_berikutnya"]
        talk.forget_matter(domain)
        if talk.topic_begun():
            return talk.heard_again(_without_yes(talk.message()))
        if named_before:
            return talk.heard_again(named_before)
        talk.say("utter_silakan_bantuan_lain")
        return LISTEN


def _without_yes(message: dict[str, Any]) -> dict[str, Any]:
    """A message without its first words, where these only say that there is more: "Masih ada. Meteran saya …"."""
    text = str(message["text"] or "")
    found = _FIRST_WORDS.match(text)
    if found is None or read_answer("bantuan_lain", found["first"]).value is not True:
        return message
    return {**message, "text": found["rest"]}


class ChangeTopic(TalkAction):
    """The talk leaves its topic for another one, where it goes on with all that is known (``goes_on`` of the book)."""

    action_name = "action_alihkan_topik"

    def act(self, talk: Talk, domain: dict[str, Any]) -> list[EventType]:  # noqa: ARG002
        """The last message is heard again as one that begins the other topic."""
        ways = talk.topic.parameters["goes_on"]
        onward = next(by_value[talk.facts[slot]] for slot, by_value in ways.items() if talk.facts[slot] in by_value)
        begun = talk.services.book.topic_beginning_with(onward["intent"])
        if "rule" in onward:
            rule = talk.services.book.rule(onward["rule"])
            talk.say(rule.say)
            talk.set("langkah_sop", rule.id)
        for name, value in onward.get("facts", {}).items():
            talk.set(name, value)
        talk.forget_way()
        talk.set("topik", begun.name if begun else None)
        noted = talk.facts["perkara_berikutnya"]
        if noted and talk.services.book.topic_beginning_with(noted["intent"]["name"]) == begun:
            talk.forget("perkara_berikutnya")  # it has come to that by itself
        said = talk.message()
        return talk.heard_again({**said, "intent": {"name": onward["intent"], "confidence": 1.0}})


class CloseTalk(TalkAction):
    """PRK-24: thanks, time of day, title and name; no campaign."""

    action_name = "action_tutup_percakapan"

    def act(self, talk: Talk, domain: dict[str, Any]) -> list[EventType]:  # noqa: ARG002
        """Mark the talk as ended; the next message begins another matter."""
        talk.set("waktu_hari", talk.time_of_day())
        talk.set("langkah_sop", "PRK-24")
        talk.set("percakapan_selesai", True)
        talk.forget_way()
        talk.dispatcher.utter_message(
            response="utter_salam_penutup", waktu_hari=talk.facts["waktu_hari"], json_message={"kind": "end"}
        )
        return [*FORM_FINISHED, *LISTEN]


class ValidateCaller(ValidateStage):
    """PRK-02: who is calling."""

    form = "form_penelepon"

    def wording(self, talk: Talk, fact: str) -> str:
        """CRM-01: a known caller is asked to confirm the name on record."""
        if fact == "nama" and talk.facts["nama_tercatat"] and not talk.facts["nama_ditolak"]:
            return "dikenal"
        return FIRST_TRY


class ValidateContact(ValidateStage):
    """PRK-16, DP-02 … DP-04: how the caller is reached, where a topic does not ask it among other things."""

    form = "form_kontak"


class ValidateClosing(ValidateStage):
    """PRK-18 … PRK-23, DP-05: what is said once the report is made."""

    form = "form_penutup"

    def go_on(self, talk: Talk) -> list[EventType]:
        """PRK-23: a matter that was named before and kept for later is the help still needed; it isn't asked again."""
        if talk.facts["perkara_berikutnya"] and talk.facts["bantuan_lain"] is None:
            talk.set("bantuan_lain", True)
        return super().go_on(talk)

    def _ask(self, talk: Talk, rule: Rule) -> None:
        super()._ask(talk, rule)
        if rule.ask == "nomor_dicatat" and talk.facts["tangga"] == FIRST_TRY:
            self._show_ticket(talk)

    def _show_ticket(self, talk: Talk) -> None:
        """PRK-20: the number is given here, not before the guarantee; with it, the report as a card."""
        ticket = talk.services.tickets.get(str(talk.facts["nomor_laporan"]))
        if ticket is not None:
            card = {"kind": "ticket", "ticket": ticket_card(ticket, talk.zone())}
            talk.dispatcher.utter_message(json_message=card)


class ValidateCancel(ValidateStage):
    """Whether the report is really to be dropped; a question outside the book's stages."""

    form = "form_batal"

    def go_on(self, talk: Talk) -> list[EventType]:
        """Ask until it is answered."""
        if not talk.facts["percakapan_dibuka"]:
            open_talk(talk)
        if talk.facts["konfirmasi_batal"] is None:
            if talk.form != self.form or talk.requested != "konfirmasi_batal":
                talk.understood()
            talk.set("requested_slot", "konfirmasi_batal")
        else:
            talk.set("requested_slot", None)
        return talk.events()
