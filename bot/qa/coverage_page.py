"""The coverage of a run as one HTML page that needs nothing else, and as JSON."""

from __future__ import annotations

from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from bot.qa.coverage import BAR, Coverage, Measure, Targets
from bot.qa.sop_picture import pictures_of
from bot.qa.writing import written_number


def coverage_page(targets: Targets, coverage: Coverage) -> str:
    """The page: per cent of each measure, what is missing and where, and the pictures of the SOP."""
    environment = Environment(
        loader=PackageLoader("bot.qa", "templates"), autoescape=True, undefined=StrictUndefined, trim_blocks=True
    )
    environment.filters["number"] = written_number
    return environment.get_template("coverage.html").render(
        headline="Cakupan uji",
        measures=list(coverage.measures.values()),
        bar=BAR,
        talks=coverage.talks,
        pictures=pictures_of(targets, coverage),
    )


def coverage_json(coverage: Coverage) -> dict[str, Any]:
    """``{"talks", "measures": {name: {"title", "covered", "of", "percent", "missing", "excused"}}}``; a missing item
    has ``label``, ``file``, ``line``, an excused one also ``reason``."""
    return {
        "talks": coverage.talks,
        "measures": {name: _measure(measure) for name, measure in coverage.measures.items()},
    }


def _measure(measure: Measure) -> dict[str, Any]:
    return {
        "title": measure.title,
        "covered": measure.covered,
        "of": len(measure.items),
        "percent": round(measure.percent, 2),
        "missing": [
            {"label": item.label, "file": str(item.place.file), "line": item.place.line} for item in measure.missing
        ],
        "excused": [
            {"label": item.label, "file": str(item.place.file), "line": item.place.line, "reason": reason}
            for item, reason in measure.excused
        ],
    }
