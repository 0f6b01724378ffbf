"""One person's data: given out whole, taken away whole, and nobody else's with it; on both databases."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest
from sqlalchemy import Column, Float, Integer, MetaData, String, Table, Text, text
from sqlalchemy.exc import DBAPIError

from bot import clock
from bot.apkt.handover import HandoverQueue
from bot.apkt.history import DATA_DIHAPUS, replay
from bot.apkt.model import TicketSearch
from bot.apkt.rows import state_of
from bot.apkt.store import TicketStore
from bot.apkt.talk_keys import key_of_talk
from bot.callers.keeping import CallerError, CallersKeeping, Who
from bot.database import open_engine, writing
from tests.apkt.drafts import gangguan

_EVENTS = Table(
    "events",
    MetaData(),
    Column("id", Integer, primary_key=True),
    *(Column("sender_id", String(255), index=True), Column("type_name", String(255)), Column("timestamp", Float)),
    *(Column("intent_name", String(255)), Column("action_name", String(255)), Column("data", Text)),
)

NOON = datetime(2026, 11, 22, 12, tzinfo=timezone.utc)
BUDI, SITI = "081234567890", "081298765432"


@pytest.fixture
def keeping(database_url: str, tmp_path: Path) -> Iterator[CallersKeeping]:
    opened = CallersKeeping(database_url, tmp_path)
    yield opened
    opened.close()


@pytest.fixture
def said(database_url: str) -> Iterator[object]:
    """Lets something be said in a talk, in a table as Rasa makes it (to import Rasa takes longer than these tests)."""
    engine = open_engine(database_url)
    _EVENTS.create(engine)

    def say(sender: str, words: str, at: datetime = NOON) -> None:
        with writing(engine) as connection:
            connection.execute(
                text(
                    "INSERT INTO events (sender_id, type_name, timestamp, data) "
                    "VALUES (:sender, 'user', :moment, :data)"
                ),
                {
                    "sender": sender,
                    "moment": at.timestamp(),
                    "data": json.dumps({"event": "user", "text": words, "timestamp": at.timestamp()}),
                },
            )

    yield say
    engine.dispose()


def report(store: TicketStore, telepon: str, talk: str) -> str:
    draft = gangguan(hp_pelapor=telepon, no_telepon=telepon, nama_pelapor=f"PEMILIK {telepon}", alamat=f"JALAN {talk}")
    with clock.at(NOON):
        key = key_of_talk(talk, 1, "periksa")
        nomor = store.create(draft, actor="bot", idempotency_key=key).nomor
        store.update(
            nomor, {"nama_pelapor": f"NAMA {telepon}"}, actor="bot", idempotency_key=f"ubah:{talk}", note=telepon
        )
        return store.complete(nomor, "selesai", actor="unit", idempotency_key=f"selesai:{talk}").nomor


def talks_left(keeping: CallersKeeping) -> set[str]:
    with writing(keeping._engine) as connection:
        return set(connection.execute(text("SELECT DISTINCT sender_id FROM events")).scalars())


def test_everything_of_one_person_is_given_out(keeping: CallersKeeping, store: TicketStore, said) -> None:
    nomor = report(store, BUDI, "budi")
    report(store, SITI, "siti")
    said("budi", "halo")
    said("budi-lagi", "hp saya 81234567890")
    said("siti", "halo")
    found = keeping.export(Who(telepon="+62 812-3456-7890"), actor="uji")
    assert [ticket.nomor for ticket in found["laporan"]] == [nomor]
    assert [talk["sender"] for talk in found["percakapan"]] == ["budi", "budi-lagi"]
    assert found["percakapan"][0]["events"][0]["text"] == "halo"


def test_everything_of_one_person_is_taken_away(
    keeping: CallersKeeping, store: TicketStore, said, database_url: str
) -> None:
    nomor, others = report(store, BUDI, "budi"), report(store, SITI, "siti")
    untouched = store.get(others)
    for sender in ("budi", "siti"):
        said(sender, "halo")
    queue = HandoverQueue(database_url)
    queue.create("budi", "penelepon meminta petugas", {"nama": "Budi", "hp": BUDI})
    removed = keeping.remove(Who(telepon=BUDI), actor="uji")
    assert (removed.talks, removed.reports) == (1, (nomor,))
    assert talks_left(keeping) == {"siti"}
    assert queue.open_of("budi").data == {}  # type: ignore[union-attr]
    queue.close_connections()
    ticket = store.get(nomor)
    assert ticket is not None
    assert ticket.nama_pelapor is ticket.alamat is ticket.hp_pelapor is ticket.koordinat is None
    assert ticket.permasalahan
    assert ticket.history[-1].action == DATA_DIHAPUS
    assert replay(ticket.history) == {**state_of(ticket), "updated_at": ticket.updated_at}
    assert BUDI[1:] not in json.dumps([[change.after for change in line.changes] for line in ticket.history])
    assert all(line.note is None for line in ticket.history)
    assert store.search(TicketSearch(nama="PEMILIK")).tickets == (untouched,) or store.get(others) == untouched
    assert keeping.export(Who(telepon=BUDI), actor="uji") == {"laporan": [], "percakapan": [], "rekaman": []}


def test_history_can_be_rewritten_by_nobody_else_afterwards(keeping: CallersKeeping, store: TicketStore) -> None:
    report(store, BUDI, "budi")
    keeping.remove(Who(telepon=BUDI), actor="uji")
    with pytest.raises(DBAPIError, match="only grows"), keeping._engine.connect() as connection:
        connection.execute(text("UPDATE ticket_history SET note = 'x'"))


def test_a_report_that_is_not_done_keeps_its_data_unless_it_is_said(
    keeping: CallersKeeping, store: TicketStore
) -> None:
    nomor = store.create(gangguan(hp_pelapor=BUDI), actor="bot", idempotency_key="satu").nomor
    with pytest.raises(CallerError, match=nomor):
        keeping.remove(Who(telepon=BUDI), actor="uji")
    assert store.get(nomor).hp_pelapor == BUDI  # type: ignore[union-attr]
    keeping.remove(Who(telepon=BUDI), actor="uji", with_open=True)
    assert store.get(nomor).hp_pelapor is None  # type: ignore[union-attr]


def test_old_talks_go_and_others_stay(keeping: CallersKeeping, said, database_url: str) -> None:
    said("lama", "halo", NOON - timedelta(days=31))
    said("kembali", "halo", NOON - timedelta(days=31))
    said("kembali", "halo lagi", NOON - timedelta(days=2))
    said("menunggu", "petugas", NOON - timedelta(days=31))
    queue = HandoverQueue(database_url)
    queue.create("menunggu", "penelepon meminta petugas", {})
    queue.close_connections()
    with clock.at(NOON):
        assert keeping.expire(30).talks == 1
    assert talks_left(keeping) == {"kembali", "menunggu"}


def record_call(folder: Path, name: str, words: str, tickets: list[str], at: datetime = NOON) -> None:
    """As the phone line writes it."""
    (folder / "telepon").mkdir(exist_ok=True)
    told = {"tickets": tickets, "transcript": [{"text": words}]}
    for suffix, content in ((".json", json.dumps(told)), (".wav", "bunyi")):
        path = folder / "telepon" / f"{name}{suffix}"
        path.write_text(content)
        os.utime(path, (at.timestamp(), at.timestamp()))


def recordings_in(folder: Path) -> list[str]:
    return sorted(path.name for path in (folder / "telepon").iterdir())


def test_recordings_go_with_the_person_and_with_time(
    keeping: CallersKeeping, store: TicketStore, tmp_path: Path
) -> None:
    nomor = report(store, BUDI, "budi")
    record_call(tmp_path, "satu", "halo", [nomor])
    record_call(tmp_path, "dua", "nomor saya 0812 3456 7890", [])
    record_call(tmp_path, "lain", "halo", ["G5426112299999"])
    record_call(tmp_path, "lama", "halo", [], NOON - timedelta(days=31))
    assert len(keeping.export(Who(telepon=BUDI), actor="uji")["rekaman"]) == 4
    assert keeping.remove(Who(telepon=BUDI), actor="uji").recordings == 4
    assert recordings_in(tmp_path) == ["lain.json", "lain.wav", "lama.json", "lama.wav"]
    with clock.at(NOON):
        assert keeping.expire(30).recordings == 2
    assert recordings_in(tmp_path) == ["lain.json", "lain.wav"]


@pytest.mark.parametrize("who", [{}, {"telepon": "0812"}, {"idpel": "12a4567890"}])
def test_who_is_nobody_in_particular_is_refused(who: dict[str, str]) -> None:
    with pytest.raises(CallerError):
        Who(**who)
