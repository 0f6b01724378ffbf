"""Logging in, staying in, being locked out."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta, timezone

import pytest
from argon2 import PasswordHasher
from sqlalchemy import select

from bot import clock
from bot.database import open_engine, reading
from bot.people import passwords
from bot.people.accounts import Account, NewAccount
from bot.people.attempts import network_of
from bot.people.errors import LoginRefused
from bot.people.logins import SHUT_OUT, WRONG
from bot.people.options import PeopleOptions
from bot.people.people import People
from bot.people.tables import accounts, login_sessions
from tests.people.conftest import HERE, PASSWORD

NOON = datetime(2026, 11, 22, 5, tzinfo=timezone.utc)
ELSEWHERE = "198.51.100.4"


def fail(people: People, name: str, times: int = 1, address: str = HERE) -> LoginRefused:
    for _ in range(times):
        with pytest.raises(LoginRefused) as refused:
            people.logins.begin(name, "bukan-sandinya", address=address)
    return refused.value


def test_the_right_password_gives_a_token_that_is_the_accounts(people: People, hana: Account) -> None:
    token, account = people.logins.begin(" Hana", PASSWORD, address=HERE)
    assert account == hana
    assert people.logins.find(token) == hana


def test_the_database_knows_the_token_only_by_its_hash(people: People, hana: Account, database_url: str) -> None:
    token, _ = people.logins.begin(hana.name, PASSWORD, address=HERE)
    engine = open_engine(database_url)
    with reading(engine) as connection:
        [row] = connection.execute(select(login_sessions)).all()
    engine.dispose()
    assert token not in str(row)


def test_an_unknown_name_and_a_wrong_password_are_refused_in_the_same_words(people: People, hana: Account) -> None:
    assert fail(people, hana.name).message == fail(people, "tidak.ada").message == WRONG


def test_a_token_nobody_was_given_is_nobodys(people: People) -> None:
    assert people.logins.find("karangan") is None


def test_each_login_has_a_new_token_and_ends_the_one_before_in_that_browser(people: People, hana: Account) -> None:
    first, _ = people.logins.begin(hana.name, PASSWORD, address=HERE)
    other_browser, _ = people.logins.begin(hana.name, PASSWORD, address=ELSEWHERE)
    second, _ = people.logins.begin(hana.name, PASSWORD, address=HERE, earlier=first)
    assert len({first, other_browser, second}) == 3
    assert [people.logins.find(token) for token in (first, other_browser, second)] == [None, hana, hana]


def test_logging_out_ends_this_login_and_may_be_done_twice(people: People, hana: Account) -> None:
    token, _ = people.logins.begin(hana.name, PASSWORD, address=HERE)
    for _ in range(2):
        people.logins.end(token, address=HERE)
    assert people.logins.find(token) is None
    assert [line.action for line in people.activity.latest(actor="hana")] == ["login.end", "login.begin"]


def test_a_login_ends_when_it_is_left_unused(people: People, hana: Account) -> None:
    idle = people.options.login_idle
    with clock.at(NOON):
        token, _ = people.logins.begin(hana.name, PASSWORD, address=HERE)
        for _ in range(3):
            clock.advance(idle - timedelta(seconds=1))
            assert people.logins.find(token) == hana, "each use counts anew"
        clock.advance(idle)
        assert people.logins.find(token) is None


def test_a_login_ends_after_its_hours_however_it_is_used(people: People, hana: Account) -> None:
    with clock.at(NOON):
        token, _ = people.logins.begin(hana.name, PASSWORD, address=HERE)
        step = people.options.login_idle / 2
        while clock.now() + step < NOON + people.options.login_duration:
            clock.advance(step)
            assert people.logins.find(token) == hana
        clock.advance(step)
        assert people.logins.find(token) is None


def test_logins_that_have_ended_leave_no_row(people: People, hana: Account, database_url: str) -> None:
    with clock.at(NOON):
        people.logins.begin(hana.name, PASSWORD, address=HERE)
        clock.advance(people.options.login_duration)
        people.logins.begin(hana.name, PASSWORD, address=HERE)
    engine = open_engine(database_url)
    with reading(engine) as connection:
        rows = connection.execute(select(login_sessions)).all()
    engine.dispose()
    assert len(rows) == 1


def test_an_account_is_locked_after_some_failures_also_for_the_right_password(people: People, hana: Account) -> None:
    with clock.at(NOON):
        fail(people, hana.name, people.options.login_failures)
        with pytest.raises(LoginRefused, match="15 menit") as refused:
            people.logins.begin(hana.name, PASSWORD, address=ELSEWHERE)
        assert refused.value.wait_seconds == 15 * 60
        clock.advance(people.options.login_lock)
        assert people.logins.begin(hana.name, PASSWORD, address=ELSEWHERE)


def test_tries_while_locked_do_not_make_the_lock_longer(people: People, hana: Account) -> None:
    with clock.at(NOON):
        fail(people, hana.name, people.options.login_failures)
        clock.advance(people.options.login_lock - timedelta(seconds=90))
        assert fail(people, hana.name).wait_seconds == 90


def test_a_name_that_is_none_is_locked_like_any_other(people: People) -> None:
    fail(people, "tidak.ada", people.options.login_failures)
    assert fail(people, "tidak.ada").wait_seconds > 0


def test_another_account_is_not_locked_with_it(people: People, hana: Account) -> None:
    fail(people, "tidak.ada", people.options.login_failures)
    assert people.logins.begin(hana.name, PASSWORD, address=HERE)


def test_the_right_password_forgives_the_wrong_ones_before(people: People, hana: Account) -> None:
    for _ in range(3):
        fail(people, hana.name, people.options.login_failures - 1)
        assert people.logins.begin(hana.name, PASSWORD, address=HERE)


def test_one_address_may_not_try_all_names(people: People, hana: Account) -> None:
    for number in range(people.options.login_failures_network):
        fail(people, f"nama.{number}")
    with pytest.raises(LoginRefused, match="Terlalu banyak"):
        people.logins.begin(hana.name, PASSWORD, address=HERE)
    assert people.logins.begin(hana.name, PASSWORD, address=ELSEWHERE)


def test_a_network_of_one_customer_counts_as_one_place() -> None:
    assert network_of("2001:db8:1:2::7") == network_of("2001:db8:1:2:ffff::9")
    assert network_of("2001:db8:1:2::7") != network_of("2001:db8:1:3::7")
    assert network_of("192.0.2.7") != network_of("192.0.2.8")
    assert network_of("testclient") == "testclient"


def test_a_hundred_guesses_at_once_are_no_more_than_the_allowed_few(
    people: People, hana: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked_at: list[str] = []
    monkeypatch.setattr("bot.people.logins.is_password", lambda password, _kept: looked_at.append(password))

    def guess(number: int) -> None:
        with pytest.raises(LoginRefused):
            people.logins.begin(hana.name, f"tebakan-{number}", address=HERE)

    with ThreadPoolExecutor(5) as threads:
        list(threads.map(guess, range(100)))
    assert len(looked_at) == people.options.login_failures


def test_the_log_tells_failures_and_the_lock_but_no_name_that_is_none(people: People, hana: Account) -> None:
    fail(people, "sandi-saya-salah-kolom")
    fail(people, hana.name, people.options.login_failures)
    lines = people.activity.latest()
    assert [line.action for line in lines[:2]] == ["login.locked", "login.failed"]
    assert {(line.subject, line.address) for line in lines[:5]} == {("hana", HERE)}
    assert "sandi-saya" not in str(lines)


def test_a_shut_out_account_is_told_so_only_with_its_password(people: People, hana: Account) -> None:
    people.accounts.set_active(hana.name, False, actor="admin")
    assert fail(people, hana.name).message == WRONG
    with pytest.raises(LoginRefused, match=SHUT_OUT):
        people.logins.begin(hana.name, PASSWORD, address=HERE)


def test_a_demo_account_gets_in_only_in_demo_mode(people: People, database_url: str) -> None:
    demo = NewAccount("qa", "Ratna", ("qa",), PASSWORD, demo=True)
    people.accounts.add(demo, actor="mode demo")
    in_demo_mode = People(database_url, PeopleOptions(demo=True))
    token, _ = in_demo_mode.logins.begin("qa", PASSWORD, address=HERE)
    in_demo_mode.close()
    assert people.logins.find(token) is None
    with pytest.raises(LoginRefused, match=SHUT_OUT):
        people.logins.begin("qa", PASSWORD, address=HERE)


def test_a_hash_of_weaker_parameters_is_made_anew_at_login(
    people: People, hana: Account, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    stronger = PasswordHasher(time_cost=2, memory_cost=16, parallelism=1)
    monkeypatch.setattr(passwords, "_hasher", stronger)
    people.logins.begin(hana.name, PASSWORD, address=HERE)
    engine = open_engine(database_url)
    with reading(engine) as connection:
        kept = connection.execute(select(accounts.c.password_hash)).scalar_one()
    engine.dispose()
    assert not stronger.check_needs_rehash(kept)
    assert stronger.verify(kept, PASSWORD)
