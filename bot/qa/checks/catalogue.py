"""Everything that the SOP catalogue lists is in the book."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import yaml

from bot.qa.checks.project import Finding, Project

CATALOGUE_FILE = Path(__file__).with_name("catalogue.yml")


def missing_from_book(project: Project) -> Iterator[Finding]:
    """Rules, outcome rows and forbidden sayings of the catalogue that the book lacks."""
    catalogue = yaml.safe_load(CATALOGUE_FILE.read_text(encoding="utf-8"))
    for topic, rule_ids in catalogue["rules"].items():
        for rule_id in rule_ids:
            if rule_id not in project.book.rules:
                yield project.about_rule(topic, rule_id, "aturan katalog ini tidak ada di buku SOP.")
    for topic, rows in catalogue["outcomes"].items():
        known = project.book.topics.get(topic)
        there = {outcome.id for outcome in known.outcomes} if known else set()
        for row in rows:
            if row not in there:
                yield project.about_rule(topic, row, "baris hasil katalog ini tidak ada di buku SOP.")
    never = {item.id for topic in project.book.topics.values() for item in topic.never}
    for rule_id in catalogue["never"]:
        if rule_id not in never:
            yield project.about_rule("periksa", rule_id, "larangan katalog ini tidak ada pada bagian 'never'.")
