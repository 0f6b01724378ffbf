"""Monitoring Tiket: searching, paging, keeping searches, the file, and what one report's page tells."""

from __future__ import annotations

import csv
import dataclasses
import io
import re
from datetime import timedelta

import pytest
from fastapi.testclient import TestClient

from bot.apkt.model import Ticket
from bot.apkt.store import TicketStore
from bot.apkt.talk_keys import key_of_talk
from bot.server.desk_view import GROUPS, LABELS
from tests.apkt.drafts import FULL_GANGGUAN, gangguan, keluhan
from tests.server.desk_tickets import complete, escalate, make, post, services_in
from tests.server.signing_in import log_in

HOUR = timedelta(hours=1)


@pytest.fixture
def store(workplace: TestClient) -> TicketStore:
    return services_in(workplace).database.tickets


@pytest.fixture
def cso(workplace: TestClient) -> TestClient:
    log_in(workplace, "cso")
    return workplace


def listed(page: str) -> list[str]:
    return re.findall(r'<tr data-nomor="(\w+)"', page)


@pytest.fixture
def three(store: TicketStore) -> list[Ticket]:
    """Oldest first: a done one of Budi, an open one of Siti that is late, a complaint."""
    return [
        complete(store, make(store, gangguan(nama_pelapor="Budi Utomo", alamat="Jl. Kenanga 9", unit="UID Banten",
                                             no_telepon="0217000111", idpel="561234567890"), ago=50 * HOUR)),
        make(store, gangguan(nama_pelapor="Siti Aminah", alamat="Jl. Melati 4", unit="UID Jawa Barat",
                             hp_pelapor="081233334444"), ago=4 * HOUR),
        make(store, keluhan(nama_pelapor="Rina")),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", [2, 1, 0]),
        ("urut=terlama", [0, 1, 2]),
        ("telepon=%2B62812-3333-4444", [1]),
        ("telepon=0217000111", [0]),
        ("idpel=561234567890", [0]),
        ("nama=ami", [1]),
        ("alamat=kenanga", [0]),
        ("q=iconnet", [2]),
        ("status=SELESAI", [0]),
        ("jenis=KELUHAN", [2]),
        ("unit=UID+Jawa+Barat", [1]),
        ("tipe_wo=WO+AUTODISPATCH", [1, 0]),
        ("status=BELUM+SELESAI&jenis=GANGGUAN", [1]),
        ("nama=siti&status=SELESAI", []),
    ],
)
def test_reports_are_found_by_each_field_of_the_form(
    cso: TestClient, three: list[Ticket], query: str, expected: list[int]
) -> None:
    page = cso.get(f"/apkt?{query}")
    assert page.status_code == 200
    assert listed(page.text) == [three[index].nomor for index in expected]


def test_a_number_is_found_with_and_without_its_star(cso: TestClient, store: TicketStore, three: list[Ticket]) -> None:
    store.mark_lapor_ulang(three[1].nomor, "belum datang", actor="cso", idempotency_key="l")
    for written in (three[1].nomor, f"{three[1].nomor}*", three[1].nomor.lower()):
        assert listed(cso.get("/apkt", params={"nomor": written}).text) == [three[1].nomor]
    page = cso.get("/apkt?lapor_ulang=ya").text
    assert listed(page) == [three[1].nomor]
    assert '<abbr title="sudah lapor ulang">*</abbr>' in page


def test_days_are_those_of_western_indonesian_time_and_both_are_included(cso: TestClient, three: list[Ticket]) -> None:
    day = "20" + "-".join(re.findall("..", three[0].nomor[3:9]))
    assert listed(cso.get(f"/apkt?dari={day}&sampai={day}").text) == [three[0].nomor]


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("idpel=12", "ID Pelanggan: ID Pelanggan terdiri dari 12 angka."),
        ("dari=kemarin", "Tanggal ditulis"),
        ("q=a", "sedikitnya dua huruf"),
        ("status=HILANG", "Status: "),
        ("cursor=xyz", "Penanda halaman tidak dikenal."),
    ],
)
def test_what_can_not_be_looked_for_is_said_above_the_form(cso: TestClient, query: str, words: str) -> None:
    page = cso.get(f"/apkt?{query}")
    assert page.status_code == 422
    assert words in page.text
    assert 'role="alert"' in page.text


def test_pages_go_on_where_the_one_before_ended(cso: TestClient, store: TicketStore) -> None:
    made = [make(store, gangguan(nama_pelapor="Budi")).nomor for _ in range(27)]
    first = cso.get("/apkt?nama=budi").text
    assert listed(first) == made[:1:-1]
    following = re.search(r'id="halaman-berikut" href="([^"]+)"', first)
    assert following
    second = cso.get(following[1].replace("&amp;", "&")).text
    assert listed(second) == made[1::-1]
    assert "halaman-berikut" not in second


def test_the_promised_time_runs_on_open_disturbances_and_late_ones_are_marked(
    cso: TestClient, three: list[Ticket]
) -> None:
    page = cso.get("/apkt").text
    assert len(re.findall("data-due=", page)) == 1
    assert f'<tr data-nomor="{three[1].nomor}" class="row-late">' in page
    assert "terlambat 1 jam 0 menit" in page


def test_a_kept_search_is_offered_and_leads_to_the_same_list(cso: TestClient, three: list[Ticket]) -> None:
    page = "/apkt?alamat=melati"
    kept = post(cso, "/apkt/saringan", page, nama_saringan="Melati", saringan="alamat=melati")
    assert (kept.status_code, kept.headers["location"]) == (303, "/apkt?alamat=melati")
    offered = re.search(r'href="(/apkt\?alamat=melati)">Melati</a>', cso.get("/apkt").text)
    assert offered
    assert listed(cso.get(offered[1]).text) == [three[1].nomor]
    remove = re.search(r'action="(/apkt/saringan/\d+/hapus)"', cso.get("/apkt").text)
    assert remove
    post(cso, remove[1])
    assert "Melati</a>" not in cso.get("/apkt").text


def test_a_kept_search_leads_nowhere_else(cso: TestClient) -> None:
    kept = post(cso, "/apkt/saringan", nama_saringan="x", saringan="https://tempat.lain")
    assert kept.headers["location"].startswith("/apkt?")


def test_the_list_is_fetched_alone_and_says_when_it_is_another_one(
    cso: TestClient, store: TicketStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.server.live.STREAM_SECONDS", 0.3)
    monkeypatch.setattr("bot.server.live.LOOK_AGAIN_SECONDS", 0.05)
    make(store, gangguan())
    part = cso.get("/apkt/daftar/0/isi").text
    version = re.search(r'data-version="([\d.]+)"', part)
    assert version
    assert "<html" not in part
    assert "data:" not in cso.get(f"/apkt/daftar/{version[1]}/kejadian").text
    make(store, gangguan())
    assert "data:" in cso.get(f"/apkt/daftar/{version[1]}/kejadian").text


class TestFile:
    """The list as CSV."""

    @pytest.fixture
    def supervisor(self, workplace: TestClient) -> TestClient:
        log_in(workplace, "supervisor")
        return workplace

    def test_it_holds_what_the_form_finds_by_the_catalogues_names(
        self, supervisor: TestClient, three: list[Ticket]
    ) -> None:
        answer = supervisor.get("/apkt/unduhan/tiket.csv?jenis=GANGGUAN")
        assert answer.headers["content-type"].startswith("text/csv")
        rows = list(csv.DictReader(io.StringIO(answer.text)))
        assert [row["nomor"] for row in rows] == [three[1].nomor, three[0].nomor]
        assert rows[1]["idpel"] == "561234567890"
        assert "ctt" not in rows[0]

    def test_it_goes_on_beyond_one_page_and_the_download_is_on_record(
        self, supervisor: TestClient, store: TicketStore
    ) -> None:
        for _ in range(201):
            make(store, gangguan())
        rows = list(csv.DictReader(io.StringIO(supervisor.get("/apkt/unduhan/tiket.csv").text)))
        assert len({row["nomor"] for row in rows}) == 201
        latest = services_in(supervisor).people.activity.latest(1)[0]
        assert (latest.actor, latest.action) == ("supervisor", "desk.export")

    def test_no_cell_is_taken_for_a_formula(self, supervisor: TestClient, store: TicketStore) -> None:
        make(store, gangguan(nama_pelapor='=HYPERLINK("http://x")'))
        (row,) = csv.DictReader(io.StringIO(supervisor.get("/apkt/unduhan/tiket.csv").text))
        assert row["nama_pelapor"] == '\'=HYPERLINK("http://x")'


class TestReport:
    """The page of one report."""

    def test_every_field_of_a_report_has_a_name_and_a_place_on_the_page(self) -> None:
        shown = {name for names in GROUPS.values() for name in names}
        fields = {field.name for field in dataclasses.fields(Ticket)}
        assert fields - shown == {"nomor", "self_diagnosis", "history"}
        assert fields - set(LABELS) == {"history"}

    def test_all_that_it_holds_is_shown(self, cso: TestClient, store: TicketStore) -> None:
        ticket = make(store, FULL_GANGGUAN)
        page = cso.get(f"/apkt/tiket/{ticket.nomor}").text
        for words in ("541234567890", "14123456789", "Budi Santoso", "081200000123", "budi@example.id", "Tebet Barat",
                      "telepon, WA, SMS", "-6.23000, 106.85000", "ULP Tebet", "Posko Tebet", "CC.54.HANA"):  # fmt: skip
            assert words in page, words
        assert "<strong>41</strong> tegangan</dt><dd>221</dd>" in page

    def test_the_history_tells_who_when_and_from_what_to_what(self, cso: TestClient, store: TicketStore) -> None:
        ticket = complete(store, make(store, gangguan()), "DATA TIDAK LENGKAP")
        page = cso.get(f"/apkt/tiket/{ticket.nomor}").text
        assert "<strong>Selesai</strong> oleh posko" in page
        assert "Status: <del>BELUM SELESAI</del> → <ins>SELESAI</ins>" in page
        assert page.index("<strong>Selesai</strong>") < page.index("<strong>Laporan dibuat</strong>")

    def test_related_reports_are_linked_both_ways(self, cso: TestClient, store: TicketStore) -> None:
        first = make(store, gangguan())
        second = make(store, gangguan(nomor_terkait=first.nomor))
        assert f'href="/apkt/tiket/{second.nomor}"' in cso.get(f"/apkt/tiket/{first.nomor}").text
        assert f'href="/apkt/tiket/{first.nomor}"' in cso.get(f"/apkt/tiket/{second.nomor}").text

    def test_a_ctt_is_shown_to_those_who_approve_it_and_to_nobody_else(
        self, workplace: TestClient, store: TicketStore
    ) -> None:
        ticket = make(store, FULL_GANGGUAN)
        store.record_ctt(ticket.nomor, "1234 5678 9012 3456 7890", actor="vcc", idempotency_key="c")
        for role, sees in (("vcc", True), ("cso", False), ("unit", False), ("supervisor", False)):
            log_in(workplace, role)
            page = workplace.get(f"/apkt/tiket/{ticket.nomor}").text
            assert ("1234 5678 9012 3456 7890" in page, "12345678901234567890" in page) == (sees, False), role
            workplace.cookies.clear()

    def test_an_unknown_number_is_not_found(self, cso: TestClient) -> None:
        assert cso.get("/apkt/tiket/G5499999900001").status_code == 404

    def test_the_talk_that_made_it_is_there_to_read(self, cso: TestClient, store: TicketStore) -> None:
        cso.post("/webhooks/rest/webhook", json={"sender": "tamu", "message": "layar saya PERIKSA"})
        made = store.create(gangguan(), actor="bot", idempotency_key=key_of_talk("tamu", 1, "periksa"))
        assert f"/apkt/tiket/{made.nomor}/percakapan" in cso.get(f"/apkt/tiket/{made.nomor}").text
        talk = cso.get(f"/apkt/tiket/{made.nomor}/percakapan")
        assert "layar saya PERIKSA" in talk.text
        other = make(store, gangguan())
        assert cso.get(f"/apkt/tiket/{other.nomor}/percakapan").status_code == 404

    def test_the_page_says_when_the_report_has_changed(
        self, cso: TestClient, store: TicketStore, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("bot.server.live.STREAM_SECONDS", 0.2)
        monkeypatch.setattr("bot.server.live.LOOK_AGAIN_SECONDS", 0.05)
        ticket = make(store, gangguan())
        events = f"/apkt/tiket/{ticket.nomor}/kejadian?versi=1"
        assert "data:" not in cso.get(events).text
        escalate(store, ticket)
        assert "data:" in cso.get(events).text
