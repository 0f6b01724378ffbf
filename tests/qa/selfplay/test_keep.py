"""A failing talk is written as an e2e test that can be read, names only what exists, and asks for what must be."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from bot.apkt.model import SELESAI, TicketDraft
from bot.customers.demo import demo_customers
from bot.qa.customers import filled
from bot.qa.e2e_format import read_file
from bot.qa.e2e_model import SaidExpected, SlotExpected, TicketExpected
from bot.qa.selfplay.keep import keep
from bot.qa.selfplay.talk import LEAKED, WRONG_EARLIER, WRONG_TICKET, Exchange, Failure, Said, TalkResult
from bot.qa.vocabulary import Vocabulary
from bot.roleplay.sheet import EarlierReport
from tests.qa.selfplay.assistants import (
    FaithfulAssistant,
    FilesAWrongTicket,
    Message,
    NeverUnderstands,
    SaysWhatACodeIsFor,
)
from tests.qa.selfplay.conftest import Play


async def kept_case(play: Play, saboteur: type[FaithfulAssistant], folder: Path, row: str = "O1"):  # type: ignore[no-untyped-def]
    result: TalkResult = await play(saboteur, row=row)
    (file,) = keep(folder, {result.failures[0].name: result}, seed=1)
    (case,) = read_file(file)
    assert list(Vocabulary.load().errors_of(case)) == []
    return result, filled(case)


async def test_a_wrong_ticket_becomes_the_ticket_that_is_expected(play: Play, tmp_path: Path) -> None:
    result, case = await kept_case(play, FilesAWrongTicket, tmp_path)
    assert [turn.text for turn in case.turns] == [exchange.said.text for exchange in result.exchanges]
    assert case.moment is not None
    (expected,) = case.turns[-1].expectations
    assert isinstance(expected, TicketExpected)
    assert expected.fields is not None
    assert expected.fields["permasalahan"].startswith("1 RUMAH PADAM (LAYAR")
    assert expected.count == 1


async def test_a_dead_end_becomes_the_slot_that_must_be_filled(play: Play, tmp_path: Path) -> None:
    _, case = await kept_case(play, NeverUnderstands, tmp_path)
    (expected,) = case.turns[-1].expectations
    assert isinstance(expected, SlotExpected)
    assert expected.slot == "nama"


async def test_a_matter_that_is_not_taken_up_becomes_a_question_that_must_come(play: Play, tmp_path: Path) -> None:
    class AsksNothing(NeverUnderstands):
        def ask(self, fact: str) -> list[Message]:
            return self.answers(f"Maaf, soal {fact} kami belum paham.")

    _, case = await kept_case(play, AsksNothing, tmp_path)
    (expected,) = case.turns[-1].expectations
    assert isinstance(expected, SlotExpected)
    assert expected.slot == "requested_slot"


async def test_a_forbidden_saying_becomes_words_that_must_be_absent(play: Play, tmp_path: Path) -> None:
    _, case = await kept_case(play, SaysWhatACodeIsFor, tmp_path)
    (expected,) = case.turns[-1].expectations
    assert isinstance(expected, SaidExpected)
    assert expected.absent
    assert "tegangan" in str(expected.matches)


@pytest.mark.parametrize("seed", [1, 2])
async def test_the_same_talk_gives_the_same_bytes(play: Play, tmp_path: Path, seed: int) -> None:
    result = await play(FilesAWrongTicket)
    first, second = (
        keep(tmp_path / name, {result.failures[0].name: result}, seed)[0].read_bytes() for name in ("a", "b")
    )
    assert first == second


def earlier_report() -> EarlierReport:
    draft = TicketDraft(
        jenis="GANGGUAN", permasalahan="1 RUMAH PADAM", kode_unit="54", idpel="540000000001", kontak=("telepon", "wa")
    )
    return EarlierReport(
        number="G5426112200001", draft=draft, ago=timedelta(hours=3, minutes=5), done=True,
        unit_note="NO TELP TIDAK AKTIF",
    )  # fmt: skip


def talk_about(report: EarlierReport, failure: Failure) -> TalkResult:
    said = Said(f"nomornya {report.number} kak")
    return TalkResult(
        number=4,
        topic="lapor_ulang",
        row="LU-06",
        idpel=demo_customers()[0].idpel,
        moment="2026-11-22T12:00:00+07:00",
        metadata={},
        noises=(),
        exchanges=(Exchange(said, "rujukan_laporan", (f"Laporan {report.number} …",), None),),
        failures=(failure,),
        expected={"count": 1, "nomor_terkait": report.number},
        earlier=report,
        expected_of_earlier={"lapor_ulang": True},
    )


@pytest.mark.parametrize("kind", [WRONG_TICKET, WRONG_EARLIER, LEAKED])
def test_the_report_that_was_there_before_comes_along(tmp_path: Path, kind: str) -> None:
    report = earlier_report()
    result = talk_about(report, Failure(kind, "keterangan", "lain."))
    (file,) = keep(tmp_path, {result.failures[0].name: result}, seed=1)
    (case,) = read_file(file)
    assert list(Vocabulary.load().errors_of(case)) == []
    given = filled(case).tickets["lama"]
    assert given.reported_ago == report.ago
    assert given.fields["kontak"] == ["telepon", "wa"]
    assert (given.fields["status"], given.fields["catatan_unit"]) == (SELESAI, report.unit_note)
    assert filled(case).turns[0].text == "nomornya {lama.nomor} kak"
    (expected,) = filled(case).turns[-1].expectations
    if kind == LEAKED:
        assert isinstance(expected, SaidExpected)
        assert expected.absent
        assert expected.matches == "{lama.nomor}"
    else:
        assert isinstance(expected, TicketExpected)
        assert expected.earlier == ("lama" if kind == WRONG_EARLIER else "")
