"""A failing talk as an e2e test: red now, green once the assistant is put right (:mod:`bot.qa.e2e_format`)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from bot.apkt.model import SELESAI
from bot.qa.e2e_format import REPORTED_AGO
from bot.qa.loops_of_book import HAND_OVER
from bot.qa.selfplay.talk import (
    DEAD_END,
    FORBIDDEN,
    LEAKED,
    NOT_HANDED_OVER,
    THE_MATTER,
    WRONG_EARLIER,
    Failure,
    TalkResult,
)
from bot.roleplay.sheet import EarlierReport

_EARLIER = "lama"
_NOT_IN_FILE_NAMES = re.compile(r"[^\w ]+")


def keep(folder: Path, shortest: Mapping[str, TalkResult], seed: int) -> list[Path]:
    """Write one test file for each kind of failure.

    Args:
        shortest: by the failure's name.

    Returns:
        The files, in the order of the failures.
    """
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for name, talk in shortest.items():
        failure = next(one for one in talk.failures if one.name == name)
        file = folder / f"{_NOT_IN_FILE_NAMES.sub('', name)}.yml"
        file.write_text(_text(e2e_test(talk, failure, seed)), encoding="utf-8")
        written.append(file)
    return written


def e2e_test(talk: TalkResult, failure: Failure, seed: int) -> dict[str, Any]:
    """The talk as the content of a test file; the report that was there before it is one of the test's own."""
    steps: list[dict[str, Any]] = [{"user": one.said.text} for one in talk.exchanges]
    steps[-1] |= _expectation(talk, failure)
    case: dict[str, Any] = {
        "test_case": f"{failure.name}, baris {talk.row} (bibit {seed}, percakapan {talk.number})",
        "customer": {"idpel": talk.idpel},
        "mocked_datetime": talk.moment,
        "metadata": dict(talk.metadata),
    }
    if talk.earlier is not None:
        case["tickets"] = {_EARLIER: _made_before(talk.earlier)}
        steps = _with_placeholder(steps, talk.earlier.number)
    return {"test_cases": [{**case, "steps": steps}]}


def _made_before(report: EarlierReport) -> dict[str, Any]:
    """The report as a test writes one that was made before it."""
    minutes = int(report.ago.total_seconds()) // 60
    fields = {name: value for name, value in vars(report.draft).items() if value not in (None, (), False)}
    done = {"status": SELESAI, "catatan_unit": report.unit_note} if report.done else {}
    return {
        REPORTED_AGO: f"{minutes // 60}:{minutes % 60:02d}:00",
        **{name: list(value) if isinstance(value, tuple) else value for name, value in fields.items()},
        **{name: value for name, value in done.items() if value is not None},
    }


def _with_placeholder(content: Any, number: str) -> Any:
    """``content`` with the report's name in the place of its number, which every run gives anew."""
    if isinstance(content, str):
        return content.replace(number, f"{{{_EARLIER}.nomor}}")
    if isinstance(content, Mapping):
        return {name: _with_placeholder(part, number) for name, part in content.items()}
    if isinstance(content, list):
        return [_with_placeholder(part, number) for part in content]
    return content


def _expectation(talk: TalkResult, failure: Failure) -> dict[str, Any]:
    if failure.kind == FORBIDDEN:
        said = {"text_matches": rf"(?i)\b{re.escape(str(failure.expected))}\b", "absent": True}
        return {"assertions": [{"bot_uttered": said}]}
    if failure.kind == LEAKED and talk.earlier is not None:
        return {"assertions": [{"bot_uttered": {"text_matches": talk.earlier.number, "absent": True}}]}
    if failure.kind == DEAD_END:
        slot = "requested_slot" if failure.subject == THE_MATTER else failure.subject
        return {"assertions": [{"slot_was_set": [{"name": slot}]}]}
    if failure.kind == NOT_HANDED_OVER:
        return {"assertions": [{"action_executed": HAND_OVER}]}
    if failure.kind == WRONG_EARLIER:
        return {"related_ticket": {"ticket": _EARLIER, **_as_written(talk.expected_of_earlier)}}
    return {"ticket": None if talk.expected is None else _as_written(talk.expected)}


def _as_written(fields: Mapping[str, Any]) -> dict[str, Any]:
    return {name: _plain(value) for name, value in fields.items()}


def _plain(value: Any) -> Any:
    """Numbers as texts, since the format compares texts."""
    return str(value) if isinstance(value, (int, float)) and not isinstance(value, bool) else value


def _text(content: Mapping[str, Any]) -> str:
    # line breaks inside a message would make the file hard to read beside the transcript
    return str(yaml.safe_dump(content, allow_unicode=True, sort_keys=False, width=10_000))
