"""Faults in the caller's own installation: ListriQu, a paid service (IML-01 … IML-03)."""

from __future__ import annotations

from actions.forms import ValidateStage
from actions.taking.regions import region_wording
from actions.talk import FIRST_TRY, Talk


class ValidateInstallation(ValidateStage):
    """IML-01: what fails, why and where, that the service costs money, whether and why not."""

    form = "form_listriqu"

    def wording(self, talk: Talk, fact: str) -> str:
        """A region that was half told, or is on record, is asked for by what is known of it."""
        return region_wording(talk) if fact == "wilayah_instalasi" else FIRST_TRY
