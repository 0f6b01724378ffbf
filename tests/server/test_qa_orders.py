"""What is asked for on the pages becomes arguments of a command, and nothing else does."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.server.errors import ApiError
from bot.server.qa_orders import order_of_days, order_of_talk, order_of_tests, topics


def test_every_topic_that_has_tests_can_be_chosen() -> None:
    assert {"periksa", "umum"} <= set(topics())


def test_all_tests_or_those_of_a_topic_or_of_a_name() -> None:
    everything, some = order_of_tests("", " "), order_of_tests("periksa", "layar gelap")
    assert (everything.title, some.title) == ("Semua uji", "Uji topik periksa, nama memuat “layar gelap”")
    assert Path(some.arguments[0]).parts[-2:] == ("e2e", "periksa")
    assert "--only=layar gelap" in some.arguments
    assert not any(part.startswith("--only") for part in everything.arguments)


@pytest.mark.parametrize("part_of_name", ["--accept", "-k", "; rm -rf /", "$(reboot)"])
def test_a_filter_is_never_an_option(part_of_name: str) -> None:
    assert f"--only={part_of_name}" in order_of_tests("", part_of_name).arguments
    assert part_of_name not in order_of_tests("", part_of_name).arguments


def test_days_are_told_as_indonesians_write_them() -> None:
    order = order_of_days("2026-11-01", "2026-11-22")
    assert order.title == "Percakapan terekam sejak 1 November 2026 sampai 22 November 2026"
    assert order.arguments[:2] == ("--since=2026-11-01", "--until=2026-11-22")
    assert "--since=2026-11-01" not in order_of_days("", "2026-11-22").arguments


def test_a_sender_is_never_an_option() -> None:
    assert order_of_talk("--accept").arguments[0] == "--from-talk=--accept"


@pytest.mark.parametrize(
    ("make", "field"),
    [
        (lambda: order_of_tests("../..", ""), "topik"),
        (lambda: order_of_tests("/etc", ""), "topik"),
        (lambda: order_of_tests("", "x" * 101), "saring"),
        (lambda: order_of_days("", ""), "sejak"),
        (lambda: order_of_days("kemarin", ""), "sejak"),
        (lambda: order_of_days("", "2026-13-01"), "sampai"),
        (lambda: order_of_days("2026-11-22", "2026-11-01"), "sampai"),
        (lambda: order_of_talk(""), "pengirim"),
        (lambda: order_of_talk("x" * 256), "pengirim"),
    ],
)
def test_what_can_not_be_run_is_told_with_its_field(make, field: str) -> None:
    with pytest.raises(ApiError) as refused:
        make()
    assert (refused.value.status_code, refused.value.field) == (422, field)
