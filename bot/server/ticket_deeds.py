"""What is done about a report by the API: LAPOR ULANG, UPDATE LAPORAN, eskalasi and selesai (LU, UL).

Whether it may be done is the book's to say, for programs as for officers; a refusal names the rule.
"""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Header, Request
from pydantic import BaseModel, Extra, StrictBool, StrictStr

from bot.apkt.errors import TicketError
from bot.apkt.model import BELUM_SELESAI, Ticket
from bot.apkt.operations import LAPOR_ULANG, UPDATE_LAPORAN
from bot.apkt.transaction import TicketTransaction
from bot.desk.follow_up import Told
from bot.server.auth import require_api_token
from bot.server.desk_pages import zone_of
from bot.server.services import services_of
from bot.server.tickets import API_ACTOR, ticket_json

Key = Annotated[str, Header(min_length=1, max_length=150, alias="Idempotency-Key")]

router = APIRouter(prefix="/api/apkt/tickets", tags=["Tiket APKT"], dependencies=[Depends(require_api_token)])


class _Strict(BaseModel):
    class Config:
        extra = Extra.forbid


class ChangesJson(_Strict):
    """Fields that the customer completed or changed; what is left out stays (UL-01)."""

    nama_pelapor: StrictStr | None
    hp_pelapor: StrictStr | None
    email_pelapor: StrictStr | None
    alamat: StrictStr | None
    acuan_lokasi: StrictStr | None

    def changes(self) -> dict[str, Any]:
        """Only what was given; an address is also where it happened."""
        given: dict[str, Any] = self.dict(exclude_none=True)
        return {**given, "lokasi_kejadian": given["alamat"]} if "alamat" in given else given


class RepeatedJson(_Strict):
    """What the customer says; ``mendesak`` for what can't wait three hours (LU-04)."""

    keterangan: StrictStr
    mendesak: StrictBool = False
    permasalahan: StrictStr = ""
    perubahan: ChangesJson = ChangesJson.parse_obj({})


class UpdateJson(_Strict):
    """What is added to keterangan, and which fields change; one of the two."""

    keterangan: StrictStr = ""
    perubahan: ChangesJson = ChangesJson.parse_obj({})


class SettledJson(_Strict):
    """The unit's note about the end."""

    catatan_unit: StrictStr


class EscalationJson(_Strict):
    """Why the back office is needed."""

    note: StrictStr


@router.post("/{nomor}/lapor-ulang", summary="Lapor ulang (LU)")
def repeat(request: Request, nomor: str, repeated: RepeatedJson, key: Key) -> dict[str, Any]:
    """The report that the customer is told: the same one, or the new one that goes with one that is done (LU-06).

    Raises:
        TicketError: 404, 409 with the rule where the table does not allow it, 422.
    """
    told = Told(repeated.keterangan, repeated.perubahan.changes(), repeated.permasalahan, repeated.mendesak)
    return _press(request, nomor, LAPOR_ULANG, told, key)


@router.post("/{nomor}/update", summary="Update laporan (UL)")
def change(request: Request, nomor: str, update: UpdateJson, key: Key) -> dict[str, Any]:
    """The report with its changes.

    Raises:
        TicketError: as for lapor-ulang.
    """
    return _press(request, nomor, UPDATE_LAPORAN, Told(update.keterangan, update.perubahan.changes()), key)


@router.post("/{nomor}/selesai", summary="Selesaikan laporan")
def settle(request: Request, nomor: str, settled: SettledJson, key: Key) -> dict[str, Any]:
    """The report, SELESAI, with the unit's note (LU-06a, LU-06b).

    Raises:
        TicketError: 404, 409 for one that is done already, 422 without a note.
    """
    orders = services_of(request).desk.work_orders
    return ticket_json(orders.settle(nomor, settled.catatan_unit, actor=API_ACTOR, key=f"{API_ACTOR}:selesai:{key}"))


@router.post("/{nomor}/eskalasi", summary="Eskalasi ke back office (LU-06)")
def escalate(request: Request, nomor: str, escalation: EscalationJson, key: Key) -> dict[str, Any]:
    """The report, waiting for the back office.

    Raises:
        TicketError: 404, 409 for one that is done, 422 without a reason.
    """
    own_key = f"{API_ACTOR}:eskalasi:{key}"

    def work(do: TicketTransaction) -> Ticket:
        ticket = do.hold(nomor)
        if ticket.status != BELUM_SELESAI and not do.was_done(own_key):
            raise TicketError("tidak_berlaku", "Laporan ini sudah SELESAI; gunakan lapor ulang.", "nomor")
        if not escalation.note.strip():
            raise TicketError("wajib_diisi", "Kolom note wajib diisi.", "note")
        return do.escalate(nomor, escalation.note, actor=API_ACTOR, idempotency_key=own_key)

    return ticket_json(services_of(request).database.tickets.run(work))


def _press(request: Request, nomor: str, operation: str, told: Told, key: str) -> dict[str, Any]:
    services = services_of(request)
    ticket = services.database.tickets.get(nomor)
    if ticket is None:
        raise TicketError("tidak_ditemukan", f"Laporan {nomor[:20]} tidak ditemukan.", "nomor")
    done = services.desk.follow_ups.press(
        ticket.nomor,
        operation,
        told,
        cso_penerima=f"CC.{services.settings.unit_code}.{API_ACTOR.upper()}",
        actor=API_ACTOR,
        key=f"{API_ACTOR}:{ticket.nomor}:{key}",
        zona=zone_of(services.desk, ticket),
    )
    return ticket_json(done)
