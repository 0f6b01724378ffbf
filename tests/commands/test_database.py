"""What commands say of a database's address that is wrong or leads nowhere: a sentence, status 1, and no password."""

from __future__ import annotations

import os
import socket
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.cli import app

WRONG = [
    ("postgresql+psycopg://pln:geheim@basis/data", "gunakan postgresql:// atau postgresql+psycopg2://"),
    ("postgresql+asyncpg://pln:geheim@basis/data", "gunakan postgresql:// atau postgresql+psycopg2://"),
    ("sqlite+aiosqlite:///data.db", "gunakan sqlite:// atau sqlite+pysqlite://"),
    ("mysql://pln:geheim@basis/data", "gunakan SQLite atau PostgreSQL"),
    ("postgresql://pln:geheim@basis:port/data", "tidak dapat dibaca"),
    ("geheim", "tidak dapat dibaca"),
    ("sqlite://", "harus berupa berkas"),
    ("sqlite:////dev/null/folder/data.db", "Folder basis data /dev/null/folder tidak dapat dibuat"),
]
UNKNOWN_OPTION = "postgresql://pln:geheim@127.0.0.1/data?pilihan=1"
NOWHERE = "postgresql://pln:geheim@127.0.0.1:{port}/data"

Called = Callable[..., str]


@pytest.fixture
def refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Called:
    """Calls a command with an address; gives what it said last; what went before is how far it came."""
    for name in [name for name in os.environ if name.startswith("PLN123_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("PLN123_VAR", str(tmp_path))
    monkeypatch.setattr("bot.commands.prepare.ensure_models", lambda _root, _path: (tmp_path / "model.tar.gz",) * 2)

    def call(address: str, *words: str) -> str:
        monkeypatch.setenv("PLN123_DATABASE_URL", address)
        ended = CliRunner().invoke(app, list(words))
        assert isinstance(ended.exception, SystemExit), ended.exception
        assert ended.exit_code == 1
        assert "geheim" not in ended.output
        return ended.stderr.strip().splitlines()[-1]

    return call


@pytest.mark.parametrize(
    "words", [("prepare",), ("db", "upgrade"), ("serve",), ("people", "list"), ("caller", "export")]
)
@pytest.mark.parametrize(("address", "said"), WRONG)
def test_an_address_that_can_not_be_one_is_told_in_a_line(
    refused: Called, address: str, said: str, words: tuple[str, ...]
) -> None:
    assert said in refused(address, *words)


@pytest.mark.parametrize("words", [("prepare",), ("db", "upgrade"), ("people", "list")])
def test_a_server_that_is_not_there_is_told_with_its_address(refused: Called, words: tuple[str, ...]) -> None:
    with socket.socket() as taken:  # bound, and nobody listens
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
        said = refused(NOWHERE.format(port=port), *words)
    assert "tidak dapat dihubungi" in said
    assert f"pln:***@127.0.0.1:{port}/data" in said


def test_an_option_of_the_address_that_there_is_not_is_told(refused: Called) -> None:
    assert "pilihan yang tidak dikenal" in refused(UNKNOWN_OPTION, "db", "upgrade")
