"""One person's data: given out whole, taken away whole, and nobody else's with it; on both databases."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from unittest import mock

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from bot import clock
from bot.apkt.handover import HandoverQueue
from bot.apkt.history import DATA_DIHAPUS, replay
from bot.apkt.model import TicketSearch
from bot.apkt.rows import state_of
from bot.apkt.saved_searches import SavedSearches
from bot.apkt.store import TicketStore
from bot.callers.keeping import CallersKeeping, Kept, Removed, ReportsUndone
from bot.callers.who import Who
from bot.database import open_engine
from bot.people.activity import ActivityLog
from tests.apkt.drafts import gangguan
from tests.callers.kept import BUDI, NOON, SITI, Talks, record_call, recordings_in, report


@pytest.fixture
def keeping(database_url: str, tmp_path: Path) -> Iterator[CallersKeeping]:
    opened = CallersKeeping(database_url, tmp_path)
    yield opened
    opened.close()


@pytest.fixture
def talks(database_url: str) -> Iterator[Talks]:
    opened = Talks(database_url)
    yield opened
    opened.close()


def test_everything_of_one_person_is_given_out(keeping: CallersKeeping, store: TicketStore, talks: Talks) -> None:
    nomor = report(store, BUDI, "budi")
    report(store, SITI, "siti")
    talks.say("budi", "halo")
    talks.say("budi-lagi", "hp saya 81234567890")
    talks.say("siti", "halo")
    found = keeping.export(Who(telepon="+62 812-3456-7890"), actor="uji")
    assert [ticket.nomor for ticket in found["laporan"]] == [nomor]
    assert [talk["sender"] for talk in found["percakapan"]] == ["budi", "budi-lagi"]
    assert found["percakapan"][0]["events"][0]["text"] == "halo"


def test_what_qa_made_of_the_talks_is_taken_away_with_them(
    keeping: CallersKeeping, store: TicketStore, talks: Talks, tmp_path: Path
) -> None:
    report(store, BUDI, "web-budi")
    talks.say("web-budi", "halo")
    runs = tmp_path / "qa" / "runs"
    runs.mkdir(parents=True)
    told = {
        "talk.json": '{"talk": "web-budi"}',
        "number.html": f"<td>{BUDI}</td>",
        "other.json": '{"talk": "web-budi-2"}',
    }
    for name, text_of_it in told.items():
        (runs / name).write_text(text_of_it)
    keeping.remove(Who(telepon=BUDI), actor="uji")
    assert [path.name for path in runs.iterdir()] == ["other.json"]


def test_results_of_qa_grow_old_like_the_talks(keeping: CallersKeeping, tmp_path: Path) -> None:
    runs = tmp_path / "qa" / "runs"
    runs.mkdir(parents=True)
    for name, days in (("old.json", 31), ("old.html", 31), ("new.json", 29)):
        (runs / name).write_text("{}")
        written = (NOON - timedelta(days=days)).timestamp()
        os.utime(runs / name, (written, written))
    with clock.at(NOON):
        keeping.expire(30)
    assert [path.name for path in runs.iterdir()] == ["new.json"]


def test_searches_kept_for_the_person_are_taken_away(
    keeping: CallersKeeping, store: TicketStore, database_url: str
) -> None:
    report(store, BUDI, "budi")
    searches = SavedSearches(database_url)
    for name, query in (("Budi", f"telepon={BUDI}"), ("Siti", f"telepon={SITI}"), ("terbuka", "status=BELUM+SELESAI")):
        searches.keep("cso", name, query)
    keeping.remove(Who(telepon=BUDI), actor="uji")
    assert {one.name for one in searches.of("cso")} == {"Siti", "terbuka"}
    searches.close()


def test_everything_of_one_person_is_taken_away(
    keeping: CallersKeeping, store: TicketStore, talks: Talks, database_url: str
) -> None:
    nomor, others = report(store, BUDI, "budi"), report(store, SITI, "siti")
    untouched = store.get(others)
    for sender in ("budi", "siti"):
        talks.say(sender, "halo")
    queue = HandoverQueue(database_url)
    queue.create("budi", "penelepon meminta petugas", {"nama": "Budi", "hp": BUDI})
    removed = keeping.remove(Who(telepon=BUDI), actor="uji")
    assert (removed.talks, removed.reports) == (1, (nomor,))
    assert talks.left() == {"siti"}
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
    with pytest.raises(ReportsUndone, match=nomor):
        keeping.remove(Who(telepon=BUDI), actor="uji")
    assert store.get(nomor).hp_pelapor == BUDI  # type: ignore[union-attr]
    keeping.remove(Who(telepon=BUDI), actor="uji", with_open=True)
    assert store.get(nomor).hp_pelapor is None  # type: ignore[union-attr]


def test_old_talks_go_and_others_stay(keeping: CallersKeeping, talks: Talks, database_url: str) -> None:
    talks.say("lama", "halo", NOON - timedelta(days=31))
    talks.say("kembali", "halo", NOON - timedelta(days=31))
    talks.say("kembali", "halo lagi", NOON - timedelta(days=2))
    talks.say("menunggu", "petugas", NOON - timedelta(days=31))
    queue = HandoverQueue(database_url)
    queue.create("menunggu", "penelepon meminta petugas", {})
    queue.close_connections()
    with clock.at(NOON):
        assert keeping.expire(30).talks == 1
    assert talks.left() == {"kembali", "menunggu"}


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


def test_what_is_kept_is_counted_before_anything_is_done_with_it(
    keeping: CallersKeeping, store: TicketStore, talks: Talks, tmp_path: Path
) -> None:
    done, undone = report(store, BUDI, "budi"), report(store, BUDI, "budi-lagi", done=False)
    report(store, SITI, "siti")
    talks.say("budi", "halo")
    record_call(tmp_path, "satu", "halo", [done])
    found = keeping.look(Who(telepon=BUDI), actor="uji")
    assert found == Kept((done, undone), (undone,), 1, 2)
    assert not keeping.look(Who(telepon="081355550000"), actor="uji")


def test_a_longer_number_around_it_is_somebody_elses(keeping: CallersKeeping, talks: Talks, tmp_path: Path) -> None:
    talks.say("budi", f"hp saya {BUDI}")
    talks.say("lain", f"idpel saya 5{BUDI[1:]}, atau {BUDI[1:]}7")
    record_call(tmp_path, "lain", f"nomor {BUDI}1", [])
    assert keeping.remove(Who(telepon=BUDI), actor="uji") == Removed(1, (), 0)
    assert talks.left() == {"lain"}
    assert recordings_in(tmp_path) == ["lain.json", "lain.wav"]


def test_looking_giving_out_and_taking_away_are_written_down_without_the_number(
    keeping: CallersKeeping, database_url: str
) -> None:
    who = Who(telepon=BUDI)
    keeping.look(who, actor="hana", address="192.0.2.7")
    keeping.export(who, actor="hana", address="192.0.2.7")
    keeping.remove(who, actor="hana", address="192.0.2.7")
    engine = open_engine(database_url)
    lines = ActivityLog(engine).latest()
    engine.dispose()
    assert [line.action for line in lines] == ["caller.delete", "caller.export", "caller.look"]
    assert {(line.actor, line.address, line.subject) for line in lines} == {("hana", "192.0.2.7", "•••890")}


def test_what_can_not_be_deleted_from_the_disk_keeps_all(
    keeping: CallersKeeping, store: TicketStore, talks: Talks, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    nomor = report(store, BUDI, "budi")
    talks.say("budi", "halo")
    record_call(tmp_path, "satu", "halo", [nomor])
    with monkeypatch.context() as broken:
        broken.setattr(Path, "unlink", mock.Mock(side_effect=PermissionError))
        with pytest.raises(PermissionError):
            keeping.remove(Who(telepon=BUDI), actor="uji")
    assert talks.left() == {"budi"}
    assert store.get(nomor).hp_pelapor == BUDI  # type: ignore[union-attr]
    assert keeping.remove(Who(telepon=BUDI), actor="uji") == Removed(1, (nomor,), 2)
