"""Reports copied to another database as they stood."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest

from bot import clock
from bot.apkt.copies import as_it_stood, put_copy
from bot.apkt.model import BELUM_SELESAI, SELESAI, TicketDraft
from bot.apkt.store import TicketStore
from bot.database import open_engine, writing
from bot.migrations import upgrade

MADE = datetime(2026, 11, 22, 1, tzinfo=timezone.utc)
HOUR = timedelta(hours=1)
DRAFT = TicketDraft(
    jenis="GANGGUAN", kode_unit="54", permasalahan="1 RUMAH PADAM", no_telepon="081200000001", kontak=("wa",)
)


def store_in(folder: Path, name: str) -> TicketStore:
    upgrade(f"sqlite:///{folder / name}")
    return TicketStore(f"sqlite:///{folder / name}")


@pytest.fixture
def done(tmp_path: Path) -> TicketStore:
    """A store whose one report was done an hour after it was made."""
    store = store_in(tmp_path, "asal.db")
    with clock.at(MADE):
        nomor = store.create(DRAFT, actor="bot", idempotency_key="satu").nomor
    with clock.at(MADE + HOUR):
        store.complete(nomor, "SUDAH NORMAL", actor="unit", idempotency_key="dua")
    return store


NUMBER = "G5426112200001"


def test_a_ticket_stands_as_its_history_had_led_by_then(done: TicketStore) -> None:
    ticket = done.get(NUMBER)
    assert ticket is not None
    assert as_it_stood(ticket, MADE) is None
    before = as_it_stood(ticket, MADE + HOUR)
    assert before is not None
    assert (before.status, before.catatan_unit, before.kontak, len(before.history)) == (BELUM_SELESAI, None, ("wa",), 1)
    assert as_it_stood(ticket, MADE + 2 * HOUR) == ticket
    assert ticket.status == SELESAI


def test_a_copy_is_the_same_and_new_numbers_come_after_it(done: TicketStore, tmp_path: Path) -> None:
    ticket = done.get(NUMBER)
    assert ticket is not None
    store = store_in(tmp_path, "salinan.db")
    with writing(open_engine(f"sqlite:///{tmp_path / 'salinan.db'}")) as connection:
        put_copy(connection, ticket)
    assert store.get(NUMBER) == ticket
    with clock.at(MADE + HOUR):
        assert store.create(DRAFT, actor="bot", idempotency_key="tiga").nomor == "G5426112200002"
