"""A run as JSON, for programs.

::

    {"tests": 510, "passed": 508, "failed": 1, "broken": 0, "known_failures": 1, "unexpected_passes": 0,
     "turns": 1759, "differences": {"slot": 1, …},
     "results": [{"name", "file", "line", "verdict": "passed" | "failed" | "broken" | "known_failure" |
                  "unexpected_pass", "recorded", "reason"?, "since"?, "broke"?, "seconds"?,
                  "differences": [{"kind", "turn", "said", "file", "line", "expected", "actual", "sentence"}],
                  "talk": [{"said", "heard"?, "intent", "rule", "actions", "answers": [{"response", "text",
                            "buttons"?, "custom"?}], "slots": {…}, "steps": [{"action", "slots"}]}]}],
     "seconds"?: 65.6}

``heard`` are the answers of a recorded talk as they were, ``slots`` those that changed in the turn, ``steps`` the
actions with the slots that each of them set. With a fixed clock and seed the bytes are always the same; the
``seconds`` are only there when they are asked for.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from typing import Any

from bot.commands.output import plain
from bot.qa.junit import shortest
from bot.qa.outcome import KINDS, CaseResult, Message, ObservedTurn, RunResult, Verdict
from bot.qa.personal import personal_values, values_of_test
from bot.qa.recorded import OF_THE_PROGRAM
from bot.qa.sentences import Narrator


def run_json(run: RunResult, narrator: Narrator, *, timings: bool = False) -> bytes:
    """The whole run, as the module describes it."""
    counted = Counter(one.kind for result in run.results for one in result.differences)
    content: dict[str, Any] = {
        "tests": len(run.results),
        "passed": run.count(Verdict.PASSED),
        "failed": run.count(Verdict.FAILED),
        "broken": run.count(Verdict.BROKEN),
        "known_failures": run.count(Verdict.KNOWN_FAILURE),
        "unexpected_passes": run.count(Verdict.UNEXPECTED_PASS),
        "turns": run.turns,
        "differences": {kind: counted[kind] for kind in KINDS},
        "results": [_result(run, result, narrator, timings) for result in run.results],
    }
    if timings:
        content["seconds"] = round(run.seconds, 3)
    return (json.dumps(plain(content), ensure_ascii=False, indent=1) + "\n").encode("utf-8", "replace")


def _result(run: RunResult, result: CaseResult, narrator: Narrator, timings: bool) -> dict[str, Any]:
    known = run.known.get(result.case.name)
    content: dict[str, Any] = {
        "name": result.case.name,
        "file": str(shortest(result.case.place.file)),
        "line": result.case.place.line,
        "verdict": run.verdict_of(result).value,
        "recorded": result.case.recorded,
    }
    if known is not None:
        content |= {"reason": known.reason, "since": known.since}
    if result.broke:
        content["broke"] = result.broke
    if timings:
        content["seconds"] = round(result.seconds, 3)
    content["differences"] = [
        {
            "kind": one.kind,
            "turn": one.turn,
            "said": one.said,
            "file": str(shortest(one.place.file)),
            "line": one.place.line,
            "expected": one.expected,
            "actual": one.actual,
            "sentence": narrator.sentence(result, one),
        }
        for one in result.differences
    ]
    before: Mapping[str, Any] = narrator.initial_slots
    content["talk"] = []
    # a test that broke has more turns than were spoken
    for turn, spoken, observed in zip(result.case.turns, result.talk, result.observed, strict=False):
        heard = {"heard": turn.heard} if result.case.recorded else {}
        content["talk"].append({"said": spoken.said, **heard, **_observed(observed, before)})
        before = observed.slots
    content["personal"] = personal_values(values_of_test(content, result.case))
    return content


def _observed(observed: ObservedTurn, before: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "intent": observed.intent,
        "rule": observed.rule,
        "actions": observed.actions,
        "answers": [_answer(message) for message in observed.messages],
        "slots": changed_slots(observed, before),
        "steps": [{"action": action, "slots": _of_the_talk(slots)} for action, slots in observed.steps],
    }


def _answer(message: Message) -> dict[str, Any]:
    optional = {"buttons": message.buttons, "custom": message.custom}
    return {
        "response": message.response,
        "text": message.text,
        **{name: value for name, value in optional.items() if value},
    }


def changed_slots(observed: ObservedTurn, before: Mapping[str, Any]) -> dict[str, Any]:
    """The slots that hold something else than before the turn, with what they hold now."""
    return _of_the_talk({name: value for name, value in observed.slots.items() if value != before.get(name)})


def _of_the_talk(slots: Mapping[str, Any]) -> dict[str, Any]:
    # sorted: an action may set slots in the order of a set, which is another one in every process
    return {name: slots[name] for name in sorted(slots) if name not in OF_THE_PROGRAM}
