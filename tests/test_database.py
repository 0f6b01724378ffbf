"""What a power cut may take with it, what a read costs, and that what is written is written whole."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack

import pytest
from sqlalchemy import event, text
from sqlalchemy.engine import Engine

from bot.database import open_engine, reading, writing


@pytest.mark.parametrize(
    ("durable", "settings"),
    [(True, {"sqlite": "2", "postgresql": "on"}), (False, {"sqlite": "1", "postgresql": "off"})],
)
def test_only_a_durable_engine_waits_for_the_disk(
    empty_database_url: str, durable: bool, settings: dict[str, str]
) -> None:
    engine = open_engine(empty_database_url, durable=durable)
    question = "PRAGMA synchronous" if engine.dialect.name == "sqlite" else "SHOW synchronous_commit"
    with reading(engine) as connection:
        answer = connection.exec_driver_sql(question).scalar_one()
    engine.dispose()
    assert str(answer) == settings[engine.dialect.name]


@pytest.fixture
def engine(empty_database_url: str) -> Iterator[Engine]:
    opened = open_engine(empty_database_url)
    with writing(opened) as connection:
        connection.execute(text("CREATE TABLE words (word TEXT)"))
    yield opened
    opened.dispose()


def words_in(engine: Engine) -> list[str]:
    with reading(engine) as connection:
        return list(connection.execute(text("SELECT word FROM words")).scalars())


def test_a_connection_that_has_read_still_writes_all_or_nothing(engine: Engine) -> None:
    assert words_in(engine) == []

    def half_of_it() -> None:
        with writing(engine) as connection:
            connection.execute(text("INSERT INTO words VALUES ('hilang')"))
            connection.execute(text("SELECT no_such FROM words"))

    with pytest.raises(Exception, match="no_such"):
        half_of_it()
    with writing(engine) as connection:
        connection.execute(text("INSERT INTO words VALUES ('tetap')"))
    assert words_in(engine) == ["tetap"]


def test_a_read_that_failed_leaves_a_connection_that_serves(engine: Engine) -> None:
    with pytest.raises(Exception, match="no_such"), reading(engine) as connection:
        connection.execute(text("SELECT no_such FROM words"))
    with writing(engine) as connection:
        connection.execute(text("INSERT INTO words VALUES ('tetap')"))
    assert words_in(engine) == ["tetap"]


def test_a_read_says_nothing_to_the_database_but_its_question(engine: Engine) -> None:
    words_in(engine)
    if engine.dialect.name == "postgresql":  # which tells itself what a connection said last
        with reading(engine) as connection, reading(engine) as other:
            said = "SELECT query FROM pg_stat_activity WHERE pid = :pid"
            own = connection.execute(text("SELECT pg_backend_pid()")).scalar_one()
            assert other.execute(text(said), {"pid": own}).scalar_one() == "SELECT pg_backend_pid()"
            connection.close()
            assert other.execute(text(said), {"pid": own}).scalar_one() == "SELECT pg_backend_pid()"
        return
    told: list[str] = []
    with engine.connect() as connection:
        connection.connection.dbapi_connection.set_trace_callback(told.append)
    words_in(engine)
    assert told == ["SELECT word FROM words"]


def test_connections_opened_for_a_rush_are_kept_for_the_next_one(engine: Engine) -> None:
    opened: list[object] = []
    event.listen(engine, "connect", lambda connection, _record: opened.append(connection))
    for _ in range(2):
        with ExitStack() as rush:
            for _ in range(8):
                rush.enter_context(reading(engine)).execute(text("SELECT 1"))
    assert len(opened) <= 8
