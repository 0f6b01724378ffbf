"""What ``/api/apkt/tickets`` takes and gives, as OpenAPI describes it.

The names are those of the SOP catalogue. ``self_diagnosis`` is an object code → value, ``koordinat``
``{"lat", "lon"}`` in degrees, moments are ISO 8601 with zone. What a text must look like to be saved is checked by
the store alone.
"""

from __future__ import annotations

from dataclasses import fields
from datetime import datetime
from typing import Any

from pydantic import BaseModel, Extra, Field, StrictBool, StrictFloat, StrictInt, StrictStr, validator

from bot.apkt.errors import TicketError
from bot.apkt.history import to_plain
from bot.apkt.model import Coordinates, Ticket, TicketDraft
from bot.desk.follow_up import Told


class _Described(BaseModel):
    """A field that may be ``null`` is described so; pydantic 1 leaves that out."""

    class Config:
        extra = Extra.forbid

        @staticmethod
        def schema_extra(schema: dict[str, Any], model: type[BaseModel]) -> None:
            """Add ``null`` to what may be null."""
            for field in model.__fields__.values():
                if field.allow_none:
                    described = schema["properties"][field.alias]
                    title = described.pop("title", field.alias)
                    schema["properties"][field.alias] = {"title": title, "anyOf": [described, {"type": "null"}]}


class CoordinatesJson(_Described):
    """A place on the map, degrees (WGS 84)."""

    lat: StrictFloat | StrictInt
    lon: StrictFloat | StrictInt


class TicketJson(_Described):
    """A report to be saved; the meaning of each field stands at :class:`bot.apkt.model.TicketDraft`."""

    # numbers are not taken for text: an IDPEL as a number would have lost its leading zeros
    jenis: StrictStr
    permasalahan: StrictStr
    kode_unit: StrictStr | None
    issue_closed: StrictBool = False
    tipe_wo: StrictStr | None
    tipe_permasalahan: StrictStr | None
    tipe_keluhan: StrictStr | None
    tipe_sub_keluhan: StrictStr | None
    keterangan: StrictStr | None
    idpel: StrictStr | None
    nomor_meter: StrictStr | None
    nama_pelapor: StrictStr | None
    alamat: StrictStr | None
    acuan_lokasi: StrictStr | None
    provinsi: StrictStr | None
    kabupaten: StrictStr | None
    kecamatan: StrictStr | None
    kelurahan: StrictStr | None
    no_telepon: StrictStr | None
    hp_pelapor: StrictStr | None
    email_pelapor: StrictStr | None
    kontak: list[StrictStr] = []
    tanggal_padam: datetime | None
    lokasi_kejadian: StrictStr | None
    koordinat: CoordinatesJson | None
    unit: StrictStr | None
    unit_pelayanan: StrictStr | None
    posko: StrictStr | None
    konfirmasi: datetime | None
    self_diagnosis: dict[StrictStr, StrictStr] | None
    cso_penerima: StrictStr | None
    nomor_terkait: StrictStr | None
    eskalasi: StrictBool = False
    kanal: StrictStr | None

    @validator("tanggal_padam", "konfirmasi", pre=True)
    def moment_is_written(cls, value: object) -> object:
        """pydantic would also take a number, as seconds since 1970."""
        if value is not None and not isinstance(value, str):
            raise ValueError
        return value

    def draft(self) -> TicketDraft:
        """The same as the store takes it; what was not given keeps the store's own default."""
        given = self.dict(exclude_none=True)
        given["kontak"] = tuple(self.kontak)
        if self.koordinat:
            given["koordinat"] = Coordinates(float(self.koordinat.lat), float(self.koordinat.lon))
        return TicketDraft(**given)


class FollowUpJson(_Described):
    """The customer is here again (LU-01 … LU-10); the table of the SOP decides what is done.

    Attributes:
        keterangan: the customer's words.
        mendesak: it can't wait (LU-04).
        permasalahan: of the new report where the table makes one; left out: that of the earlier one.
        cso_penerima: who took the call, as ``CC.54.HANA``.
    """

    keterangan: StrictStr
    mendesak: StrictBool = False
    permasalahan: StrictStr | None
    cso_penerima: StrictStr | None

    def told(self) -> Told:
        """The same for the table."""
        return Told(remark=self.keterangan, problem=self.permasalahan or "", urgent=self.mendesak)


class UpdateJson(_Described):
    """What the customer completes or changes (UL-01): a field that is left out stays, ``null`` empties it."""

    keterangan: StrictStr | None
    mendesak: StrictBool = False
    nama_pelapor: StrictStr | None
    hp_pelapor: StrictStr | None
    email_pelapor: StrictStr | None
    alamat: StrictStr | None
    acuan_lokasi: StrictStr | None
    cso_penerima: StrictStr | None

    def told(self) -> Told:
        """The same for the table; the place of the disturbance moves with the address."""
        changes = self.dict(exclude_unset=True, exclude={"keterangan", "mendesak", "cso_penerima"})
        if "alamat" in changes:
            changes["lokasi_kejadian"] = changes["alamat"]
        return Told(remark=self.keterangan or "", changes=changes, urgent=self.mendesak)


class CompletionJson(_Described):
    """What the unit wrote when it was done (LU-06a, LU-06b)."""

    catatan_unit: StrictStr


class EscalationJson(_Described):
    """Why the back office must see to it (LU-06)."""

    note: StrictStr

    def words(self) -> str:
        """The reason.

        Raises:
            TicketError: ``wajib_diisi`` for blanks alone.
        """
        if not self.note.strip():
            raise TicketError("wajib_diisi", "Tulis alasan eskalasi.", "note")
        return self.note


class CttJson(_Described):
    """The token that the operator approves; left out: that of the issuing service."""

    ctt: StrictStr | None


class WorkOrderJson(_Described):
    """Why the premises must be inspected first."""

    note: StrictStr | None


class ChangeOut(_Described):
    """One field from what to what, both as JSON holds the field."""

    field: str
    before: Any
    after: Any


class HistoryLineOut(_Described):
    """One line of the history, which only grows."""

    sequence: int
    at: datetime
    actor: str
    action: str
    changes: list[ChangeOut]
    note: str | None = Field(...)


class TicketOut(TicketJson):
    """A report as it is, with its history."""

    kode_unit: str
    nomor: str
    nomor_tampil: str
    status: str
    lapor_ulang: bool
    catatan_unit: str | None = Field(...)
    ctt: str | None = Field(...)
    wo_dikirim_at: datetime | None = Field(...)
    created_at: datetime
    updated_at: datetime
    history: list[HistoryLineOut]


class PageOut(_Described):
    """Tickets found, and the ``cursor`` of the next page; ``null``: there is none."""

    tickets: list[TicketOut]
    next_cursor: str | None = Field(...)


def ticket_json(ticket: Ticket) -> dict[str, Any]:
    """``ticket`` as JSON can hold it, with its history."""
    plain = {field.name: to_plain(getattr(ticket, field.name)) for field in fields(Ticket) if field.name != "history"}
    return {
        **plain,
        "koordinat": {"lat": ticket.koordinat.lat, "lon": ticket.koordinat.lon} if ticket.koordinat else None,
        "nomor_tampil": ticket.nomor_tampil,
        "history": [
            {
                "sequence": entry.sequence,
                "at": to_plain(entry.at),
                "actor": entry.actor,
                "action": entry.action,
                "changes": [
                    {"field": change.field, "before": change.before, "after": change.after} for change in entry.changes
                ],
                "note": entry.note,
            }
            for entry in ticket.history
        ],
    }
