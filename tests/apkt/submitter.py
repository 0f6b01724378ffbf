"""What each process of the crash test does: it submits its share and writes down what was acknowledged.

A module of its own, with few imports, so that the parent of those processes is warm quickly.
"""

from __future__ import annotations

from pathlib import Path

from bot.apkt.store import TicketStore
from tests.apkt.drafts import gangguan, keluhan

REPORTS = 1000
SHARES = 4


def reports_of(share: int) -> list[int]:
    """Its own quarter of the reports, and every tenth of the next process's: these are submitted by two."""
    own = range(share, REPORTS, SHARES)
    neighbours = range((share + 1) % SHARES, REPORTS, SHARES * 10)
    return sorted({*own, *neighbours})


def submit(database_url: str, share: int, acknowledgements: Path) -> None:
    """Submit the share; every seventh report twice, as an impatient caller does."""
    store = TicketStore(database_url)
    with acknowledgements.open("a", encoding="utf-8") as acknowledged:
        for report in reports_of(share):
            draft = (gangguan if report % 3 else keluhan)(keterangan=f"laporan {report}")
            for _ in range(2 if report % 7 == 0 else 1):
                ticket = store.create(draft, actor="bot", idempotency_key=f"laporan {report}")
                acknowledged.write(f"{report} {ticket.nomor}\n")
                acknowledged.flush()
