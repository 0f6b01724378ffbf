"""What the CRM and the IDPEL records know about a customer."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Customer:
    """One connection and the person it is registered to.

    Attributes:
        idpel, nomor_meter: 12 and 11 digits, as text.
        sapaan: ``Bapak`` or ``Ibu``.
        jalan, nomor, rt, rw, kelurahan, kecamatan, kabupaten, provinsi: the address as the record holds it.
        nama_kelurahan_baru: today's name of an area that was renamed since (PRK-07b).
        lat, lon: degrees; ``None`` when the record lacks them (PRK-14).
        kode_unit: two digits, as reports are numbered; ``unit`` the name of that unit (``UID Banten``).
        unit_pelayanan, posko: the offices below it, ``None`` when the record lacks them (PRK-15).
        telepon: the number known to the CRM in national form, or ``None``.
        zona: ``WIB``, ``WITA`` or ``WIT``.
        invented: the record is demo data, no real person, unit or place.
    """

    idpel: str
    nomor_meter: str
    nama: str
    sapaan: str
    jalan: str
    nomor: str
    rt: str
    rw: str
    kelurahan: str
    kecamatan: str
    kabupaten: str
    provinsi: str
    kode_unit: str
    unit: str
    zona: str
    lat: float | None = None
    lon: float | None = None
    unit_pelayanan: str | None = None
    posko: str | None = None
    telepon: str | None = None
    email: str | None = None
    nama_kelurahan_baru: str | None = None
    invented: bool = False

    @property
    def uid(self) -> str:
        """The main unit, by which the self-diagnosis areas are named (PRK-08)."""
        return self.unit

    @property
    def alamat(self) -> str:
        """The address in one line, as APKT writes it. For the ticket, not for reading out (PRK-07)."""
        return (
            f"{self.jalan} No. {self.nomor}, RT {self.rt}/RW {self.rw}, {self.kelurahan}, "
            f"{self.kecamatan}, {self.kabupaten}, {self.provinsi}"
        )
