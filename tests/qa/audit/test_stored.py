"""What a stored talk did to reports, and where another matter begins in it."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest

from bot import clock
from bot.apkt.model import TicketDraft
from bot.apkt.store import TicketStore
from bot.apkt.talk_keys import key_of_talk
from bot.migrations import upgrade
from bot.qa.audit.bot_talk import talk_of_events
from bot.qa.audit.stored import BotTalks
from bot.sop.book import load_book
from bot.sop.conformance.assess import assess
from bot.sop.conformance.matters import matters_of
from bot.sop.conformance.result import OUT_OF_ORDER
from bot.sop.conformance.talk import CALLER, CSO, Act, Talk, Turn
from tests.server.test_audit_pages import BEGUN, bot, put_talk, slot, user

BOOK = load_book()
NOW = datetime.fromtimestamp(BEGUN, timezone.utc)
DRAFT = TicketDraft(jenis="GANGGUAN", kode_unit="54", permasalahan="1 RUMAH PADAM", tipe_wo="WO AUTODISPATCH")
SENDER = "obrolan-9"


@pytest.fixture
def url(tmp_path: Path) -> str:
    url = f"sqlite:///{tmp_path / 'uji.db'}"
    upgrade(url)
    return url


def reports_of(url: str, number: str) -> list[dict[str, object]]:
    put_talk(
        url, SENDER, [user("sudah lapor", "lapor_ulang", 0), slot("nomor_laporan", number, 2), bot("Baik.", "", 9)]
    )
    talks = BotTalks(BOOK, url)
    talk = talks.talk(SENDER)
    talks.close()
    assert talk is not None
    return [dict(ticket) for turn in talk.turns for ticket in turn.tickets]


def test_of_an_earlier_report_only_what_the_talk_changed_is_its_doing(url: str) -> None:
    store = TicketStore(url)
    with clock.at(NOW - timedelta(hours=4)):
        number = store.create(DRAFT, actor="bot", idempotency_key=key_of_talk("lama", 0, "periksa")).nomor
    with clock.at(NOW + timedelta(seconds=1)):
        store.mark_lapor_ulang(number, "PETUGAS BELUM DATANG", actor="Tara", idempotency_key="ulang")
    with clock.at(NOW + timedelta(hours=1)):
        store.complete(number, "SUDAH NORMAL", actor="unit", idempotency_key="selesai")
    store.close()
    (report,) = reports_of(url, number)
    assert (report["nomor"], report["lapor_ulang"], report["keterangan"]) == (number, True, "PETUGAS BELUM DATANG")
    assert not {"jenis", "tipe_wo", "status", "catatan_unit"} & set(report)


def test_a_report_that_the_talk_made_counts_as_it_was_made(url: str) -> None:
    store = TicketStore(url)
    with clock.at(NOW + timedelta(seconds=1)):
        number = store.create(DRAFT, actor="bot", idempotency_key=key_of_talk(SENDER, 0, "periksa")).nomor
    store.close()
    (report,) = reports_of(url, number)
    assert (report["jenis"], report["tipe_wo"]) == ("GANGGUAN", "WO AUTODISPATCH")


def test_an_earlier_report_that_was_only_spoken_of_is_nobodys_doing(url: str) -> None:
    store = TicketStore(url)
    with clock.at(NOW - timedelta(hours=4)):
        number = store.create(DRAFT, actor="bot", idempotency_key="lama").nomor
    store.close()
    assert reports_of(url, number) == []


def test_another_topic_is_another_matter_that_begins_with_what_is_known() -> None:
    events = [
        user("meteran saya PERIKSA", "lapor_periksa", 0), slot("topik", "periksa", 0),
        bot("Dengan siapa?", "utter_ask_nama", 1), user("Budi", "inform", 2), slot("nama", "Budi", 2),
        bot("Apakah menyala?", "utter_ask_kondisi_listrik", 3),
        user("eh, mau tanya internet", "tanya_iconnet", 4), slot("topik", "iconnet", 4),
        bot("Soal apa?", "utter_ask_jenis_iconnet", 5),
    ]  # fmt: skip
    first, second = matters_of(BOOK, talk_of_events(BOOK, SENDER, events, {}))
    assert (first.topic, second.topic) == ("periksa", "iconnet")
    assert [turn.text for _, turn in second.turns] == ["eh, mau tanya internet", "Soal apa?"]
    assert second.facts["nama"] == "Budi"
    assert first.turns[-1][1].breaks_off


def test_who_closes_in_the_same_breath_as_asking_closes_too_early() -> None:
    words = "Ada lagi yang dapat dibantu? Terima kasih sudah menghubungi."
    both = Turn(CSO, words, acts=(Act("PRK-23", True, 0, 28), Act("PRK-24", True, 29, len(words))))
    result = assess(BOOK, Talk("sekali napas", (Turn(CALLER, "halo"), both), "periksa"))
    closing = next(item for item in result.items if item.rule.id == "PRK-24")
    assert (closing.status, closing.verdict.reason) == (OUT_OF_ORDER, "Menutup percakapan sebelum penelepon menjawab.")
