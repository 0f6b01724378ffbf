"""The meter shows PERIKSA: its forms, the refusal to explain codes."""

from __future__ import annotations

from typing import Any

from rasa_sdk.events import EventType

from actions.forms import ValidateStage
from actions.same_matter import open_report_of_premises
from actions.taking.regions import UNSETTLED
from actions.talk import AGAIN, FIRST_TRY, Talk
from actions.umum import TalkAction
from bot.sop.book import Rule

TOPIC = "periksa"
ENTER = "ENTER"


class ValidateCondition(ValidateStage):
    """PRK-03: is the power out, can the display be read, does it show PERIKSA, does the MCB help."""

    form = "form_kondisi"


class ValidateReport(ValidateStage):
    """PRK-04 … PRK-08: reported before, identity, address by street or area only."""

    form = "form_laporan"

    def go_on(self, talk: Talk) -> list[EventType]:
        """LU-09: an IDPEL for which a disturbance is open was reported before, whatever the caller remembers."""
        idpel = talk.facts["idpel"]
        if idpel and talk.facts["pernah_lapor"] is False and open_report_of_premises(talk, idpel) is not None:
            talk.set("pernah_lapor", True)
            talk.say("utter_sudah_ada_laporan")
        return super().go_on(talk)

    def wording(self, talk: Talk, fact: str) -> str:
        """A number that was put right in vain, in whatever stage, is asked for as one that was not found."""
        in_vain = fact == "identitas" and talk.facts["identitas_tak_ditemukan"]
        return "tidak_ditemukan" if in_vain else FIRST_TRY


class ValidateWillingness(ValidateStage):
    """PRK-09, PRK-10: who is at the premises, and whether they may be guided."""

    form = "form_kesediaan"


class ValidateDiagnosis(ValidateStage):
    """PRK-11, PRK-12: at the meter, the nine codes one at a time; what they are for is never said."""

    form = "form_diagnosis"

    def _ask(self, talk: Talk, rule: Rule) -> None:
        super()._ask(talk, rule)
        if not rule.code:
            return
        first_code = next(iter(talk.services.book.parameter(TOPIC, "codes")))
        talk.set("kode", rule.code)
        if talk.facts["tangga"] == AGAIN:
            response = "utter_minta_kode_ulang"
        elif rule.code == first_code:
            response = "utter_minta_kode_pertama"
        else:
            response = "utter_minta_kode"
        keypad = {"kind": "keypad", "code": rule.code, "keys": [*rule.code, ENTER]}
        talk.dispatcher.utter_message(response=response, kode=rule.code, json_message=keypad)


class ValidateCompletion(ValidateStage):
    """PRK-13 … PRK-17k and DP-02, DP-03: address, landmark, contact."""

    form = "form_kelengkapan"

    def wording(self, talk: Talk, fact: str) -> str:
        """PRK-13: what the record holds is repeated first."""
        if fact != "alamat_lengkap":
            return FIRST_TRY
        if talk.facts["alamat_di_catatan"]:
            return "tercatat"
        # left open by a correction
        return UNSETTLED if talk.facts["pilihan_wilayah"] else FIRST_TRY


class DeclineCodeMeaning(TalkAction):
    """PRK-12!: however it is asked, the purpose of a code is kindly declined."""

    action_name = "action_tolak_fungsi_kode"

    def act(self, talk: Talk, domain: dict[str, Any]) -> list[EventType]:  # noqa: ARG002
        """The same words for every code: none gives a hint."""
        talk.say("utter_tolak_fungsi_kode")
        return []


class ExplainWhereIdentityIs(TalkAction):
    """PRK-06a: where the numbers are found."""

    action_name = "action_jelaskan_letak_identitas"

    def act(self, talk: Talk, domain: dict[str, Any]) -> list[EventType]:  # noqa: ARG002
        """Explained once; not having the number after that is an answer (PRK-06b)."""
        talk.set("letak_identitas_dijelaskan", True)
        talk.say("utter_cara_cari_identitas")
        return []
