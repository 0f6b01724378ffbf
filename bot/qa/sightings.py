"""What a talk went through: intents, responses, rules, branches, outcome rows and ways, as keys that can be counted.

A talk is read from a run that has just been made, or from the JSON of one (``pln123 qa replay --json``).
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path as FilePath
from typing import Any

from bot.qa.outcome import CaseResult, RunResult, Verdict
from bot.sop.book import Book, Stage, Topic
from bot.sop.branches import (
    Path,
    Seen,
    look,
    look_at_outcomes,
    look_at_stage,
    row_path,
    rule_path,
    stage_path,
    variant_path,
)
from bot.sop.conditions import Facts, holds
from bot.sop.flow import deciding_stages

INTENT, RESPONSE, VARIATION = "intent", "respons", "variasi"
RULE, STAGE, BRANCH, ROW, VARIANT, WAY = "aturan", "tahap", "cabang", "hasil", "permasalahan", "jalan"

Key = tuple[Any, ...]
"""What was gone through, its kind first: ``("intent", name)``, ``("respons", name)``, ``("variasi", name, number)``,
``("aturan", id, part)``, ``("tahap", path)``, ``("cabang", path, truth)``, ``("hasil", path)``,
``("permasalahan", path)``, ``("jalan", topic, stages)``."""

OUTCOME_SLOT = "hasil"
REQUESTED_SLOT = "requested_slot"
TOPIC_SLOT = "topik"
ASKED = ""
"""The part of a rule's key when it is carried out as a step of a stage."""

_VALIDATION = "validate_"
_PLACEHOLDER = re.compile(r"\\?\{[a-z_]+\\?\}")


@dataclass(frozen=True)
class TalkTurn:
    """What is known of one turn.

    Attributes:
        answers: response and text of each message of the bot.
        steps: each action with the slots that it set.
        slots: those that changed, with what they hold after the turn.
    """

    intent: str | None
    answers: tuple[tuple[str | None, str], ...]
    steps: tuple[tuple[str, Mapping[str, Any]], ...]
    slots: Mapping[str, Any]


@dataclass(frozen=True)
class Talk:
    """A talk by the name of its test.

    Attributes:
        passed: whether the test was green.
    """

    name: str
    turns: tuple[TalkTurn, ...]
    slots: Mapping[str, Any]
    passed: bool = True


class RunFileError(Exception):
    """A file is no run that can be read; the message says in Indonesian why."""


def talk_of(result: CaseResult) -> Talk:
    """The talk of a test that has been run."""
    turns = tuple(
        TalkTurn(
            observed.intent,
            tuple((message.response, message.text or "") for message in observed.messages),
            observed.steps,
            observed.slots,
        )
        for observed in result.observed
    )
    return Talk(result.case.name, turns, result.case.slots, result.passed)


def talks_of(run: RunResult) -> list[Talk]:
    """The talks of a run."""
    return [talk_of(result) for result in run.results]


def read_talks(file: FilePath) -> list[Talk]:
    """The talks of a run that ``pln123 qa replay --json`` wrote.

    Raises:
        RunFileError: if the file can't be read or is something else.
    """
    try:
        content = json.loads(file.read_text(encoding="utf-8"))
        return [
            Talk(
                result["name"],
                tuple(
                    TalkTurn(
                        turn["intent"],
                        tuple((answer["response"], answer["text"] or "") for answer in turn["answers"]),
                        tuple((step["action"], step["slots"]) for step in turn["steps"]),
                        turn["slots"],
                    )
                    for turn in result["talk"]
                ),
                {},
                result["verdict"] == Verdict.PASSED.value,
            )
            for result in content["results"]
        ]
    except OSError as error:
        raise RunFileError(f"Berkas {file} tidak dapat dibaca: {error.strerror}.") from None
    except (ValueError, KeyError, TypeError):
        raise RunFileError(f"Berkas {file} bukan hasil `pln123 qa replay --json`.") from None


class Spotter:
    """Finds in talks what they went through.

    Args:
        responses: the domain's, to tell which variation a text is.
        initial_slots: what slots hold before anything was said.
    """

    def __init__(
        self, book: Book, responses: Mapping[str, list[Mapping[str, Any]]], initial_slots: Mapping[str, Any]
    ) -> None:
        self._book = book
        self._initial = initial_slots
        self._patterns = {name: [_pattern(one) for one in variations] for name, variations in responses.items()}
        self._steps = {step for stage in book.stages.values() for step in stage.steps}
        self._fulfilling: dict[str, list[str]] = {}
        for rule in book.rules.values():
            for name in rule.fulfilled_by:
                self._fulfilling.setdefault(name, []).append(rule.id)

    def seen_in(self, talk: Talk) -> frozenset[Key]:
        """All that the talk went through."""
        return frozenset(self._seen_in(talk))

    def _seen_in(self, talk: Talk) -> Iterator[Key]:
        facts: dict[str, Any] = {**self._initial, **talk.slots}
        branches: Seen = set()
        topic: Topic | None = None
        for turn in talk.turns:
            if turn.intent is not None:
                yield INTENT, turn.intent
            for action, slots in turn.steps:
                before = dict(facts)
                facts.update(slots)
                self._look_beside_stages(facts, branches)
                # an action may clear what called for it, or bring it about
                yield from self._carried_out(action, before)
                yield from self._carried_out(action, facts)
                if action in self._book.stages:
                    topic = self._book.topic_of_form(action, facts.get("topik"))
                    yield from self._at_stage(topic, self._book.stages[action], facts, branches)
                if slots.get(OUTCOME_SLOT) is not None and topic is not None:
                    yield from self._at_outcome(topic, facts, branches)
            facts.update(turn.slots)
            for response, text in turn.answers:
                if response is not None:
                    yield from self._said(response, text, facts)
        for path, truth in branches:
            yield BRANCH, path, truth

    def _look_beside_stages(self, facts: Facts, branches: Seen) -> None:
        """Conditions that no form looks at: when a rule outside the stages is due, when a stage is come to."""
        for rule in self._book.rules.values():
            if rule.id not in self._steps:
                look(rule.when, facts, (*rule_path(self._book, rule.id), "when"), branches)
        for topic in self._book.topics.values():
            for stage in topic.stages:
                look(stage.when, facts, (*stage_path(topic.name, stage), "when"), branches)

    def _at_stage(self, topic: Topic, stage: Stage, facts: Facts, branches: Seen) -> Iterator[Key]:
        look_at_stage(self._book, topic.name, stage, facts, branches)
        yield STAGE, stage_path(topic.name, stage)
        yield from self._carried_out(f"{_VALIDATION}{stage.form}", facts)
        for step in stage.steps:
            rule = self._book.rule(step)
            if rule.ask and rule.ask == facts.get(REQUESTED_SLOT):
                yield RULE, rule.id, ASKED
        for slot, values in topic.parameters.get("leaves_topic", {}).items():
            if facts.get(slot) in values:
                yield self._way(topic, facts)

    def _at_outcome(self, topic: Topic, facts: Facts, branches: Seen) -> Iterator[Key]:
        found = look_at_outcomes(topic, facts, branches)
        if found is None:
            return
        outcome, number = found
        yield ROW, row_path(topic.name, outcome.id)
        if number is not None:
            yield VARIANT, variant_path(topic.name, outcome.id, number)
        yield self._way(topic, facts)

    def _way(self, topic: Topic, facts: Facts) -> Key:
        passed = ((stage.form, facts.get(stage.outcome_slot)) for stage in deciding_stages(topic))
        return WAY, topic.name, tuple(pair for pair in passed if pair[1] is not None)

    def _carried_out(self, name: str, facts: Facts) -> Iterator[Key]:
        for rule_id in self._fulfilling.get(name, ()):
            if holds(self._book.rule(rule_id).when, facts):
                yield RULE, rule_id, name

    def _said(self, response: str, text: str, facts: Facts) -> Iterator[Key]:
        yield RESPONSE, response
        yield from self._carried_out(response, facts)
        rule = self._book.rule_saying(response)
        if rule is not None:
            yield RULE, rule.id, ASKED
        matching = [
            (number, pattern)
            for number, pattern in enumerate(self._patterns.get(response, ()))
            if pattern.fullmatch(text)
        ]
        if matching:
            # of two wordings that fit, the one that leaves less to be filled in
            yield VARIATION, response, max(matching, key=lambda one: len(one[1].pattern))[0]


def rule_keys(book: Book, rule_id: str) -> tuple[Key, ...]:
    """What must have been seen for a rule to count as gone through."""
    rule = book.rule(rule_id)
    is_step = (rule.ask or rule.say) and any(rule_id in stage.steps for stage in book.stages.values())
    if is_step or not rule.fulfilled_by:
        return ((RULE, rule_id, ASKED),)
    return tuple((RULE, rule_id, name) for name in rule.fulfilled_by)


def branch_keys(paths: Iterable[Path]) -> Iterator[Key]:
    """Both ways of each branch."""
    for path in paths:
        yield BRANCH, path, True
        yield BRANCH, path, False


def _pattern(variation: Mapping[str, Any]) -> re.Pattern[str]:
    escaped = re.escape(str(variation.get("text", "")).strip())
    return re.compile(_PLACEHOLDER.sub(".*?", escaped), re.DOTALL)
