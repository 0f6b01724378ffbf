"""Officers' calls judged rule by rule: hand labels of ``tests/roleplay_kept_apart``, and the scorer's judgement."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

import yaml

from bot.qa.audit.transcript import read_transcript
from bot.roleplay.practice.privacy import CTT_TO_THE_WRONG_PERSON, DATA_TO_THE_WRONG_PERSON, disclosures
from bot.roleplay.practice.scoring import Result
from bot.sop.book import Book
from bot.sop.conformance.assess import assess
from bot.sop.conformance.result import DUPLICATE, FORBIDDEN_SAID, NOT_APPLICABLE, UNSURE, WRONG_TICKET
from bot.sop.conformance.talk import Talk

FOLDER = Path(__file__).resolve().parent.parent / "tests" / "roleplay_kept_apart"
LABELLINGS = {"first": FOLDER / "labels_first.yml", "second": FOLDER / "labels_second.yml"}
TRANSCRIPTS = FOLDER / "transcripts"

# What the hand labels call the scorer's errors. A broken rule of its own is judged with the rules.
_TICKET_ERRORS = {WRONG_TICKET: "wrong_ticket", DUPLICATE: "duplicate"}
_TOLD_ERRORS = {DATA_TO_THE_WRONG_PERSON: "data_disclosed", CTT_TO_THE_WRONG_PERSON: "ctt_disclosed"}
_SAID_ERRORS = {"PRK-12!": "code_purpose", "PRK-23": "hour_promised", "AP2T-01": "price_promised"}


@dataclass(frozen=True)
class Judgement:
    """What somebody says about one call.

    Attributes:
        statuses: of the rules, by id; a rule that isn't there is not applicable.
        undecided: rules that were left out, or sent to the supervisor.
        critical: the critical errors, by the names of the guideline.
    """

    statuses: Mapping[str, str]
    undecided: frozenset[str] = frozenset()
    critical: frozenset[str] = frozenset()


def load_labels(path: Path) -> dict[str, Judgement]:
    """A hand labelling, by the name of the call."""
    return {
        call: Judgement(
            {rule: judged["status"] for rule, judged in labels["rules"].items()},
            frozenset(labels.get("left_out", ())),
            frozenset(labels["critical"]),
        )
        for call, labels in yaml.safe_load(path.read_text(encoding="utf-8")).items()
    }


def load_topics(folder: Path = TRANSCRIPTS) -> dict[str, str]:
    """The topic of each call, by its name."""
    return {path.stem: yaml.safe_load(path.read_text(encoding="utf-8"))["topik"] for path in folder.glob("*.yml")}


def scored(book: Book, folder: Path = TRANSCRIPTS) -> dict[str, Judgement]:
    """What the scorer makes of each transcript, before anything is left to humans."""
    return {
        path.stem: judgement_of(judged_alone(book, read_transcript(book, path)))
        for path in sorted(folder.glob("*.yml"))
    }


def judged_alone(book: Book, talk: Talk) -> Result:
    """``pln123 roleplay score`` with nothing left to humans: by this it is chosen what is left to them."""
    result = assess(book, talk)
    return Result(talk, result, critical=(*result.critical_errors, *disclosures(talk)))


def judgement_of(result: Result) -> Judgement:
    """A result in the words of the labels; of a rule that comes up in several matters, the first that it applies to."""
    statuses: dict[str, str] = {}
    for item in result.assessment.items:
        if statuses.get(item.rule.id, NOT_APPLICABLE) == NOT_APPLICABLE:
            statuses[item.rule.id] = item.status
    unsure = {rule for rule, status in statuses.items() if status == UNSURE}
    said = (_SAID_ERRORS.get(error.subject) for error in result.critical if error.kind == FORBIDDEN_SAID)
    of_ticket = (_TICKET_ERRORS.get(error.kind) for error in result.critical)
    of_person = (_TOLD_ERRORS.get(error.kind) for error in result.critical)
    return Judgement(
        {rule: status for rule, status in statuses.items() if status not in (UNSURE, NOT_APPLICABLE)},
        frozenset(unsure),
        frozenset(_given(said)) | frozenset(_given(of_ticket)) | frozenset(_given(of_person)),
    )


def _given(names: Iterable[str | None]) -> list[str]:
    return [name for name in names if name is not None]
