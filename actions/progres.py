"""The progress of a report (PRG-01), and the CTT that comes back to the caller's chat (VCC-02, VCC-03)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from rasa_sdk.events import ActiveLoop, EventType, FollowupAction, SlotSet

from actions.forms import REQUESTED, ValidateStage
from actions.taking.progres import find_by_caller_id
from actions.talk import FIRST_TRY, Talk
from actions.umum import LISTEN, TalkAction
from bot import clock
from bot.apkt import history
from bot.apkt.describe import grouped_ctt, written_moment
from bot.apkt.model import SELESAI, HistoryEntry, Ticket
from bot.language.list_places import ALL

_RESPONSE_OF_LINE = {
    history.DIBUAT: "utter_progres_dibuat",
    history.DIPERBARUI: "utter_progres_diperbarui",
    history.DILAPOR_ULANG: "utter_progres_dilapor_ulang",
    history.DISELESAIKAN: "utter_progres_dituntaskan",
    history.DIESKALASI: "utter_progres_dieskalasi",
    history.CTT_DICATAT: "utter_progres_ctt",
    history.CTT_GAGAL: "utter_progres_ctt_gagal",
    history.WO_DIKIRIM: "utter_progres_wo",
    history.ESKALASI_DITERUSKAN: "utter_progres_wo",
}


class ValidateProgress(ValidateStage):
    """PRG-01: find the report and match the caller to it, caller-id first."""

    form = "form_progres"

    def go_on(self, talk: Talk) -> list[EventType]:
        """Without a number told already, the caller-id may settle it before anything is asked."""
        nothing_told = talk.facts["acuan_progres"] is None and not talk.facts["percobaan_progres"]
        if nothing_told and talk.facts["progres_cocok"] is None and talk.facts["no_telepon"]:
            find_by_caller_id(talk)
        return super().go_on(talk)

    def wording(self, talk: Talk, fact: str) -> str:
        """LU-08: asked once more after what was told fitted nothing."""
        return "belum_cocok" if fact == "acuan_progres" and talk.facts["percobaan_progres"] else FIRST_TRY


class TellProgress(TalkAction):
    """PRG-01: status, last line of the history, time left; nothing at all to a caller who was not matched."""

    action_name = "action_sampaikan_progres"

    def act(self, talk: Talk, domain: dict[str, Any]) -> list[EventType]:  # noqa: ARG002
        """Tell what there is to the matched caller."""
        number = talk.facts["laporan_progres"]
        if not talk.facts["progres_cocok"] or number is None:
            talk.set("langkah_sop", "PRG-01-tidak-cocok")
            talk.say("utter_progres_tidak_cocok")
            return []
        talk.set("langkah_sop", "PRG-01")
        wanted = talk.facts["laporan_ditawarkan"] if talk.facts["laporan_dipilih"] == ALL else [number]
        tickets = [ticket for one in wanted if (ticket := talk.services.tickets.get(one)) is not None]
        for ticket in tickets:
            _tell_report(talk, ticket)
        if tickets:
            return []
        application = talk.services.applications.by_number(number)
        if application is not None:
            talk.say("utter_progres_permohonan", nomor=application.nomor, status=application.status)
        return []


def _tell_report(talk: Talk, ticket: Ticket) -> None:
    finished = ticket.status == SELESAI
    status = "utter_progres_status_selesai" if finished else "utter_progres_status_terbuka"
    talk.say(status, nomor=ticket.nomor_tampil)
    last = last_line_for_reporter(ticket)
    talk.say(_RESPONSE_OF_LINE[last.action], waktu=written_moment(last.at, talk.zone()))
    if finished:
        return
    left = time_left(talk, ticket)
    if left > timedelta(0):
        talk.say("utter_progres_sisa_waktu", sisa=in_hours_and_minutes(left))
    else:
        talk.say("utter_progres_lewat_waktu")
    if ticket.ctt is not None and talk.facts["laporan_ctt"] is None:
        talk.set("menunggu_vcc", ticket.nomor)


def last_line_for_reporter(ticket: Ticket) -> HistoryEntry:
    """The last line of the history without what the back office notes for itself."""
    return next(line for line in reversed(ticket.history) if line.action not in history.INTERNAL)


def time_left(talk: Talk, ticket: Ticket) -> timedelta:
    """What is left of the promised time (TMP) since the report was made; zero or less when it has passed."""
    promised = timedelta(hours=talk.services.book.parameter("periksa", "promised_hours"))
    return ticket.created_at + promised - clock.now()


def in_hours_and_minutes(duration: timedelta) -> str:
    """``2 jam 15 menit``, ``45 menit``; a minute begun counts."""
    minutes = -(-int(duration.total_seconds()) // 60)
    hours, rest = divmod(minutes, 60)
    parts = [f"{hours} jam"] if hours else []
    if rest:
        parts.append(f"{rest} menit")
    return " ".join(parts)


class TellCtt(TalkAction):
    """VCC-02, VCC-03: the command centre's decision, told once; or that there is none yet."""

    action_name = "action_sampaikan_ctt"

    def act(self, talk: Talk, domain: dict[str, Any]) -> list[EventType]:  # noqa: ARG002
        """The CTT brings the question how it went; where the talk stood is taken up after that."""
        number = talk.facts["menunggu_vcc"] or talk.facts["laporan_ctt"]
        ticket = talk.services.tickets.get(number) if number else None
        if ticket is None or ticket.status == SELESAI:
            talk.say("utter_ctt_tanpa_laporan")
            return []
        if ticket.ctt is None:
            if ticket.wo_dikirim_at is None:
                talk.say("utter_ctt_diperiksa", nomor=ticket.nomor)
            else:
                talk.forget("menunggu_vcc")
                talk.set("langkah_sop", "VCC-02")
                talk.say("utter_wo_dikirim", nomor=ticket.nomor)
            return []
        talk.forget("menunggu_vcc", "meter_normal")
        talk.set("laporan_ctt", ticket.nomor)
        talk.set("langkah_sop", "VCC-03")
        shown = {"kind": "ctt", "nomor": ticket.nomor, "ctt": grouped_ctt(ticket.ctt)}
        talk.dispatcher.utter_message(
            response="utter_ctt", nomor=ticket.nomor, ctt=grouped_ctt(ticket.ctt), json_message=shown
        )
        talk.say("utter_cara_ctt")
        return [ActiveLoop(None), SlotSet(REQUESTED, None), FollowupAction(ValidateTrying.form)]


class ValidateTrying(ValidateStage):
    """VCC-03: whether the CTT helped; a question outside the stages, as it may come at any moment."""

    form = "form_ctt"

    def go_on(self, talk: Talk) -> list[EventType]:
        """Ask until it is answered."""
        if talk.facts["meter_normal"] is None:
            if talk.form != self.form or talk.requested != "meter_normal":
                talk.understood()
            talk.set(REQUESTED, "meter_normal")
        else:
            talk.set(REQUESTED, None)
        return talk.events()


class FinishCtt(TalkAction):
    """VCC-03: the meter is well, and the report done; or the command centre looks at it again."""

    action_name = "action_selesaikan_ctt"

    def act(self, talk: Talk, domain: dict[str, Any]) -> list[EventType]:  # noqa: ARG002
        """Then back to where the talk stood."""
        number, tickets = str(talk.facts["laporan_ctt"]), talk.services.tickets
        key = f"{talk.sender}:{talk.message_id}:ctt"
        if talk.facts["meter_normal"]:
            tickets.complete(number, actor="bot", idempotency_key=key)
            talk.say("utter_ctt_berhasil", nomor=number)
        else:
            tickets.return_to_vcc(number, "CTT dimasukkan, meter belum normal", actor="bot", idempotency_key=key)
            talk.set("menunggu_vcc", number)
            talk.say("utter_ctt_belum_berhasil", nomor=number)
        talk.forget("laporan_ctt", "meter_normal")
        suspended = talk.facts["formulir_tertunda"]
        if suspended and not talk.facts["percakapan_selesai"]:
            return [FollowupAction(suspended)]
        return LISTEN
