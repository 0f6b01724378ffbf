"""The history, played back, is the ticket; a history that was tampered with is noticed."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta, timezone
from itertools import count
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from bot import clock
from bot.apkt.history import HistoryBroken, replay
from bot.apkt.model import Coordinates, Ticket
from bot.apkt.rows import state_of
from bot.apkt.store import TicketStore
from tests.apkt.drafts import FULL_GANGGUAN, gangguan, keluhan

key_serial = count()

readable = st.characters(codec="utf-8", categories=("L", "N", "P", "Z"))
words = st.text(readable, min_size=1, max_size=30).filter(str.strip)
moments = st.datetimes(datetime(2018, 1, 1), datetime(2027, 1, 1), timezones=st.just(timezone.utc))
changes = st.fixed_dictionaries(
    {},
    optional={
        "alamat": st.none() | words,
        "keterangan": st.none() | words,
        "hp_pelapor": st.none() | st.from_regex(r"08[0-9]{8,11}", fullmatch=True),
        "kontak": st.sets(st.sampled_from(["telepon", "wa", "sms"])).map(tuple),
        "koordinat": st.none() | st.builds(Coordinates, st.floats(-11, 6), st.floats(95, 141)),
        "konfirmasi": st.none() | moments,
        "tanggal_padam": st.none() | moments,
        "self_diagnosis": st.none() | st.just({"08": "1", "70": "0402"}),
        "eskalasi": st.booleans(),
    },
)


class Desk(RuleBasedStateMachine):
    """Officers do whatever they like, in any order, sometimes twice."""

    numbers = Bundle("numbers")
    store: TicketStore

    def __init__(self) -> None:
        super().__init__()
        self.moment = datetime(2022, 3, 1, tzinfo=timezone.utc)
        self.last: dict[str, Ticket] = {}

    def do(self, operation: str, *arguments: Any, twice: bool = False) -> Ticket:
        self.moment += timedelta(minutes=7)
        # one database serves many machines, so a key must be new beyond this machine
        key = f"langkah {next(key_serial)}"
        with clock.at(self.moment):
            method = getattr(self.store, operation)
            ticket: Ticket = method(*arguments, actor="CC.54.HANA", idempotency_key=key)
            if twice:
                assert method(*arguments, actor="CC.54.HANA", idempotency_key=key) == ticket
        self.last[ticket.nomor] = ticket
        return ticket

    @rule(target=numbers, draft=st.sampled_from([FULL_GANGGUAN, gangguan(), keluhan(issue_closed=True)]))
    def create(self, draft: Any) -> str:
        return self.do("create", draft, twice=True).nomor

    @rule(nomor=numbers, changed=changes, twice=st.booleans())
    def update(self, nomor: str, changed: dict[str, Any], twice: bool) -> None:
        ticket = self.do("update", nomor, changed, twice=twice)
        assert ticket.updated_at == self.moment

    @rule(nomor=numbers, remark=words, twice=st.booleans())
    def report_again(self, nomor: str, remark: str, twice: bool) -> None:
        assert self.do("mark_lapor_ulang", nomor, remark, twice=twice).lapor_ulang

    @rule(nomor=numbers, note=st.none() | words)
    def complete(self, nomor: str, note: str | None) -> None:
        assert self.do("complete", nomor, note).status == "SELESAI"

    @rule(nomor=numbers)
    def approve_token(self, nomor: str) -> None:
        self.do("record_ctt", nomor, "12345678901234567890", twice=True)

    @rule(nomor=numbers)
    def send_wo(self, nomor: str) -> None:
        self.do("send_wo", nomor)

    @invariant()
    def history_gives_the_state(self) -> None:
        for nomor, ticket in self.last.items():
            saved = self.store.get(nomor)
            assert saved == ticket
            assert replay(ticket.history) == {**state_of(ticket), "updated_at": ticket.updated_at}


def test_replaying_the_history_gives_the_state(store: TicketStore) -> None:
    Desk.store = store
    relaxed = settings(
        max_examples=6,
        stateful_step_count=12,
        deadline=None,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
    )
    run_state_machine_as_test(Desk, settings=relaxed)


@pytest.fixture
def lines(store: TicketStore) -> tuple[Any, ...]:
    nomor = store.create(gangguan(), actor="bot", idempotency_key="a").nomor
    store.add_keterangan(nomor, "PAGAR HIJAU", actor="bot", idempotency_key="b")
    return store.add_keterangan(nomor, "PAGAR BIRU", actor="bot", idempotency_key="c").history


def test_a_missing_line_is_noticed(lines: tuple[Any, ...]) -> None:
    with pytest.raises(HistoryBroken, match="2"):
        replay((lines[0], lines[2]))


def test_a_line_that_does_not_follow_is_noticed(lines: tuple[Any, ...]) -> None:
    with pytest.raises(HistoryBroken, match="keterangan"):
        replay((lines[0], replace(lines[2], sequence=2)))
