"""Options of the web application, read from the environment."""

from __future__ import annotations

import pytest

from bot.server.options import WebOptions


def test_a_fresh_machine_needs_none() -> None:
    assert WebOptions.from_environment({}) == WebOptions()


def test_origins_are_parted_by_blanks_or_commas() -> None:
    read = WebOptions.from_environment({"PLN123_ALLOWED_ORIGINS": "https://a.example, http://b.example:8080/x"})
    assert read.allowed_origins == ("https://a.example", "http://b.example:8080")


@pytest.mark.parametrize(
    "environment",
    [
        {"PLN123_ALLOWED_ORIGINS": "a.example"},
        {"PLN123_ALLOWED_ORIGINS": "https://a.example;script-src"},
        {"PLN123_ALLOWED_ORIGINS": "javascript:alert(1)"},
        {"PLN123_RATE_BURST": "nol"},
        {"PLN123_RATE_PER_SECOND": "-1"},
        {"PLN123_RATE_PER_SECOND": "nan"},
    ],
)
def test_what_makes_no_sense_is_told_by_name(environment: dict[str, str]) -> None:
    with pytest.raises(ValueError, match=next(iter(environment))):
        WebOptions.from_environment(environment)
