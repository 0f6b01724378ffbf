"""What a good password is, and that it is never kept as it is."""

from __future__ import annotations

import pytest
from argon2 import PasswordHasher

from bot.people import passwords
from bot.people.errors import AccountError
from bot.people.passwords import check_password, hash_password, is_outdated, is_password, new_password


def test_a_password_is_kept_as_argon2id_and_each_time_differently() -> None:
    first, second = hash_password("tiang-listrik-7"), hash_password("tiang-listrik-7")
    assert first.startswith("$argon2id$")
    assert first != second
    assert is_password("tiang-listrik-7", first)
    assert not is_password("tiang-listrik-8", first)


def test_an_unknown_account_has_no_password_at_all() -> None:
    assert not is_password("tiang-listrik-7", None)


def test_what_is_no_hash_opens_nothing() -> None:
    assert not is_password("tiang-listrik-7", "tiang-listrik-7")


def test_letters_composed_by_another_keyboard_are_the_same_letters() -> None:
    assert is_password("cafe\u0301-di-gardu", hash_password("caf\u00e9-di-gardu"))


@pytest.mark.parametrize(
    ("password", "code"),
    [
        ("pendek-7", "terlalu_pendek"),
        ("x7" * 101, "terlalu_panjang"),
        ("hana-lestari", "mudah_ditebak"),
        ("HANA12345678", "mudah_ditebak"),
        ("1111111111111", "mudah_ditebak"),
        ("abababababab", "mudah_ditebak"),
    ],
)
def test_a_password_that_is_not_good_enough_is_refused_with_the_reason(password: str, code: str) -> None:
    with pytest.raises(AccountError) as refused:
        check_password(password, "hana")
    assert refused.value.code == code
    assert refused.value.message.endswith(".")


def test_a_short_name_inside_a_password_is_chance() -> None:
    check_password("tiang-qa-listrik", "qa")


def test_new_passwords_are_good_enough_and_all_different() -> None:
    made = {new_password() for _ in range(500)}
    assert len(made) == 500
    for password in made:
        check_password(password, "supervisor")


def test_a_hash_of_weaker_parameters_is_outdated(monkeypatch: pytest.MonkeyPatch) -> None:
    weak = hash_password("tiang-listrik-7")
    assert not is_outdated(weak)
    monkeypatch.setattr(passwords, "_hasher", PasswordHasher(time_cost=2, memory_cost=16, parallelism=1))
    assert is_outdated(weak)
