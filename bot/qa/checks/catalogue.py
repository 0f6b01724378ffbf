"""Everything that the SOP catalogue lists is in the book."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from bot.desk.follow_up import meaning_of_note
from bot.qa.checks.project import Finding, Project
from bot.sop.conformance.sayings import said_in

CATALOGUE_FILE = Path(__file__).with_name("catalogue.yml")
PERIKSA = "periksa"
LAPOR_ULANG = "lapor_ulang"


@cache
def catalogue() -> Mapping[str, Any]:
    """What the catalogue lists, as :mod:`bot.qa.checks` reads it."""
    content: Mapping[str, Any] = yaml.load(CATALOGUE_FILE.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    return content


def missing_from_book(project: Project) -> Iterator[Finding]:
    """Rules, outcome rows, forbidden sayings and meanings of codes of the catalogue that the book lacks."""
    for topic, rule_ids in catalogue()["rules"].items():
        for rule_id in rule_ids:
            if rule_id not in project.book.rules:
                yield project.about_rule(topic, rule_id, "aturan katalog ini tidak ada di buku SOP.")
    for topic, rows in catalogue()["outcomes"].items():
        known = project.book.topics.get(topic)
        there = {outcome.id for outcome in known.outcomes} if known else set()
        for row in rows:
            if row not in there:
                yield project.about_rule(topic, row, "baris hasil katalog ini tidak ada di buku SOP.")
    yield from _allowed(project)
    yield from _other_meanings(project)
    yield from _other_notes(project)


def _allowed(project: Project) -> Iterator[Finding]:
    """Sayings that the catalogue forbids and the book does not."""
    never = {item.id: (topic.name, item) for topic in project.book.topics.values() for item in topic.never}
    for rule_id, sentences in catalogue()["never"].items():
        if rule_id not in never:
            yield project.about_rule(PERIKSA, rule_id, "larangan katalog ini tidak ada pada bagian 'never'.")
            continue
        topic, item = never[rule_id]
        for sentence in sentences:
            if not any(said_in(item, sentence)):
                yield project.about_rule(topic, rule_id, f"tidak lagi melarang {sentence!r}.")


def _other_meanings(project: Project) -> Iterator[Finding]:
    topic = project.book.topics.get(PERIKSA)
    told = topic.parameters.get("codes", {}) if topic is not None else {}
    for code, meaning in catalogue()["codes"].items():
        if code in told and told[code] != meaning:
            message = f"kode {code} berarti {told[code]!r}, di katalog {meaning!r}."
            yield project.at(f"data/sop/{PERIKSA}.yml", "codes:", "PRK-12", message)


def _other_notes(project: Project) -> Iterator[Finding]:
    """Notes of the unit that the desk does not offer, or that a repeated report reads otherwise."""
    topic = project.book.topics.get(LAPOR_ULANG)
    if topic is None:
        return
    offered = {kind.get("value"): kind.get("text") for kind in topic.parameters.get("unit_notes", ())}
    for value, text in catalogue()["unit_notes"].items():
        if offered.get(value) != text:
            message = f"catatan unit {value} adalah {offered.get(value)!r}, di katalog {text!r}."
        elif meaning_of_note(project.book, text) != value:
            message = f"catatan unit {text!r} dibaca sebagai {meaning_of_note(project.book, text)}."
        else:
            continue
        yield project.at(f"data/sop/{LAPOR_ULANG}.yml", "unit_notes:", "LU-06a", message)
