"""The model check: every state that a talk can be in by the book, breadth-first, and what is wrong with any of them.

Looked at without Rasa and without a model: the book's stages over the finite values of its facts
(:mod:`bot.sop.ways`), a correction of every answer at every end, and the loops of a talk, of which each needs an exit:
a question that is not understood, an identity that is not found, a value that is corrected. A fault comes with the
talk that shows it.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from bot.qa.book_places import BookPlaces
from bot.qa.book_talk import BOT, CALLER, BookTalk, Line
from bot.qa.corrections_of_book import corrected_talks
from bot.qa.e2e_model import Place
from bot.qa.loops_of_book import Loop, loops_of
from bot.sop.book import Book, Stage, Topic
from bot.sop.branches import (
    Path,
    comparisons_at,
    conditions_of,
    row_path,
    rule_path,
    stage_path,
    stage_value_path,
    variant_path,
)
from bot.sop.conditions import Condition, Facts, holds
from bot.sop.ways import Walk, Way, row, walk

NO_ROW = "tanpa hasil"
SEVERAL_ROWS = "hasil ganda"
DEAD_END = "jalan buntu"
NO_TEXT = "tanpa permasalahan"
UNREACHABLE = "tidak terjangkau"
CONTRADICTION = "aturan bertentangan"
IMPOSSIBLE = "syarat mustahil"
NO_EXIT = "putaran tanpa jalan keluar"
STALE = "perbaikan meninggalkan sisa"


@dataclass(frozen=True)
class Fault:
    """Something wrong with the book.

    Attributes:
        kind: ``tanpa hasil``, ``hasil ganda``, ``jalan buntu``, ``tanpa permasalahan``, ``tidak terjangkau``,
            ``aturan bertentangan``, ``syarat mustahil``, ``putaran tanpa jalan keluar`` or
            ``perbaikan meninggalkan sisa``.
        subject: the rule, stage or row that it is about.
        talk: the shortest talk that shows it, empty when it shows in none.
    """

    kind: str
    subject: str
    place: Place
    message: str
    talk: tuple[Line, ...] = ()

    def __str__(self) -> str:
        return f"{self.place}: {self.subject}: {self.kind}: {self.message}"


@dataclass(frozen=True)
class TopicChecked:
    """What the check of one topic looked at and found.

    Attributes:
        states: states of a talk that were looked at; ``ways`` and ``corrections`` count the talks among them.
        seconds: how long it took.
    """

    topic: str
    states: int
    ways: int
    corrections: int
    loops: int
    faults: tuple[Fault, ...]
    seconds: float = field(compare=False)


def check_model(
    book: Book,
    responses: Mapping[str, list[Mapping[str, Any]]],
    places: BookPlaces,
    topics: frozenset[str] = frozenset(),
) -> list[TopicChecked]:
    """Check every topic that has stages.

    Args:
        responses: the domain's, for the words of counter-examples.
        topics: only these; empty: all.
    """
    wanted = [topic for topic in book.topics.values() if topic.stages and (not topics or topic.name in topics)]
    return [_TopicCheck(book, topic, BookTalk(book, responses), places).run() for topic in wanted]


class _TopicCheck:
    def __init__(self, book: Book, topic: Topic, talk: BookTalk, places: BookPlaces) -> None:
        self._book = book
        self._topic = topic
        self._talk = talk
        self._places = places
        self._faults: dict[tuple[str, str, str], Fault] = {}

    def run(self) -> TopicChecked:
        begun = time.perf_counter()
        found = walk(self._book, self._topic)
        self._ends(found)
        self._stages(found)
        self._order(found)
        self._reachability(found)
        corrections = self._corrections(found)
        loops = list(loops_of(self._book, self._topic))
        self._loops(loops)
        return TopicChecked(
            self._topic.name,
            found.states + corrections,
            len({way.stages for way in found.ways}),
            corrections,
            len(loops),
            tuple(self._faults.values()),
            time.perf_counter() - begun,
        )

    def _report(self, kind: str, subject: str, path: Path, message: str, talk: tuple[Line, ...] = ()) -> None:
        """Note a fault; of several talks that show the same one the first, which is the shortest, is kept."""
        self._faults.setdefault((kind, subject, message), Fault(kind, subject, self._places.place(path), message, talk))

    # --- ends ------------------------------------------------------------------------------------

    def _ends(self, found: Walk) -> None:
        if not self._topic.outcomes:
            return
        for way in found.ways:
            if len(way.rows) > 1:
                path = row_path(self._topic.name, way.rows[1])
                message = f"baris {', '.join(way.rows)} berlaku bersama; hasil harus tepat satu."
                self._report(SEVERAL_ROWS, way.rows[1], path, message, self._told_way(way))
            elif not way.rows and not way.leaves:
                last = way.stages[-1][1] if way.stages else ""
                message = f"tidak ada baris tabel hasil yang berlaku setelah {last or 'percakapan'}."
                path = (self._topic.name, "outcomes")
                self._report(NO_ROW, self._topic.name, path, message, self._told_way(way))
            for row_id in way.rows:
                outcome = row(self._topic, row_id)
                if outcome.makes_report and not any(holds(when, way.facts) for when, _ in outcome.permasalahan):
                    path = (*row_path(self._topic.name, row_id), "permasalahan")
                    message = "tidak satu pun teks permasalahan yang cocok."
                    self._report(NO_TEXT, row_id, path, message, self._told_way(way))

    def _stages(self, found: Walk) -> None:
        for stage, facts in found.dead_ends:
            message = f"tahap berakhir tanpa nilai {stage.outcome_slot}."
            self._report(DEAD_END, stage.name, stage_path(self._topic.name, stage), message, self._told(stage, facts))
        for stage, rule, facts in found.unanswerable:
            message = f"pertanyaan {rule.ask!r} tidak punya satu pun jawaban yang mungkin."
            self._report(DEAD_END, rule.id, rule_path(self._book, rule.id), message, self._told(stage, facts))

    # --- order -----------------------------------------------------------------------------------

    def _order(self, found: Walk) -> None:
        for late in found.too_late:
            message = (
                f"berdiri sebelum {late.after.id} pada tahap {late.stage.name}, "
                f"tetapi syaratnya menunggu jawaban {late.after.id}."
            )
            path = stage_path(self._topic.name, late.stage)
            self._report(CONTRADICTION, late.rule.id, path, message, self._told(late.stage, late.facts))
        for stage in self._topic.stages:
            asking = [self._book.rule(step) for step in stage.steps if self._book.rule(step).ask]
            for number, rule in enumerate(asking):
                for other in asking[number + 1 :]:
                    facts = self._both(rule.when, other.when) if rule.ask == other.ask else None
                    if facts is not None:
                        message = f"menanyakan {rule.ask} seperti {rule.id}, dengan syarat yang dapat berlaku bersama."
                        lines = (*self._talk.told(self._topic, [stage], facts), self._talk.question(other))
                        self._report(CONTRADICTION, other.id, rule_path(self._book, other.id), message, lines)
        self._orders_of_stages()

    def _orders_of_stages(self) -> None:
        first: dict[tuple[str, str], Stage] = {}
        for stage in self._topic.stages:
            steps = [step for step in stage.steps if self._book.rule(step).ask or self._book.rule(step).say]
            for number, step in enumerate(steps):
                for later in steps[number + 1 :]:
                    other = first.get((later, step))
                    if other is not None:
                        message = f"sebelum {later} pada tahap {stage.name}, sesudahnya pada tahap {other.name}."
                        self._report(CONTRADICTION, step, stage_path(self._topic.name, stage), message)
                    first.setdefault((step, later), stage)

    def _both(self, one: Condition, other: Condition) -> Facts | None:
        """Facts under which both conditions hold, ``None`` if there are none."""
        states: list[dict[str, Any]] = [{}]
        for name in dict.fromkeys(name for when in (one, other) for _, name, _, _ in comparisons_at(when, ())):
            fact = self._book.facts[name]
            named = {
                value
                for when in (one, other)
                for _, about, expected, _ in comparisons_at(when, ())
                if about == name
                for value in (expected if isinstance(expected, list) else [expected])
            }
            values = [None, *fact.values, *sorted(named - {None, *fact.values}, key=str)]
            values += [flag for flag in (True, False) if fact.kind in ("yes_no", "derived") and flag not in values]
            states = [{**state, name: value} for state in states for value in values]
        return next((state for state in states if holds(one, state) and holds(other, state)), None)

    # --- what can never be ------------------------------------------------------------------------

    def _reachability(self, found: Walk) -> None:
        topic = self._topic.name
        for outcome in self._topic.outcomes:
            path = row_path(topic, outcome.id)
            reached = [way for way in found.ways if outcome.id in way.rows]
            if not reached:
                self._never(found, outcome.id, path, outcome.when, "baris hasil ini tidak pernah berlaku")
            for number, (when, _) in enumerate(outcome.permasalahan):
                chosen = [way for way in reached if _first(outcome.permasalahan, way.facts) == number]
                if reached and not chosen:
                    message = f"permasalahan ke-{number + 1} tidak pernah dipakai"
                    self._never(found, outcome.id, variant_path(topic, outcome.id, number), when, message)
        for stage in self._topic.stages:
            for item in stage.outcomes:
                if (stage.form, item.value) not in found.stage_values_met:
                    path = stage_value_path(topic, stage, item.value)
                    self._never(found, stage.name, path, item.when, f"nilai {item.value} tidak pernah diambil")
            for step in stage.steps:
                rule = self._book.rule(step)
                # what a shared stage has for other topics only is held against those
                for_this_topic = not self._book.is_shared(stage) or rule.topic == self._topic.name
                if for_this_topic and (rule.ask or rule.say) and step not in found.rules_met:
                    message = f"tidak pernah sampai giliran pada tahap {stage.name}"
                    self._never(found, step, rule_path(self._book, step), rule.when, message)
        self._impossible(found)

    def _never(self, found: Walk, subject: str, path: Path, when: Condition, message: str) -> None:
        way, missing = self._nearest(found, when)
        if missing:
            message += f"; pada percakapan yang paling dekat pun {missing} tidak terpenuhi"
        elif way is not None:
            message += "; syaratnya terpenuhi, tetapi selalu didahului yang lain"
        self._report(UNREACHABLE, subject, path, f"{message}.", self._told_way(way) if way else ())

    def _nearest(self, found: Walk, when: Condition) -> tuple[Way | None, str]:
        """The way on which most of ``when`` holds, and the facts on account of which it does not hold."""
        if not found.ways:
            return None, ""
        way = min(found.ways, key=lambda one: sum(not holds({key: part}, one.facts) for key, part in when.items()))
        failing = {key: part for key, part in when.items() if not holds({key: part}, way.facts)}
        return way, ", ".join(dict.fromkeys(name for _, name, _, _ in comparisons_at(failing, ())))

    def _impossible(self, found: Walk) -> None:
        """Comparisons that are looked at and never turn out as the condition needs them."""
        own = {step for stage in self._topic.stages for step in stage.steps}
        for path, condition in conditions_of(self._topic):
            if path[1] == "sop_rules" and path[2] not in own:
                continue
            for where, name, expected, negated in comparisons_at(condition, path):
                looked_at = {result for seen, result in found.branches if seen == where}
                if looked_at and not negated and True not in looked_at:
                    message = f"{name} tidak pernah {_values(expected)} ketika syarat ini diperiksa."
                    way, _ = self._nearest(found, {name: expected})
                    self._report(IMPOSSIBLE, str(path[2]), where, message, self._told_way(way) if way else ())

    # --- corrections and loops ----------------------------------------------------------------------

    def _corrections(self, found: Walk) -> int:
        count = 0
        for one in corrected_talks(self._book, self._topic, found.ways):
            count += 1
            if one.rows == one.rows_told_afresh:
                continue
            rule = self._book.rule_asking(one.fact)
            message = (
                f"bila {self._book.facts[one.fact].label} diperbaiki, hasilnya {_rows(one.rows)}; "
                f"percakapan yang langsung menjawab begitu berujung {_rows(one.rows_told_afresh)}."
            )
            told = (
                *self._told_facts(one.before),
                Line(CALLER, f"Eh salah, {self._talk.answer(one.fact, one.value).text}"),
            )
            path = rule_path(self._book, rule.id) if rule else (self._topic.name, "sop_rules")
            self._report(STALE, rule.id if rule else one.fact, path, message, told)
        return count

    def _loops(self, loops: list[Loop]) -> None:
        for loop in loops:
            if not loop.has_exit:
                asked = self._talk.question(loop.rule)
                told = (asked, Line(CALLER, loop.answer), asked, Line(CALLER, loop.answer), Line(BOT, "…"))
                self._report(NO_EXIT, loop.rule.id, loop.path, loop.why, told)

    # --- talks ----------------------------------------------------------------------------------------

    def _told_way(self, way: Way) -> tuple[Line, ...]:
        forms = [form for form, _ in way.stages]
        stages = [stage for stage in self._topic.stages if stage.form in forms]
        return self._talk.told(self._topic, stages, way.facts)

    def _told(self, stage: Stage, facts: Facts) -> tuple[Line, ...]:
        """The talk that ends in ``stage``; stages that left nothing behind are left out."""
        before = self._topic.stages[: self._topic.stages.index(stage)]
        passed = [one for one in before if one.outcome_slot and one.outcome_slot in facts]
        return self._talk.told(self._topic, [*passed, stage], facts)

    def _told_facts(self, facts: Facts) -> tuple[Line, ...]:
        passed = [one for one in self._topic.stages if one.outcome_slot and facts.get(one.outcome_slot) is not None]
        return self._talk.told(self._topic, passed, facts)


def _first(variants: tuple[tuple[Condition, str], ...], facts: Facts) -> int | None:
    return next((number for number, (when, _) in enumerate(variants) if holds(when, facts)), None)


def _values(expected: Any) -> str:
    return " atau ".join(map(str, expected)) if isinstance(expected, list) else str(expected)


def _rows(rows: tuple[str, ...]) -> str:
    return ", ".join(rows) or "tanpa baris hasil"
