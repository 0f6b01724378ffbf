"""Whole telephone calls: real Vosk with the shipped model, real pyttsx3, the real dialogue and its database.

The callers are made of voices that never spoke in the model's training data. Each answers what it is asked, over the
band and the companding of a telephone line.
"""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import pytest_asyncio

from bench.phone_caller import PhoneCaller, voice
from bot.apkt.model import Ticket, TicketSearch
from bot.customers.simulated import SimulatedCustomerRegistry
from bot.engine.engine import Engine
from tests.actions.customers import IN_JAKARTA
from tests.engines import LoadEngine
from voice.ears.loading import EarsOptions
from voice.line.call import LISTENING, SPEAKING, THINKING, Call
from voice.line.dialogue import EngineDialogue
from voice.line.frames import SILENT_FRAME, whole_frames
from voice.line.options import PhoneOptions
from voice.phone import PhoneLine

CALLER = replace(
    IN_JAKARTA, idpel="542317986205", nomor_meter="14231798620", nama="Sinta Dewi", sapaan="Ibu",
    telepon="081234567890",
)  # fmt: skip
VALUES = {"08": "0402", "70": "2", "71": "Null", "41": "220,5", "44": "0,35", "45": "0,36", "46": "0,34", "37": "12,5",
          "47": "75"}  # fmt: skip
DARK_METER = "1 RUMAH PADAM (LAYAR APP BLANK/GELAP, SEBELUMNYA TERTERA PERIKSA)"
ANSWERS = {
    "": "meteran saya periksa|tidak ada",
    "nama": "ya betul",
    "kondisi_listrik": "masih menyala",
    "layar_meter": "layar gelap",
    "pernah_tertera_periksa": "pernah muncul",
    "pernah_lapor": "belum pernah",
    "identitas": "lima empat dua tiga satu tujuh sembilan delapan enam dua nol lima",
    "alamat_sesuai": "ya benar",
    "di_lokasi": "ya di lokasi",
    "bersedia_dipandu": "ya bersedia",
    "siap_di_meter": "sudah di depan meter",
    "kode_08": "nol empat nol dua",
    "kode_70": "dua",
    "kode_71": "tidak muncul angka",
    "kode_41": "dua ratus dua puluh koma lima",
    "kode_44": "nol koma tiga lima",
    "kode_45": "nol koma tiga enam",
    "kode_46": "nol koma tiga empat",
    "kode_37": "dua belas koma lima",
    "kode_47": "tujuh puluh lima",
    "alamat_lengkap": "sudah lengkap",
    "acuan_lokasi": "dekat masjid",
    "tanggal_padam": "tadi pagi",
    "hp_pelapor": "nomor ini saja",
    "nomor_dapat_dihubungi": "ya dapat",
    "kontak": "keduanya",
    "peran_pelapor": "pemilik",
    "email_pelapor": "tidak ada",
    "minta_konfirmasi": "tidak perlu",
    "informasi_jelas": "sudah jelas",
    "nomor_dicatat": "sudah dicatat",
    "paham_ctt": "ya paham",
    "bantuan_lain": "tidak ada",
}


@pytest.fixture(scope="module")
def line() -> Iterator[PhoneLine]:
    with PhoneLine.open(PhoneOptions(), EarsOptions()) as opened:
        yield opened


@pytest_asyncio.fixture
async def engine(load_engine: LoadEngine, migrated_sqlite_file: Path, tmp_path: Path) -> AsyncIterator[Engine]:
    address = f"sqlite:///{shutil.copy(migrated_sqlite_file, tmp_path / 'telepon.db')}"
    registry = SimulatedCustomerRegistry(address)
    registry.add_missing((CALLER,))
    registry.close()
    loaded = await load_engine(address)
    yield loaded
    await loaded.close()


def ring(line: PhoneLine, engine: Engine, name: str = "telepon-uji") -> Call:
    return line.call(EngineDialogue(engine, name, CALLER.telepon or ""))


def ticket_of(engine: Engine, call: Call) -> Ticket:
    assert len(call.record.tickets) == 1, story(call)
    (number,) = call.record.tickets
    ticket = engine._services.tickets.get(number)
    assert ticket is not None
    return ticket


def story(call: Call) -> str:
    return "\n".join(f"{line.at:6.1f} {line.speaker}: {line.text}" for line in call.record.transcript)


@pytest.mark.parametrize("name", ["f2", "rob"])
async def test_the_nine_codes_told_by_phone_stand_in_the_ticket(line: PhoneLine, engine: Engine, name: str) -> None:
    call, caller = ring(line, engine), PhoneCaller(voice(name), ANSWERS)
    await caller.make(call)
    ticket = ticket_of(engine, call)
    assert ticket.self_diagnosis == VALUES, story(call)
    assert ticket.idpel == CALLER.idpel
    assert ticket.kanal == "telepon"
    assert caller.unexpected == []
    assert call.record.events[-1].details == {"by": "bot"}


async def test_a_dark_meter_is_reported_by_phone_without_codes(line: PhoneLine, engine: Engine) -> None:
    call = ring(line, engine)
    await PhoneCaller(voice("steph3"), ANSWERS | {"kondisi_listrik": "padam"}).make(call)
    ticket = ticket_of(engine, call)
    assert ticket.self_diagnosis is None, story(call)
    assert ticket.permasalahan == DARK_METER


async def test_a_noisy_line_still_brings_the_right_ticket(line: PhoneLine, engine: Engine) -> None:
    call = ring(line, engine)
    await PhoneCaller(voice("f2"), ANSWERS | {"kondisi_listrik": "padam"}, noise_decibels=20).make(call)
    assert ticket_of(engine, call).permasalahan == DARK_METER


async def test_keys_are_as_good_as_speech(line: PhoneLine, engine: Engine) -> None:
    call = ring(line, engine)
    codes = {f"kode_{code}": value.replace(",", "*") + "#" for code, value in VALUES.items() if value != "Null"}
    yes = (
        "nama", "alamat_sesuai", "di_lokasi", "bersedia_dipandu", "siap_di_meter", "alamat_lengkap", "kontak",
        "nomor_dapat_dihubungi", "peran_pelapor", "informasi_jelas", "nomor_dicatat", "paham_ctt", "bantuan_lain",
    )  # fmt: skip
    keys = (
        {"kondisi_listrik": "2", "pernah_lapor": "2", "identitas": f"{CALLER.idpel}#"} | dict.fromkeys(yes, "1") | codes
    )
    spoken = PhoneCaller(voice("f2"), ANSWERS)
    await call.answer()
    pressed: list[str] = []
    for _ in range(30_000):
        if call.over:
            break
        slot = call.expected.slot
        if call.state == LISTENING and slot in keys and pressed[-1:] != [slot]:
            pressed.append(slot)
            for key in keys[slot]:
                call.press(key)
        call.exchange(SILENT_FRAME if slot in keys else spoken._next_frame(call))
        await call.settled()
    assert call.over, story(call)
    assert ticket_of(engine, call).self_diagnosis == VALUES, story(call)
    assert {line.by for line in call.record.transcript} == {"suara", "tombol"}


@pytest.mark.parametrize("at", ["kondisi_listrik", "identitas", "kode_41", "nomor_dicatat"])
async def test_who_hangs_up_leaves_a_whole_report_or_none(line: PhoneLine, engine: Engine, at: str) -> None:
    call = ring(line, engine)
    caller = PhoneCaller(voice("f2"), ANSWERS)
    await call.answer()
    while call.expected.slot != at and not call.over:
        call.exchange(caller._next_frame(call))
        await call.settled()
    await call.hang_up()
    tickets = engine._services.tickets.search(TicketSearch()).tickets
    assert len(tickets) == (1 if at == "nomor_dicatat" else 0), story(call)
    assert all(ticket.self_diagnosis == VALUES for ticket in tickets)


async def test_who_hangs_up_while_the_report_is_made_leaves_it_whole(line: PhoneLine, engine: Engine) -> None:
    call = ring(line, engine)
    caller = PhoneCaller(voice("f2"), ANSWERS | {"kondisi_listrik": "padam"})
    await call.answer()
    while not call.over:
        call.exchange(caller._next_frame(call))
        if call.state == THINKING and call.expected.slot == "email_pelapor":
            break  # the report is made in the turn that has begun
        await call.settled()
    await call.hang_up()
    (ticket,) = engine._services.tickets.search(TicketSearch()).tickets
    assert ticket.permasalahan == DARK_METER
    assert ticket.alamat


async def test_speech_over_the_greeting_is_heard(line: PhoneLine, engine: Engine) -> None:
    call = ring(line, engine)
    await call.answer()
    for frame in [SILENT_FRAME] * 60 + whole_frames(voice("f2")("meteran saya periksa")) + [SILENT_FRAME] * 60:
        call.exchange(frame)
        await call.settled()
    assert [event.name for event in call.record.events].count("interrupted") == 1
    assert call.record.transcript[1].text == "meteran saya periksa"
    assert call.state == SPEAKING
    await call.hang_up()


async def test_who_says_nothing_is_asked_twice_and_the_call_is_closed(line: PhoneLine, engine: Engine) -> None:
    call = ring(line, engine)
    await call.answer()
    for _ in range(5000):
        call.exchange(SILENT_FRAME)
        await call.settled()
    assert call.over
    assert [event.name for event in call.record.events].count("silence") == 3
    assert "panggilan ini kami akhiri" in call.record.transcript[-1].text


async def test_the_next_call_goes_on_where_the_line_broke(line: PhoneLine, engine: Engine) -> None:
    call, caller = ring(line, engine), PhoneCaller(voice("f2"), ANSWERS)
    await call.answer()
    while call.expected.slot != "pernah_lapor" and not call.over:
        call.exchange(caller._next_frame(call))
        await call.settled()
    await call.hang_up()
    again = ring(line, engine)
    await again.answer()
    assert again.expected.slot == "pernah_lapor"
    assert "dilaporkan" in again.record.transcript[-1].text
    await again.hang_up()
