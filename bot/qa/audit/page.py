"""An audit as one HTML page for supervisors: critical errors, the Pareto chart of missed rules, each talk's scorecard.

The page stands alone: styles and picture are in it, and it asks no other site for anything.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from bot import clock
from bot.qa.audit.summary import Audit, Audited, Missing
from bot.qa.writing import written_date, written_number
from bot.sop.book import Source
from bot.sop.conformance.result import (
    EXTRA,
    MET,
    MISSED,
    NOT_APPLICABLE,
    OUT_OF_ORDER,
    UNSURE,
    Item,
)

_TEMPLATES = Path(__file__).resolve().parent.parent / "templates"
_LONGEST_CHART = 20
_BAR_HEIGHT = 26
_BAR_WIDTH = 420

STATUS_NAMES = {
    MET: "terpenuhi",
    MISSED: "terlewat",
    OUT_OF_ORDER: "tidak pada urutannya",
    EXTRA: "tidak diperlukan",
    NOT_APPLICABLE: "tidak berlaku",
    UNSURE: "dinilai supervisor",
}
SPEAKERS = {"cso": "CSO", "bot": "Bot", "pelanggan": "Pelanggan"}


@dataclass(frozen=True)
class Bar:
    """One bar of the chart.

    Attributes:
        y, width: in units of the picture.
    """

    missing: Missing
    y: int
    width: int


def audit_page(audit: Audit) -> str:
    """The page as HTML."""
    environment = Environment(
        loader=FileSystemLoader(_TEMPLATES), autoescape=True, undefined=StrictUndefined, trim_blocks=True
    )
    environment.filters["number"] = written_number
    environment.filters["source"] = source_text
    pareto = audit.pareto()
    return environment.get_template("audit.html").render(
        headline="Audit percakapan",
        audit=audit,
        day=written_date(clock.local(clock.now(), "WIB").date()),
        count=audit.count(),
        names=STATUS_NAMES,
        speakers=SPEAKERS,
        pareto=pareto,
        bars=list(_bars(pareto)),
        bar_height=_BAR_HEIGHT,
        bar_width=_BAR_WIDTH,
        shown=shown_items,
    )


def shown_items(audited: Audited) -> list[Item]:
    """The rules of a scorecard: all but those that did not apply, in the order of the talk."""
    items = [item for item in audited.result.items if item.status != NOT_APPLICABLE]
    unseen = len(audited.talk.turns)
    return sorted(items, key=lambda one: (one.matter, unseen if one.verdict.turn is None else one.verdict.turn))


def source_text(source: Source) -> str:
    """Where a rule stands, in a few words."""
    paragraph = f", paragraf {source.paragraph}" if source.paragraph else ""
    return f"{source.document} poin {source.point}{paragraph}"


def _bars(pareto: tuple[Missing, ...]) -> Iterator[Bar]:
    most = max((one.times for one in pareto), default=1)
    for number, one in enumerate(pareto[:_LONGEST_CHART]):
        yield Bar(one, number * _BAR_HEIGHT, max(2, round(_BAR_WIDTH * one.times / most)))
