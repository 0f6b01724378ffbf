"""The database is brought to this version, back again, and never by guesswork."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import inspect, text

import bot.apkt.tables
import bot.customers.tables
import bot.people.tables
import bot.qa.audit.tables
import bot.roleplay.studio.tables  # noqa: F401  all five make their tables known to the metadata
from bot.apkt.store import TicketStore
from bot.database import StorageUnavailable, StorageUnusable, metadata, open_engine, reading, writing
from bot.migrations import current_revision, downgrade, upgrade
from bot.settings import PROJECT_ROOT
from tests.apkt.drafts import gangguan, keluhan

VERSIONS = PROJECT_ROOT / "bot" / "migrations"
ONLY_IN_THE_DATABASE = ("ticket_words", "alembic_version", "_words")


def table_names(database_url: str) -> set[str]:
    engine = open_engine(database_url)
    with reading(engine) as connection:
        names = set(inspect(connection).get_table_names())
    engine.dispose()
    return names


def test_upgrading_makes_the_tables_and_going_back_removes_them(empty_database_url: str) -> None:
    upgrade(empty_database_url)
    assert set(metadata.tables) <= table_names(empty_database_url)
    downgrade(empty_database_url, "base")
    assert table_names(empty_database_url) == {"alembic_version"}
    upgrade(empty_database_url)
    TicketStore(empty_database_url).create(gangguan(), actor="bot", idempotency_key="a")


def test_each_step_back_and_forth_keeps_what_both_versions_know(database_url: str, store: TicketStore) -> None:
    """An operator who goes back to an older application, any of them, and forth again, loses no report."""
    made = [store.create(draft, actor="bot", idempotency_key=draft.jenis) for draft in (gangguan(), keluhan())]
    steps = [script.revision for script in ScriptDirectory(str(VERSIONS)).walk_revisions()]
    assert len(steps) > 5
    for older in steps[1:]:
        downgrade(database_url, older)
        assert current_revision(database_url) == older
    for newer in reversed(steps[:-1]):
        upgrade(database_url, newer)
    assert [store.get(ticket.nomor) for ticket in made] == made


def test_a_version_that_is_none_is_refused_in_words(database_url: str) -> None:
    before = current_revision(database_url)
    with pytest.raises(StorageUnusable, match="tetap seperti semula"):
        downgrade(database_url, "0999")
    assert current_revision(database_url) == before


def test_a_second_upgrade_keeps_what_is_there(database_url: str, store: TicketStore) -> None:
    ticket = store.create(gangguan(), actor="bot", idempotency_key="a")
    before = current_revision(database_url)
    upgrade(database_url)
    assert (store.get(ticket.nomor), current_revision(database_url)) == (ticket, before)


def test_two_starts_at_once_migrate_once(empty_database_url: str) -> None:
    with ThreadPoolExecutor(2) as threads:
        list(threads.map(upgrade, [empty_database_url] * 2))
    assert current_revision(empty_database_url) is not None


def test_the_migrations_make_what_the_code_expects(database_url: str) -> None:
    engine = open_engine(database_url)
    with writing(engine) as connection:
        differences = compare_metadata(MigrationContext.configure(connection), metadata)
    engine.dispose()
    unexpected = [line for line in differences if not any(n in str(line) for n in ONLY_IN_THE_DATABASE)]
    assert unexpected == []


def test_a_database_of_a_newer_version_is_left_alone(database_url: str) -> None:
    engine = open_engine(database_url)
    with writing(engine) as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    engine.dispose()
    with pytest.raises(StorageUnusable, match="lebih baru"):
        upgrade(database_url)


def test_a_migration_that_fails_half_way_leaves_the_version_before(empty_database_url: str) -> None:
    engine = open_engine(empty_database_url)
    with writing(engine) as connection:
        connection.execute(text("CREATE TABLE customers (idpel VARCHAR(12))"))
    engine.dispose()
    with pytest.raises(StorageUnusable, match="customers"):
        upgrade(empty_database_url)
    assert table_names(empty_database_url) == {"customers"}


def test_a_damaged_file_is_said_to_be_damaged(tmp_path: Path) -> None:
    (tmp_path / "rusak.db").write_bytes(b"bukan basis data" * 1000)
    with pytest.raises(StorageUnusable, match="rusak"):
        upgrade(f"sqlite:///{tmp_path / 'rusak.db'}")


def test_a_server_that_is_not_there_is_unavailable() -> None:
    with pytest.raises(StorageUnavailable):
        upgrade("postgresql+psycopg2://postgres@127.0.0.1:1/tidak_ada")


@pytest.mark.parametrize("address", ["bukan alamat", "sqlite://", "mysql://localhost/x"])
def test_an_address_that_can_not_be_used_is_refused_in_words(address: str) -> None:
    with pytest.raises(StorageUnusable, match=r"(A|a)lamat|berkas|didukung"):
        upgrade(address)
