"""A self-report in PLN Mobile speaks, asks and ends as the catalogue has it (MOB-01)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from bot.pln_mobile.course import TOPIC, WORDS, conditions_asked, course_of
from bot.qa.checks.catalogue import catalogue
from bot.qa.checks.project import Finding, Project

RULE = "MOB-01"


def self_report_differing(project: Project) -> Iterator[Finding]:
    """Words, questions and ends of a self-report that differ from the catalogue's."""
    if TOPIC not in project.book.topics:
        return
    wanted = catalogue()["self_report"]
    words: Mapping[str, Any] = project.book.topics[TOPIC].parameters.get(WORDS, {})
    for name, value in wanted["words"].items():
        if words.get(name) != value:
            yield _finding(project, f"{name} pada PLN Mobile {words.get(name)!r}, di katalog {value!r}.")
    asked = list(conditions_asked(project.book))
    if asked != wanted["asked"]:
        message = f"menanyakan {', '.join(asked)} di PLN Mobile, di katalog {', '.join(wanted['asked'])}."
        yield _finding(project, message)
    told_by_using_it: Mapping[str, Any] = words.get("told_by_using_it", {})
    for name, value in told_by_using_it.items():
        fact = project.book.facts[name]
        if fact.values and value not in fact.values:
            yield _finding(project, f"{fact.label} {value!r} bukan salah satu dari {', '.join(fact.values)}.")
    for end in wanted["ends"]:
        for place, in_area in (("inside", True), ("outside", False)):
            told = {**end["told"], "pernah_lapor": False, "identitas": "", "wilayah_self_diagnosis": in_area}
            course = course_of(project.book, {**told_by_using_it, **told})
            ended = course.outcome.id if course.outcome else f"pertanyaan {course.question}"
            if ended != end[place]:
                message = f"laporan mandiri {end['told']} berujung pada {ended}, di katalog {end[place]}."
                yield _finding(project, message)


def _finding(project: Project, message: str) -> Finding:
    return project.at(f"data/sop/{TOPIC}.yml", f"{WORDS}:", RULE, message)
