"""What is saved is found again, whole, once, with its history."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import fields
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from bot import clock
from bot.apkt import history
from bot.apkt.errors import TicketError
from bot.apkt.model import BELUM_SELESAI, GANGGUAN, SELESAI, Ticket, TicketDraft, TicketSearch
from bot.apkt.rows import state_of
from bot.apkt.store import TicketStore
from bot.apkt.transaction import TicketTransaction
from bot.database import StorageUnavailable, StorageUnusable, open_engine, writing
from tests.apkt.drafts import FULL_GANGGUAN, gangguan, keluhan
from tests.databases import MIGRATED, PostgresqlServer

MORNING = datetime(2018, 7, 6, 1, 0, tzinfo=timezone.utc)


def test_a_full_report_comes_back_with_every_field(store: TicketStore) -> None:
    with clock.at(MORNING):
        made = store.create(FULL_GANGGUAN, actor="bot", idempotency_key="a")
    found = store.get(made.nomor)
    assert found == made
    assert {f.name: getattr(found, f.name) for f in fields(TicketDraft)} == vars(FULL_GANGGUAN)
    assert (found.status, found.created_at, found.updated_at) == (BELUM_SELESAI, MORNING, MORNING)


def test_numbers_count_up_by_kind_unit_and_day(store: TicketStore) -> None:
    with clock.at(MORNING):
        numbers = [
            store.create(draft, actor="bot", idempotency_key=str(key)).nomor
            for key, draft in enumerate([gangguan(), gangguan(), keluhan(), gangguan(kode_unit="56"), gangguan()])
        ]
    assert numbers == [
        "G5418070600001",
        "G5418070600002",
        "K5418070600001",
        "G5618070600001",
        "G5418070600003",
    ]


def test_the_day_in_the_number_is_that_of_western_indonesian_time(store: TicketStore) -> None:
    with clock.at(datetime(2018, 7, 6, 16, 59, 59, tzinfo=timezone.utc)):
        before_midnight = store.create(gangguan(), actor="bot", idempotency_key="a")
    with clock.at(datetime(2018, 7, 6, 17, 0, tzinfo=timezone.utc)):
        after_midnight = store.create(gangguan(), actor="bot", idempotency_key="b")
    assert (before_midnight.nomor, after_midnight.nomor) == ("G5418070600001", "G5418070700001")


def test_a_refused_report_uses_up_no_number(store: TicketStore) -> None:
    def make_and_fail(do: TicketTransaction) -> None:
        do.create(gangguan(), actor="bot", idempotency_key="a")
        raise RuntimeError("fails after the number was taken")

    with clock.at(MORNING):
        with pytest.raises(RuntimeError):
            store.run(make_and_fail)
        assert store.create(gangguan(), actor="bot", idempotency_key="b").nomor == "G5418070600001"


def test_the_same_key_makes_one_ticket(store: TicketStore) -> None:
    first = store.create(gangguan(), actor="bot", idempotency_key="langkah-17")
    again = store.create(gangguan(keterangan="lain"), actor="bot", idempotency_key="langkah-17")
    assert again == first
    assert len(store.search(TicketSearch()).tickets) == 1


def test_a_key_used_for_one_thing_can_not_be_used_for_another(store: TicketStore) -> None:
    ticket = store.create(gangguan(), actor="bot", idempotency_key="a")
    other = store.create(gangguan(), actor="bot", idempotency_key="b")
    store.complete(other.nomor, actor="unit", idempotency_key="c")
    for used in ("a", "c"):
        with pytest.raises(TicketError) as refusal:
            store.complete(ticket.nomor, actor="unit", idempotency_key=used)
        assert refusal.value.code == "kunci_dipakai"
    saved = store.get(ticket.nomor)
    assert saved is not None
    assert saved.status == BELUM_SELESAI


def test_double_submits_at_the_same_moment_make_one_ticket(store: TicketStore) -> None:
    def submit(_: int) -> str:
        return store.create(gangguan(), actor="bot", idempotency_key="sama").nomor

    with ThreadPoolExecutor(4) as threads:
        numbers = set(threads.map(submit, range(8)))
    assert len(numbers) == 1


def test_a_closed_issue_is_done_from_the_start(store: TicketStore) -> None:
    ticket = store.create(keluhan(issue_closed=True), actor="bot", idempotency_key="a")
    assert (ticket.status, ticket.issue_closed) == (SELESAI, True)


def test_an_unknown_number_is_not_found(store: TicketStore) -> None:
    assert store.get("G5418070600001") is None
    with pytest.raises(TicketError) as refusal:
        store.complete("G5418070600001", actor="unit", idempotency_key="a")
    assert (refusal.value.code, refusal.value.field) == ("tidak_ditemukan", "nomor")


@pytest.mark.parametrize("written", ["G5418070600001*", "g5418070600001", " G54180706 00001 "])
def test_a_number_is_found_however_it_is_written(store: TicketStore, written: str) -> None:
    with clock.at(MORNING):
        made = store.create(gangguan(), actor="bot", idempotency_key="a")
    assert store.get(written) == made


def test_every_operation_changes_the_ticket_and_writes_its_line(store: TicketStore) -> None:
    with clock.at(MORNING):
        nomor = store.create(gangguan(keterangan="AWAL"), actor="bot", idempotency_key="1").nomor
        clock.advance(timedelta(hours=1))
        store.update(nomor, {"hp_pelapor": "+62 812-0000-0009"}, actor="CC.54.HANA", idempotency_key="2")
        store.add_keterangan(nomor, "PAGAR HIJAU", actor="CC.54.HANA", idempotency_key="3")
        store.complete(nomor, "Pelanggan sulit dihubungi", actor="Posko Tebet", idempotency_key="4")
        store.mark_lapor_ulang(nomor, "PETUGAS BELUM DATANG", actor="CC.54.HANA", idempotency_key="5")
        store.escalate(nomor, "petugas belum datang", actor="CC.54.HANA", idempotency_key="6")
        store.send_wo(nomor, "perlu diperiksa", actor="VCC", idempotency_key="7")
        ticket = store.record_ctt(nomor, "1234 5678 9012 3456 7890", actor="VCC", idempotency_key="8")
    assert ticket == store.get(nomor)
    assert ticket.hp_pelapor == "081200000009"
    assert ticket.keterangan == "AWAL\nPAGAR HIJAU\nPETUGAS BELUM DATANG"
    assert (ticket.status, ticket.nomor_tampil, ticket.eskalasi) == (BELUM_SELESAI, f"{nomor}*", True)
    assert (ticket.catatan_unit, ticket.ctt) == ("Pelanggan sulit dihubungi", "12345678901234567890")
    assert ticket.wo_dikirim_at == ticket.updated_at == MORNING + timedelta(hours=1)
    assert [(line.sequence, line.actor, line.action) for line in ticket.history] == [
        (1, "bot", "dibuat"),
        (2, "CC.54.HANA", "update laporan"),
        (3, "CC.54.HANA", "update laporan"),
        (4, "Posko Tebet", "selesai"),
        (5, "CC.54.HANA", "lapor ulang"),
        (6, "CC.54.HANA", "eskalasi"),
        (7, "VCC", "wo"),
        (8, "VCC", "ctt"),
    ]
    assert history.replay(ticket.history) == {**state_of(ticket), "updated_at": ticket.updated_at}


def test_an_operation_repeated_with_its_key_happens_once(store: TicketStore) -> None:
    nomor = store.create(gangguan(), actor="bot", idempotency_key="1").nomor
    for _ in range(3):
        store.mark_lapor_ulang(nomor, "BELUM DATANG", actor="bot", idempotency_key="2")
    ticket = store.get(nomor)
    assert ticket is not None
    assert (ticket.keterangan, len(ticket.history)) == ("BELUM DATANG", 2)


def test_reporting_again_opens_a_closed_issue(store: TicketStore) -> None:
    nomor = store.create(gangguan(issue_closed=True), actor="bot", idempotency_key="1").nomor
    ticket = store.mark_lapor_ulang(nomor, "MASIH PADAM", actor="bot", idempotency_key="2")
    assert (ticket.status, ticket.issue_closed, ticket.lapor_ulang) == (BELUM_SELESAI, False, True)


def test_two_reports_change_together_or_not_at_all(store: TicketStore) -> None:
    old = store.create(gangguan(), actor="bot", idempotency_key="1").nomor

    def follow_up_and_fail(do: TicketTransaction) -> None:
        new = do.create(gangguan(nomor_terkait=old), actor="bot", idempotency_key="2").nomor
        remark = f"PETUGAS BELUM DATANG, NO LAPOR BARU {new}"
        do.mark_lapor_ulang(old, remark, actor="bot", idempotency_key="3")
        do.escalate("G9999999999999", "tidak ada", actor="bot", idempotency_key="4")

    with pytest.raises(TicketError):
        store.run(follow_up_and_fail)
    (only,) = store.search(TicketSearch()).tickets
    assert (only.nomor, only.lapor_ulang) == (old, False)


def test_concurrent_changes_of_one_ticket_all_count(store: TicketStore) -> None:
    nomor = store.create(gangguan(), actor="bot", idempotency_key="a").nomor

    def remark(number: int) -> None:
        store.add_keterangan(nomor, f"catatan {number}", actor="bot", idempotency_key=f"k{number}")

    with ThreadPoolExecutor(4) as threads:
        list(threads.map(remark, range(12)))
    ticket = store.get(nomor)
    assert ticket is not None
    assert sorted((ticket.keterangan or "").splitlines()) == sorted(f"catatan {n}" for n in range(12))
    assert history.replay(ticket.history)["keterangan"] == ticket.keterangan


@pytest.mark.parametrize("deed", ["DELETE FROM ticket_history", "UPDATE ticket_history SET actor = 'lain'"])
def test_the_database_itself_refuses_to_rewrite_history(store: TicketStore, database_url: str, deed: str) -> None:
    store.create(gangguan(), actor="bot", idempotency_key="a")
    engine = open_engine(database_url)
    with pytest.raises(DatabaseError, match="only grows"), writing(engine) as connection:
        connection.execute(text(deed))
    engine.dispose()


def test_after_the_last_number_of_the_day_none_is_invented(store: TicketStore, database_url: str) -> None:
    engine = open_engine(database_url)
    with clock.at(MORNING):
        store.create(gangguan(), actor="bot", idempotency_key="a")
        with writing(engine) as connection:
            connection.execute(text("UPDATE ticket_number_counters SET last_serial = 99998"))
        assert store.create(gangguan(), actor="bot", idempotency_key="b").nomor == "G5418070699999"
        with pytest.raises(TicketError) as refusal:
            store.create(gangguan(), actor="bot", idempotency_key="c")
    engine.dispose()
    assert refusal.value.code == "nomor_habis"


def test_personal_data_of_the_token_stays_out_of_logs(store: TicketStore) -> None:
    nomor = store.create(gangguan(), actor="bot", idempotency_key="a").nomor
    ticket = store.record_ctt(nomor, "12345678901234567890", actor="VCC", idempotency_key="b")
    assert "12345678901234567890" not in repr(ticket)


@pytest.mark.parametrize(
    "decide",
    [
        lambda store, nomor: store.record_ctt(nomor, "12345678901234567890", actor="VCC", idempotency_key="b"),
        lambda store, nomor: store.send_wo(nomor, actor="VCC", idempotency_key="b"),
    ],
    ids=["ctt", "wo"],
)
def test_a_ticket_is_decided_by_the_command_centre(store: TicketStore, decide: Callable[..., Ticket]) -> None:
    nomor = store.create(gangguan(), actor="bot", idempotency_key="a").nomor
    store.add_keterangan(nomor, "PAGAR HIJAU", actor="CC.54.HANA", idempotency_key="1")
    assert not store.is_decided(nomor)
    decide(store, nomor)
    assert store.is_decided(nomor)
    assert store.is_decided(f"{nomor.lower()}*")
    assert not store.is_decided("G5418070600099")


def test_a_server_that_stops_in_mid_talk_is_told_kindly_and_nothing_is_lost(
    postgresql_server_to_stop: PostgresqlServer,
) -> None:
    server = postgresql_server_to_stop

    def make_while_it_stops(do: TicketTransaction) -> None:
        do.create(gangguan(), actor="bot", idempotency_key="b")
        server.stop()

    with server.database(MIGRATED) as address, closing(TicketStore(address)) as store:
        first = store.create(gangguan(), actor="bot", idempotency_key="a")
        with pytest.raises(StorageUnavailable) as failure:
            store.run(make_while_it_stops)
        assert "coba lagi" in failure.value.message
        with pytest.raises(StorageUnavailable):
            store.get(first.nomor)
        server.start()
        again = store.create(gangguan(), actor="bot", idempotency_key="b")
        assert {ticket.nomor for ticket in store.search(TicketSearch()).tickets} == {first.nomor, again.nomor}


def test_a_database_that_another_holds_is_unavailable_and_nothing_is_half_written(
    tmp_path: Path, migrated_sqlite_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "held.db"
    file.write_bytes(migrated_sqlite_file.read_bytes())
    monkeypatch.setattr("bot.database.BUSY_TIMEOUT_SECONDS", 0.2)
    store, engine = TicketStore(f"sqlite:///{file}"), open_engine(f"sqlite:///{file}")
    with writing(engine), pytest.raises(StorageUnavailable):
        store.create(gangguan(), actor="bot", idempotency_key="a")
    assert store.search(TicketSearch(jenis=GANGGUAN)).tickets == ()
    store.close()
    engine.dispose()


def test_a_file_that_is_no_database_is_said_to_be_damaged(tmp_path: Path) -> None:
    file = tmp_path / "rusak.db"
    file.write_bytes(b"bukan basis data" * 1000)
    with pytest.raises(StorageUnusable, match="rusak"):
        TicketStore(f"sqlite:///{file}").get("G5418070600001")


def test_a_database_without_tables_asks_for_the_migration(empty_database_url: str) -> None:
    with pytest.raises(StorageUnusable, match="migrasi"):
        TicketStore(empty_database_url).create(gangguan(), actor="bot", idempotency_key="a")
