"""Every story keeps to the book, and together they go all the ways that the book knows.

A story is held against the topic whose file it stands in: forms in the order of the stages, possible values of the
steering slots, the forms and the ticket that its outcome row asks for, rule ids in its name that exist.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePath

from bot.qa.checks.project import Finding, Project, Told
from bot.sop.book import Stage, Topic
from bot.sop.conditions import holds
from bot.sop.flow import deciding_stages
from bot.sop.ways import Way, goes_on_elsewhere, row

MAKES_TICKET = "action_buat_tiket"
"""Carries out the row of the outcome table, where the topic names no action of its own (``carried_out_by``)."""

CHANGES_TOPIC = "action_alihkan_topik"
KWH_PERIKSA = "KWH PERIKSA"
ADDRESS = "alamat_lengkap"
_RULE_ID = re.compile(r"\b[A-Z]{2,4}-\d{2}(?:[a-z]|!)?(?:-[a-z-]+)?")


@dataclass(frozen=True)
class _Way:
    """A story's way: the forms that it runs, the values of steering slots that it names, its actions."""

    forms: tuple[str, ...]
    values: tuple[tuple[str, str], ...]
    actions: tuple[str, ...]


def straying(project: Project) -> Iterator[Finding]:
    """Stories that do not keep to the book, and ways of the book that no story goes."""
    for told in (*project.stories, *project.rules):
        for rule_id in _RULE_ID.findall(told.name):
            if rule_id not in project.book.rules:
                yield _about(told, f"menyebut aturan {rule_id}, yang tidak ada di buku SOP.")
    for name, found in project.walks.items():
        yield from _of_topic(project, project.book.topics[name], found.ways)


def _of_topic(project: Project, topic: Topic, ways: list[Way]) -> Iterator[Finding]:
    own = {stage.form: stage for stage in topic.stages}
    only_here = own.keys() - {
        stage.form for other in project.book.topics.values() if other is not topic for stage in other.stages
    }
    gone: set[tuple[tuple[str, str], ...]] = set()
    deciding = {stage.form for stage in deciding_stages(topic)}
    for story in project.stories:
        if PurePath(story.file).stem != topic.name:
            continue
        way = _way_of(story, own)
        if only_here.isdisjoint(way.forms):
            continue  # a story of another topic, which shares some stages with this one
        yield from (_about(story, message) for message in _faults(project, topic, own, way))
        passed = tuple(pair for pair in way.values if pair[0] in deciding)
        gone.add(passed)
        matching = [one for one in ways if one.stages == passed]
        if not matching:
            yield _about(story, f"jalan {_told(passed)} tidak ada di buku SOP.")
        else:
            yield from (_about(story, message) for message in _faults_of_end(project, topic, story, way, matching))
            yield from (_about(story, message) for message in _faults_of_stages(project, topic, way, matching))
    for missing in sorted({one.stages for one in ways} - gone):
        yield Finding(
            f"data/stories/{topic.name}.yml", 0, topic.name, f"tidak ada cerita untuk jalan {_told(missing)}."
        )


def _faults(project: Project, topic: Topic, own: dict[str, Stage], way: _Way) -> Iterator[str]:
    order = [stage.form for stage in topic.stages]
    positions = [order.index(form) for form in way.forms]
    for earlier, later, form in zip(positions, positions[1:], way.forms[1:], strict=False):
        if later <= earlier:
            yield f"{form} tidak pada urutan tahap di buku SOP."
    for form, value in way.values:
        if value not in {outcome.value for outcome in own[form].outcomes}:
            yield f"hasil {value!r} tidak mungkin pada {form}."
    for action in way.actions:
        if action not in project.actions | set(project.responses):
            yield f"aksi {action} tidak ada di domain.yml."


def _faults_of_end(project: Project, topic: Topic, story: Told, way: _Way, ways: list[Way]) -> Iterator[str]:
    rows = {row_id for one in ways for row_id in one.rows}
    named = {one.id for one in topic.outcomes if re.search(rf"(?<![\w-]){re.escape(one.id)}(?![\w-])", story.name)}
    if named != rows:
        yield f"namanya menyebut {_list(named)}, padahal jalannya berujung pada {_list(rows)}."
    carries_out = topic.parameters.get("carried_out_by", MAKES_TICKET)
    if all(one.leaves for one in ways):
        if carries_out in way.actions:
            yield "membuat tiket, padahal jalannya keluar dari topik ini."
        if any(goes_on_elsewhere(topic, one) for one in ways) and CHANGES_TOPIC not in way.actions:
            yield f"tidak menjalankan {CHANGES_TOPIC}."
        return
    last = topic.stages[-1].form
    if way.forms[-1] != last:
        yield f"tidak berakhir dengan {last}."
    if carries_out not in way.actions:
        yield f"tidak menjalankan {carries_out}."
    tickets = [row(topic, row_id).ticket for row_id in sorted(rows)]
    for form, needed, what in (
        (
            _form_asking_code(project, topic),
            any((t or {}).get("tipe_wo") == KWH_PERIKSA for t in tickets),
            "kode meter",
        ),
        (
            _form_asking(project, topic, ADDRESS),
            any(t and not t.get("issue_closed") for t in tickets),
            "alamat dan kontak",
        ),
    ):
        if form and needed and form not in way.forms:
            yield f"tidak menanyakan {what} ({form})."
        elif form and not needed and form in way.forms:
            yield f"menanyakan {what} ({form}) tanpa perlu."


def _faults_of_stages(project: Project, topic: Topic, way: _Way, ways: list[Way]) -> Iterator[str]:
    """The topic's own stages that the story comes to against their condition, or passes by although it holds."""
    staying = [one for one in ways if not one.leaves]
    deciding = deciding_stages(topic)
    for stage in (one for one in topic.stages if not project.book.is_shared(one)):
        comes = stage.form in way.forms
        for one in staying:
            open_still = stage not in deciding or stage.form in dict(one.stages)
            if comes is not (open_still and holds(stage.when, one.facts)):
                yield f"{'sampai pada' if comes else 'melewati'} {stage.form}, padahal syarat tahapnya berkata lain."
                break


def _form_asking(project: Project, topic: Topic, fact: str) -> str:
    asking = (s.form for s in topic.stages if any(project.book.rule(step).ask == fact for step in s.steps))
    return next(asking, "")


def _form_asking_code(project: Project, topic: Topic) -> str:
    asking = (s.form for s in topic.stages if any(project.book.rule(step).code for step in s.steps))
    return next(asking, "")


def _way_of(story: Told, own: dict[str, Stage]) -> _Way:
    form_of_slot = {stage.outcome_slot: stage.form for stage in own.values() if stage.outcome_slot}
    forms: list[str] = []
    values: list[tuple[str, str]] = []
    actions: list[str] = []
    for step in story.steps:
        action = step.get("action")
        if action in own:
            forms.append(action)
        elif action:
            actions.append(action)
        for entry in step.get("slot_was_set", ()):
            values.extend((form_of_slot[slot], value) for slot, value in entry.items() if slot in form_of_slot)
    return _Way(tuple(forms), tuple(values), tuple(actions))


def _about(story: Told, message: str) -> Finding:
    return Finding(story.file, story.line, story.name, message)


def _told(passed: tuple[tuple[str, str], ...]) -> str:
    return ", ".join(f"{form} → {value}" for form, value in passed) or "(tanpa tahap penentu)"


def _list(rows: set[str]) -> str:
    return ", ".join(sorted(rows)) or "tidak satu pun baris hasil"
