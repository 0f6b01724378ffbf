"""A thousand reports, four processes, double submits, kills: none lost, none twice."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

from bot.apkt.history import replay
from bot.apkt.model import Ticket, TicketSearch
from bot.apkt.rows import state_of
from bot.apkt.store import TicketStore
from bot.settings import PROJECT_ROOT
from tests.apkt.submitter import REPORTS, SHARES

KILLS = 3
START_SECONDS = 120
END_SECONDS = 300  # seconds on a quiet machine; a busy one is not a failure


def test_a_thousand_reports_survive_double_submits_and_kills(
    store: TicketStore, database_url: str, tmp_path: Path
) -> None:
    files = [tmp_path / f"acknowledged {share}" for share in range(SHARES)]

    def start(share: int) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", "tests.apkt.submitter", database_url, str(share), str(files[share])]
        return subprocess.Popen(command, cwd=PROJECT_ROOT)

    processes = [start(share) for share in range(SHARES)]
    for victim in range(KILLS):
        wait_for_lines(files[victim], 20 + 30 * victim)
        processes[victim].kill()
        assert processes[victim].wait() == -signal.SIGKILL
        # started again it submits its whole share once more, knowing nothing of what it had done
        processes[victim] = start(victim)
    assert [process.wait(timeout=END_SECONDS) for process in processes] == [0] * SHARES

    tickets = all_tickets(store)
    acknowledged = {line for file in files for line in file.read_text().splitlines() if line.count(" ") == 1}
    saved = {f"{(ticket.keterangan or '').split()[-1]} {ticket.nomor}" for ticket in tickets}
    assert acknowledged == saved
    assert len(tickets) == REPORTS
    assert len({ticket.nomor for ticket in tickets}) == REPORTS
    assert numbers_have_no_gap(tickets)
    for ticket in tickets:
        assert replay(ticket.history) == {**state_of(ticket), "updated_at": ticket.updated_at}


def wait_for_lines(file: Path, number: int) -> None:
    """Wait until the process is in the middle of its work."""
    end = time.monotonic() + START_SECONDS
    while not file.exists() or file.read_text().count("\n") < number:
        assert time.monotonic() < end, f"{file.name} has too few lines"
        time.sleep(0.01)


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
