"""Accounts are made, changed and shut out, and every change is in the log."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from bot.database import open_engine, reading
from bot.people.accounts import Account, NewAccount
from bot.people.errors import AccountError
from bot.people.people import People
from tests.people.conftest import HERE, PASSWORD


def new(**values: object) -> NewAccount:
    return NewAccount(**{"name": "budi", "display_name": "Budi", "roles": ("cso",), "password": PASSWORD, **values})  # type: ignore[arg-type]


def refused(people: People, **values: object) -> str:
    with pytest.raises(AccountError) as error:
        people.accounts.add(new(**values), actor="uji")
    return error.value.code


def test_a_new_account_is_found_by_its_name_however_it_is_typed(people: People, hana: Account) -> None:
    assert people.accounts.get(" HANA ") == hana
    assert (hana.name, hana.display_name, hana.roles, hana.active) == ("hana", "Hana Lestari", ("cso",), True)


def test_names_are_unique_whatever_their_letters(people: People, hana: Account) -> None:
    assert refused(people, name=hana.name.upper()) == "sudah_ada"
    assert people.accounts.list() == (hana,)


@pytest.mark.parametrize("name", ["", "a", "dua kata", "-budi", "budi/..", "b" * 41, "budi<b>"])
def test_a_name_that_does_not_fit_is_refused(people: People, name: str) -> None:
    assert refused(people, name=name) == "format_salah"


def test_roles_must_be_some_and_known(people: People) -> None:
    assert refused(people, roles=()) == "wajib_diisi"
    assert refused(people, roles=("cso", "direktur")) == "peran_tidak_dikenal"


def test_a_person_has_a_name(people: People) -> None:
    assert refused(people, display_name="  ") == "wajib_diisi"


def test_roles_are_kept_sorted_and_once(people: People) -> None:
    assert people.accounts.add(new(roles=("vcc", "cso", "vcc")), actor="uji").roles == ("cso", "vcc")


def test_an_unknown_account_is_told(people: People) -> None:
    for ask in (
        lambda: people.accounts.get("tidak.ada"),
        lambda: people.accounts.set_password("tidak.ada", PASSWORD, actor="uji"),
        lambda: people.accounts.set_active("tidak.ada", False, actor="uji"),
    ):
        with pytest.raises(AccountError, match=r"tidak\.ada tidak ditemukan"):
            ask()


def test_no_password_is_anywhere_in_the_database(people: People, hana: Account, database_url: str) -> None:
    people.logins.begin(hana.name, PASSWORD, address=HERE)
    engine = open_engine(database_url)
    with reading(engine) as connection:
        kept = [
            str(row)
            for table in ("accounts", "login_sessions", "login_failures", "activity_log")
            for row in connection.execute(text(f"SELECT * FROM {table}"))
        ]
    engine.dispose()
    assert len(kept) >= 4
    assert not any(PASSWORD in row for row in kept)


def test_a_shut_out_account_is_out_at_once_and_back_with_its_password(people: People, hana: Account) -> None:
    token, _ = people.logins.begin(hana.name, PASSWORD, address=HERE)
    assert not people.accounts.set_active(hana.name, False, actor="admin").active
    assert people.logins.find(token) is None
    people.accounts.set_active(hana.name, True, actor="admin")
    assert people.logins.find(token) is None, "an old login does not come back"
    assert people.logins.begin(hana.name, PASSWORD, address=HERE)


def test_an_account_that_is_shut_out_may_nothing(people: People, hana: Account) -> None:
    assert hana.may("desk.view")
    assert not people.accounts.set_active(hana.name, False, actor="admin").may("desk.view")


def test_a_new_password_ends_the_logins_of_the_old_one(people: People, hana: Account) -> None:
    token, _ = people.logins.begin(hana.name, PASSWORD, address=HERE)
    people.accounts.set_password(hana.name, "gardu-induk-nomor-9", actor="admin")
    assert people.logins.find(token) is None
    assert people.logins.begin(hana.name, "gardu-induk-nomor-9", address=HERE)


def test_every_change_is_in_the_log_once(people: People, hana: Account) -> None:
    people.accounts.set_password(hana.name, "gardu-induk-nomor-9", actor="admin")
    for active in (False, False, True):
        people.accounts.set_active(hana.name, active, actor="admin")
    assert [(line.action, line.actor, line.subject) for line in reversed(people.activity.latest())] == [
        ("people.add", "uji", "hana"),
        ("people.password", "admin", "hana"),
        ("people.disable", "admin", "hana"),
        ("people.enable", "admin", "hana"),
    ]
