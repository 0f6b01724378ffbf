"""Passwords: what is good enough, how they are kept (Argon2id, RFC 9106), how they are checked."""

from __future__ import annotations

import secrets
import threading
import unicodedata
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from bot.people.errors import AccountError

SHORTEST = 10
LONGEST = 200
SHORTEST_TELLING_NAME = 4
"""A shorter name of an account stands in many good passwords by chance."""

_hasher = PasswordHasher()
# each check fills 64 MiB: many logins at once must queue, not use up the memory
_at_once = threading.BoundedSemaphore(2)
_READABLE = "abcdefghjkmnpqrstuvwxyz23456789"


def check_password(password: str, name: str) -> None:
    """Refuse a password that is not good enough.

    Args:
        name: of the account, which the password must not contain.

    Raises:
        AccountError: ``terlalu_pendek``, ``terlalu_panjang`` or ``mudah_ditebak``.
    """
    if len(password) < SHORTEST:
        raise AccountError("terlalu_pendek", f"Kata sandi paling sedikit {SHORTEST} karakter.")
    if len(password) > LONGEST:
        raise AccountError("terlalu_panjang", f"Kata sandi paling banyak {LONGEST} karakter.")
    holds_name = len(name) >= SHORTEST_TELLING_NAME and name.casefold() in password.casefold()
    if holds_name or len(set(password)) < SHORTEST // 2:
        raise AccountError(
            "mudah_ditebak",
            "Kata sandi ini mudah ditebak. Jangan memakai nama akun atau karakter yang berulang.",
        )


def hash_password(password: str) -> str:
    """The password as it is kept."""
    with _at_once:
        return _hasher.hash(_comparable(password))


def is_password(password: str, kept: str | None) -> bool:
    """Whether ``password`` is the kept one; without one it takes as long to say no.

    Otherwise the time of the answer would tell which accounts exist.
    """
    with _at_once:
        try:
            return _hasher.verify(kept or _stand_in(), _comparable(password)) and kept is not None
        except (VerificationError, InvalidHashError):
            return False


def is_outdated(kept: str) -> bool:
    """Whether today's parameters are stronger than those of ``kept``."""
    return _hasher.check_needs_rehash(kept)


def new_password() -> str:
    """A random one that can be read out: three groups of five, no letters that look alike (74 bits)."""
    return "-".join("".join(secrets.choice(_READABLE) for _ in range(5)) for _ in range(3))


def _comparable(password: str) -> str:
    """The same however the keyboard composed its letters."""
    return unicodedata.normalize("NFKC", password)


@cache
def _stand_in() -> str:
    return _hasher.hash(secrets.token_hex())
