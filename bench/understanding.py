"""How well callers are understood: intents and answers, on texts that the NLU's writer did not write.

The sets are those of ``tests/nlu_kept_apart`` (see the README there, and those of the later sets). Intents are taken
from a trained Rasa model, answers from ``bot.language.answers.read_answer`` alone, without the help that intents
give in a talk.

Examples:

    python bench/understanding.py
    python bench/understanding.py --model models/20261122-101500.tar.gz --picture results/confusion.png
    python bench/understanding.py --only answers --mistakes 50
    python bench/understanding.py --set second
    python bench/understanding.py --json > results/understanding.json
"""

from __future__ import annotations

import argparse
import asyncio
import json
import logging
import os
import sys
from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from bench.answer_figures import (
    FactFigures,
    JudgedAnswer,
    SlotScore,
    Verdict,
    figure_answers,
    figure_facts,
    judge_answer,
)
from bench.intent_figures import (
    IntentFigures,
    Judged,
    ScopeFigures,
    by_topic,
    figure_intents,
    figure_scope,
)
from bench.kept_apart import FOLDER, HAND_MADE, SETS, LabelledText, load_answers, load_texts, load_trained

MODELS = Path(__file__).resolve().parent.parent / "models"
SHOWN_CONFUSIONS = 20


@dataclass(frozen=True)
class IntentResults:
    """Figures on both kinds of text apart, on each source of real texts, and on all.

    Attributes:
        scope: how well what is out of scope is told from the rest, by the same sets.
        topics: the figures on all texts, intents replaced by the topic that they belong to.
    """

    by_set: Mapping[str, IntentFigures]
    scope: Mapping[str, ScopeFigures]
    topics: IntentFigures


@dataclass(frozen=True)
class AnswerResults:
    """Figures by slot, every judged answer, the facts volunteered in real texts, and the figures by topic."""

    scores: Sequence[SlotScore]
    judged: Sequence[JudgedAnswer]
    facts: FactFigures
    topics: Sequence[SlotScore] = ()


class NoUnderstandingError(Exception):
    """The model can't be measured, since it gives no intents."""


async def predict(model: Path, texts: Sequence[LabelledText]) -> list[Judged]:
    """The intents that the model at ``model`` (a file, or a folder of which the newest is taken) gives.

    Raises:
        FileNotFoundError: if there is no model.
        NoUnderstandingError: if the model has no NLU, which would pass for one that is always wrong.
    """
    os.environ.setdefault("RASA_TELEMETRY_ENABLED", "false")
    from rasa.core.agent import Agent  # late: loading Rasa takes seconds that --help need not wait for
    from rasa.model import get_latest_model

    newest = get_latest_model(str(model)) if model.is_dir() else str(model)
    if not newest or not Path(newest).is_file():
        raise FileNotFoundError(f"no trained model at {model}; train one with `pln123 train`")
    _be_quiet()
    agent = Agent.load(newest)
    judged = []
    for labelled in texts:
        parsed = await agent.parse_message(labelled.text)
        intent = parsed.get("intent") or {}
        if not intent.get("name"):
            raise NoUnderstandingError(f"{newest} gives no intents: was it trained without NLU?")
        judged.append(Judged(labelled, intent["name"], float(intent.get("confidence") or 0.0)))
    return judged


def _be_quiet() -> None:
    import structlog

    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    logging.disable(logging.WARNING)


def topics_of_intents() -> dict[str, str]:
    """The topic of each intent that begins one, or that gives occasion to a rule of one."""
    from bot.sop.book import load_book

    topics = {}
    for topic in load_book().topics.values():
        called = [intent for rule in topic.rules.values() for intent in rule.called_by]
        topics.update(dict.fromkeys((*topic.begins_with, *called), f"topic {topic.name}"))
    return topics


def measure_intents(
    judged: Sequence[Judged], trained: Container[str], topic_of: Mapping[str, str] | None = None
) -> IntentResults:
    """Figures on ``judged``, by set and source.

    Args:
        trained: sentences of the training data in lower case; figures without them are given beside.
        topic_of: the topic of each intent that has one.
    """
    parts = {
        "hand-made": [one for one in judged if one.labelled.source == HAND_MADE],
        "reviews": [one for one in judged if one.labelled.source != HAND_MADE],
    }
    for source in sorted({one.labelled.source for one in parts["reviews"]}):
        parts[f"reviews/{source}"] = [one for one in judged if one.labelled.source == source]
    parts["hand-made, never trained on"] = [
        one for one in parts["hand-made"] if one.labelled.text.casefold() not in trained
    ]
    parts["all"] = list(judged)
    return IntentResults(
        {name: figure_intents(part) for name, part in parts.items()},
        {name: figure_scope(part) for name, part in parts.items()},
        by_topic(judged, topic_of or {}),
    )


def measure_answers(folder: Path = FOLDER) -> AnswerResults:
    """What the reader of ``bot.language`` makes of the answers in ``folder``, at the moment that the set names."""
    from bot.clock import at
    from bot.language.answers import read_answer, volunteered

    moment, answers = load_answers(folder)
    with at(moment):
        judged = [judge_answer(answer, read_answer(answer.asked, answer.said)) for answer in answers]
        openings = [text for text in load_texts(folder) if text.facts is not None]
        facts = figure_facts([(text.text, text.facts or {}, volunteered(text.text)) for text in openings])
    topic_of = _topics_of_facts()
    by_its_topic = [
        replace(one, answer=replace(one.answer, asked=topic_of.get(one.answer.asked, "beside the book")))
        for one in judged
    ]
    return AnswerResults(figure_answers(judged), judged, facts, figure_answers(by_its_topic))


def _topics_of_facts() -> dict[str, str]:
    from bot.sop.book import load_book

    return {fact: topic.name for topic in load_book().topics.values() for fact in topic.facts}


def show_intents(console: Console, results: IntentResults, mistakes: int) -> None:
    """Tables of the figures on intents."""
    headings = ("texts", "right", "strictly right", "macro-F1", "needless fallbacks", "wrongly taken")
    summary = Table("set", *headings)
    for name, part in results.by_set.items():
        summary.add_row(
            name,
            str(part.texts),
            f"{part.accuracy:.1%}",
            f"{part.strict_accuracy:.1%}",
            f"{part.macro_f1:.3f}",
            str(len(part.needless_fallbacks)),
            str(len(part.wrongly_taken)),
        )
    console.print(summary, _scope_table(results.scope), _topic_table(results.topics))
    for name in ("hand-made", "reviews"):
        figures = results.by_set[name]
        console.print(_score_table(name, figures), _confusion_table(name, figures))
        worst = Table("label", "taken for", "times", title=f"worst confusions, {name}")
        for label, taken, times in figures.worst_confusions()[:SHOWN_CONFUSIONS]:
            worst.add_row(label, taken, str(times))
        console.print(worst)
        for one in figures.wrong[:mistakes]:
            said = f"{one.labelled.intent} → {one.predicted} ({one.confidence:.2f}): {one.labelled.text}"
            console.print(said, markup=False)


def _scope_table(scope: Mapping[str, ScopeFigures]) -> Table:
    headings = ("labelled", "recall", "with no other label", "their recall", "taken for it", "precision")
    table = Table("set", *headings, title="out of scope")
    for name, figures in scope.items():
        shares = (f"{figures.recall:.1%}", f"{figures.strictly:.1%}", f"{figures.precision:.1%}")
        counts = (str(figures.texts), str(figures.strict_texts), str(figures.taken))
        table.add_row(name, *(cell for pair in zip(counts, shares, strict=True) for cell in pair))
    return table


def _topic_table(figures: IntentFigures) -> Table:
    table = Table("topic", "texts", "precision", "recall", "F1", title="topics, all texts")
    for score in figures.scores:
        if score.intent.startswith("topic "):
            shares = (score.precision, score.recall, score.f1)
            name = score.intent.removeprefix("topic ")
            table.add_row(name, str(score.support), *(f"{share:.2f}" for share in shares))
    return table


def _score_table(name: str, figures: IntentFigures) -> Table:
    table = Table("intent", "texts", "precision", "recall", "F1", title=f"intents, {name}")
    for score in sorted(figures.scores, key=lambda score: score.f1):
        shares = (score.precision, score.recall, score.f1)
        table.add_row(score.intent, str(score.support), *(f"{share:.2f}" for share in shares))
    return table


def _confusion_table(name: str, figures: IntentFigures) -> Table:
    """Rows are labels, columns predictions, named by the number of their row."""
    intents = figures.intents
    headings = [str(number) for number in range(1, len(intents) + 1)]
    table = Table("", "label", *headings, title=f"confusion, {name}", padding=0, collapse_padding=True)
    for number, label in enumerate(intents, start=1):
        counts = [figures.confusion.get((label, taken), 0) for taken in intents]
        table.add_row(str(number), label, *(str(count) if count else "·" for count in counts))
    return table


def show_answers(console: Console, results: AnswerResults, mistakes: int) -> None:
    """Tables of the figures on answers, and every answer that is silently read wrong."""
    short = {
        Verdict.SILENTLY_WRONG: "wrong value",
        Verdict.TAKEN: "taken",
        Verdict.MISSED: "missed",
        Verdict.OTHER_STATUS: "other status",
    }
    for heading, scores in (("slot", results.scores), ("topic", results.topics)):
        table = Table(heading, "answers", "exact", *short.values(), title="answers")
        for score in scores:
            counts = (str(score.verdicts[kind]) for kind in short)
            table.add_row(score.slot, str(score.answers), f"{score.accuracy:.1%}", *counts)
        console.print(table)
    facts = results.facts
    console.print(
        f"facts volunteered in reviews: {facts.right} right, {facts.missed} missed, "
        f"{len(facts.wrong)} wrong, {len(facts.unlabelled)} read that are not labelled"
    )
    harmful = [one for one in results.judged if one.verdict.harmful]
    others = [one for one in results.judged if not one.verdict.harmful and one.verdict is not Verdict.RIGHT]
    console.print(f"silent wrong readings: {len(harmful)}")
    for one in harmful + others[:mistakes]:
        read = f"{one.status} {_shown(one.value)} ({one.verdict.value})"
        said = f"{one.answer.asked}: {one.answer.said!r} → {read}"
        console.print(said, markup=False)


def _shown(value: object) -> str:
    """The value in short: a moment in its usual form, an address by the parts that it has."""
    if isinstance(value, datetime):
        return value.isoformat()
    if is_dataclass(value):
        named = ((part.name, getattr(value, part.name)) for part in fields(value))
        return ", ".join(f"{name} {part}" for name, part in named if isinstance(part, str) and name != "said")
    return repr(value)


def draw_confusion(figures: IntentFigures, picture: Path) -> None:
    """A heat-map of the confusion, each row as shares of its label, written to ``picture`` (PNG)."""
    import matplotlib  # type: ignore[import-untyped]

    matplotlib.use("Agg")
    from matplotlib import pyplot

    intents = figures.intents
    counts = [[figures.confusion.get((label, taken), 0) for taken in intents] for label in intents]
    shares = [[count / max(1, sum(row)) for count in row] for row in counts]
    drawing, axes = pyplot.subplots(figsize=(12, 11))
    image = axes.imshow(shares, cmap="Blues", vmin=0, vmax=1)
    for row, line in enumerate(counts):
        for column, count in enumerate(line):
            if count:
                colour = "white" if shares[row][column] > 0.6 else "black"
                axes.text(column, row, count, ha="center", va="center", fontsize=7, color=colour)
    axes.set_xticks(range(len(intents)))
    axes.set_xticklabels(intents, rotation=90)
    axes.set_yticks(range(len(intents)))
    axes.set_yticklabels(intents)
    axes.set_xlabel("predicted")
    axes.set_ylabel("label")
    axes.set_title(f"{figures.texts} texts, {figures.accuracy:.1%} right, macro-F1 {figures.macro_f1:.3f}")
    drawing.colorbar(image, shrink=0.7, label="share of the label")
    drawing.tight_layout()
    picture.parent.mkdir(parents=True, exist_ok=True)
    drawing.savefig(picture, dpi=120)
    pyplot.close(drawing)


def as_json(intents: IntentResults | None, answers: AnswerResults | None) -> dict[str, Any]:
    """The figures and every mistake, for programs."""
    report: dict[str, Any] = {}
    if intents:
        report["intents"] = {name: _intents_as_json(figures) for name, figures in intents.by_set.items()}
        report["out_of_scope"] = {name: vars(figures) for name, figures in intents.scope.items()}
        report["topics"] = _intents_as_json(intents.topics)
    if answers:
        report["answers"] = {
            "slots": [_slot_as_json(score) for score in answers.scores],
            "topics": [_slot_as_json(score) for score in answers.topics],
            "mistakes": [
                {
                    "asked": one.answer.asked,
                    "said": one.answer.said,
                    "status": one.status,
                    "value": one.value,
                    "verdict": one.verdict.name.lower(),
                }
                for one in answers.judged
                if one.verdict is not Verdict.RIGHT
            ],
            "facts": {
                "right": answers.facts.right,
                "missed": answers.facts.missed,
                "wrong": answers.facts.wrong,
                "unlabelled": answers.facts.unlabelled,
            },
        }
    return report


def _slot_as_json(score: SlotScore) -> dict[str, Any]:
    return {
        "slot": score.slot,
        "answers": score.answers,
        "accuracy": score.accuracy,
        "silently_wrong": score.harmful,
        **{kind.name.lower(): times for kind, times in score.verdicts.items()},
    }


def _intents_as_json(figures: IntentFigures) -> dict[str, Any]:
    return {
        "texts": figures.texts,
        "accuracy": figures.accuracy,
        "strict_accuracy": figures.strict_accuracy,
        "macro_f1": figures.macro_f1,
        "needless_fallbacks": len(figures.needless_fallbacks),
        "wrongly_taken": len(figures.wrongly_taken),
        "intents": {
            score.intent: {
                "texts": score.support,
                "precision": score.precision,
                "recall": score.recall,
                "f1": score.f1,
            }
            for score in figures.scores
        },
        "confusion": [
            {"label": label, "predicted": taken, "times": times}
            for (label, taken), times in sorted(figures.confusion.items())
        ],
        "mistakes": [
            {
                "text": one.labelled.text,
                "label": one.labelled.intent,
                "predicted": one.predicted,
                "confidence": one.confidence,
            }
            for one in figures.wrong
        ],
    }


def _read_arguments(arguments: Sequence[str] | None) -> argparse.Namespace:
    as_written = argparse.RawDescriptionHelpFormatter
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=as_written)
    parser.add_argument("--model", type=Path, default=MODELS, help="model file, or folder with models")
    parser.add_argument("--set", choices=sorted(SETS), default="first", help="which of the sets kept apart")
    parser.add_argument("--only", choices=("intents", "answers"), help="measure only one of the two")
    parser.add_argument("--mistakes", type=int, default=0, metavar="N", help="show N mistakes of each kind")
    parser.add_argument("--picture", type=Path, metavar="PATH", help="write the confusion as a PNG heat-map")
    parser.add_argument("--json", action="store_true", help="write JSON instead of tables")
    chosen = parser.parse_args(arguments)
    if chosen.picture and chosen.only == "answers":
        parser.error("--picture needs the intents, which --only answers leaves out")
    return chosen


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and show; the exit status is 2 when there is no model with NLU."""
    chosen = _read_arguments(arguments)
    intents = answers = None
    if chosen.only != "answers":
        try:
            judged = asyncio.run(predict(chosen.model, load_texts(SETS[chosen.set])))
            intents = measure_intents(judged, load_trained(), topics_of_intents())
        except (FileNotFoundError, NoUnderstandingError) as missing:
            Console(stderr=True).print(str(missing))
            return 2
    if chosen.only != "intents":
        answers = measure_answers(SETS[chosen.set])
    if chosen.json:
        json.dump(as_json(intents, answers), sys.stdout, ensure_ascii=False, indent=1, default=str)
        sys.stdout.write("\n")
    else:
        console = Console(width=None if sys.stdout.isatty() else 160)
        if intents:
            show_intents(console, intents, chosen.mistakes)
        if answers:
            show_answers(console, answers, chosen.mistakes)
    if chosen.picture and intents:
        draw_confusion(intents.by_set["all"], chosen.picture)
    return 0


if __name__ == "__main__":
    sys.exit(main())
