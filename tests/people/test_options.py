"""Settings of accounts and logins."""

from __future__ import annotations

import pytest

from bot.people.options import PeopleOptions


def test_what_is_not_set_has_its_default() -> None:
    assert PeopleOptions.from_environment({"PLN123_DEMO": "", "PLN123_LOGIN_HOURS": ""}) == PeopleOptions()


def test_what_is_set_is_read() -> None:
    read = PeopleOptions.from_environment({"PLN123_DEMO": "1", "PLN123_LOGIN_IDLE_MINUTES": "5"})
    assert (read.demo, read.login_idle.total_seconds()) == (True, 300)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PLN123_DEMO", "ya"),
        ("PLN123_LOGIN_HOURS", "0"),
        ("PLN123_LOGIN_FAILURES", "lima"),
        ("PLN123_LOGIN_FAILURES", "²"),
    ],
)
def test_what_can_not_be_read_is_told_by_its_name(name: str, value: str) -> None:
    with pytest.raises(ValueError, match=name):
        PeopleOptions.from_environment({name: value})
