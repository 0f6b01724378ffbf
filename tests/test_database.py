"""What a power cut may take with it is decided where the database is opened."""

from __future__ import annotations

import pytest

from bot.database import open_engine, reading


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
