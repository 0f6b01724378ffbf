"""Applications (AP2T-01): the form, and the number that it gets; never a price, never a date."""

from __future__ import annotations

from datetime import date
from typing import Any

from rasa_sdk.events import EventType

from actions.forms import ValidateStage
from actions.taking.regions import UNSETTLED
from actions.talk import FIRST_TRY, Talk, told
from actions.ticket import reachable_mobile
from actions.umum import TalkAction
from bot.apkt.model import UNIT_NOT_ROUTED
from bot.customers.applications import ApplicationDraft
from bot.language.regions import region

_KIND_IN_WORDS = {"pb": "pasang baru", "pd": "tambah daya", "ps": "pasang sementara"}


class ValidateApplication(ValidateStage):
    """AP2T-01: which application, where, how much power, and for a temporary one from when until when."""

    form = "form_permohonan"

    def wording(self, talk: Talk, fact: str) -> str:
        """An address whose region was left open by a correction is asked for with the regions it may mean."""
        return UNSETTLED if fact == "alamat_permohonan" and talk.facts["pilihan_wilayah"] else FIRST_TRY


class Apply(TalkAction):
    """AP2T-01: save the form until a number appears."""

    action_name = "action_ajukan_permohonan"

    def act(self, talk: Talk, domain: dict[str, Any]) -> list[EventType]:  # noqa: ARG002
        """One matter of one talk makes one application, whatever is retried."""
        facts = talk.facts
        if facts["hasil_permohonan"] == "tanpa_idpel":
            talk.set("langkah_sop", "AP2T-01-tanpa-idpel")
            talk.say("utter_permohonan_perlu_idpel")
            return []
        made = talk.services.applications.apply(
            _draft(talk), idempotency_key=f"{talk.sender}:{int(facts['urutan_perkara'] or 0)}:{talk.topic.name}"
        )
        talk.set("langkah_sop", "AP2T-01")
        talk.set("nomor_permohonan", made.nomor)
        power = f"{made.daya:,}".replace(",", ".")
        talk.say("utter_permohonan_diterima", jenis=_KIND_IN_WORDS[facts["jenis_permohonan"]], daya=power)
        return []


def _draft(talk: Talk) -> ApplicationDraft:
    facts = talk.facts
    more_power = facts["jenis_permohonan"] == "pd"
    return ApplicationDraft(
        jenis=facts["jenis_permohonan"].upper(),
        daya=int(facts["daya_permohonan"]),
        nama_pelapor=facts["nama"],
        alamat=None if more_power else facts["alamat_permohonan"],
        idpel=facts["idpel_permohonan"] if more_power else None,
        no_telepon=facts["no_telepon"],
        hp_pelapor=reachable_mobile(talk),
        email_pelapor=told(talk, "email_pelapor"),
        mulai=_day(facts["mulai_sementara"]),
        sampai=_day(facts["sampai_sementara"]),
        kode_unit=_unit(talk),
    )


def _unit(talk: Talk) -> str:
    """The unit of the connection, or the one that serves the address."""
    facts = talk.facts
    if facts["jenis_permohonan"] == "pd":
        customer = talk.services.customers.by_idpel(facts["idpel_permohonan"])
        return customer.kode_unit if customer else UNIT_NOT_ROUTED
    place = region(facts["kode_wilayah"]) if facts["kode_wilayah"] else None
    area = talk.services.service_areas.of_region(place.code, place.kecamatan or place.name) if place else None
    return area.kode_unit if area else UNIT_NOT_ROUTED


def _day(value: str | None) -> date | None:
    return date.fromisoformat(value) if value else None
