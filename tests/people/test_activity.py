"""The log only grows, whoever writes into the database."""

from __future__ import annotations

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from bot.database import open_engine, writing
from bot.people.people import People
from tests.people.conftest import HERE


def test_a_line_tells_who_when_what_on_what_and_from_where(people: People) -> None:
    people.activity.record("qa.run", actor="ratna", subject="tests/e2e", address=HERE, details={"uji": 12})
    [line] = people.activity.latest()
    assert (line.actor, line.action, line.subject, line.address) == ("ratna", "qa.run", "tests/e2e", HERE)
    assert line.details == {"uji": 12}
    assert line.at.utcoffset() is not None


def test_what_is_too_long_is_cut_and_not_lost(people: People) -> None:
    people.activity.record("qa.run", actor="ratna", subject="x" * 5_000, address="y" * 5_000)
    [line] = people.activity.latest()
    assert (line.subject, line.address) == ("x" * 200, "y" * 64)


def test_the_log_is_read_by_person_and_page_by_page(people: People) -> None:
    for number in range(5):
        people.activity.record(f"qa.{number}", actor="ratna" if number % 2 else "agus")
    first = people.activity.latest(limit=2)
    second = people.activity.latest(limit=2, before=first[-1].id)
    assert [line.action for line in (*first, *second)] == ["qa.4", "qa.3", "qa.2", "qa.1"]
    assert [line.action for line in people.activity.latest(actor="ratna")] == ["qa.3", "qa.1"]


@pytest.mark.parametrize("deed", ["UPDATE activity_log SET actor = 'lain'", "DELETE FROM activity_log"])
def test_a_line_can_neither_be_changed_nor_taken_out(people: People, database_url: str, deed: str) -> None:
    people.activity.record("qa.run", actor="ratna")
    engine = open_engine(database_url)
    with pytest.raises(DBAPIError, match="only grows"), writing(engine) as connection:
        connection.execute(text(deed))
    engine.dispose()
    assert [line.actor for line in people.activity.latest()] == ["ratna"]
