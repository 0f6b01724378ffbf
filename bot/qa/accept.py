"""Accepting what the assistant does now: the tests' expectations rewritten so that the run would be green.

Only what is written in the test files changes; recorded talks are facts and stay. An expectation is first rewritten to
what came instead. One that nothing came instead of, or that says what must not be, is taken out: the person who reads
the difference decides whether that is right.
"""

from __future__ import annotations

import dataclasses
import difflib
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import yaml

from bot import clock
from bot.qa.compare import differences, is_said
from bot.qa.customers import Unfiller, filled
from bot.qa.e2e_format import COUNT, read_tests
from bot.qa.e2e_model import (
    ActionExpected,
    AuditExpected,
    Case,
    Expectation,
    HandoverExpected,
    IntentExpected,
    RuleExpected,
    SaidExpected,
    SlotExpected,
    TicketExpected,
    Turn,
)
from bot.qa.junit import shortest
from bot.qa.lined_yaml import read_yaml_text
from bot.qa.outcome import CaseResult, Message, ObservedTurn, RunResult, Verdict
from bot.qa.recorded import REPORT_NUMBER_SLOT
from bot.qa.report_numbers import PLACEHOLDER, ReportNumbers
from bot.qa.values import MATCHES, agrees
from bot.qa.yaml_edits import Edit, Entry, edited, removed, replaced

_ROUNDS_THAT_REWRITE = 2
_ROUNDS = 6
_ANY_REPORT_NUMBER = r"[GK]\d{13}"
_SPECIAL_IN_PATTERNS = re.compile(r"[\\.^$*+?{}\[\]()|]")
_ASSERTED_IN_A_TURN = ("intent", "sop", "ticket", "related_ticket", "handover", "audit")
_SLOT_KEYS = ("slot_was_set", "slot_was_not_set")
_AUDIT_KEY = "audit"
_SEVERAL = (*_SLOT_KEYS, _AUDIT_KEY)


class AcceptError(Exception):
    """What was expected can't be rewritten; the message says in Indonesian why."""


@dataclass(frozen=True)
class AcceptedFile:
    """One file of tests, as it is and as it would be."""

    path: Path
    before: str
    after: str


def accepted_files(run: RunResult) -> list[AcceptedFile]:
    """Every file of tests that must change for the run to be green; nothing is written yet.

    Raises:
        AcceptError: if a test broke, so that nobody knows what the assistant does; if only recorded talks differ;
            or if a file is written in a way that can't be changed piece by piece.
    """
    broken = [result.case.name for result in run.results if run.verdict_of(result) is Verdict.BROKEN]
    if broken:
        raise AcceptError(f"Tidak ada yang diterima: {len(broken)} uji terhenti, di antaranya {broken[0]!r}.")
    red = [result for result in run.results if run.verdict_of(result) is Verdict.FAILED]
    written = {result.case.place.file for result in red if not result.case.recorded}
    if red and not written:
        raise AcceptError("Percakapan terekam adalah catatan; yang diharapkan di dalamnya tidak ditulis ulang.")
    results_of: dict[Path, list[CaseResult]] = defaultdict(list)
    for result in run.results:
        if result.case.place.file in written and run.verdict_of(result) in (Verdict.FAILED, Verdict.PASSED):
            results_of[result.case.place.file].append(result)
    return [_accepted(file, results) for file, results in results_of.items()]


def diff_of(file: AcceptedFile) -> str:
    """The change as a unified diff, as ``git diff`` shows it."""
    name = str(shortest(file.path)).lstrip("/")
    lines = difflib.unified_diff(
        file.before.splitlines(keepends=True), file.after.splitlines(keepends=True), f"a/{name}", f"b/{name}"
    )
    return "".join(lines)


def _accepted(file: Path, results: Sequence[CaseResult]) -> AcceptedFile:
    before = text = file.read_text(encoding="utf-8")
    observed_of = {result.case.name: result.observed for result in results}
    for turn_of_the_wheel in range(_ROUNDS):
        rewriting = turn_of_the_wheel < _ROUNDS_THAT_REWRITE
        edits = list(_edits(file, text, observed_of, rewriting=rewriting))
        if not edits:
            return AcceptedFile(file, before, text)
        text = edited(text, edits)
    raise AcceptError(f"{file}: yang diharapkan tidak dapat ditulis ulang; ubah dengan tangan.")


def _edits(
    file: Path, text: str, observed_of: Mapping[str, Sequence[ObservedTurn]], *, rewriting: bool
) -> Iterator[Edit]:
    """What must change in the text for its tests to expect what was observed."""
    root = yaml.compose(text, Loader=yaml.SafeLoader)
    whole = Entry(yaml.SequenceNode("", [root]), 0)
    entries = whole.entries()["test_cases"].entries().values()
    for case, entry in zip(read_tests(file, read_yaml_text(file, text)), entries, strict=True):
        if case.name in observed_of:
            yield from _edits_of_case(filled(case), entry, observed_of[case.name], text, rewriting)


def _edits_of_case(
    case: Case, entry: Entry, observed_turns: Sequence[ObservedTurn], text: str, rewriting: bool
) -> Iterator[Edit]:
    numbers = ReportNumbers()
    places = _places_by_turn(entry)
    for number, (turn, observed) in enumerate(zip(case.turns, observed_turns, strict=True), start=1):
        numbers.note(observed.slots.get(REPORT_NUMBER_SLOT))
        expected = tuple(map(numbers.put_into_expectation, turn.expectations))
        if len(expected) != len(places[number - 1]):
            raise AcceptError(f"{turn.place}: ditulis dengan jangkar atau '<<'; ubah dengan tangan.")
        now = dataclasses.replace(turn, expectations=expected)
        missed = {id(one.expectation) for one in differences(number, now, observed)}
        rewriter = _Rewriter(now, observed, Unfiller(case, text))
        for expectation, place in zip(expected, places[number - 1], strict=True):
            if id(expectation) in missed:
                edits = list(rewriter.edits(expectation, place)) if rewriting else []
                yield from edits or [removed(place, text)]


def _places_by_turn(case: Entry) -> list[list[Entry]]:
    """Where the expectations of each turn stand, in the order in which they are read."""
    turns: list[list[Entry]] = []
    for step in case.entries()["steps"].entries().values():
        keys = step.entries()
        if "user" in keys or "open" in keys:
            turns.append([place for key in _ASSERTED_IN_A_TURN if key in keys for place in _places(key, keys[key])])
            assertions = keys["assertions"].entries().values() if "assertions" in keys else ()
            for assertion in assertions:
                for key, entry in assertion.entries().items():
                    turns[-1] += _places(key, entry)
        else:
            key, entry = next((key, entry) for key, entry in keys.items() if key != "absent")
            turns[-1] += _places(key, entry) if key in _SEVERAL else [_whole_step(step, entry)]
    return turns


def _places(key: str, entry: Entry) -> list[Entry]:
    """The places of the expectations that stand under one key."""
    if key in _SLOT_KEYS:
        return _slot_places(entry)
    return list(entry.entries().values()) if key == _AUDIT_KEY else [entry]


def _whole_step(step: Entry, entry: Entry) -> Entry:
    """The entry, lying straight in the step: taken out, it takes the step with it (``absent`` alone says nothing)."""
    if len(step.entries()) == 1:
        return entry
    alone = yaml.MappingNode("", [entry.container.value[entry.position]], flow_style=entry.container.flow_style)
    return Entry(alone, 0, step)


def _slot_places(entry: Entry) -> list[Entry]:
    places: list[Entry] = []
    listed = entry.entries().values() if isinstance(entry.value, yaml.SequenceNode) else [entry]
    for one in listed:
        keys = one.entries()
        places += [one] if not keys or "name" in keys else list(keys.values())
    return places


class _Rewriter:
    """Writes expectations of one turn anew, as what came of the turn."""

    def __init__(self, turn: Turn, observed: ObservedTurn, unfiller: Unfiller) -> None:
        self._turn = turn
        self._observed = observed
        self._unfiller = unfiller
        self._number = observed.slots.get(REPORT_NUMBER_SLOT)

    def edits(self, expectation: Expectation, place: Entry) -> Iterator[Edit]:
        """The edits that make the expectation met; none if it can only be taken out."""
        if isinstance(expectation, IntentExpected) and self._observed.intent:
            yield replaced(place, self._observed.intent)
        elif isinstance(expectation, RuleExpected) and self._observed.rule:
            yield replaced(place, self._observed.rule)
        elif isinstance(expectation, SlotExpected) and not expectation.absent:
            yield from self._slot(expectation, place)
        elif isinstance(expectation, TicketExpected):
            yield from self._ticket(expectation, place)
        elif isinstance(expectation, SaidExpected) and not expectation.absent:
            yield from self._said(expectation, place)
        elif isinstance(expectation, HandoverExpected):
            yield replaced(place, self._observed.handover)
        elif isinstance(expectation, AuditExpected):
            yield replaced(place, self._observed.audit.get(expectation.rule))
        elif isinstance(expectation, ActionExpected):
            return  # which of the other actions came in its place, nobody can tell

    def _slot(self, expectation: SlotExpected, place: Entry) -> Iterator[Edit]:
        actual = self._observed.slots.get(expectation.slot)
        keys = place.entries()
        holder = keys.get("value") if "name" in keys else place
        if expectation.value is not None and holder is not None:
            yield replaced(holder, self._value(actual))

    def _ticket(self, expectation: TicketExpected, place: Entry) -> Iterator[Edit]:
        tickets = self._observed.tickets_for(expectation)
        if not tickets:
            yield replaced(place, None)
            return
        if expectation.fields is None:
            yield replaced(place, {COUNT: len(tickets)})
            return
        keys = place.entries()
        if expectation.count is not None and expectation.count != len(tickets):
            yield replaced(keys[COUNT], len(tickets))
        for name, wanted in expectation.fields.items():
            actual = getattr(tickets[-1], name)
            if not agrees(wanted, actual):
                yield replaced(keys[name], self._value(actual))

    def _said(self, expectation: SaidExpected, place: Entry) -> Iterator[Edit]:
        message = self._instead_of(expectation)
        if message is None:
            return
        if not isinstance(place.value, yaml.MappingNode):
            now = message.response if expectation.text is None else self._text(message.text or "")
            if now:
                yield replaced(place, now)
            return
        keys = place.entries()
        if expectation.response not in (None, message.response) and message.response:
            yield replaced(keys["utter_name"], message.response)
        if expectation.matches is not None and not re.search(expectation.matches, message.text or ""):
            yield replaced(keys["text_matches"], self._pattern(message.text or ""))
        buttons = dataclasses.replace(expectation, response=None, matches=None, custom=None)
        if expectation.buttons is not None and not is_said(buttons, message):
            yield replaced(keys["buttons"], [{"title": button.get("title")} for button in message.buttons])
        if expectation.custom is not None and not agrees(expectation.custom, message.custom):
            kept = {name: (message.custom or {}).get(name) for name in expectation.custom}
            yield replaced(keys["custom"], self._value(kept))

    def _instead_of(self, expectation: SaidExpected) -> Message | None:
        """The message that came where the expected one should have: of the same response, or one not expected."""
        messages = self._observed.messages
        others = [one for one in self._turn.expectations if isinstance(one, SaidExpected) and one is not expectation]
        free = [one for one in messages if not any(is_said(other, one) for other in others if not other.absent)]
        same = [one for one in messages if expectation.response and one.response == expectation.response]
        if same or not free:
            return same[0] if same else None
        wanted = expectation.text or expectation.matches
        with_buttons = [one for one in free if one.buttons] if expectation.buttons else []
        return max(with_buttons or free, key=lambda one: _likeness(one, wanted, expectation.response))

    # --- as a test writes it ----------------------------------------------------------------------

    def _text(self, text: str) -> str:
        if self._number:
            text = text.replace(self._number, f"{{{PLACEHOLDER}}}")
        return self._unfiller.text(text)

    def _pattern(self, text: str) -> str:
        pattern = self._unfiller.text(_escaped(text), _escaped)
        return pattern.replace(self._number, _ANY_REPORT_NUMBER) if self._number else pattern

    def _value(self, value: Any) -> Any:
        if dataclasses.is_dataclass(value) and not isinstance(value, type):
            value = dataclasses.asdict(value)
        if isinstance(value, datetime):
            return clock.local(value, "WIB").isoformat(timespec="minutes")
        if isinstance(value, str):
            return {MATCHES: _ANY_REPORT_NUMBER} if value == self._number else self._unfiller.text(value)
        if isinstance(value, Mapping):
            return {name: self._value(part) for name, part in value.items()}
        if isinstance(value, (list, tuple)):
            return [self._value(part) for part in value]
        return value


def _likeness(message: Message, text: str | None, response: str | None) -> float:
    """How much the message is like the expected text; without one, like the expected response by its name."""
    wanted, found = (text, message.text) if text is not None else (response, message.response)
    return difflib.SequenceMatcher(None, wanted or "", found or "").ratio()


def _escaped(text: str) -> str:
    return _SPECIAL_IN_PATTERNS.sub(r"\\\g<0>", text)
