"""Lines of the log: JSON that a machine reads, without anybody's number or e-mail address."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator

import pytest
import structlog

from bot.server.logs import begin_logging

SECRETS = ("081234567890", "512345678901", "budi@contoh.id")


@pytest.fixture(autouse=True)
def logging_as_it_was() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level = root.handlers, root.level
    yield
    root.handlers, root.level = handlers, level
    structlog.reset_defaults()


def write_lines() -> None:
    structlog.get_logger("uji").error("terjadi", idpel=SECRETS[1], kontak=["wa", SECRETS[2]], nomor=int(SECRETS[1]))
    logging.getLogger("lain").warning("nomor %s gagal", SECRETS[0])
    try:
        raise ValueError(f"tidak terbaca: {SECRETS[0]}")
    except ValueError:
        logging.getLogger("lain").exception("rusak")


def test_json_lines_have_their_fields_and_no_personal_data(capsys: pytest.CaptureFixture[str]) -> None:
    begin_logging("json")
    write_lines()
    written = capsys.readouterr().err
    lines = [json.loads(line) for line in written.splitlines()]
    assert [line["event"] for line in lines] == ["terjadi", "nomor •••890 gagal", "rusak"]
    assert [line["level"] for line in lines] == ["error", "warning", "error"]
    assert lines[0]["idpel"] == "•••901"
    assert lines[0]["timestamp"].startswith("20")
    assert "ValueError" in lines[2]["exception"]
    assert not any(secret in written for secret in SECRETS)


def test_lines_for_people_hide_the_same(capsys: pytest.CaptureFixture[str]) -> None:
    begin_logging("text")
    write_lines()
    written = capsys.readouterr().err
    assert "terjadi" in written
    assert not any(secret in written for secret in SECRETS)


def test_nobodys_words_begin_a_line_of_their_own(capsys: pytest.CaptureFixture[str]) -> None:
    forged = "a\n2026-11-30T00:00:00Z [info     ] login_begun\r\x1b[2J\u2028"
    begin_logging("text")
    structlog.get_logger("uji").error("terjadi", sender=forged, all=[forged])
    logging.getLogger("lain").warning("nomor %s gagal", forged)
    try:
        raise ValueError(forged)
    except ValueError:
        logging.getLogger("lain").exception("rusak")
    written = capsys.readouterr().err
    lines = written.split("\n")
    assert sum(line.startswith("20") for line in lines) == 3
    assert not any(sign in written for sign in "\r\x1b\u2028")
    assert any("ValueError: a" in line for line in lines)


def test_debug_lines_of_libraries_are_not_written(capsys: pytest.CaptureFixture[str]) -> None:
    begin_logging("json")
    structlog.get_logger("rasa.core").debug("pesan", text="halo")
    assert capsys.readouterr().err == ""
