"""What the records know, written on the reporting form of APKT (PRK-14, PRK-15, PRK-16, PRK-17a)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot.apkt.model import SMS, TELEPON, UNIT_NOT_ROUTED, WA, Coordinates, TicketDraft
from bot.customers.model import Customer
from bot.customers.service_areas import ServiceArea

_CHANNEL_NAMES = {TELEPON: "TELEPON", WA: "WA", SMS: "SMS"}


def with_record(draft: TicketDraft, customer: Customer) -> TicketDraft:
    """The form with the meter, the region and the offices of a customer's record."""
    return replace(
        draft,
        idpel=customer.idpel,
        nomor_meter=customer.nomor_meter,
        provinsi=customer.provinsi,
        kabupaten=customer.kabupaten,
        kecamatan=customer.kecamatan,
        kelurahan=customer.kelurahan,
        kode_unit=customer.kode_unit,
        unit=customer.unit,
        unit_pelayanan=customer.unit_pelayanan,
        posko=customer.posko,
        koordinat=Coordinates(customer.lat, customer.lon) if customer.lat and customer.lon else None,
    )


def with_area(draft: TicketDraft, area: ServiceArea) -> TicketDraft:
    """The form with what a service area adds where it is still empty."""
    return replace(
        draft,
        kode_unit=area.kode_unit if draft.kode_unit == UNIT_NOT_ROUTED else draft.kode_unit,
        unit=draft.unit or area.unit,
        unit_pelayanan=draft.unit_pelayanan or area.unit_pelayanan,
        posko=draft.posko or area.posko,
        koordinat=draft.koordinat or Coordinates(area.lat, area.lon),
    )


def contact_remark(template: str, channels: Sequence[str]) -> str:
    """PRK-16c: ``PELANGGAN DAPAT DIHUBUNGI VIA TELEPON, WA & SMS``.

    Args:
        template: the words of the book, with ``{media}``.
        channels: at least one of ``KONTAK``.
    """
    names = [_CHANNEL_NAMES[channel] for channel in channels]
    media = " & ".join([", ".join(names[:-1]), names[-1]]) if len(names) > 1 else names[0]
    return template.format(media=media)
