"""Every outcome can be reached, every way ends in exactly one, and nothing in the book can never come."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Set
from typing import Any

from bot.qa.checks.project import Finding, Project
from bot.sop.book import Topic
from bot.sop.conditions import holds
from bot.sop.ways import Walk, Way, row


def unreachable(project: Project) -> Iterator[Finding]:
    """Walk each topic that has an outcome table."""
    met = {rule_id for found in project.walks.values() for rule_id in found.rules_met}
    for name, found in project.walks.items():
        yield from _faults(project, project.book.topics[name], found, met)


def _faults(project: Project, topic: Topic, found: Walk, met_anywhere: Set[str]) -> Iterator[Finding]:
    reported: set[tuple[str, str]] = set()
    for way in found.ways:
        for subject, message in _faults_of_way(topic, way):
            if (subject, message) not in reported:
                reported.add((subject, message))
                yield project.about_rule(topic.name, subject, f"{message} Jalannya: {_told(way.stages, way.facts)}.")
    for stage, facts in found.dead_ends:
        if (stage.name, "") not in reported:
            reported.add((stage.name, ""))
            file, line = f"data/sop/{topic.name}.yml", f"name: {stage.name}"
            yield project.at(file, line, stage.name, f"tahap berakhir tanpa hasil. Jalannya: {_told((), facts)}.")
    for outcome in topic.outcomes:
        if not any(outcome.id in way.rows for way in found.ways):
            yield project.about_rule(topic.name, outcome.id, "baris hasil ini tidak dapat dicapai.")
        for number, (condition, _) in enumerate(outcome.permasalahan, start=1):
            if not any(outcome.id in way.rows and _chosen(topic, outcome.id, way) == number for way in found.ways):
                yield project.about_rule(
                    topic.name, outcome.id, f"permasalahan ke-{number} ({dict(condition)}) tidak pernah terpakai."
                )
    for stage in topic.stages:
        for value in stage.outcomes:
            if (stage.form, value.value) not in found.stage_values_met:
                yield project.at(
                    f"data/sop/{topic.name}.yml",
                    f"value: {value.value}",
                    stage.name,
                    f"hasil tahap {value.value} tidak dapat dicapai.",
                )
        for step in stage.steps:
            rule = project.book.rule(step)
            met = met_anywhere if project.book.is_shared(stage) else found.rules_met
            if (rule.ask or rule.say) and step not in met:
                yield project.about_rule(rule.topic, step, f"tidak pernah sampai giliran pada tahap {stage.name}.")


def _faults_of_way(topic: Topic, way: Way) -> Iterator[tuple[str, str]]:
    if len(way.rows) > 1:
        yield way.rows[1], f"beberapa baris hasil berlaku sekaligus: {', '.join(way.rows)}."
    elif not way.rows and not way.leaves:
        yield topic.name, "ada jalan yang tidak berujung pada satu pun baris hasil."
    for row_id in way.rows:
        if row(topic, row_id).makes_report and not _chosen(topic, row_id, way):
            yield row_id, "tidak ada permasalahan yang cocok."


def _chosen(topic: Topic, row_id: str, way: Way) -> int:
    """Which variant of a row's text this way gets, from 1; 0 when none fits."""
    variants = enumerate(row(topic, row_id).permasalahan, start=1)
    return next((number for number, (condition, _) in variants if holds(condition, way.facts)), 0)


def _told(stages: tuple[tuple[str, str], ...], facts: Mapping[str, Any]) -> str:
    if stages:
        return ", ".join(f"{form} → {value}" for form, value in stages)
    return ", ".join(f"{name}: {value}" for name, value in facts.items() if value is not None)
