"""Real talks of the bot, out of the tracker store: it keeps to the book, so each gets 100."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from bot.apkt.model import BELUM_SELESAI, TicketSearch
from bot.apkt.store import TicketStore
from bot.qa.audit.stored import BotTalks
from bot.sop.book import load_book
from bot.sop.conformance.assess import assess
from bot.sop.conformance.result import MET, NOT_APPLICABLE, Assessment
from tests.engines import LoadEngine

CALLER_ID = {"telepon": "081200000011"}
OPENING = ("meteran saya muncul tulisan PERIKSA", "Ya")
CONTACT = ("Sudah lengkap", "seberang masjid Al Ikhlas", "Ya, dapat", "WA dan SMS", "Pemilik", "tidak ada")
CLOSING = ("Sudah jelas", "Sudah dicatat", "Ya, paham", "Tidak ada")
VERIFIED = ("Masih menyala", "belum pernah", "541110000011", "Ya, benar")

TALKS = {
    "O10": (
        *OPENING, *VERIFIED, "Ya, di lokasi", "Ya, bersedia", "Sudah di depan meter", "0402", "dua",
        "itu untuk apa ya kodenya?", "tidak muncul angka", "220,5", "0,35 A", "0,36", "0,34", "12,5", "75",
        *CONTACT, *CLOSING,
    ),
    "O5": (*OPENING, *VERIFIED, "Ya, di lokasi", "Tidak bersedia", *CONTACT, "Tidak perlu", *CLOSING),
    "O6": (*OPENING, *VERIFIED, "Tidak di lokasi", "Ada", "Ya, bersedia", "Tidak ada"),
    "O8": (*OPENING, "Padam", "Masih terbaca", "Tertulis PERIKSA", "Sudah menyala", "Tidak ada"),
    "left in the middle": (*OPENING, "Masih menyala", "belum pernah"),
}  # fmt: skip


def complete_reports(database_url: str) -> None:
    """The caller's next talk is about a new fault then, and not about a report that is still open (LU-09)."""
    store = TicketStore(database_url)
    for ticket in store.search(TicketSearch(status=BELUM_SELESAI)).tickets:
        store.complete(ticket.nomor, actor="unit", idempotency_key=f"uji:{ticket.nomor}")
    store.close()


@pytest.fixture
async def results(load_engine: LoadEngine, sqlite_file_with_customers: Path, tmp_path: Path) -> dict[str, Assessment]:
    file = tmp_path / "talks.db"
    shutil.copy(sqlite_file_with_customers, file)
    engine = await load_engine(f"sqlite:///{file}")
    for sender, messages in TALKS.items():
        for message in messages:
            await engine.handle(sender, message, CALLER_ID)
        complete_reports(f"sqlite:///{file}")
    await engine.close()
    book = load_book()
    stored = BotTalks(book, f"sqlite:///{file}")
    talks = [stored.talk(sender) for sender in stored.senders()]
    assert stored.talk("tidak ada") is None
    stored.close()
    return {talk.name: assess(book, talk) for talk in talks if talk is not None}


async def test_the_bots_own_talks_get_100(results: dict[str, Assessment]) -> None:
    assert list(results) == list(TALKS)
    faults = {
        (name, item.rule.id): item.verdict
        for name, result in results.items()
        for item in result.items
        if item.status not in (MET, NOT_APPLICABLE)
    }
    assert faults == {}
    assert {name: (result.score, result.critical_errors) for name, result in results.items()} == dict.fromkeys(
        TALKS, (100.0, ())
    )
    met = {item.rule.id for item in results["O10"].items if item.status == MET}
    assert {"PRK-01", "PRK-08", "PRK-12!", "PRK-12a", "PRK-12i", "PRK-17", "PRK-24", "DP-04"} <= met
