"""LAPOR ULANG and UPDATE LAPORAN: allowed when the table allows them, and carried out as it says."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from itertools import count
from typing import Any

import pytest

from bot import clock
from bot.apkt.errors import TicketError
from bot.apkt.history import replay
from bot.apkt.model import BELUM_SELESAI, SELESAI, Ticket, TicketSearch
from bot.apkt.operations import LAPOR_ULANG, UPDATE_LAPORAN
from bot.apkt.store import TicketStore
from bot.desk.follow_up import LAPORAN_BARU, FollowUps, Told
from bot.sop.book import load_book
from tests.apkt.drafts import gangguan, keluhan

REPORTED = datetime(2022, 3, 1, 3, 0, tzinfo=timezone.utc)
BEFORE_REVISION = datetime(2018, 7, 5, 3, 0, tzinfo=timezone.utc)
HANA = "CC.54.HANA"
PROMISE = timedelta(hours=3)
SECOND = timedelta(seconds=1)

# From the catalogue, by hand: kind, done, since the report → row of LAPOR ULANG, only urgent?, row of UPDATE LAPORAN,
# row of the new report. "-": not allowed.
TABLE = """
G open 02:59:59  LU-04 urgent  UL-01  -
G open 00:00:01  LU-04 urgent  UL-01  -
G open 03:00:00  LU-02 any     UL-01  -
G open 50:00:00  LU-02 any     UL-01  -
K open 00:00:01  LU-05 any     UL-01  -
K open 03:00:00  LU-05 any     UL-01  -
G done 00:30:00  LU-06 any     -      LU-06
G done 50:00:00  LU-06 any     -      LU-06
K done 00:30:00  -     any     -      LU-07
K done 50:00:00  -     any     -      LU-07
"""
ROWS = [line.split() for line in TABLE.strip().splitlines()]

keys = map(str, count())


@pytest.fixture
def follow_ups(store: TicketStore) -> FollowUps:
    return FollowUps(load_book(), store)


def reported(store: TicketStore, kind: str = "G", *, done: bool = False, at: datetime = REPORTED, note: str = "selesai",
             **fields: Any) -> Ticket:  # fmt: skip
    make = gangguan if kind == "G" else keluhan
    with clock.at(at):
        ticket = store.create(make(**fields), actor="bot", idempotency_key=next(keys))
        return store.complete(ticket.nomor, note, actor="unit", idempotency_key=next(keys)) if done else ticket


def press(follow_ups: FollowUps, nomor: str, operation: str, told: Told, after: timedelta, key: str = "k",
          at: datetime = REPORTED) -> Ticket:  # fmt: skip
    with clock.at(at + after):
        return follow_ups.press(nomor, operation, told, cso_penerima=HANA, actor="hana", key=key)


@pytest.mark.parametrize(
    ("kind", "state", "since", "again", "how", "update", "new"), ROWS, ids=["-".join(row[:3]) for row in ROWS]
)
def test_each_icon_is_allowed_exactly_when_the_table_allows_it(
    store: TicketStore, follow_ups: FollowUps, kind: str, state: str, since: str, again: str, how: str, update: str,
    new: str,
) -> None:  # fmt: skip
    ticket = reported(store, kind, done=state == "done")
    hours, minutes, seconds = map(int, since.split(":"))
    with clock.at(REPORTED + timedelta(hours=hours, minutes=minutes, seconds=seconds)):
        situation = follow_ups.situation(ticket)
    icons = (situation.lapor_ulang, situation.update_laporan)
    assert [(icon.row.id if icon.row else "-", icon.only_urgent) for icon in icons] == [
        (again, how == "urgent"),
        (update, False),
    ]
    assert (situation.new_report.id if situation.new_report else "-") == new


@pytest.mark.parametrize(
    ("kind", "done", "operation", "reason"),
    [
        ("G", True, UPDATE_LAPORAN, "UL-02: "),
        ("K", True, UPDATE_LAPORAN, "UL-02: "),
        ("K", True, LAPOR_ULANG, "LU-07: "),
        ("G", False, LAPOR_ULANG, "LU-03: "),
    ],
)
def test_what_is_not_allowed_names_the_rule_that_stands_against_it(
    store: TicketStore, follow_ups: FollowUps, kind: str, done: bool, operation: str, reason: str
) -> None:
    ticket = reported(store, kind, done=done)
    with clock.at(REPORTED + SECOND):
        icon = follow_ups.situation(ticket).icon(operation)
        assert icon.reason.startswith(reason)
        before = store.get(ticket.nomor)
        with pytest.raises(TicketError, match=reason) as refusal:
            follow_ups.press(ticket.nomor, operation, Told("x"), cso_penerima=HANA, actor="hana", key="k")
    assert refusal.value.code == "tidak_berlaku"
    assert store.get(ticket.nomor) == before


def test_lapor_ulang_puts_the_star_and_the_customers_words_on_the_same_number(
    store: TicketStore, follow_ups: FollowUps
) -> None:
    ticket = reported(store)
    told = press(follow_ups, ticket.nomor, LAPOR_ULANG, Told("petugas  belum datang"), PROMISE)
    assert (told.nomor, told.nomor_tampil) == (ticket.nomor, f"{ticket.nomor}*")
    assert told.keterangan == "PETUGAS BELUM DATANG"
    assert len(store.search(TicketSearch()).tickets) == 1


def test_under_three_hours_lapor_ulang_needs_an_urgent_matter(store: TicketStore, follow_ups: FollowUps) -> None:
    ticket = reported(store)
    with pytest.raises(TicketError, match="LU-03"):
        press(follow_ups, ticket.nomor, LAPOR_ULANG, Told("belum datang"), PROMISE - SECOND)
    told = press(follow_ups, ticket.nomor, LAPOR_ULANG, Told("ada percikan api", urgent=True), PROMISE - SECOND)
    assert told.lapor_ulang


def test_update_changes_the_fields_and_keeps_from_and_to_in_the_history(
    store: TicketStore, follow_ups: FollowUps
) -> None:
    ticket = reported(store, alamat="Jl. Lama 1", hp_pelapor="081211112222")
    told = press(follow_ups, ticket.nomor, UPDATE_LAPORAN, Told(changes={"alamat": "Jl. Baru 2"}), SECOND)
    assert (told.alamat, told.lapor_ulang, told.hp_pelapor) == ("Jl. Baru 2", False, "081211112222")
    last = told.history[-1]
    assert (last.actor, [(c.field, c.before, c.after) for c in last.changes]) == (
        "hana",
        [("alamat", "Jl. Lama 1", "Jl. Baru 2")],
    )


def test_a_done_disturbance_becomes_active_again_with_a_related_report_and_an_escalation(
    store: TicketStore, follow_ups: FollowUps
) -> None:
    old = reported(store, done=True, nama_pelapor="Budi", alamat="Jl. Melati 7", hp_pelapor="081211112222")
    told = Told("masih padam", {"hp_pelapor": "081299998888"})
    new = press(follow_ups, old.nomor, LAPOR_ULANG, told, timedelta(hours=5))
    assert new.nomor != old.nomor
    assert new.permasalahan == f"1 RUMAH PADAM. CC.54.HANA. NOMOR LAPORAN TERKAIT G: {old.nomor}"
    assert (new.nomor_terkait, new.cso_penerima, new.status) == (old.nomor, HANA, BELUM_SELESAI)
    assert (new.nama_pelapor, new.hp_pelapor, new.tipe_wo) == ("Budi", "081299998888", "WO AUTODISPATCH")
    reopened = store.get(old.nomor)
    assert reopened is not None
    assert (reopened.status, reopened.nomor_tampil, reopened.eskalasi) == (BELUM_SELESAI, f"{old.nomor}*", True)
    assert reopened.keterangan == (
        f"PETUGAS BELUM DATANG, NO LAPOR BARU {new.nomor}\nMASIH PADAM\nNOMOR HP MENJADI 081299998888"
    )
    assert replay(reopened.history)["eskalasi"] is True


def test_before_the_revision_there_is_no_escalation(store: TicketStore, follow_ups: FollowUps) -> None:
    old = reported(store, done=True, at=BEFORE_REVISION)
    new = press(follow_ups, old.nomor, LAPOR_ULANG, Told("masih padam"), timedelta(hours=1), at=BEFORE_REVISION)
    reopened = store.get(old.nomor)
    assert reopened is not None
    assert (new.nomor_terkait, reopened.lapor_ulang, reopened.eskalasi) == (old.nomor, True, False)


def test_a_done_complaint_gets_a_related_report_and_stays_as_it_is(store: TicketStore, follow_ups: FollowUps) -> None:
    old = reported(store, "K", done=True)
    new = press(follow_ups, old.nomor, LAPORAN_BARU, Told("tagihan belum jelas"), SECOND)
    assert new.permasalahan == f"ICONNET : INFO TAGIHAN. CC.54.HANA. NOMOR LAPORAN TERKAIT K: {old.nomor}"
    assert new.status == BELUM_SELESAI
    assert store.get(old.nomor) == old


def test_a_related_report_of_a_related_report_names_only_the_last_one(
    store: TicketStore, follow_ups: FollowUps
) -> None:
    old = reported(store, done=True)
    second = press(follow_ups, old.nomor, LAPOR_ULANG, Told("masih padam"), SECOND)
    store.complete(second.nomor, "selesai", actor="unit", idempotency_key=next(keys))
    third = press(follow_ups, second.nomor, LAPOR_ULANG, Told("padam lagi"), SECOND, key="k2")
    assert third.permasalahan == f"1 RUMAH PADAM. CC.54.HANA. NOMOR LAPORAN TERKAIT G: {second.nomor}"


def test_a_done_report_whose_matter_goes_on_elsewhere_is_left_alone(store: TicketStore, follow_ups: FollowUps) -> None:
    old = reported(store, "K", done=True)
    new = press(follow_ups, old.nomor, LAPORAN_BARU, Told("belum jelas"), SECOND)
    situation = follow_ups.situation(old)
    assert (situation.goes_on_in, situation.new_report) == (new, None)
    assert not situation.lapor_ulang.allowed
    assert new.nomor in situation.lapor_ulang.reason
    with pytest.raises(TicketError, match="LU-09"):
        press(follow_ups, old.nomor, LAPORAN_BARU, Told("belum jelas"), SECOND, key="another")
    assert len(store.search(TicketSearch()).tickets) == 2


@pytest.mark.parametrize(("kind", "operation"), [("G", LAPOR_ULANG), ("K", LAPORAN_BARU)])
def test_the_same_form_sent_twice_is_carried_out_once(
    store: TicketStore, follow_ups: FollowUps, kind: str, operation: str
) -> None:
    old = reported(store, kind, done=True)
    first = press(follow_ups, old.nomor, operation, Told("masih padam"), SECOND)
    again = press(follow_ups, old.nomor, operation, Told("masih padam"), SECOND)
    assert again == first
    assert len(store.search(TicketSearch()).tickets) == 2


@pytest.mark.parametrize("operation", [LAPOR_ULANG, UPDATE_LAPORAN])
def test_without_a_word_of_the_customer_nothing_is_done(
    store: TicketStore, follow_ups: FollowUps, operation: str
) -> None:
    ticket = reported(store)
    with pytest.raises(TicketError) as refusal:
        press(follow_ups, ticket.nomor, operation, Told(" "), PROMISE)
    assert (refusal.value.code, refusal.value.field) == ("wajib_diisi", "keterangan")
    assert store.get(ticket.nomor) == ticket


@pytest.mark.parametrize(
    ("note", "rules"),
    [
        ("PELANGGAN SULIT DIHUBUNGI", {"LU-06b", "LU-06b-nomor"}),
        ("DATA TIDAK LENGKAP", {"LU-06a", "LU-06a-data"}),
        ("TELEPON TIDAK TERSAMBUNG", {"LU-06a-telepon", "LU-06b-nomor"}),
        ("SUDAH DINORMALKAN", set()),
    ],
)
def test_the_units_note_says_what_the_officer_must_tell_and_ask(
    store: TicketStore, follow_ups: FollowUps, note: str, rules: set[str]
) -> None:
    ticket = reported(store, done=True, note=note)
    assert ticket.status == SELESAI
    assert {rule.id for rule in follow_ups.situation(ticket).unit_note} == rules
