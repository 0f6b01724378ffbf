"""`pln123 people` as a shell sees it."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from click.testing import Result
from typer.testing import CliRunner

from bot.cli import app
from bot.migrations import upgrade
from bot.people import passwords
from bot.people.errors import LoginRefused
from bot.people.options import PeopleOptions
from bot.people.people import People
from bot.settings import Settings

PASSWORD = "tiang-listrik-7"


@pytest.fixture(autouse=True)
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """Settings of a machine on which nothing has run yet."""
    for name in [name for name in os.environ if name.startswith("PLN123_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("PLN123_VAR", str(tmp_path))
    monkeypatch.setattr(passwords, "_hasher", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
    return Settings.from_environment()


def people(*words: str, typed: str = f"{PASSWORD}\n") -> Result:
    return CliRunner().invoke(app, ["people", *words], input=typed)


def add_hana(*options: str) -> Result:
    return people("add", "hana", "--name", "Hana Lestari", "--role", "cso", *options)


def can_log_in(settings: Settings, password: str) -> bool:
    opened = People(settings.database_url, PeopleOptions())
    try:
        return bool(opened.logins.begin("hana", password, address="192.0.2.7"))
    except LoginRefused:
        return False
    finally:
        opened.close()


def test_an_account_is_added_with_a_password_from_a_pipe(settings: Settings) -> None:
    ended = add_hana()
    assert (ended.exit_code, ended.output) == (0, "Akun hana dibuat (cso).\n")
    assert can_log_in(settings, PASSWORD)


def test_a_random_password_is_shown_once_and_works(settings: Settings) -> None:
    ended = add_hana("--random")
    shown = re.search(r"Kata sandi: (\S+)", ended.output)
    assert shown
    assert can_log_in(settings, shown[1])


@pytest.mark.parametrize(
    ("words", "typed", "told"),
    [
        (("add", "hana", "--name", "Hana", "--role", "direktur"), PASSWORD, "direktur"),
        (("add", "ha na", "--name", "Hana", "--role", "cso"), PASSWORD, "Nama akun"),
        (("add", "hana", "--name", "Hana", "--role", "cso"), "pendek", "10 karakter"),
        (("add", "hana", "--name", "Hana", "--role", "cso"), "", "tidak ada di masukan"),
        (("password", "tidak.ada"), PASSWORD, "tidak.ada tidak ditemukan"),
        (("disable", "tidak.ada"), "", "tidak.ada tidak ditemukan"),
    ],
)
def test_what_does_not_fit_is_told_kindly_and_fails(words: tuple[str, ...], typed: str, told: str) -> None:
    ended = people(*words, typed=typed)
    assert ended.exit_code == 1
    assert told in ended.output
    assert "Traceback" not in ended.output


def test_accounts_are_listed_to_people_and_programs_without_their_passwords() -> None:
    assert "Belum ada akun" in people("list").output
    add_hana()
    assert "Hana Lestari" in people("list").output
    [account] = json.loads(people("list", "--json").output)
    assert (account["name"], account["roles"], account["active"]) == ("hana", ["cso"], True)
    assert not any("password" in field for field in account)


def test_a_password_is_changed(settings: Settings) -> None:
    add_hana()
    assert people("password", "hana", typed="gardu-induk-9\n").exit_code == 0
    assert (can_log_in(settings, PASSWORD), can_log_in(settings, "gardu-induk-9")) == (False, True)


def test_an_account_is_disabled_and_enabled_again(settings: Settings) -> None:
    add_hana()
    assert people("disable", "hana").output == "Akun hana nonaktif.\n"
    assert not can_log_in(settings, PASSWORD)
    assert people("disable", "hana", "--undo").output == "Akun hana aktif kembali.\n"
    assert can_log_in(settings, PASSWORD)


def test_the_log_names_the_command_line_as_the_one_who_did_it(settings: Settings) -> None:
    add_hana()
    opened = People(settings.database_url, PeopleOptions())
    assert [line.actor for line in opened.activity.latest()] == ["pln123"]
    opened.close()


def test_a_setting_that_cannot_be_read_is_told_kindly(monkeypatch: pytest.MonkeyPatch, settings: Settings) -> None:
    upgrade(settings.database_url)
    monkeypatch.setenv("PLN123_LOGIN_HOURS", "lama")
    ended = people("list")
    assert ended.exit_code == 1
    assert "PLN123_LOGIN_HOURS" in ended.output
