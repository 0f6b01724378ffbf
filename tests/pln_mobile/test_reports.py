"""The self-report goes by the same outcome table as a talk, and makes one ticket for one matter (MOB-01)."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime, timezone
from threading import Barrier
from typing import Any

import pytest

from bot import clock
from bot.apkt.errors import TicketError
from bot.apkt.model import Ticket, TicketSearch
from bot.customers.demo import demo_customers
from bot.customers.model import Customer
from bot.pln_mobile.entries import EntryProblem
from bot.pln_mobile.reports import DONE, OFFICER, TOKEN, WAITING, Reporter, SelfReport, standing_of
from bot.vcc.command_centre import CommandCentre
from bot.vcc.ctt import SimulatedCttIssuer
from tests.pln_mobile.conftest import World

ON: dict[str, Any] = {"kondisi_listrik": "menyala"}
OUT: dict[str, Any] = {"kondisi_listrik": "padam", "layar_meter": "terbaca", "listrik_pulih": False}
DARK: dict[str, Any] = {"kondisi_listrik": "padam", "layar_meter": "gelap"}
BACK: dict[str, Any] = {**OUT, "listrik_pulih": True}
ENTRIES = {
    "08": "0402", "70": "3", "71": "0", "41": "221", "44": "0.35", "45": "Null", "46": "--", "37": "12,5", "47": "47",
}  # fmt: skip
VALUES = {**ENTRIES, "44": "0,35", "46": "Null"}
REPORTER = Reporter("Budi Santoso", "0812 1111 2222", wa=True)


def report_of(customer: Customer, kondisi: dict[str, Any], **parts: Any) -> SelfReport:
    return SelfReport(customer.idpel, kondisi, **{"entries": ENTRIES, "reporter": REPORTER, **parts})


def send(world: World, report: SelfReport, sender: str = "mobile-a", number: int = 1) -> Ticket:
    return world.reports.submit(report, sender=sender, number=number)


def test_the_questions_are_those_of_the_book_that_using_the_application_leaves_open(world: World) -> None:
    assert world.reports.conditions == ("kondisi_listrik", "layar_meter", "listrik_pulih")


@pytest.mark.parametrize(
    ("kondisi", "question"),
    [
        ({}, "kondisi_listrik"),
        ({"kondisi_listrik": "padam"}, "layar_meter"),
        ({"kondisi_listrik": "padam", "layar_meter": "terbaca"}, "listrik_pulih"),
        (ON, None),
        (DARK, None),
        (OUT, None),
    ],
)
def test_the_next_question_is_the_books(world: World, kondisi: dict[str, Any], question: str | None) -> None:
    assert world.reports.next_for(report_of(world.inside, kondisi)).course.question == question


@pytest.mark.parametrize(
    ("where", "kondisi", "row", "tipe_wo", "permasalahan"),
    [
        ("inside", ON, "O10", "KWH PERIKSA", "DISPLAY PADA APP TERTERA PERIKSA (LISTRIK MASIH MENYALA)"),
        ("inside", OUT, "O10", "KWH PERIKSA", "1 RUMAH PADAM (DISPLAY APP TERTERA PERIKSA)"),
        ("inside", DARK, "O1", "WO AUTODISPATCH", "1 RUMAH PADAM (LAYAR APP BLANK/GELAP, SEBELUMNYA TERTERA PERIKSA)"),
        ("outside", ON, "O3", "WO AUTODISPATCH", "DISPLAY PADA APP TERTERA PERIKSA (LISTRIK MASIH MENYALA)"),
        ("outside", OUT, "O3", "WO AUTODISPATCH", "1 RUMAH PADAM (DISPLAY APP TERTERA PERIKSA)"),
    ],
)
def test_each_way_ends_in_the_row_that_a_talk_would_reach(
    world: World, where: str, kondisi: dict[str, Any], row: str, tipe_wo: str, permasalahan: str
) -> None:
    report = report_of(getattr(world, where), kondisi)
    known = world.reports.next_for(report)
    assert known.course.outcome is not None
    assert known.course.outcome.id == row
    assert known.course.needs_codes is (row == "O10")
    ticket = send(world, report)
    assert (ticket.jenis, ticket.tipe_wo, ticket.permasalahan) == ("GANGGUAN", tipe_wo, permasalahan)
    assert ticket.tipe_permasalahan == "Tetangga Tidak Turut Padam"
    assert ticket.self_diagnosis == (VALUES if row == "O10" else None)


def test_the_form_is_filled_from_record_and_account(world: World) -> None:
    reporter = replace(REPORTER, sms=True, email="budi@contoh.id", acuan="pagar hijau", sejak="tadi jam 7 pagi")
    with clock.at(datetime(2026, 11, 22, 5, tzinfo=timezone.utc)):
        ticket = send(world, report_of(world.inside, OUT, reporter=reporter))
    customer = world.inside
    assert (ticket.idpel, ticket.nomor_meter) == (customer.idpel, customer.nomor_meter)
    assert ticket.nomor.startswith(f"G{customer.kode_unit}261122")
    assert ticket.alamat == ticket.lokasi_kejadian == customer.alamat
    assert ticket.koordinat is not None
    assert ticket.unit == customer.unit
    assert ticket.unit_pelayanan
    assert ticket.posko
    assert (ticket.nama_pelapor, ticket.hp_pelapor, ticket.email_pelapor) == (
        "Budi Santoso", "081211112222", "budi@contoh.id",
    )  # fmt: skip
    assert ticket.kontak == ("telepon", "wa", "sms")
    assert ticket.keterangan == "PELANGGAN DAPAT DIHUBUNGI VIA TELEPON, WA & SMS"
    assert ticket.acuan_lokasi == "pagar hijau"
    assert ticket.tanggal_padam == datetime(2026, 11, 22, 0, tzinfo=timezone.utc)
    assert ticket.kanal == "pln_mobile"


def test_while_the_power_is_on_there_is_no_since(world: World) -> None:
    reporter = replace(REPORTER, sejak="tadi jam 7 pagi")
    assert send(world, report_of(world.inside, ON, reporter=reporter)).tanggal_padam is None


def test_power_that_came_back_makes_no_ticket(world: World) -> None:
    with pytest.raises(TicketError) as refusal:
        send(world, report_of(world.inside, BACK))
    assert refusal.value.code == "tanpa_laporan"


def test_areas_and_their_dates_decide_as_in_a_talk(world: World) -> None:
    with clock.at(datetime(2021, 12, 21, 12, tzinfo=timezone.utc)):
        assert world.reports.areas_today() == ()
        assert send(world, report_of(world.inside, ON)).tipe_wo == "WO AUTODISPATCH"
    with clock.at(datetime(2021, 12, 21, 17, tzinfo=timezone.utc)):  # midnight in Jakarta
        assert world.reports.areas_today() == ("UID Jakarta Raya", "UID Banten")


def test_sent_twice_it_is_one_report(world: World) -> None:
    report = report_of(world.inside, ON)
    assert send(world, report).nomor == send(world, report).nomor
    changed = replace(report, reporter=replace(REPORTER, nama="Orang Lain"))
    assert send(world, changed).nama_pelapor == "Budi Santoso"


@pytest.mark.parametrize("sender", ["mobile-a", "mobile-b"])
def test_a_meter_that_is_reported_already_gets_no_second_report(world: World, sender: str) -> None:
    first = send(world, report_of(world.inside, ON))
    with pytest.raises(TicketError) as refusal:
        send(world, report_of(world.inside, OUT), sender, number=2)
    assert refusal.value.code == "sudah_dilaporkan"
    assert first.nomor not in refusal.value.message
    world.tickets.complete(first.nomor, actor="unit", idempotency_key="selesai")
    assert send(world, report_of(world.inside, OUT), sender, number=2).nomor != first.nomor


@pytest.mark.parametrize(
    ("parts", "field"),
    [
        ({"entries": {**ENTRIES, "41": "dua ratusan"}}, "isian.41"),
        ({"entries": {code: value for code, value in ENTRIES.items() if code != "47"}}, "isian.47"),
        ({"entries": {}}, "isian.08"),
        ({"kondisi": {}}, "kondisi.kondisi_listrik"),
        ({"kondisi": {"kondisi_listrik": "entah"}}, "kondisi.kondisi_listrik"),
        ({"kondisi": {**OUT, "listrik_pulih": "tidak"}}, "kondisi.listrik_pulih"),
        ({"nomor": "999999999999"}, "nomor"),
        ({"reporter": replace(REPORTER, nama="")}, "nama"),
        ({"reporter": replace(REPORTER, hp="")}, "hp"),
    ],
)
def test_the_first_field_not_in_order_is_named_and_nothing_saved(
    world: World, parts: dict[str, Any], field: str
) -> None:
    with pytest.raises(EntryProblem) as problem:
        send(world, replace(report_of(world.inside, ON), **parts))
    assert problem.value.field == field
    assert CommandCentre(world.tickets, SimulatedCttIssuer()).queue() == ()


def test_nobody_can_set_a_fact_that_is_not_asked(world: World) -> None:
    report = report_of(world.outside, {**ON, "wilayah_self_diagnosis": True, "tampilan_meter": "lain"})
    outcome = world.reports.next_for(report).course.outcome
    assert outcome is not None
    assert outcome.id == "O3"


class TestAfterwards:
    """VCC-01 … VCC-03: the command centre's decision comes back, and the customer confirms."""

    @pytest.fixture
    def centre(self, world: World) -> CommandCentre:
        return CommandCentre(world.tickets, SimulatedCttIssuer())

    @pytest.fixture
    def ticket(self, world: World) -> Ticket:
        return send(world, report_of(world.inside, ON))

    def test_it_waits_in_the_queue_with_its_nine_values(self, centre: CommandCentre, ticket: Ticket) -> None:
        assert standing_of(ticket) == WAITING
        assert [one.self_diagnosis for one in centre.queue()] == [VALUES]

    def test_with_the_ctt_it_can_be_confirmed_done(self, world: World, centre: CommandCentre, ticket: Ticket) -> None:
        assert standing_of(centre.approve(ticket.nomor, actor="vcc", idempotency_key="1")) == TOKEN
        assert standing_of(world.reports.confirm(ticket.nomor, normal=True)) == DONE
        assert len(world.reports.confirm(ticket.nomor, normal=True).history) == 3

    def test_a_ctt_that_does_not_help_goes_back_each_time(
        self, world: World, centre: CommandCentre, ticket: Ticket
    ) -> None:
        for attempt in ("1", "2"):
            centre.approve(ticket.nomor, actor="vcc", idempotency_key=attempt)
            assert standing_of(world.reports.confirm(ticket.nomor, normal=False)) == WAITING
            assert [one.nomor for one in centre.queue()] == [ticket.nomor]

    def test_a_work_order_means_an_officer_comes(self, centre: CommandCentre, ticket: Ticket) -> None:
        assert standing_of(centre.send_wo(ticket.nomor, actor="vcc", idempotency_key="1")) == OFFICER

    def test_without_self_diagnosis_an_officer_comes_at_once(self, world: World) -> None:
        assert standing_of(send(world, report_of(world.outside, ON))) == OFFICER

    @pytest.mark.parametrize("normal", [True, False])
    def test_without_a_ctt_there_is_nothing_to_confirm(self, world: World, ticket: Ticket, normal: bool) -> None:
        with pytest.raises(TicketError) as refusal:
            world.reports.confirm(ticket.nomor, normal=normal)
        assert refusal.value.code == "tidak_berlaku"

    def test_only_the_session_that_sent_it_finds_it(self, world: World, ticket: Ticket) -> None:
        assert world.reports.of_sender(ticket.nomor, "mobile-a") == ticket
        assert world.reports.of_sender(ticket.nomor, "mobile-b") is None
        assert world.reports.of_sender("G5426112299999", "mobile-a") is None


def test_sessions_that_report_one_meter_at_one_instant_make_one_report(world_on_either: World) -> None:
    world, sessions, meters = world_on_either, 4, 5
    outside = [one for one in demo_customers() if one.uid == world.outside.uid][:meters]
    together = Barrier(sessions)

    def report(customer: Customer, session: int) -> str:
        together.wait(30)
        try:
            return send(world, report_of(customer, ON), sender=f"mobile-{session}", number=int(customer.idpel)).nomor
        except TicketError as refusal:
            return refusal.code

    with ThreadPoolExecutor(sessions) as threads:
        for customer in outside:
            answers = list(threads.map(report, [customer] * sessions, range(sessions)))
            assert answers.count("sudah_dilaporkan") == sessions - 1, answers
            assert len(world.tickets.search(TicketSearch(idpel=customer.idpel)).tickets) == 1
