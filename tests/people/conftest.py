"""Accounts in a database of their own, with passwords that are quick to hash."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from argon2 import PasswordHasher

from bot.people import passwords
from bot.people.accounts import Account, NewAccount
from bot.people.options import PeopleOptions
from bot.people.people import People

PASSWORD = "tiang-listrik-7"
HERE = "192.0.2.7"


@pytest.fixture(autouse=True)
def quick_hashing(monkeypatch: pytest.MonkeyPatch) -> None:
    """The real algorithm with hardly any work; only its strength is left out."""
    monkeypatch.setattr(passwords, "_hasher", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))


@pytest.fixture
def people(database_url: str) -> Iterator[People]:
    opened = People(database_url, PeopleOptions())
    yield opened
    opened.close()


@pytest.fixture
def hana(people: People) -> Account:
    return people.accounts.add(NewAccount("hana", "Hana Lestari", ("cso",), PASSWORD), actor="uji")
