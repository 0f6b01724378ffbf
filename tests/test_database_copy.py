"""Backup and restore as the operator's manual tells them: nothing is lost, and what is no backup is not put back."""

from __future__ import annotations

import re
import shutil
import stat
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text
from typer.testing import CliRunner

from bot.apkt.store import TicketStore
from bot.cli import app
from bot.database import StorageUnavailable, StorageUnusable, open_engine, writing
from bot.database_copy import back_up, restore
from bot.migrations import current_revision, downgrade, upgrade
from bot.settings import PROJECT_ROOT
from tests.apkt.drafts import gangguan
from tests.databases import PostgresqlServer

MANUAL = PROJECT_ROOT / "docs" / "operator.md"


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    url = f"sqlite:///{tmp_path / 'pln123.db'}"
    upgrade(url)
    return url


@pytest.fixture
def reports(sqlite_url: str) -> Iterator[TicketStore]:
    opened = TicketStore(sqlite_url)
    yield opened
    opened.close()


def numbers_in(database_url: str) -> set[str]:
    engine = open_engine(database_url)
    with writing(engine) as connection:
        found = set(connection.execute(text("SELECT nomor FROM tickets")).scalars())
    engine.dispose()
    return found


def test_a_backup_taken_while_others_write_comes_back_whole(
    sqlite_url: str, reports: TicketStore, tmp_path: Path
) -> None:
    kept = reports.create(gangguan(), actor="bot", idempotency_key="a")
    copy = tmp_path / "cadangan.db"
    engine = open_engine(sqlite_url)
    with writing(engine) as connection:
        connection.execute(text("DELETE FROM tickets WHERE nomor = 'tidak ada'"))
        back_up(sqlite_url, copy)
    engine.dispose()
    later = reports.create(gangguan(), actor="bot", idempotency_key="b")
    assert numbers_in(sqlite_url) == {kept.nomor, later.nomor}
    reports.close()
    restore(copy, sqlite_url)
    assert reports.get(kept.nomor) == kept
    assert numbers_in(sqlite_url) == {kept.nomor}
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600


def test_a_backup_opens_on_a_machine_that_has_nothing_yet(
    sqlite_url: str, reports: TicketStore, tmp_path: Path
) -> None:
    kept = reports.create(gangguan(), actor="bot", idempotency_key="a")
    back_up(sqlite_url, tmp_path / "cadangan.db")
    elsewhere = f"sqlite:///{tmp_path / 'baru' / 'pln123.db'}"
    restore(tmp_path / "cadangan.db", elsewhere)
    assert numbers_in(elsewhere) == {kept.nomor}


def test_the_log_that_a_killed_server_left_behind_does_not_spoil_it(sqlite_url: str, tmp_path: Path) -> None:
    """Whoever copied over the file alone would mix the pages of both."""
    back_up(sqlite_url, tmp_path / "kosong.db")
    store = TicketStore(sqlite_url)
    store.create(gangguan(), actor="bot", idempotency_key="a")
    killed = tmp_path / "mati"
    killed.mkdir()
    for file in tmp_path.glob("pln123.db*"):  # as they lie there when nobody closed them
        shutil.copy(file, killed)
    assert (killed / "pln123.db-wal").stat().st_size
    url = f"sqlite:///{killed / 'pln123.db'}"
    restore(tmp_path / "kosong.db", url)
    assert numbers_in(url) == set()
    store.close()


def test_a_backup_of_an_older_application_is_brought_to_this_version(sqlite_url: str, tmp_path: Path) -> None:
    newest = current_revision(sqlite_url)
    downgrade(sqlite_url, "0006")
    back_up(sqlite_url, tmp_path / "lama.db")
    upgrade(sqlite_url)
    restore(tmp_path / "lama.db", sqlite_url)
    assert current_revision(sqlite_url) == newest


@pytest.mark.parametrize("content", [None, b"", b"bukan basis data" * 1000, "cut", "other"])
def test_what_is_no_whole_backup_is_refused_and_changes_nothing(
    sqlite_url: str, reports: TicketStore, tmp_path: Path, content: bytes | str | None
) -> None:
    kept = reports.create(gangguan(), actor="bot", idempotency_key="a")
    source = tmp_path / "cadangan.db"
    if isinstance(content, bytes):
        source.write_bytes(content)
    elif content == "cut":
        back_up(sqlite_url, source)
        source.write_bytes(source.read_bytes()[: source.stat().st_size // 2])
    elif content == "other":
        with writing(open_engine(f"sqlite:///{source}")) as connection:
            connection.execute(text("CREATE TABLE lain (a INTEGER)"))
    with pytest.raises(StorageUnusable):
        restore(source, sqlite_url)
    assert reports.get(kept.nomor) == kept


def test_a_database_in_use_is_not_replaced(sqlite_url: str, tmp_path: Path) -> None:
    back_up(sqlite_url, tmp_path / "cadangan.db")
    engine = open_engine(sqlite_url)
    with writing(engine), pytest.raises(StorageUnavailable):
        restore(tmp_path / "cadangan.db", sqlite_url)
    engine.dispose()


def test_a_backup_that_can_not_be_written_leaves_nothing_behind(sqlite_url: str, tmp_path: Path) -> None:
    with pytest.raises(StorageUnusable, match="tidak dapat ditulis"):
        back_up(sqlite_url, tmp_path / "tidak-ada" / "cadangan.db")
    with pytest.raises(StorageUnusable, match="Belum ada"):
        back_up(f"sqlite:///{tmp_path / 'lain.db'}", tmp_path / "cadangan.db")
    assert not [path for path in tmp_path.iterdir() if "cadangan" in path.name]


def test_the_database_is_for_its_owner_alone(reports: TicketStore, tmp_path: Path) -> None:
    reports.create(gangguan(), actor="bot", idempotency_key="a")
    assert {stat.S_IMODE(path.stat().st_mode) for path in tmp_path.glob("pln123.db*")} == {0o600}


def commands_of_manual(program: str) -> list[str]:
    """The lines of the manual's chapter that call the program."""
    chapter = MANUAL.read_text().split("## Cadangan", 1)[1].split("\n## ", 1)[0]
    return re.findall(rf"^\s*(?:\.venv/bin/)?({program} .+)$", chapter, re.MULTILINE)


def test_the_manuals_commands_do_it_for_sqlite(
    sqlite_url: str, reports: TicketStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = reports.create(gangguan(), actor="bot", idempotency_key="a")
    reports.close()
    monkeypatch.setenv("PLN123_DATABASE_URL", sqlite_url)
    monkeypatch.chdir(tmp_path)
    taken, put_back = commands_of_manual("pln123 db")
    assert CliRunner().invoke(app, taken.split()[1:]).exit_code == 0
    for file in tmp_path.glob("pln123.db*"):
        file.unlink()
    assert CliRunner().invoke(app, put_back.split()[1:], input="y\n").exit_code == 0
    assert numbers_in(sqlite_url) == {kept.nomor}


def test_the_manuals_commands_do_it_for_postgresql(
    postgresql_server: PostgresqlServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    dumps, puts_back = commands_of_manual("pg_dump"), commands_of_manual("pg_restore")
    assert (len(dumps), len(puts_back)) == (1, 1)
    with postgresql_server.database("migrated") as first, postgresql_server.database("template1") as second:
        store = TicketStore(first)
        kept = store.create(gangguan(), actor="bot", idempotency_key="a")
        store.close()
        for command, url in ((dumps[0], first), (puts_back[0], second)):
            monkeypatch.setenv("PLN123_DATABASE_URL", url.replace("+psycopg2", ""))
            subprocess.run(command, shell=True, check=True, cwd=tmp_path)
        upgrade(second)
        store = TicketStore(second)
        assert store.get(kept.nomor) == kept
        store.close()
