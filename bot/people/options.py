"""What an operator may set about accounts and logins."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True)
class PeopleOptions:
    """Settings of accounts and logins.

    Attributes:
        demo: make demo accounts at first start, and let them in (``PLN123_DEMO``).
        login_hours: how long a login lasts at most (``PLN123_LOGIN_HOURS``).
        login_idle_minutes: how long it lasts unused (``PLN123_LOGIN_IDLE_MINUTES``).
        login_failures: wrong passwords for one account before it is locked (``PLN123_LOGIN_FAILURES``).
        login_failures_network: wrong passwords from one network address before that one is
            (``PLN123_LOGIN_FAILURES_NETWORK``).
        login_lock_minutes: how long failures count, and so how long a lock lasts (``PLN123_LOGIN_LOCK_MINUTES``).
    """

    demo: bool = False
    login_hours: int = 12
    login_idle_minutes: int = 60
    login_failures: int = 5
    login_failures_network: int = 50
    login_lock_minutes: int = 15

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] = os.environ) -> PeopleOptions:
        """Read the options.

        Raises:
            ValueError: with an Indonesian message naming the variable, when a value can't be read.
        """
        return cls(
            demo=_switch(environment, "PLN123_DEMO"),
            login_hours=_count(environment, "PLN123_LOGIN_HOURS", cls.login_hours),
            login_idle_minutes=_count(environment, "PLN123_LOGIN_IDLE_MINUTES", cls.login_idle_minutes),
            login_failures=_count(environment, "PLN123_LOGIN_FAILURES", cls.login_failures),
            login_failures_network=_count(environment, "PLN123_LOGIN_FAILURES_NETWORK", cls.login_failures_network),
            login_lock_minutes=_count(environment, "PLN123_LOGIN_LOCK_MINUTES", cls.login_lock_minutes),
        )

    @property
    def login_duration(self) -> timedelta:
        """How long a login lasts at most."""
        return timedelta(hours=self.login_hours)

    @property
    def login_idle(self) -> timedelta:
        """How long a login lasts unused."""
        return timedelta(minutes=self.login_idle_minutes)

    @property
    def login_lock(self) -> timedelta:
        """How long failures count."""
        return timedelta(minutes=self.login_lock_minutes)


def _switch(environment: Mapping[str, str], name: str) -> bool:
    text = environment.get(name) or "0"
    if text not in {"0", "1"}:
        raise ValueError(f"{name} harus 0 atau 1, bukan {text!r}.")
    return text == "1"


def _count(environment: Mapping[str, str], name: str, default: int) -> int:
    text = environment.get(name) or str(default)
    if not (text.isascii() and text.isdigit()) or not 1 <= int(text) <= 1_000_000:
        raise ValueError(f"{name} harus berupa bilangan bulat lebih dari nol, bukan {text!r}.")
    return int(text)
