"""What can go wrong with accounts and logins, in words that a user may see."""

from __future__ import annotations


class AccountError(Exception):
    """An account can't be made, found or changed as asked.

    Attributes:
        code: stable, for programs: ``tidak_ditemukan``, ``sudah_ada``, ``format_salah``, ``terlalu_pendek``,
            ``terlalu_panjang``, ``mudah_ditebak``, ``peran_tidak_dikenal``, ``wajib_diisi``.
        message: one kind Indonesian sentence.
    """

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


class LoginRefused(Exception):
    """Nobody was logged in. The words are the same for an unknown name and a wrong password.

    Attributes:
        message: one kind Indonesian sentence.
        wait_seconds: after how many seconds another try is looked at; 0 when at once.
    """

    def __init__(self, message: str, wait_seconds: int = 0) -> None:
        super().__init__(message)
        self.message = message
        self.wait_seconds = wait_seconds
