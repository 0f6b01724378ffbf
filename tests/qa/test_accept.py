"""Accepting rewrites what was expected, and nothing else of the file."""

from __future__ import annotations

import dataclasses
from datetime import date
from pathlib import Path

import pytest

from bot.apkt.model import Ticket
from bot.qa.accept import AcceptError, accepted_files, diff_of
from bot.qa.customers import choose_customer, filled
from bot.qa.e2e_format import read_file
from bot.qa.e2e_model import CustomerNeed, Place
from bot.qa.known import KnownFailure
from bot.qa.outcome import Message, ObservedTurn, RunResult
from tests.qa.runs import TURN, held, run_of, written

TICKET = Ticket(jenis="GANGGUAN", permasalahan="1 RUMAH PADAM", nomor="G5426112200001", kontak=("telepon", "sms"))


def accepted(folder: Path, steps: str, *turns: ObservedTurn, head: str = "") -> str:
    """What the steps become."""
    file = written(folder, steps, head=head)
    (after,) = accepted_files(run_of(file, *(turns or (TURN,))))
    file.write_text(after.after, encoding="utf-8")
    again = run_of(file, *(turns or (TURN,)))
    assert not again.failed, "what was accepted must be green"
    return after.after.split("  steps:\n", 1)[1]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (
            "  - user: halo\n    intent: salam   # a remark\n",
            "  - user: halo\n    intent: lapor_periksa   # a remark\n",
        ),
        ("  - user: halo\n    sop: PRK-06\n", "  - user: halo\n    sop: PRK-02\n"),
        ("  - user: halo\n  - utter: utter_ask_kontak\n", "  - user: halo\n  - utter: utter_ask_nama\n"),
        ("  - user: halo\n  - bot: Kami minta maaf.\n", "  - user: halo\n  - bot: Kami mohon maaf.\n"),
        ("  - user: halo\n  - bot: 'Kami minta maaf.'\n", "  - user: halo\n  - bot: 'Kami mohon maaf.'\n"),
        ('  - user: halo\n  - slot_was_set: [kode_08: "1"]\n', '  - user: halo\n  - slot_was_set: [kode_08: "0402"]\n'),
        ("  - user: halo\n  - slot_was_set: [nama: Budi]\n", "  - user: halo\n  - slot_was_set: [nama: null]\n"),
        (
            "  - user: halo\n    assertions:\n    - slot_was_set: [{name: nama}, {name: kode_08}]\n",
            "  - user: halo\n    assertions:\n    - slot_was_set: [{name: kode_08}]\n",
        ),
        (
            "  - user: halo\n  # why\n  - utter: utter_empati\n    absent: true\n  - sop: PRK-02\n",
            "  - user: halo\n  # why\n  - sop: PRK-02\n",
        ),
        (
            "  - user: halo\n    assertions:\n    - action_executed: form_laporan\n    sop: PRK-02\n",
            "  - user: halo\n    sop: PRK-02\n",
        ),
        (
            "  - user: halo\n    assertions:\n    - bot_uttered: {utter_name: utter_ask_nama, text_matches: Siapa}\n",
            "  - user: halo\n    assertions:\n    - bot_uttered: {utter_name: utter_ask_nama, "
            'text_matches: "Dengan siapa kami berbicara\\\\?"}\n',
        ),
        (
            "  - user: halo\n    assertions:\n    - bot_uttered: {buttons: [{title: Bukan}]}\n",
            "  - user: halo\n    assertions:\n    - bot_uttered: {buttons: [{title: Ya}]}\n",
        ),
    ],
)
def test_only_what_differs_is_rewritten(tmp_path: Path, before: str, after: str) -> None:
    assert accepted(tmp_path, before) == after


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("null", '{count: "1"}'),
        ("{jenis: KELUHAN, kontak: [sms]}", "{jenis: GANGGUAN, kontak: [telepon, sms]}"),
        ("{count: 2, permasalahan: {matches: NYALA}}", '{count: "1", permasalahan: "1 RUMAH PADAM"}'),
    ],
)
def test_fields_of_the_ticket_are_rewritten_one_by_one(tmp_path: Path, before: str, after: str) -> None:
    made = dataclasses.replace(TURN, tickets=(TICKET,))
    assert (
        accepted(tmp_path, f"  - user: halo\n    ticket: {before}\n", made) == f"  - user: halo\n    ticket: {after}\n"
    )


def test_what_the_audit_says_is_rewritten_rule_by_rule(tmp_path: Path) -> None:
    audited = dataclasses.replace(TURN, audit={"DP-01": "met", "DP-07": "missed"})
    before = "  - user: halo\n    audit: {DP-01: met, DP-07: met, LU-09: met}\n  - audit: {DP-01: missed}\n"
    after = "  - user: halo\n    audit: {DP-01: met, DP-07: missed, LU-09: null}\n  - audit: {DP-01: met}\n"
    assert accepted(tmp_path, before, audited) == after


def test_a_ticket_that_is_not_made_any_more_is_expected_no_more(tmp_path: Path) -> None:
    assert accepted(tmp_path, "  - user: halo\n    ticket: {jenis: KELUHAN}\n") == "  - user: halo\n    ticket: null\n"


def test_data_of_the_customer_and_the_number_of_the_report_stay_placeholders(tmp_path: Path) -> None:
    need = {"uid": "UID Jakarta Raya"}
    customer = choose_customer(CustomerNeed(Place(tmp_path, 1), need))
    said = Message(None, f"Nomor {customer.idpel} atas nama {customer.nama} tercatat, laporan G5426112200001.")
    turn = dataclasses.replace(TURN, messages=(said,), slots={**TURN.slots, "nomor_laporan": "G5426112200001"})
    steps = '  - user: "{idpel} {nama}"\n  - bot: Baik.\n'
    after = accepted(tmp_path, steps, turn, head="  customer: {uid: UID Jakarta Raya}\n")
    assert '- bot: "Nomor {idpel} atas nama {nama} tercatat, laporan {nomor_laporan}."' in after


def test_the_difference_is_shown_as_a_unified_diff(tmp_path: Path) -> None:
    (file,) = accepted_files(run_of(written(tmp_path, "  - user: halo\n    sop: PRK-06\n"), TURN))
    assert "-    sop: PRK-06\n+    sop: PRK-02\n" in diff_of(file)
    assert file.path.read_text(encoding="utf-8") == file.before, "showing must not write"


def test_a_green_run_has_nothing_to_accept(tmp_path: Path) -> None:
    assert accepted_files(run_of(written(tmp_path, "  - user: halo\n    sop: PRK-02\n"), TURN)) == []


def test_a_known_failure_is_not_accepted(tmp_path: Path) -> None:
    file = written(tmp_path, "  - user: halo\n    sop: PRK-06\n")
    known = {"uji": KnownFailure(Place(file, 1), "uji", "belum dibuat", date(2026, 11, 22))}
    assert accepted_files(run_of(file, TURN, known=known)) == []


def test_nothing_is_accepted_of_a_run_that_broke(tmp_path: Path) -> None:
    file = written(tmp_path, "  - user: halo\n    sop: PRK-06\n")
    with pytest.raises(AcceptError, match="terhenti"):
        accepted_files(run_of(file, TURN, broke="KeyError: x"))


def test_a_recorded_talk_is_never_rewritten(tmp_path: Path) -> None:
    (case,) = read_file(written(tmp_path, "  - user: halo\n    sop: PRK-06\n"))
    recorded = dataclasses.replace(filled(case), recorded=True)
    with pytest.raises(AcceptError, match="catatan"):
        accepted_files(RunResult((held(recorded, [TURN]),), 1.0))
