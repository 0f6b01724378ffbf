"""Accounts of every role, and logging in as one of them."""

from __future__ import annotations

import re
from unittest import mock

from argon2 import PasswordHasher
from fastapi.testclient import TestClient
from httpx import Response

from bot.people import passwords
from bot.people.accounts import NewAccount
from bot.people.people import People
from bot.people.rights import ROLES

PASSWORD = "tiang-listrik-7"
_FORM_TOKEN = re.compile(r'name="csrf" value="([0-9a-f]{64})"')
QUICK_HASHER = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)


def add_everyone(people: People) -> None:
    """An account for each role, named like it, and one that has two."""
    with mock.patch.object(passwords, "_hasher", QUICK_HASHER):
        for role in ROLES:
            people.accounts.add(NewAccount(role, f"Si {role.title()}", (role,), PASSWORD), actor="uji")
        people.accounts.add(NewAccount("rangkap", "Si Rangkap", ("qa", "admin"), PASSWORD), actor="uji")


def form_token_of(page: Response) -> str:
    """The form token that stands in a page."""
    found = _FORM_TOKEN.search(page.text)
    assert found, page.text
    return found[1]


def log_in(client: TestClient, name: str, password: str = PASSWORD, **fields: str) -> Response:
    """Fill in the login form; gives the answer without following it."""
    token = form_token_of(client.get("/masuk"))
    values = {"csrf": token, "name": name, "password": password, **fields}
    return client.post("/masuk", data=values, headers={"Accept": "text/html"}, follow_redirects=False)
