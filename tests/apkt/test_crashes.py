"""A thousand reports, four processes, double submits, kills: none lost, none twice."""

from __future__ import annotations

import signal
import time
from collections import Counter
from multiprocessing import get_context
from multiprocessing.process import BaseProcess
from pathlib import Path

from bot.apkt.history import replay
from bot.apkt.model import Ticket, TicketSearch
from bot.apkt.rows import state_of
from bot.apkt.store import TicketStore
from tests.apkt import submitter
from tests.apkt.submitter import REPORTS, SHARES

KILLS = 3
START_SECONDS = 120
END_SECONDS = 300  # seconds on a quiet machine; a busy one is not a failure


def test_a_thousand_reports_survive_double_submits_and_kills(
    store: TicketStore, database_url: str, tmp_path: Path
) -> None:
    files = [tmp_path / f"acknowledged {share}" for share in range(SHARES)]

    # forked from a process that has imported all and has neither threads nor connections
    processes_of_their_own = get_context("forkserver")
    processes_of_their_own.set_forkserver_preload([submitter.__name__, "psycopg2"])

    def start(share: int) -> BaseProcess:
        work = (database_url, share, files[share])
        process = processes_of_their_own.Process(target=submitter.submit, args=work, daemon=True)
        process.start()
        return process

    processes = [start(share) for share in range(SHARES)]
    lines_before_the_kill = {victim: 20 + 30 * victim for victim in range(KILLS)}
    patience_ends = time.monotonic() + START_SECONDS
    while lines_before_the_kill:
        assert time.monotonic() < patience_ends, f"not yet in mid-work: {lines_before_the_kill}"
        time.sleep(0.005)
        for victim, number in list(lines_before_the_kill.items()):
            if lines_in(files[victim]) < number:
                continue
            processes[victim].kill()
            processes[victim].join()
            assert processes[victim].exitcode == -signal.SIGKILL
            # started again it submits its whole share once more, knowing nothing of what it had done
            processes[victim] = start(victim)
            del lines_before_the_kill[victim]
    for process in processes:
        process.join(END_SECONDS)
    assert [process.exitcode for process in processes] == [0] * SHARES

    tickets = all_tickets(store)
    acknowledged = {line for file in files for line in file.read_text().splitlines() if line.count(" ") == 1}
    saved = {f"{(ticket.keterangan or '').split()[-1]} {ticket.nomor}" for ticket in tickets}
    assert acknowledged == saved
    assert len(tickets) == REPORTS
    assert len({ticket.nomor for ticket in tickets}) == REPORTS
    assert numbers_have_no_gap(tickets)
    for ticket in tickets:
        assert replay(ticket.history) == {**state_of(ticket), "updated_at": ticket.updated_at}


def lines_in(file: Path) -> int:
    """How many reports the process has written down so far."""
    return file.read_text().count("\n") if file.exists() else 0


def all_tickets(store: TicketStore) -> list[Ticket]:
    tickets: list[Ticket] = []
    cursor = None
    while True:
        page = store.search(TicketSearch(limit=200, cursor=cursor))
        tickets += page.tickets
        cursor = page.next_cursor
        if cursor is None:
            return tickets


def numbers_have_no_gap(tickets: list[Ticket]) -> bool:
    """A number that was taken by a killed process is given to the next: its transaction was undone."""
    series = Counter(ticket.nomor[:9] for ticket in tickets)
    return all(
        sorted(int(ticket.nomor[9:]) for ticket in tickets if ticket.nomor.startswith(prefix))
        == list(range(1, number + 1))
        for prefix, number in series.items()
    )
