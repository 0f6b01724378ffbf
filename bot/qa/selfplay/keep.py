"""A failing talk as an e2e test: red now, green once the assistant is put right (:mod:`bot.qa.e2e_format`)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from bot.qa.selfplay.talk import DEAD_END, FORBIDDEN, THE_MATTER, Failure, TalkResult

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
    """The talk as the content of a test file."""
    steps: list[dict[str, Any]] = [{"user": one.said.text} for one in talk.exchanges]
    steps[-1] |= _expectation(talk, failure)
    return {
        "test_cases": [
            {
                "test_case": f"{failure.name}, baris {talk.row} (bibit {seed}, percakapan {talk.number})",
                "customer": {"idpel": talk.idpel},
                "mocked_datetime": talk.moment,
                "metadata": dict(talk.metadata),
                "steps": steps,
            }
        ]
    }


def _expectation(talk: TalkResult, failure: Failure) -> dict[str, Any]:
    if failure.kind == FORBIDDEN:
        said = {"text_matches": rf"(?i)\b{re.escape(str(failure.expected))}\b", "absent": True}
        return {"assertions": [{"bot_uttered": said}]}
    if failure.kind == DEAD_END:
        slot = "requested_slot" if failure.subject == THE_MATTER else failure.subject
        return {"assertions": [{"slot_was_set": [{"name": slot}]}]}
    return {"ticket": None if talk.expected is None else {name: _plain(value) for name, value in talk.expected.items()}}


def _plain(value: Any) -> Any:
    """Numbers as texts, since the format compares texts."""
    return str(value) if isinstance(value, (int, float)) and not isinstance(value, bool) else value


def _text(content: Mapping[str, Any]) -> str:
    # line breaks inside a message would make the file hard to read beside the transcript
    return str(yaml.safe_dump(content, allow_unicode=True, sort_keys=False, width=10_000))
