"""The test sets of ``tests/nlu_kept_apart``, the first to the third, loaded and checked."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import yaml

FOLDER = Path(__file__).resolve().parent.parent / "tests" / "nlu_kept_apart"
SETS = {"first": FOLDER, "second": FOLDER / "second", "third": FOLDER / "third"}
TRAINING = FOLDER.parents[1] / "data" / "nlu"
FALLBACK = "nlu_fallback"
HAND_MADE = "hand-made"
_ANNOTATION = re.compile(r"\[([^\]]*)\](?:\([^)]*\)|\{[^}]*\})")


@dataclass(frozen=True)
class LabelledText:
    """A text with the intent that is right.

    Attributes:
        also: other intents that count as right.
        source: where the text is from, for figures by source.
        facts: slot values that the text volunteers beyond doubt; None when that was not labelled.
    """

    text: str
    intent: str
    also: tuple[str, ...] = ()
    source: str = HAND_MADE
    facts: Mapping[str, Any] | None = None


@dataclass(frozen=True)
class Reading:
    """A right reading of an answer.

    Attributes:
        status: ``read``, ``refused``, ``unclear`` or ``absent``.
        value: the canonical value; None with ``read`` means free text, anything but nothing.
        parts: for an address, the parts that must be found (more may be).
    """

    status: str
    value: str | bool | None = None
    parts: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class AskedAnswer:
    """What was said to the question for a slot, and every reading of it that is right, the best first."""

    asked: str
    said: str
    accepted: tuple[Reading, ...]


def _load(name: str, folder: Path) -> dict[str, Any]:
    content: dict[str, Any] = yaml.safe_load((folder / name).read_text(encoding="utf-8"))
    return content


def load_texts(folder: Path = FOLDER) -> list[LabelledText]:
    """Both sets of labelled texts, the real ones first."""
    reviews = [
        LabelledText(
            entry["text"],
            entry["intent"],
            tuple(entry.get("also", ())),
            source=entry["source"],
            facts=entry.get("facts", {}),
        )
        for entry in _load("reviews.yml", folder)["texts"]
    ]
    hand_made = []
    for intent, entries in _load("utterances.yml", folder)["intents"].items():
        for entry in entries:
            labelled = {"text": entry} if isinstance(entry, str) else entry
            hand_made.append(LabelledText(labelled["text"], intent, tuple(labelled.get("also", ()))))
    return reviews + hand_made


def load_answers(folder: Path = FOLDER) -> tuple[datetime, list[AskedAnswer]]:
    """The moment at which the answers are given, and the answers."""
    content = _load("slot_answers.yml", folder)
    answers = [
        AskedAnswer(
            entry["asked"],
            entry["said"],
            tuple(Reading(**expected) for expected in (entry["expect"], *entry.get("or", ()))),
        )
        for entry in content["answers"]
    ]
    return datetime.fromisoformat(content["now"]), answers


def load_trained(folder: Path = TRAINING) -> frozenset[str]:
    """Every example of the training data in lower case, without the marks of its entities.

    Short sentences ("iya", "sampai jumpa") come to two writers by themselves; figures on texts that were
    never heard in training leave them out.
    """
    files = [yaml.safe_load(path.read_text(encoding="utf-8")) or {} for path in sorted(folder.rglob("*.yml"))]
    lines = [
        line
        for content in files
        for block in content.get("nlu", [])
        for line in (block.get("examples") or "").splitlines()
    ]
    return frozenset(_ANNOTATION.sub(r"\1", line.strip().removeprefix("- ")).casefold() for line in lines)
