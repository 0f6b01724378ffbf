"""Questions about ICONNET: answered first, then entered as a report that is closed at once (ICO-01, ICO-02)."""

from __future__ import annotations

from rasa_sdk.events import EventType

from actions.forms import ValidateStage
from actions.taking.regions import home_region, note_region, region_wording
from actions.talk import FIRST_TRY, Talk

COVERAGE = "cakupan_area"


class ValidateIconnet(ValidateStage):
    """ICO-01: what is asked, the explanation, whether it is clear; ICO-02: the area."""

    form = "form_iconnet"

    def go_on(self, talk: Talk) -> list[EventType]:
        """Where the area only says which unit the report belongs to, what is known of the caller will do."""
        kind, region = talk.facts["jenis_iconnet"], home_region(talk)
        if kind not in (None, COVERAGE) and talk.facts["wilayah_iconnet"] is None and region is not None:
            note_region(talk, "wilayah_iconnet", region)
        return super().go_on(talk)

    def wording(self, talk: Talk, fact: str) -> str:
        """A region that was half told, or is on record, is asked for by what is known of it."""
        return region_wording(talk) if fact == "wilayah_iconnet" else FIRST_TRY
