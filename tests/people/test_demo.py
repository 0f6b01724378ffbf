"""Demo accounts are made once, where there is no account, with passwords for their owner's eyes."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from bot.people.accounts import Account
from bot.people.demo import add_demo_accounts, demo_password_file
from bot.people.options import PeopleOptions
from bot.people.people import People
from bot.people.rights import ROLES
from tests.people.conftest import HERE


def passwords_in(folder: Path) -> dict[str, str]:
    return dict(re.findall(r"^(\w+) +([\w-]+)  ", demo_password_file(folder).read_text(encoding="utf-8"), re.MULTILINE))


def test_every_role_gets_an_account_that_can_log_in(database_url: str, tmp_path: Path) -> None:
    assert add_demo_accounts(database_url, tmp_path) == tuple(ROLES)
    people = People(database_url, PeopleOptions(demo=True))
    for name, password in passwords_in(tmp_path).items():
        _, account = people.logins.begin(name, password, address=HERE)
        assert (account.roles, account.demo) == ((name,), True)
    people.close()


def test_only_the_owner_may_read_the_passwords(database_url: str, tmp_path: Path) -> None:
    demo_password_file(tmp_path).write_text("dari basis data yang lama")
    add_demo_accounts(database_url, tmp_path)
    assert demo_password_file(tmp_path).stat().st_mode & 0o777 == 0o600
    assert set(passwords_in(tmp_path)) == set(ROLES)


def test_where_there_is_an_account_none_is_made(
    people: People, hana: Account, database_url: str, tmp_path: Path
) -> None:
    assert add_demo_accounts(database_url, tmp_path) == ()
    assert people.accounts.list() == (hana,)
    assert not demo_password_file(tmp_path).exists()


def test_two_first_starts_at_once_make_them_once(database_url: str, tmp_path: Path) -> None:
    folders = [tmp_path / "a", tmp_path / "b"]
    with ThreadPoolExecutor(2) as threads:
        made = list(threads.map(lambda folder: add_demo_accounts(database_url, folder), folders))
    assert sorted(map(len, made)) == [0, len(ROLES)]
