"""What can go wrong with a ticket, in words that a user may see."""

from __future__ import annotations


class TicketError(Exception):
    """A ticket can't be made, found or changed as asked.

    Attributes:
        code: stable, for programs: ``tidak_ditemukan``, ``wajib_diisi``, ``terlalu_panjang``,
            ``tidak_dikenal``, ``format_salah``, ``kunci_dipakai``, ``nomor_habis``, ``tidak_berlaku`` (the report is
            past that step).
        message: one kind Indonesian sentence.
        field: the catalogue's name of the field that is meant, if it is one field.
    """

    def __init__(self, code: str, message: str, field: str | None = None) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.field = field
