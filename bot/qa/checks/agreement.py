"""What the book shares with tickets, language and domain is written the same everywhere."""

from __future__ import annotations

from collections.abc import Iterator

from bot.apkt.model import GANGGUAN, JENIS, NO_NUMBER_SHOWN, SELF_DIAGNOSIS_CODES, TETANGGA_TIDAK_TURUT_PADAM, TIPE_WO
from bot.apkt.operations import OPERATIONS
from bot.language.choices import choice_questions, possible_answers
from bot.language.corrections import METER_CODES
from bot.language.yes_no import yes_no_questions
from bot.qa.checks.project import Finding, Project
from bot.sop.book import Topic
from bot.units import unit_names

PERIKSA = "periksa"


def disagreeing(project: Project) -> Iterator[Finding]:
    """Codes, ticket labels, values of facts, unit names and steering slots that differ between their homes."""
    topic = project.book.topics.get(PERIKSA)
    if topic is not None:
        yield from _codes(project, topic)
        yield from _labels(project, topic)
        yield from _areas(project, topic)
    yield from _ticket_rows(project)
    yield from _facts(project)
    yield from _steering_slots(project)


def _codes(project: Project, topic: Topic) -> Iterator[Finding]:
    asked = tuple(rule.code for stage in topic.stages for step in stage.steps if (rule := project.book.rule(step)).code)
    for where, codes in (
        ("parameter codes", tuple(topic.parameters.get("codes", ()))),
        ("langkah PRK-12", asked),
        ("bot/language/corrections.py", METER_CODES),
    ):
        if codes != SELF_DIAGNOSIS_CODES:
            message = (
                f"sembilan kode pada {where} ({' '.join(codes)}) berbeda dari tiket ({' '.join(SELF_DIAGNOSIS_CODES)})."
            )
            yield project.at(f"data/sop/{topic.name}.yml", "codes:", "PRK-12", message)
    for stage in topic.stages:
        for step in stage.steps:
            rule = project.book.rule(step)
            if rule.code and rule.ask != f"kode_{rule.code}":
                yield project.about_rule(topic.name, rule.id, f"kode {rule.code}, tetapi menanyakan {rule.ask}.")


def _labels(project: Project, topic: Topic) -> Iterator[Finding]:
    file = f"data/sop/{topic.name}.yml"
    actual = topic.parameters.get("no_number")
    if actual != NO_NUMBER_SHOWN:
        yield project.at(file, "no_number:", "no_number", f"{actual!r}, padahal pada tiket {NO_NUMBER_SHOWN!r}.")
    for outcome in topic.outcomes:
        kind = (outcome.ticket or {}).get("tipe_permasalahan")
        if kind not in (None, TETANGGA_TIDAK_TURUT_PADAM):
            message = f"tipe_permasalahan {kind!r}, padahal pada tiket {TETANGGA_TIDAK_TURUT_PADAM!r}."
            yield project.at(file, f"id: {outcome.id}", outcome.id, message)


def _areas(project: Project, topic: Topic) -> Iterator[Finding]:
    known = set(unit_names().values())
    for area in topic.parameters.get("self_diagnosis_areas", ()):
        unit = area.get("uid")
        if unit not in known:
            message = f"unit {unit!r} tidak ada di data/reference/pln_units.csv." if unit else "wilayah tanpa uid."
            place = f"uid: {unit}" if unit else "self_diagnosis_areas:"
            yield project.at(f"data/sop/{topic.name}.yml", place, "PRK-08", message)


def _ticket_rows(project: Project) -> Iterator[Finding]:
    for topic in project.book.topics.values():
        for outcome in topic.outcomes:
            ticket = outcome.ticket or {}
            for field, known in (("jenis", JENIS), ("tipe_wo", TIPE_WO)):
                if ticket.get(field) is not None and ticket[field] not in known:
                    message = f"{field} {ticket[field]!r} bukan salah satu dari {', '.join(known)}."
                    yield project.about_rule(topic.name, outcome.id, message)
            for operation in sorted(set(outcome.operations) - set(OPERATIONS)):
                message = f"operasi {operation!r} bukan salah satu dari {', '.join(OPERATIONS)}."
                yield project.about_rule(topic.name, outcome.id, message)
            if ticket.get("jenis") == GANGGUAN and not (ticket.get("tipe_wo") or ticket.get("issue_closed")):
                yield project.about_rule(
                    topic.name, outcome.id, "tiket tanpa tipe_wo yang juga tidak langsung selesai."
                )


def _facts(project: Project) -> Iterator[Finding]:
    for topic in project.book.topics.values():
        for fact in topic.facts.values():
            message = ""
            if fact.kind == "yes_no" and fact.name not in yes_no_questions():
                message = "fakta ya/tidak ini tidak dikenal bot.language.yes_no."
            elif fact.kind == "choice" and fact.name not in choice_questions():
                message = "fakta pilihan ini tidak dikenal bot.language.choices."
            elif fact.kind == "choice" and set(possible_answers(fact.name)) != set(fact.values):
                readable = ", ".join(possible_answers(fact.name))
                message = f"pilihannya {', '.join(fact.values)}, padahal bot.language membaca {readable}."
            if message:
                yield project.at(f"data/sop/{topic.name}.yml", f"  {fact.name}:", fact.name, message)


def _steering_slots(project: Project) -> Iterator[Finding]:
    for stage in project.book.stages.values():
        if not stage.outcome_slot:
            continue
        slot = project.domain.get("slots", {}).get(stage.outcome_slot, {})
        expected = {outcome.value for outcome in stage.outcomes}
        if slot.get("type") != "categorical" or set(slot.get("values", ())) != expected:
            message = f"harus categorical dengan nilai {', '.join(sorted(expected))}, seperti tahap {stage.name}."
            yield project.at("domain.yml", f"  {stage.outcome_slot}:", stage.outcome_slot, message)
