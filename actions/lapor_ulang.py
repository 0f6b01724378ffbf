"""A report that was made before: finding it, what it is about, and what the table says is to be done (LU, UL)."""

from __future__ import annotations

from typing import Any

from rasa_sdk.events import EventType

from actions.forms import ValidateStage
from actions.taking.lapor_ulang import in_apkt_words, look_up_by_number, told_new_values
from actions.talk import FIRST_TRY, Talk
from actions.ticket import receiving_officer, related_draft
from actions.umum import TalkAction
from bot.apkt.model import Ticket
from bot.apkt.operations import FollowUp, carried_out_before, carry_out, latest_of_matter
from bot.apkt.talk_keys import key_of_talk
from bot.apkt.transaction import TicketTransaction
from bot.desk.follow_up import TOPIC, facts_of_report, fill_template, words_for_row
from bot.sop.flow import outcome_of


class ValidateFindReport(ValidateStage):
    """LU-01, LU-08: find the report; nothing of it is said to a caller who was not matched to it."""

    form = "form_cari_laporan"

    def go_on(self, talk: Talk) -> list[EventType]:
        """First look under the number in use."""
        look_up_by_number(talk)
        return super().go_on(talk)

    def wording(self, talk: Talk, fact: str) -> str:
        """LU-08: asked once more, after saying that nothing was found."""
        return "tidak_ditemukan" if fact == "rujukan_laporan" and talk.facts["percobaan_laporan"] else FIRST_TRY


class ValidateFollowUp(ValidateStage):
    """What the caller comes back for, and what the unit noted about the report (LU-06a, LU-06b, UL-01)."""

    form = "form_tindak_lanjut"

    def go_on(self, talk: Talk) -> list[EventType]:
        """Read the report first: questions depend on its status and on the unit's note."""
        ticket = talk.services.tickets.get(str(talk.facts["nomor_lama"]))
        if ticket is not None:
            note_report(talk, ticket)
        return super().go_on(talk)


class CarryOutFollowUp(TalkAction):
    """The row of the table that the report, the hour and the caller's words lead to."""

    action_name = "action_tindak_lanjut"

    def act(self, talk: Talk, domain: dict[str, Any]) -> list[EventType]:  # noqa: ARG002
        """One matter of one talk is carried out once, whatever is retried (LU-09)."""
        key = key_of_talk(talk.sender, int(talk.facts["urutan_perkara"] or 0), TOPIC)
        told = talk.services.tickets.run(lambda do: self._carry_out(talk, do, key))
        talk.set("langkah_sop", talk.facts["hasil"])
        talk.set("nomor_laporan", told.nomor)
        talk.set("tiket_terkirim", True)
        return []

    def _carry_out(self, talk: Talk, do: TicketTransaction, key: str) -> Ticket:
        earlier = do.hold(str(talk.facts["nomor_lama"]))
        if not carried_out_before(do, key):
            # as it is at this moment: somebody else may have worked on it during the talk
            latest = latest_of_matter(do, earlier)
            earlier = earlier if latest.nomor == earlier.nomor else do.hold(latest.nomor)
            note_report(talk, earlier)
            stage = talk.services.book.stages[ValidateFollowUp.form]
            talk.set(stage.outcome_slot, stage.outcome(talk.facts))
        outcome = outcome_of(talk.topic, talk.facts)
        if outcome is None:
            raise ValueError(f"no row of the table for {earlier.nomor}")
        talk.set("hasil", outcome.id)
        words = _words(talk, earlier)
        values = told_new_values(talk)
        draft = related_draft(talk, outcome, earlier, words) if outcome.makes_report else None
        if draft is not None:
            draft = draft.__class__(**{**vars(draft), **values})
        templates = {name: fill_template(template, words) for name, template in outcome.operations.items()}
        return carry_out(do, earlier, FollowUp(templates, values, draft), actor=receiving_officer(talk), key=key)


def note_report(talk: Talk, ticket: Ticket) -> None:
    """Note what decides about the follow-up: kind, status, age, the unit's note, and the revision's day."""
    customer = talk.services.customers.by_idpel(ticket.idpel) if ticket.idpel else None
    if customer is not None:
        talk.set("zona", customer.zona)
    for name, value in facts_of_report(talk.services.book, ticket, talk.zone()).items():
        talk.set(name, value)


def _words(talk: Talk, earlier: Ticket) -> dict[str, str]:
    return words_for_row(earlier, "\n".join(in_apkt_words(talk)), receiving_officer(talk))
