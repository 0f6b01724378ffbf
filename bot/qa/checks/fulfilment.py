"""Every rule of the book is carried out by something, and everything it names exists."""

from __future__ import annotations

import pkgutil
from collections.abc import Iterator

from bot.qa.checks.project import Finding, Project
from bot.sop.book import Rule, is_code

CODE_RESPONSES = ("utter_minta_kode_pertama", "utter_minta_kode", "utter_minta_kode_ulang")
"""How the form asks for a meter code: the same words for each of them."""


def unfulfilled(project: Project) -> Iterator[Finding]:
    """Rules that nothing fulfils, names that do not exist, and facts, forms, actions without a counterpart."""
    for rule in project.book.rules.values():
        for message in _faults_of(project, rule):
            yield project.about_rule(rule.topic, rule.id, message)
    yield from _facts_without_slot(project)
    yield from _stages_without_form(project)
    yield from _actions_without_code(project)


def _faults_of(project: Project, rule: Rule) -> Iterator[str]:
    asked_in = [stage for stage in project.book.stages.values() if rule.id in stage.steps]
    if (rule.ask or rule.say) and not asked_in and not rule.fulfilled_by:
        yield "bertanya atau berkata, tetapi bukan langkah tahap mana pun."
    if not (rule.ask or rule.say or rule.do or rule.fulfilled_by):
        yield "tidak ada yang memenuhinya: isi ask, say, atau fulfilled_by."
    if rule.ask:
        yield from _faults_of_question(project, rule)
    if rule.say and rule.say not in project.responses:
        yield f"respons {rule.say} tidak ada di domain.yml."
    known = project.actions | set(project.responses) | set(project.forms)
    for name in rule.fulfilled_by:
        if is_code(name):
            if not _is_there(name):
                yield f"dipenuhi oleh {name}, tetapi kode itu tidak ada."
        elif name not in known:
            yield f"dipenuhi oleh {name}, tetapi nama itu tidak ada di domain.yml."


def _is_there(name: str) -> bool:
    try:
        return callable(pkgutil.resolve_name(name))
    except (ImportError, AttributeError):
        return False


def _faults_of_question(project: Project, rule: Rule) -> Iterator[str]:
    needed = CODE_RESPONSES if rule.code else (f"utter_ask_{rule.ask}",)
    for name in needed:
        if name not in project.responses:
            yield f"menanyakan {rule.ask}, tetapi respons {name} tidak ada di domain.yml."
    for stage in project.book.stages.values():
        slots = project.forms.get(stage.form, {}).get("required_slots", ())
        if rule.id in stage.steps and rule.ask not in slots:
            yield f"menanyakan {rule.ask}, tetapi {stage.form} di domain.yml tidak memilikinya."


def _facts_without_slot(project: Project) -> Iterator[Finding]:
    for topic in project.book.topics.values():
        for name in topic.facts:
            if name not in project.domain.get("slots", {}):
                yield project.at(
                    f"data/sop/{topic.name}.yml", f"  {name}:", name, "fakta ini tidak punya slot di domain.yml."
                )


def _stages_without_form(project: Project) -> Iterator[Finding]:
    for topic in project.book.topics.values():
        for stage in topic.stages:
            file, line = f"data/sop/{topic.name}.yml", f"form: {stage.form}"
            if stage.form not in project.forms:
                yield project.at(file, line, stage.name, f"formulir {stage.form} tidak ada di domain.yml.")
            if f"validate_{stage.form}" not in project.actions:
                yield project.at(file, line, stage.name, f"aksi validate_{stage.form} tidak ada di domain.yml.")


def _actions_without_code(project: Project) -> Iterator[Finding]:
    for name in sorted(project.actions - project.actions_in_code):
        yield project.at("domain.yml", f"- {name}", name, "aksi ini tidak punya kode di actions/.")
    for name in sorted(project.actions_in_code - project.actions):
        yield Finding("domain.yml", 0, name, "aksi ini ada di actions/, tetapi tidak disebut di domain.yml.")
