"""What is wrong with a test is said with file and line, before anything is run."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.qa.e2e_model import SaidExpected, SlotExpected, TicketExpected
from bot.qa.lined_yaml import FormatError
from bot.qa.suite import SuiteError, load_suite
from bot.qa.vocabulary import Vocabulary

CASE = "test_cases:\n- test_case: uji\n  steps:\n  - user: halo\n"


def write(folder: Path, text: str, name: str = "uji.yml") -> Path:
    file = folder / name
    file.write_text(text, encoding="utf-8")
    return file


def errors_of(folder: Path, text: str, vocabulary: Vocabulary) -> list[FormatError]:
    with pytest.raises(SuiteError) as caught:
        load_suite([write(folder, text)], vocabulary)
    return list(caught.value.errors)


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("", 1, "test_cases"),
        ("test_cases: [", 1, "YAML"),
        ("test_cases: []\n", 1, "tidak ada uji"),
        ("test_cases:\n- test_case: uji\n  steps: []\n", 2, "tanpa langkah"),
        ("test_cases:\n- test_case: uji\n  langkah: []\n", 2, "'langkah' tidak dikenal"),
        ("test_cases:\n- test_case: uji\n  steps:\n  - utter: utter_tunggu\n", 4, "langkah pertama"),
        (CASE + "  - menyapa: halo\n", 5, "tidak dikenal"),
        (CASE + "    user: lagi\n", 5, "dua kali"),
        (CASE + "    intent: lapor_perksa\n", 4, "lapor_periksa"),
        (CASE + "    sop: PRK-99\n", 4, "aturan SOP 'PRK-99' tidak ada"),
        (CASE + "    ticket: {tipe: KWH PERIKSA}\n", 5, "ruas tiket 'tipe'"),
        (CASE + "  - utter: utter_tungu\n", 5, "utter_tunggu"),
        (CASE + "  - slot_was_set: [nama_saya: Budi]\n", 5, "slot 'nama_saya' tidak ada"),
        (CASE + "    assertions:\n    - action_executed: action_terbang\n", 6, "aksi 'action_terbang' tidak ada"),
        (CASE + "    assertions:\n    - bot_uttered: {text_matches: '('}\n", 6, "pola"),
        (CASE + "    assertions:\n    - bot_uttered: {absent: true}\n", 6, "kosong"),
        (CASE + "    assertions:\n    - flow_started: x\n", 6, "'flow_started' tidak dikenal"),
        (CASE + "  - sop: PRK-01\n    absent: true\n", 5, "'absent' hanya untuk"),
        (CASE + "    mocked_datetime: kemarin\n", 4, "bukan waktu ISO"),
        (CASE + "    metadata: hilang\n", 4, "metadata 'hilang' tidak ada"),
        (CASE + '  - user: "{idpel}"\n', 5, "tidak memilih pelanggan"),
        (CASE.replace("  steps", "  fixtures: [hilang]\n  steps"), 2, "fixture 'hilang' tidak ada"),
        (CASE.replace("  steps", "  customer: {warna: biru}\n  steps"), 3, "ciri pelanggan 'warna'"),
        (CASE.replace("  steps", "  customer: {uid: UID Atlantis}\n  steps"), 3, "hanya 0 pelanggan"),
        (CASE + CASE.partition("\n")[2], 5, "sudah dipakai di"),
        (CASE.replace("  steps", "  tickets: {lama: {jenis: GANGGUAN}}\n  steps"), 3, "reported_ago"),
        (CASE.replace("  steps", "  tickets: {lama: {reported_ago: 3 jam}}\n  steps"), 3, "reported_ago"),
        (CASE + "    related_ticket: {ticket: lama}\n", 5, "related_ticket kosong"),
        (CASE + "    related_ticket: {status: SELESAI}\n", 5, "'ticket'"),
        (CASE + "    handover: {matches: '('}\n", 4, "pola"),
        (CASE + "    audit: {}\n", 4, "audit kosong"),
        (CASE + "    audit: {DP-07: terpenuhi}\n", 5, "hasil audit 'terpenuhi' tidak dikenal"),
        (CASE + "    audit: {DP-99: met}\n", 5, "aturan SOP 'DP-99' tidak ada"),
        (CASE + "  - desk: {lupa: ya}\n", 5, "'desk' berisi satu dari"),
        (CASE + "  - desk: {create: {warna: biru}}\n", 5, "'warna' tidak dikenal"),
        (CASE + "    told: false\n", 4, "'told' hanya"),
    ],
)
def test_a_fault_is_told_with_its_line(
    tmp_path: Path, vocabulary: Vocabulary, text: str, line: int, words: str
) -> None:
    told = errors_of(tmp_path, text, vocabulary)
    assert any(error.place.line == line and words in error.message for error in told), [str(one) for one in told]


def test_a_path_that_does_not_exist_and_a_filter_that_leaves_nothing_are_red(
    tmp_path: Path, vocabulary: Vocabulary
) -> None:
    with pytest.raises(SuiteError, match="tidak ada"):
        load_suite([tmp_path / "hilang"], vocabulary)
    with pytest.raises(SuiteError, match="'zebra'"):
        load_suite([write(tmp_path, CASE)], vocabulary, only="zebra")


def test_the_same_name_in_two_files_is_told_with_both_places(tmp_path: Path, vocabulary: Vocabulary) -> None:
    first, second = write(tmp_path, CASE, "a.yml"), write(tmp_path, CASE, "b.yml")
    with pytest.raises(SuiteError) as caught:
        load_suite([tmp_path], vocabulary)
    assert str(second) in str(caught.value)
    assert f"{first}:2" in str(caught.value)


def test_digits_stay_as_they_are_written(tmp_path: Path, vocabulary: Vocabulary) -> None:
    text = CASE.replace("halo", "0402") + "  - slot_was_set: [kode_08: 0402]\n"
    turn = load_suite([write(tmp_path, text)], vocabulary)[0].turns[0]
    assert turn.text == "0402"
    assert turn.expectations[0] == SlotExpected(turn.expectations[0].place, "kode_08", "0402")


def test_customers_fill_words_patterns_and_tickets(tmp_path: Path, vocabulary: Vocabulary) -> None:
    text = (
        CASE.replace("  steps", "  customer: {uid: UID Banten, telepon: seluler}\n  steps").replace("halo", '"{idpel}"')
        + "    metadata: {telepon: '{telepon}'}\n    ticket: {idpel: '{idpel}'}\n"
        + "    assertions:\n    - bot_uttered: {text_matches: '^{jalan}$'}\n"
    )
    turn = load_suite([write(tmp_path, text)], vocabulary)[0].turns[0]
    assert turn.text is not None
    assert turn.text.isdigit()
    assert turn.metadata["telepon"].startswith("08")
    ticket = next(one for one in turn.expectations if isinstance(one, TicketExpected))
    assert ticket.fields == {"idpel": turn.text}
    said = next(one for one in turn.expectations if isinstance(one, SaidExpected))
    assert said.matches is not None
    assert said.matches.startswith(r"^Jl\.")


def test_a_fixture_fills_slots_clock_and_customer(tmp_path: Path, vocabulary: Vocabulary) -> None:
    fixture = 'fixtures:\n- malam:\n  - mocked_datetime: "2026-11-22T19:00"\n  - kondisi_listrik: padam\n'
    text = fixture + CASE.replace("  steps", "  fixtures: [malam]\n  steps")
    case = load_suite([write(tmp_path, text)], vocabulary)[0]
    assert case.slots == {"kondisi_listrik": "padam"}
    assert case.moment is not None
    assert case.moment.isoformat() == "2026-11-22T19:00:00+07:00"


def test_reports_made_before_have_an_age_and_are_named_in_related_tickets(
    tmp_path: Path, vocabulary: Vocabulary
) -> None:
    text = (
        CASE.replace("  steps", "  tickets:\n    lama: {reported_ago: '2:59:59', permasalahan: PADAM}\n  steps")
        + "    related_ticket: {ticket: lama, lapor_ulang: true}\n"
    )
    case = load_suite([write(tmp_path, text)], vocabulary)[0]
    assert case.tickets["lama"].reported_ago.total_seconds() == 2 * 3600 + 59 * 60 + 59
    assert case.tickets["lama"].fields == {"permasalahan": "PADAM"}
    related = next(one for one in case.turns[0].expectations if isinstance(one, TicketExpected))
    assert (related.earlier, related.fields) == ("lama", {"lapor_ulang": True})


def test_a_deed_of_the_desk_is_a_turn_of_its_own(tmp_path: Path, vocabulary: Vocabulary) -> None:
    text = CASE + "  - desk: {complete: sudah normal}\n    told: false\n"
    deed = load_suite([write(tmp_path, text)], vocabulary)[0].turns[1]
    assert (deed.text, deed.desk, deed.told) == (None, ("complete", "sudah normal"), False)
