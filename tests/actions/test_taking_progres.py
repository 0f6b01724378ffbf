"""Which report's progress is asked for, and whether the caller is matched to it (PRG-01)."""

from __future__ import annotations

from typing import Any

import pytest

from actions.services import Services
from tests.actions.customers import IN_JAKARTA, WITHOUT_PLACE_AND_POSKO
from tests.actions.talking import Desk, TalkInProgress
from tests.apkt.drafts import gangguan

CALLER: dict[str, Any] = {"nama": "Rina Wati", "sapaan": "Ibu", "topik": "progres", "percakapan_dibuka": True}
PHONE = "081200000077"


def reported(services: Services, key: str, **fields: Any) -> str:
    return services.tickets.create(gangguan(**fields), actor="bot", idempotency_key=key).nomor


def begun(desk: Desk, **known: Any) -> TalkInProgress:
    talk = desk.talk(**{**CALLER, **known})
    talk.form = "form_progres"
    return talk.go_on()


def test_the_caller_id_settles_it_when_one_report_is_open(desk: Desk, services: Services) -> None:
    number = reported(services, "a", no_telepon=PHONE)
    begun(desk, no_telepon=PHONE).expect(asks=None, known={"laporan_progres": number, "hasil_progres": "cocok"})


def test_of_several_open_reports_the_caller_chooses(desk: Desk, services: Services) -> None:
    first, second = (reported(services, key, no_telepon=PHONE) for key in "ab")
    talk = begun(desk, no_telepon=PHONE).expect(asks="laporan_dipilih")
    assert set(talk.slots["laporan_ditawarkan"]) == {first, second}
    chosen = talk.slots["laporan_ditawarkan"][1]
    talk.caller_says("yang kedua").expect(asks=None, known={"laporan_progres": chosen})


@pytest.mark.parametrize(("said", "intent"), [("semuanya", "beri_keterangan"), ("tidak tahu", "tidak_tahu")])
def test_who_does_not_choose_gets_all(desk: Desk, services: Services, said: str, intent: str) -> None:
    for key in "ab":
        reported(services, key, no_telepon=PHONE)
    begun(desk, no_telepon=PHONE).caller_says(said, intent=intent).expect(asks=None, known={"laporan_dipilih": "semua"})


def test_at_most_three_are_offered(desk: Desk, services: Services) -> None:
    for key in "abcd":
        reported(services, key, no_telepon=PHONE)
    assert len(begun(desk, no_telepon=PHONE).slots["laporan_ditawarkan"]) == 3


def test_a_report_that_goes_on_in_another_one_is_not_offered_beside_it(desk: Desk, services: Services) -> None:
    old = reported(services, "a", no_telepon=PHONE)
    new = reported(services, "b", no_telepon=PHONE, nomor_terkait=old)
    begun(desk, no_telepon=PHONE).expect(asks=None, known={"laporan_progres": new})


def test_an_idpel_finds_its_report_and_proves_who_asks(desk: Desk, services: Services) -> None:
    number = reported(services, "a", idpel=IN_JAKARTA.idpel, no_telepon=PHONE)
    begun(desk).caller_says(IN_JAKARTA.idpel).expect(asks=None, known={"laporan_progres": number})


def test_a_report_number_alone_proves_nothing_and_the_wrong_idpel_neither(desk: Desk, services: Services) -> None:
    number = reported(services, "a", idpel=IN_JAKARTA.idpel, no_telepon=PHONE)
    talk = begun(desk).caller_says(number).expect(asks="idpel_progres", unknown=["laporan_progres"])
    talk.caller_says(WITHOUT_PLACE_AND_POSKO.idpel).expect(asks="acuan_progres", ladder="belum_cocok")


def test_without_any_number_the_talk_goes_on_without_a_report(desk: Desk) -> None:
    begun(desk).caller_says("tidak ada", intent="tidak").expect(asks=None, known={"hasil_progres": "tidak_cocok"})
