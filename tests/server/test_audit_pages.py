"""An audited talk on the pages: turns with the rules beside them, objections, rulings, and who may do which."""

from __future__ import annotations

import json
from datetime import datetime, timezone
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Column, Float, Integer, MetaData, String, Table, Text, create_engine, insert

from bot.settings import Settings
from tests.server.signing_in import form_token_of, log_in

TALK = "obrolan-7"
NAME, STREET, PHONE = "Siti Rahmawati", "Jl. Kenanga No. 5", "081234567890"
ADDRESS = f"/qa/penilaian/percakapan?pengenal={TALK}"
BEGUN = datetime(2026, 11, 22, 1, tzinfo=timezone.utc).timestamp()


def user(text: str, intent: str, after: int) -> dict[str, Any]:
    return {"event": "user", "text": text, "timestamp": BEGUN + after, "metadata": {},
            "parse_data": {"intent": {"name": intent}}}  # fmt: skip


def bot(text: str, response: str, after: int) -> dict[str, Any]:
    return {"event": "bot", "text": text, "data": {}, "timestamp": BEGUN + after,
            "metadata": {"utter_action": response}}  # fmt: skip


def slot(name: str, value: Any, after: int) -> dict[str, Any]:
    return {"event": "slot", "name": name, "value": value, "timestamp": BEGUN + after}


EVENTS = [
    user("meteran saya PERIKSA", "lapor_periksa", 0),
    slot("topik", "periksa", 0),
    bot("PLN 123, dengan siapa kami berbicara?", "utter_ask_nama", 1),
    user(f"{NAME}, di {STREET}, {PHONE}", "inform", 2),
    slot("nama", NAME, 2),
    slot("alamat_lengkap", STREET, 2),
    bot(f"Baik Ibu {NAME.split()[0]}, apakah listriknya menyala?", "utter_ask_kondisi_listrik", 3),
    user("batal saja", "batal", 4),
]


def put_talk(database_url: str, sender: str = TALK, events: list[dict[str, Any]] = EVENTS) -> None:
    """A talk in the table that Rasa makes."""
    engine = create_engine(database_url)
    described = MetaData()
    columns = (Column("sender_id", String(255)), Column("type_name", String(255)), Column("timestamp", Float))
    table = Table("events", described, Column("id", Integer, primary_key=True), *columns, Column("data", Text))
    described.create_all(engine)
    with engine.begin() as connection:
        for event in events:
            row = {"sender_id": sender, "type_name": event["event"], "timestamp": event["timestamp"]}
            connection.execute(insert(table).values(**row, data=json.dumps(event)))
    engine.dispose()


@pytest.fixture
def pages(workplace: TestClient, settings: Settings) -> TestClient:
    put_talk(settings.database_url)
    return workplace


def login(pages: TestClient, name: str) -> str:
    """The form token of a new login."""
    pages.cookies.clear()
    log_in(pages, name)
    return form_token_of(pages.get(ADDRESS))


def object_to(pages: TestClient, token: str, rule: str = "1:PRK-02", why: str = "Sudah ditanyakan di awal"):
    fields = {"csrf": token, "pengenal": TALK, "aturan": rule, "alasan": why}
    return pages.post("/qa/penilaian/sanggahan", data=fields, follow_redirects=False)


def rule_on(pages: TestClient, token: str, number: int = 1, status: str = "met", why: str = "Benar, ada di giliran 2"):
    fields = {"csrf": token, "putusan": status, "alasan": why}
    return pages.post(f"/qa/penilaian/sanggahan/{number}/putusan", data=fields, follow_redirects=False)


def test_the_turns_stand_with_their_rules(pages: TestClient) -> None:
    login(pages, "supervisor")
    page = pages.get(ADDRESS).text
    turn = page[page.index('id="giliran-2"') : page.index('id="giliran-3"')]
    assert "dengan siapa kami berbicara" in turn
    assert "<strong>PRK-02</strong>" in turn
    assert NAME in page


def test_a_talk_that_is_not_stored_is_404(pages: TestClient) -> None:
    login(pages, "supervisor")
    assert pages.get("/qa/penilaian/percakapan?pengenal=tiada").status_code == 404


def test_qa_sees_neither_name_nor_address_nor_number(pages: TestClient) -> None:
    token = login(pages, "qa")
    page = pages.get(ADDRESS).text
    assert "giliran-2" in page
    for word in (*NAME.split(), "Kenanga", PHONE):
        assert word not in page
    assert "S••• R•••" in page
    object_to(pages, token, why=f"{NAME} sudah menjawab")
    assert NAME not in pages.get("/qa/penilaian/sanggahan").text
    login(pages, "supervisor")
    assert f"{NAME} sudah menjawab" in pages.get("/qa/penilaian/sanggahan").text


def test_an_objection_is_ruled_on_and_the_score_follows(pages: TestClient) -> None:
    token = login(pages, "supervisor")
    assert object_to(pages, token, "1:PRK-01").headers["location"] == f"{ADDRESS}#sanggahan-1"
    listed = pages.get("/qa/penilaian/sanggahan?keadaan=terbuka").text
    assert "Belum diputuskan" in listed
    assert "Sudah ditanyakan di awal" in listed
    assert "terlewat" in pages.get(ADDRESS).text.partition('id="tanpa-giliran"')[2].partition("</section>")[0]
    assert rule_on(pages, token, status="not_applicable", why="Penelepon langsung bicara").status_code == 303
    page = pages.get(ADDRESS).text
    assert "Putusan: tidak berlaku." in page
    assert "Penelepon langsung bicara" in page
    assert "Si Supervisor" in page
    assert "Diputuskan Si Supervisor" in page
    assert "Tidak ada sanggahan yang terbuka" in pages.get("/qa/penilaian/sanggahan?keadaan=terbuka").text
    lines = pages.app.state.services.people.activity.latest(actor="supervisor")  # type: ignore[attr-defined]
    done = [line.action for line in lines if line.action != "audit.view"]
    assert done[:2] == ["audit.decide", "audit.dispute"]


@pytest.mark.parametrize(("rule", "why"), [("1:PRK-02", " "), ("1:TIADA-1", "x"), ("9:PRK-02", "x"), ("PRK-02", "x")])
def test_an_objection_without_reason_or_verdict_is_refused(pages: TestClient, rule: str, why: str) -> None:
    assert object_to(pages, login(pages, "supervisor"), rule, why).status_code == 422


def test_a_ruling_needs_a_status_a_reason_and_an_objection(pages: TestClient) -> None:
    token = login(pages, "supervisor")
    object_to(pages, token)
    assert rule_on(pages, token, status="unsure").status_code == 422
    assert rule_on(pages, token, why="").status_code == 422
    assert rule_on(pages, token, number=9).status_code == 404


def test_qa_may_object_but_not_rule(pages: TestClient) -> None:
    token = login(pages, "qa")
    assert object_to(pages, token).status_code == 303
    assert "Putuskan" not in pages.get(ADDRESS).text
    assert rule_on(pages, token).status_code == 403


@pytest.mark.parametrize("role", ["cso", "backoffice", "vcc", "unit", "trainee", "admin"])
def test_nobody_else_sees_talks_or_objections(pages: TestClient, role: str) -> None:
    log_in(pages, role)
    assert pages.get(ADDRESS).status_code == 403
    assert pages.get("/qa/penilaian/sanggahan").status_code == 403


def test_nothing_is_written_without_the_form_token(pages: TestClient) -> None:
    login(pages, "supervisor")
    assert object_to(pages, "").status_code == 403
    assert "Tidak ada sanggahan." in pages.get("/qa/penilaian/sanggahan").text
