"""What others do to reports while a test runs: the desk, the unit, the command centre.

::

    - desk: {create: {permasalahan: 1 RUMAH PADAM, no_telepon: "{telepon}"}}   # a report made before, or elsewhere
    - desk: {approve_ctt: "12345678901234567890"}   # or {}: the digits of the simulated service
    - desk: {send_wo: harus diperiksa di lokasi}
    - desk: {complete: sudah dinormalkan}
    - desk: {keterangan: petugas menuju lokasi}
    - desk: {apply: {jenis: PB, daya: 2200, no_telepon: "{telepon}"}}   # an application made before

Every deed but ``create`` and ``apply`` is done to the newest report. What ``create`` leaves out is GANGGUAN with WO
AUTODISPATCH; nine values make it KWH PERIKSA.
"""

from __future__ import annotations

import dataclasses
import uuid
from collections.abc import Mapping
from typing import Any

from bot.apkt.model import GANGGUAN, KWH_PERIKSA, SELF_DIAGNOSIS_CODES, WO_AUTODISPATCH, Ticket, TicketDraft
from bot.apkt.store import TicketStore
from bot.customers.applications import ApplicationDraft
from bot.customers.simulated_applications import SimulatedApplications
from bot.vcc.command_centre import CommandCentre
from bot.vcc.ctt import SimulatedCttIssuer

ACTOR = "uji"
CREATE, APPLY, APPROVE, SEND_WO, COMPLETE, KETERANGAN = (
    "create", "apply", "approve_ctt", "send_wo", "complete", "keterangan",
)  # fmt: skip
DEEDS = (CREATE, APPLY, APPROVE, SEND_WO, COMPLETE, KETERANGAN)
MAPPING_DEEDS = {
    CREATE: frozenset(field.name for field in dataclasses.fields(TicketDraft)),
    APPLY: frozenset(field.name for field in dataclasses.fields(ApplicationDraft)),
}
_NINE_VALUES = dict.fromkeys(SELF_DIAGNOSIS_CODES, "0")


class NoReport(Exception):
    """A deed needs a report, and the test has none yet."""


class Desk:
    """Those who work on the reports of one run.

    Args:
        database_url: the run's own database.
    """

    def __init__(self, database_url: str, tickets: TicketStore) -> None:
        self._tickets = tickets
        self._command_centre = CommandCentre(tickets, SimulatedCttIssuer())
        self._applications = SimulatedApplications(database_url)

    def do(self, deed: str, what: Any, newest: Ticket | None) -> str:
        """Do it; the number of the report or application that it was done to.

        Args:
            what: what the test wrote behind the deed's name.
            newest: the report to which all but ``create`` and ``apply`` are done.

        Raises:
            NoReport: if there is no report yet.
            TicketError: if the deed is refused.
        """
        signed = {"actor": ACTOR, "idempotency_key": f"{ACTOR}:{uuid.uuid4().hex}"}
        if deed == CREATE:
            return self._tickets.create(_draft(what), **signed).nomor
        if deed == APPLY:
            return self._applications.apply(ApplicationDraft(**what), idempotency_key=signed["idempotency_key"]).nomor
        if newest is None:
            raise NoReport(f"{deed}: belum ada laporan")
        words = what if isinstance(what, str) else None
        if deed == APPROVE:
            return self._command_centre.approve(newest.nomor, words, **signed).nomor
        if deed == SEND_WO:
            return self._command_centre.send_wo(newest.nomor, words, **signed).nomor
        if deed == COMPLETE:
            return self._tickets.complete(newest.nomor, words, **signed).nomor
        return self._tickets.add_keterangan(newest.nomor, str(what), **signed).nomor

    def close(self) -> None:
        """Give database connections back."""
        self._applications.close()


def _draft(given: Mapping[str, Any]) -> TicketDraft:
    usual: dict[str, Any] = {"jenis": GANGGUAN, "permasalahan": "1 RUMAH PADAM", "tipe_wo": WO_AUTODISPATCH}
    if given.get("tipe_wo") == KWH_PERIKSA:
        usual["self_diagnosis"] = _NINE_VALUES
    return TicketDraft(**{**usual, **given})
