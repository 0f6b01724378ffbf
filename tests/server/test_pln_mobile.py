"""PLN Mobile's self-report over HTTP: sessions, faults beside fields, one report, the decision coming back (MOB-01)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pytest
from fastapi.testclient import TestClient

from bot.customers.demo import demo_customers, load_demo
from bot.server import create_application
from bot.server.options import WebOptions
from bot.server.self_report_desk import LOOKUPS_AT_ONCE
from bot.settings import Settings
from bot.sop.book import load_book
from tests.server.scripted_engine import ScriptedEngine
from tests.server.test_errors import error_of

API = "/api/pln-mobile"
ENTRIES = {
    "08": "0402", "70": "3", "71": "0", "41": "221", "44": "0.35", "45": "Null", "46": "--", "37": "12,5", "47": "47",
}  # fmt: skip
INSIDE = next(one for one in demo_customers() if one.uid == "UID Jakarta Raya")
OUTSIDE = next(one for one in demo_customers() if one.uid == "UID Jawa Timur")


def filled(**parts: Any) -> dict[str, Any]:
    return {
        "nomor": INSIDE.idpel,
        "kondisi": {"kondisi_listrik": "menyala"},
        "isian": ENTRIES,
        "pelapor": {"nama": "Budi Santoso", "hp": "0812 1111 2222", "wa": True},
        **parts,
    }


def open_session(client: TestClient) -> dict[str, str]:
    return {"Authorization": f"Bearer {client.post(f'{API}/sesi').json()['token']}"}


def send(client: TestClient, headers: dict[str, str], key: str | None = None, **parts: Any) -> Any:
    sent = {**headers, "Idempotency-Key": key or uuid4().hex}
    return client.post(f"{API}/laporan", json=filled(**parts), headers=sent)


@pytest.fixture
def mobile(settings: Settings, engine: ScriptedEngine) -> Iterator[TestClient]:
    """Asks of an application that knows the invented customers."""
    options = WebOptions(messages_at_once=200)
    with TestClient(create_application(settings, engine, options=options), raise_server_exceptions=False) as made:
        load_demo(settings.database_url)
        yield made


@pytest.fixture
def session(mobile: TestClient) -> dict[str, str]:
    return open_session(mobile)


class TestPage:
    """What the page says is the book's."""

    def test_it_holds_the_books_words_in_their_order(self, mobile: TestClient) -> None:
        page = mobile.get("/pln-mobile", headers={"Accept": "text/html"}).text
        words = load_book().parameter("periksa", "pln_mobile")
        assert len(words["steps"]) == 8
        places = [page.index(f">{part}<") for part in (words["complaint"],)]
        places += [page.index(f'data-code="{code}"') for code in load_book().parameter("periksa", "codes")]
        assert places == sorted(places)
        assert len(places) == 10
        assert words["menu"] in page
        assert page.count(words["no_number"]) == 10
        for area in ("UID Jakarta Raya", "UID Banten", "UID Jawa Barat", "UID Jawa Tengah &amp; DIY"):
            assert f"<li>{area}</li>" in page

    def test_it_says_that_it_is_a_simulation(self, mobile: TestClient) -> None:
        page = mobile.get("/pln-mobile").text
        assert "bukan aplikasi resmi" in page
        assert "tidak sampai ke PLN" in page

    def test_it_never_tells_what_a_code_is_for(self, mobile: TestClient) -> None:
        from bot.qa.checks.sayings import forbidden_words

        page = mobile.get("/pln-mobile").text
        topic = load_book().topics["periksa"]
        assert not [meaning for meaning in topic.parameters["codes"].values() if meaning in page.lower()]
        entries = page[page.index('data-screen="isian"') : page.index('data-screen="kirim"')]
        assert not [item.id for item in topic.never if forbidden_words(item, entries)]

    def test_the_chat_leads_to_it(self, mobile: TestClient) -> None:
        assert 'href="/pln-mobile"' in mobile.get("/").text
        assert 'href="/pln-mobile" target="_blank"' in mobile.get("/?tampilan=panel").text


class TestSession:
    """Identities are made by the server."""

    @pytest.mark.parametrize(("path", "method"), [("/langkah", "POST"), ("/isian", "POST"), ("/laporan/G1", "GET")])
    def test_without_a_token_nothing_is_told(self, mobile: TestClient, path: str, method: str) -> None:
        body = {"isian": {}} if path == "/isian" else {}
        for headers in ({}, {"Authorization": "Bearer karangan"}):
            error = error_of(mobile.request(method, f"{API}{path}", json=body, headers=headers), 401)
            assert error["code"] == "session_needed"

    def test_a_token_of_the_chat_is_none_of_this_page_nor_the_other_way(self, mobile: TestClient) -> None:
        tokens = mobile.app.state.services.tokens  # type: ignore[attr-defined]
        chat = {"Authorization": f"Bearer {tokens.issue(tokens.new_sender())}"}
        error_of(mobile.post(f"{API}/isian", json={"isian": {}}, headers=chat), 401)
        assert tokens.sender_of(tokens.issue_mobile()) is None

    def test_who_asks_too_fast_is_told_when_to_come_back(self, settings: Settings, engine: ScriptedEngine) -> None:
        options = WebOptions(messages_at_once=2, messages_per_second=0.01)
        with TestClient(create_application(settings, engine, options=options)) as client:
            headers = open_session(client)
            answers = [client.post(f"{API}/isian", json={"isian": {}}, headers=headers) for _ in range(3)]
        assert [answer.status_code for answer in answers] == [200, 200, 429]
        assert int(answers[-1].headers["retry-after"]) > 0

    def test_numbers_can_not_be_tried_one_after_the_other_with_ever_new_sessions(self, mobile: TestClient) -> None:
        answers = [
            mobile.post(f"{API}/langkah", json={"nomor": f"{number:012d}"}, headers=open_session(mobile)).status_code
            for number in range(LOOKUPS_AT_ONCE + 5)
        ]
        assert 429 in answers


class TestMeter:
    """Step 4: what comes next, and nothing more of the record than street and area (PRK-07)."""

    def ask(self, mobile: TestClient, session: dict[str, str], **parts: Any) -> dict[str, Any]:
        answer = mobile.post(f"{API}/langkah", json=parts, headers=session)
        assert answer.status_code == 200
        told: dict[str, Any] = answer.json()
        return told

    def test_it_shows_street_and_area_only(self, mobile: TestClient, session: dict[str, str]) -> None:
        told = self.ask(mobile, session, nomor=INSIDE.nomor_meter)
        assert told == {
            "nomor": INSIDE.nomor_meter,
            "lokasi": f"{INSIDE.jalan}, {INSIDE.kecamatan}",
            "self_diagnosis": True,
            "tanya": "kondisi_listrik",
            "isian": [],
            "hasil": None,
        }

    def test_decided_it_names_the_nine_codes(self, mobile: TestClient, session: dict[str, str]) -> None:
        told = self.ask(mobile, session, nomor=INSIDE.idpel, kondisi={"kondisi_listrik": "menyala"})
        assert (told["tanya"], told["hasil"]) == (None, "laporan")
        assert told["isian"] == ["08", "70", "71", "41", "44", "45", "46", "37", "47"]

    def test_outside_the_areas_there_are_no_entries(self, mobile: TestClient, session: dict[str, str]) -> None:
        told = self.ask(mobile, session, nomor=OUTSIDE.idpel, kondisi={"kondisi_listrik": "menyala"})
        assert (told["self_diagnosis"], told["isian"], told["hasil"]) == (False, [], "laporan")

    def test_power_that_came_back_leads_to_no_report(self, mobile: TestClient, session: dict[str, str]) -> None:
        kondisi = {"kondisi_listrik": "padam", "layar_meter": "terbaca", "listrik_pulih": True}
        assert self.ask(mobile, session, nomor=INSIDE.idpel, kondisi=kondisi)["hasil"] == "tanpa_laporan"

    @pytest.mark.parametrize("nomor", ["", "123", "999999999999"])
    def test_a_number_that_leads_nowhere_is_told_beside_its_field(
        self, mobile: TestClient, session: dict[str, str], nomor: str
    ) -> None:
        error = error_of(mobile.post(f"{API}/langkah", json={"nomor": nomor}, headers=session), 422)
        assert error["field"] == "nomor"


def test_entries_are_read_each_for_itself(mobile: TestClient, session: dict[str, str]) -> None:
    written = {"08": "0402", "44": "0.35", "45": "tidak muncul angka", "71": "abc", "99": "5"}
    read = mobile.post(f"{API}/isian", json={"isian": written}, headers=session).json()["isian"]
    assert {code: one["nilai"] for code, one in read.items()} == {"08": "0402", "44": "0,35", "45": "Null", "71": ""}
    assert [code for code, one in read.items() if one["masalah"]] == ["71"]


class TestReport:
    """Steps 6 to 8."""

    def test_submit_gives_a_number_and_the_way_to_its_page(self, mobile: TestClient, session: dict[str, str]) -> None:
        answer = send(mobile, session)
        assert answer.status_code == 201
        told = answer.json()
        assert told["nomor"].startswith("G")
        assert (told["tahap"], told["ctt"]) == ("menunggu", None)
        assert told["nomor"] in mobile.get(told["halaman"]).text

    def test_sent_twice_at_once_or_later_it_is_one_report(self, mobile: TestClient, session: dict[str, str]) -> None:
        key = uuid4().hex
        assert send(mobile, session, key).json()["nomor"] == send(mobile, session, key).json()["nomor"]

    def test_a_second_report_of_the_meter_is_refused_kindly(self, mobile: TestClient, session: dict[str, str]) -> None:
        send(mobile, session)
        assert error_of(send(mobile, session), 409)["code"] == "sudah_dilaporkan"

    @pytest.mark.parametrize("key", ["", "satu", "x" * 32])
    def test_without_a_key_nothing_is_made(self, mobile: TestClient, session: dict[str, str], key: str) -> None:
        headers = {**session, "Idempotency-Key": key}
        error = error_of(mobile.post(f"{API}/laporan", json=filled(), headers=headers), 400)
        assert error["code"] == "idempotency_key_missing"

    @pytest.mark.parametrize(
        ("parts", "field"),
        [
            ({"isian": {**ENTRIES, "41": "abc"}}, "isian.41"),
            ({"pelapor": {"nama": "Budi", "hp": "021 7234567"}}, "hp"),
            ({"kondisi": {}}, "kondisi.kondisi_listrik"),
            ({"nomor": "1"}, "nomor"),
            ({"isian": {"08": 402}}, "isian.08"),
            ({"pelapor": {"idpel": "1"}}, "pelapor.idpel"),
        ],
    )
    def test_what_is_wrong_is_told_by_its_field(
        self, mobile: TestClient, session: dict[str, str], parts: dict[str, Any], field: str
    ) -> None:
        assert error_of(send(mobile, session, **parts), 422)["field"] == field

    def test_nobody_else_finds_it(self, mobile: TestClient, session: dict[str, str]) -> None:
        nomor = send(mobile, session).json()["nomor"]
        assert mobile.get(f"{API}/laporan/{nomor}", headers=session).json()["nomor"] == nomor
        other = open_session(mobile)
        refused = [
            mobile.get(f"{API}/laporan/{nomor}", headers=other),
            mobile.get(f"{API}/laporan/G5426112299999", headers=other),
            mobile.post(f"{API}/laporan/{nomor}/konfirmasi", json={"meter_normal": True}, headers=other),
        ]
        assert {answer.status_code for answer in refused} == {404}
        assert len({answer.text for answer in refused}) == 1

    def test_the_ctt_comes_back_and_confirming_it_finishes_the_report(
        self, mobile: TestClient, session: dict[str, str], settings: Settings
    ) -> None:
        nomor = send(mobile, session).json()["nomor"]
        officer = {"Authorization": f"Bearer {settings.api_token}", "Idempotency-Key": "a"}
        assert mobile.post(f"/api/apkt/tickets/{nomor}/ctt", json={}, headers=officer).status_code == 200
        told = mobile.get(f"{API}/laporan/{nomor}", headers=session).json()
        assert told["tahap"] == "ctt"
        assert [len(group) for group in told["ctt"].split()] == [4] * 5
        confirmed = mobile.post(f"{API}/laporan/{nomor}/konfirmasi", json={"meter_normal": True}, headers=session)
        assert (confirmed.json()["tahap"], confirmed.json()["ctt"]) == ("selesai", None)
        again = mobile.post(f"{API}/laporan/{nomor}/konfirmasi", json={"meter_normal": False}, headers=session)
        assert error_of(again, 409)["code"] == "tidak_berlaku"

    def test_a_ctt_that_did_not_help_and_a_work_order_are_told(
        self, mobile: TestClient, session: dict[str, str], settings: Settings
    ) -> None:
        nomor = send(mobile, session).json()["nomor"]
        officer = {"Authorization": f"Bearer {settings.api_token}"}
        mobile.post(f"/api/apkt/tickets/{nomor}/ctt", json={}, headers={**officer, "Idempotency-Key": "a"})
        back = mobile.post(f"{API}/laporan/{nomor}/konfirmasi", json={"meter_normal": False}, headers=session).json()
        assert (back["tahap"], back["ctt_gagal"]) == ("menunggu", True)
        mobile.post(f"/api/apkt/tickets/{nomor}/wo", json={}, headers={**officer, "Idempotency-Key": "b"})
        told = mobile.get(f"{API}/laporan/{nomor}", headers=session).json()
        assert (told["tahap"], told["wo_dari_command_center"]) == ("petugas", True)
