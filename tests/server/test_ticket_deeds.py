"""LAPOR ULANG, UPDATE LAPORAN, eskalasi and selesai by the API: allowed as the book allows them, each done once."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from fastapi.testclient import TestClient
from httpx import Response

from bot.apkt.store import TicketStore
from tests.apkt.drafts import gangguan, keluhan
from tests.server.desk_tickets import complete, make, services_in

LATE = timedelta(hours=4)
ALL_DEEDS = {
    "lapor-ulang": {"keterangan": "belum datang"},
    "update": {"keterangan": "pagar hijau"},
    "selesai": {"catatan_unit": "SUDAH NORMAL"},
    "eskalasi": {"note": "mohon segera"},
}


@pytest.fixture
def store(api: TestClient) -> TicketStore:
    return services_in(api).database.tickets


def do(api: TestClient, nomor: str, deed: str, key: str = "a", **body: Any) -> Response:
    return api.post(f"/api/apkt/tickets/{nomor}/{deed}", json=body, headers={"Idempotency-Key": key})


def test_a_late_report_is_reported_again_under_its_number(api: TestClient, store: TicketStore) -> None:
    ticket = make(store, gangguan(), ago=LATE)
    answer = do(api, ticket.nomor, "lapor-ulang", keterangan="belum datang")
    assert (answer.status_code, answer.json()["nomor_tampil"]) == (200, f"{ticket.nomor}*")


def test_a_young_report_is_refused_with_the_rule_unless_it_is_urgent(api: TestClient, store: TicketStore) -> None:
    ticket = make(store, gangguan())
    refused = do(api, ticket.nomor, "lapor-ulang", keterangan="belum datang")
    assert (refused.status_code, refused.json()["error"]["code"]) == (409, "tidak_berlaku")
    assert "LU-03" in refused.json()["error"]["message"]
    assert do(api, ticket.nomor, "lapor-ulang", keterangan="ada api", mendesak=True).status_code == 200


def test_a_done_complaint_can_not_be_reported_again(api: TestClient, store: TicketStore) -> None:
    old = complete(store, make(store, keluhan()))
    refused = do(api, old.nomor, "lapor-ulang", keterangan="belum jelas")
    assert refused.status_code == 409
    assert "LU-07" in refused.json()["error"]["message"]


def test_an_escalated_report_waits_for_the_back_office(api: TestClient, store: TicketStore) -> None:
    ticket = make(store, gangguan())
    assert do(api, ticket.nomor, "eskalasi", note="mohon segera").json()["eskalasi"] is True
    (waiting,) = services_in(api).desk.back_office.queue()
    assert (waiting.ticket.nomor, waiting.reason) == (ticket.nomor, "mohon segera")


def test_a_done_report_is_escalated_only_together_with_lapor_ulang(api: TestClient, store: TicketStore) -> None:
    old = complete(store, make(store, gangguan(), ago=LATE))
    refused = do(api, old.nomor, "eskalasi", note="mohon segera")
    assert (refused.status_code, refused.json()["error"]["code"]) == (409, "tidak_berlaku")
    assert "LU-06" in refused.json()["error"]["message"]
    assert store.get(old.nomor) == old
    assert do(api, old.nomor, "lapor-ulang", keterangan="padam lagi").status_code == 200
    reopened = store.get(old.nomor)
    assert reopened is not None
    assert (reopened.status, reopened.lapor_ulang, reopened.eskalasi) == ("BELUM SELESAI", True, True)


def test_what_is_done_is_not_settled_again(api: TestClient, store: TicketStore) -> None:
    ticket = complete(store, make(store, gangguan()))
    assert do(api, ticket.nomor, "selesai", **ALL_DEEDS["selesai"]).status_code == 409


def test_a_settled_report_holds_the_units_note(api: TestClient, store: TicketStore) -> None:
    ticket = make(store, gangguan())
    for _ in range(2):
        done = do(api, ticket.nomor, "selesai", catatan_unit="pelanggan sulit dihubungi")
        assert (done.status_code, done.json()["catatan_unit"]) == (200, "PELANGGAN SULIT DIHUBUNGI")


@pytest.mark.parametrize("deed", ALL_DEEDS)
class TestEveryDeed:
    """What holds for each of them."""

    def test_an_unknown_report_is_not_found(self, api: TestClient, deed: str) -> None:
        assert do(api, "G5499123100001", deed, **ALL_DEEDS[deed]).status_code == 404

    def test_a_key_is_needed(self, api: TestClient, store: TicketStore, deed: str) -> None:
        ticket = make(store, gangguan(), ago=LATE)
        assert api.post(f"/api/apkt/tickets/{ticket.nomor}/{deed}", json=ALL_DEEDS[deed]).status_code == 400
        assert store.get(ticket.nomor) == ticket

    def test_empty_words_are_refused(self, api: TestClient, store: TicketStore, deed: str) -> None:
        ticket = make(store, gangguan(), ago=LATE)
        assert do(api, ticket.nomor, deed, **dict.fromkeys(ALL_DEEDS[deed], " ")).status_code == 422
        assert store.get(ticket.nomor) == ticket

    def test_an_unknown_field_is_refused(self, api: TestClient, store: TicketStore, deed: str) -> None:
        ticket = make(store, gangguan(), ago=LATE)
        assert do(api, ticket.nomor, deed, **ALL_DEEDS[deed], status="SELESAI").status_code == 422

    def test_without_the_token_nothing_is_done(self, api: TestClient, store: TicketStore, deed: str) -> None:
        ticket = make(store, gangguan(), ago=LATE)
        del api.headers["Authorization"]
        assert do(api, ticket.nomor, deed, **ALL_DEEDS[deed]).status_code == 401
        assert store.get(ticket.nomor) == ticket
