"""Reports that were made before the call: which one there is, and how the customer comes back to it.

``data/roleplay/earlier_reports.yml`` says by topic in which ways a report is looked for and what must come of each.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Any

from bot import clock
from bot.apkt.model import GANGGUAN, JENIS, KELUHAN, SELESAI, SMS, TELEPON, WA, WO_AUTODISPATCH, TicketDraft
from bot.customers.model import Customer
from bot.roleplay.sheet import EarlierReport, Persona
from bot.roleplay.world import NONE_GIVEN, read_data

SAME, NO_REPORT, STRANGER = "same", "none", "stranger"
_REMARK = "CATATAN LAPORAN PERTAMA"
_LATEST, _OLDEST = timedelta(minutes=10), timedelta(hours=60)


@dataclass(frozen=True)
class Search:
    """How a customer comes back to a report.

    Attributes:
        caller: ``same`` if the phone shows the number under which it was made.
        report: whose it is, ``none`` when there is none.
        tells: what stands for the answers, by fact.
        looked_up: what must come of it, by looked-up fact.
    """

    caller: str
    report: str
    tells: Mapping[str, Any]
    looked_up: Mapping[str, Any]
    found: bool

    @property
    def tells_identity(self) -> bool:
        """Whether the number of the premises is told, which nobody is asked for a second time."""
        return "identitas" in self.tells.values()


def searches(topic: str) -> tuple[Search, ...]:
    """All ways in which customers of a topic look for a report; none for a topic without earlier reports."""
    return tuple(
        Search(way["caller"], way.get("report", "own"), way.get("tells", {}), way.get("looked_up", {}), way["found"])
        for way in read_data("earlier_reports.yml")["searches"].get(topic, ())
    )


@dataclass(frozen=True)
class Wanted:
    """What the branch wants of the report; ``None`` where anything will do.

    Attributes:
        late: the promised time has passed.
        unit_note: what the unit's note says of the customer's data, empty for nothing.
    """

    jenis: str | None
    done: bool
    late: bool | None
    unit_note: str

    @classmethod
    def of(cls, facts: Mapping[str, Any]) -> Wanted:
        """Read from the looked-up facts of a branch."""
        return cls(
            jenis=facts.get("jenis_laporan") or (GANGGUAN if "jenis_laporan" in facts else None),
            done=facts.get("status_laporan") == SELESAI,
            late=bool(facts["lewat_tmp"]) if "lewat_tmp" in facts else None,
            unit_note=facts.get("catatan_unit") or "",
        )

    @property
    def can_be(self) -> bool:
        """Units write of customers' data only in disturbances that they have finished."""
        return not self.unit_note or (self.done and self.jenis in (None, GANGGUAN))


class EarlierReports:
    """Makes earlier reports."""

    def __init__(self, values: Mapping[str, Any], promised: timedelta) -> None:
        self._block = values["earlier_mobile_block"]
        self._texts = read_data("earlier_reports.yml")
        self._promised = promised

    def report(
        self,
        search: Search,
        wanted: Wanted,
        *,
        customer: Customer,
        strangers: Sequence[Customer],
        persona: Persona,
        caller_id: str | None,
        moment: datetime,
        chance: Random,
    ) -> EarlierReport | None:
        """The report of a search, ``None`` if there is none."""
        if search.report == NO_REPORT:
            return None
        is_strangers = search.report == STRANGER
        owner = chance.choice(strangers) if is_strangers else customer
        jenis = wanted.jenis or (GANGGUAN if wanted.unit_note else chance.choice(JENIS))
        ago = self._age(wanted.late, chance)
        phone = caller_id if search.caller == SAME else f"{self._block}{chance.randrange(10**4):04d}"
        mobile = phone if phone and phone.startswith("08") else None
        note = chance.choice(self._texts["unit_notes"][wanted.unit_note or "nothing"])
        draft = TicketDraft(
            jenis=jenis,
            permasalahan=chance.choice(self._texts["problems"][jenis]),
            kode_unit=owner.kode_unit,
            tipe_wo=WO_AUTODISPATCH if jenis == GANGGUAN else None,
            keterangan=_REMARK,
            idpel=owner.idpel,
            nomor_meter=owner.nomor_meter,
            nama_pelapor=owner.nama if is_strangers else persona.name,
            alamat=owner.alamat,
            no_telepon=phone,
            hp_pelapor=mobile,
            kontak=chance.choice(((), (TELEPON, WA), (TELEPON, WA, SMS))) if mobile else (),
        )
        day = clock.local(moment - ago, "WIB").strftime("%y%m%d")
        return EarlierReport(
            number=f"{'K' if jenis == KELUHAN else 'G'}{owner.kode_unit}{day}00001",
            draft=draft,
            ago=ago,
            done=wanted.done,
            unit_note=note if wanted.done else None,
            meaning=wanted.unit_note or None,
            is_found=search.found,
        )

    def _age(self, late: bool | None, chance: Random) -> timedelta:
        """Older or younger than the promised time, often just so."""
        if late is None:
            late = chance.random() < 0.5
        shortest, longest = (self._promised, _OLDEST) if late else (_LATEST, self._promised - timedelta(minutes=1))
        if chance.random() < 0.3:
            return shortest if late else longest
        minutes = int((longest - shortest).total_seconds() // 60)
        return shortest + timedelta(minutes=chance.randrange(minutes + 1))


def answers_of(
    search: Search, report: EarlierReport | None, customer: Customer, persona: Persona, identity: str
) -> dict[str, Any]:
    """What the customer of a search answers, by fact; what they have not is not put in here."""
    values: dict[str, Any] = {
        "nomor": report.number if report else None,
        "identitas": identity,
        "telepon": report.draft.no_telepon if report else None,
        "nama_dan_alamat": f"{persona.name}, {customer.jalan} No. {customer.nomor}",
        "jalan": customer.jalan,
        NONE_GIVEN: NONE_GIVEN,
    }
    return {fact: values[what] if isinstance(what, str) else what for fact, what in search.tells.items()}
