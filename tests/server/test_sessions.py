"""Tokens can be neither guessed, forged nor used after their time."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from pathlib import Path

from bot import clock
from bot.server.sessions import KEY_FILE, SESSION_SECONDS, SessionTokens
from bot.settings import Settings

NOON = datetime(2026, 11, 22, 12, tzinfo=timezone.utc)


def test_a_token_names_its_sender(tmp_path: Path) -> None:
    tokens = SessionTokens.of(Settings(var_directory=tmp_path))
    assert tokens.sender_of(tokens.issue("web-a")) == "web-a"


def test_the_key_is_kept_for_the_owner_alone_and_outlives_a_restart(tmp_path: Path) -> None:
    token = SessionTokens.of(Settings(var_directory=tmp_path)).issue("web-a")
    assert (tmp_path / KEY_FILE).stat().st_mode & 0o777 == 0o600
    assert SessionTokens.of(Settings(var_directory=tmp_path)).sender_of(token) == "web-a"


def test_a_token_of_another_key_is_worthless() -> None:
    assert SessionTokens("satu").sender_of(SessionTokens("dua").issue("web-a")) is None


def test_a_token_of_pln_mobile_opens_no_talk_and_a_talks_no_report() -> None:
    tokens = SessionTokens("kunci")
    mobile = tokens.issue_mobile()
    sender = tokens.mobile_sender_of(mobile)
    assert sender is not None
    assert not tokens.is_session(sender)
    assert tokens.mobile_sender_of(tokens.issue_mobile()) != sender
    assert tokens.sender_of(mobile) is None
    assert tokens.mobile_sender_of(tokens.issue("web-a")) is None
    assert tokens.mobile_sender_of(None) is None


def test_a_token_grows_old() -> None:
    tokens = SessionTokens("kunci")
    with clock.at(NOON):
        token = tokens.issue("web-a")
    with clock.at(NOON + timedelta(seconds=SESSION_SECONDS)):
        assert tokens.sender_of(token) == "web-a"
    with clock.at(NOON + timedelta(seconds=SESSION_SECONDS + 1)):
        assert tokens.sender_of(token) is None


def test_a_ticket_pass_opens_one_ticket_and_no_session() -> None:
    tokens = SessionTokens("kunci")
    ticket_pass = tokens.issue_ticket_pass("web-a", "G5426112200001")
    assert tokens.ticket_pass_holder(ticket_pass, "G5426112200001") == "web-a"
    assert tokens.ticket_pass_holder(ticket_pass, "G5426112200002") is None
    assert tokens.sender_of(ticket_pass) is None
    assert tokens.ticket_pass_holder(tokens.issue("web-a"), "G5426112200001") is None


def test_senders_are_all_different() -> None:
    tokens = SessionTokens("kunci")
    assert len({tokens.new_sender() for _ in range(1_000)}) == 1_000
