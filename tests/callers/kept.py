"""Something to keep of callers: talks, reports, recordings, as the program itself leaves them."""

from __future__ import annotations

import json
import os
from datetime import datetime, timezone
from pathlib import Path

from sqlalchemy import Column, Float, Integer, MetaData, String, Table, Text, insert, select

from bot import clock
from bot.apkt.store import TicketStore
from bot.apkt.talk_keys import key_of_talk
from bot.database import open_engine, reading, writing
from tests.apkt.drafts import gangguan

# as Rasa makes it: to import Rasa takes longer than these tests
_EVENTS = Table(
    "events",
    MetaData(),
    Column("id", Integer, primary_key=True),
    *(Column("sender_id", String(255), index=True), Column("type_name", String(255)), Column("timestamp", Float)),
    *(Column("intent_name", String(255)), Column("action_name", String(255)), Column("data", Text)),
)

NOON = datetime(2026, 11, 22, 12, tzinfo=timezone.utc)
BUDI, SITI = "081234567890", "081298765432"


class Talks:
    """Rasa's table of talks in a migrated database."""

    def __init__(self, database_url: str) -> None:
        self._engine = open_engine(database_url)
        _EVENTS.create(self._engine, checkfirst=True)

    def say(self, sender: str, words: str, at: datetime = NOON) -> None:
        """Let a caller say something."""
        said = {"event": "user", "text": words, "timestamp": at.timestamp()}
        row = {"sender_id": sender, "type_name": "user", "timestamp": at.timestamp(), "data": json.dumps(said)}
        with writing(self._engine) as connection:
            connection.execute(insert(_EVENTS).values(row))

    def left(self) -> set[str]:
        """Talks of which anything is kept."""
        with reading(self._engine) as connection:
            return set(connection.execute(select(_EVENTS.c.sender_id)).scalars())

    def close(self) -> None:
        """Close the connections."""
        self._engine.dispose()


def report(store: TicketStore, telepon: str, talk: str, *, done: bool = True) -> str:
    """Let a talk make a report, which is updated and, if ``done``, completed; gives its number."""
    draft = gangguan(hp_pelapor=telepon, no_telepon=telepon, nama_pelapor=f"PEMILIK {telepon}", alamat=f"JALAN {talk}")
    with clock.at(NOON):
        key = key_of_talk(talk, 1, "periksa")
        nomor = store.create(draft, actor="bot", idempotency_key=key).nomor
        store.update(
            nomor, {"nama_pelapor": f"NAMA {telepon}"}, actor="bot", idempotency_key=f"ubah:{talk}", note=telepon
        )
        if done:
            store.complete(nomor, "selesai", actor="unit", idempotency_key=f"selesai:{talk}")
        return nomor


def record_call(folder: Path, name: str, words: str, tickets: list[str], at: datetime = NOON) -> None:
    """Leave a recorded call as the phone line writes it."""
    (folder / "telepon").mkdir(exist_ok=True)
    told = {"tickets": tickets, "transcript": [{"text": words}]}
    for suffix, content in ((".json", json.dumps(told)), (".wav", "bunyi")):
        path = folder / "telepon" / f"{name}{suffix}"
        path.write_text(content)
        os.utime(path, (at.timestamp(), at.timestamp()))


def recordings_in(folder: Path) -> list[str]:
    """Names of the files of recorded calls."""
    return sorted(path.name for path in (folder / "telepon").iterdir())
