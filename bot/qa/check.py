"""The book held against everything else: run every check of :mod:`bot.qa.checks`, without Rasa and without a model."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from bot.qa.checks.agreement import disagreeing
from bot.qa.checks.catalogue import missing_from_book
from bot.qa.checks.fulfilment import unfulfilled
from bot.qa.checks.project import Finding, Project
from bot.qa.checks.reachability import unreachable
from bot.qa.checks.sayings import forbidden, unreadable_buttons, unused
from bot.qa.checks.self_report import self_report_differing
from bot.qa.checks.sources import misquoted
from bot.qa.checks.stories import straying

CHECKS: dict[str, Callable[[Project], Iterator[Finding]]] = {
    "Aturan katalog ada di buku": missing_from_book,
    "Setiap aturan dipenuhi": unfulfilled,
    "Setiap hasil dapat dicapai": unreachable,
    "Setiap cerita menuruti buku": straying,
    "Tidak ada ucapan terlarang": forbidden,
    "Setiap respons dipakai": unused,
    "Setiap tombol terbaca": unreadable_buttons,
    "Buku, tiket, dan bahasa sepakat": disagreeing,
    "Laporan mandiri sesuai katalog": self_report_differing,
}
SOURCES = "Kutipan sesuai dokumen sumber"


@dataclass(frozen=True)
class CheckResult:
    """One check and what it found."""

    title: str
    findings: tuple[Finding, ...]


def run_checks(project: Project, sources: Path | None = None) -> list[CheckResult]:
    """Run every check.

    Args:
        sources: folder of the source documents; without it the quotations are not checked.
    """
    results = [CheckResult(title, tuple(check(project))) for title, check in CHECKS.items()]
    if sources is not None:
        results.append(CheckResult(SOURCES, tuple(misquoted(project, sources))))
    return results
