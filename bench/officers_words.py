"""How well officers are understood: rules carried out, and what must never be said, on sentences kept apart.

The sets are those of ``tests/roleplay_kept_apart`` (see the README there); their writer did not write the reader's
training data, and the reader's writer does not read them. What is only perhaps understood counts as not understood.

Examples:

    python -m bench.officers_words
    python -m bench.officers_words --set second
    python -m bench.officers_words --without-topic
    python -m bench.officers_words --json > results/officers_words.json
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from itertools import product
from pathlib import Path
from typing import Any

import yaml
from rich.console import Console
from rich.table import Table

FOLDER = Path(__file__).resolve().parent.parent / "tests" / "roleplay_kept_apart"
SETS = {"first": FOLDER, "second": FOLDER / "second"}
SHOWN_CONFUSIONS = 25
NOTHING = "(nothing)"
DECLINING = "PRK-12!"


@dataclass(frozen=True)
class LabelledTurn:
    """An officer's message.

    Attributes:
        labels: every rule that it carries out.
        also_fair: rules that count neither when found nor when missed.
    """

    text: str
    topic: str
    labels: frozenset[str]
    also_fair: frozenset[str] = frozenset()


@dataclass
class Score:
    """How well one rule is found."""

    found: int = 0
    extra: int = 0
    missed: int = 0

    @property
    def precision(self) -> float:
        """Share of what was found that is right; 1 when nothing was found."""
        return self.found / (self.found + self.extra) if self.found + self.extra else 1.0

    @property
    def recall(self) -> float:
        """Share of what is there that was found; 1 when nothing is there."""
        return self.found / (self.found + self.missed) if self.found + self.missed else 1.0

    @property
    def f1(self) -> float:
        """Harmonic mean of both."""
        return 2 * self.found / (2 * self.found + self.extra + self.missed) if self.found else 0.0

    def add(self, other: Score) -> None:
        """Count the other one too."""
        self.found += other.found
        self.extra += other.extra
        self.missed += other.missed


@dataclass
class Figures:
    """Figures on one set.

    Attributes:
        confusion: how often a rule was missed in a message in which another was found too much.
        milliseconds: per message, mean.
    """

    scores: dict[str, Score] = field(default_factory=dict)
    confusion: Counter[tuple[str, str]] = field(default_factory=Counter)
    milliseconds: float = 0.0

    def together(self, rules: Iterable[str] | None = None) -> Score:
        """All rules, or those, counted as one."""
        total = Score()
        for rule in self.scores if rules is None else rules:
            total.add(self.scores.get(rule, Score()))
        return total


def load_turns(folder: Path = FOLDER) -> list[LabelledTurn]:
    """The messages of ``turns.yml``."""
    content = yaml.safe_load((folder / "turns.yml").read_text(encoding="utf-8"))
    return [
        LabelledTurn(
            one["text"],
            topic,
            # to decline kindly is the rule PRK-12! itself, which the set names by another key
            frozenset((*one["labels"], *([DECLINING] if one.get("declines") else ()))),
            frozenset(one.get("also_fair", ())),
        )
        for topic, turns in content.items()
        for one in turns
    ]


def figure(turns: Sequence[LabelledTurn], found: Sequence[frozenset[str]]) -> Figures:
    """The figures of what was found in each of the turns."""
    figures = Figures()
    for turn, rules in zip(turns, found, strict=True):
        missed = turn.labels - rules
        extra = rules - turn.labels - turn.also_fair
        for rule in turn.labels & rules:
            figures.scores.setdefault(rule, Score()).found += 1
        for rule in missed:
            figures.scores.setdefault(rule, Score()).missed += 1
        for rule in extra:
            figures.scores.setdefault(rule, Score()).extra += 1
        if missed or extra:
            figures.confusion.update(product(missed or {NOTHING}, extra or {NOTHING}))
    return figures


def read_turns(turns: Sequence[LabelledTurn], *, with_topic: bool = True) -> Figures:
    """What the reader finds for sure in each message, and how long it takes."""
    from bot.officers.reading import acts_in
    from bot.sop.book import load_book

    book = load_book()
    acts_in(book, "Selamat pagi.")
    started = time.perf_counter()
    read = [acts_in(book, turn.text, turn.topic if with_topic else "") for turn in turns]
    milliseconds = (time.perf_counter() - started) * 1000 / len(turns)
    figures = figure(turns, [frozenset(act.rule for act in acts if act.certain) for acts in read])
    figures.milliseconds = milliseconds
    return figures


def read_never(folder: Path = FOLDER) -> Figures:
    """What the reader of forbidden sayings finds in the minimal pairs, by rule."""
    from bot.officers.forbidden import breaks
    from bot.sop.book import load_book

    book, figures = load_book(), Figures()
    content = yaml.safe_load((folder / "never_say.yml").read_text(encoding="utf-8"))
    started = time.perf_counter()
    for one in content:
        score = figures.scores.setdefault(one["rule"], Score())
        found = breaks(book, one["rule"], one["text"])
        score.found += found and one["says"]
        score.extra += found and not one["says"]
        score.missed += one["says"] and not found
        if found != one["says"]:
            figures.confusion[(one["rule"], str(one.get("how", "says")) if found else "not found")] += 1
    figures.milliseconds = (time.perf_counter() - started) * 1000 / len(content)
    return figures


def critical_rules() -> list[str]:
    """Ids of the rules that fail an attempt when broken."""
    from bot.sop.book import load_book

    return [rule.id for rule in load_book().rules.values() if rule.critical]


def show(console: Console, title: str, figures: Figures, groups: Mapping[str, Sequence[str]]) -> None:
    """Tables of the figures."""
    table = Table("rule", "there", "precision", "recall", "F1", title=title)
    for rule in sorted(figures.scores, key=lambda one: figures.scores[one].f1):
        _add_row(table, rule, figures.scores[rule])
    for name, rules in groups.items():
        _add_row(table, name, figures.together([rule for rule in rules if rule in figures.scores]))
    _add_row(table, "all", figures.together())
    console.print(table)
    confusions = Table("missed", "found too much", "times", title=f"{title}: confusions")
    for (missed, extra), times in figures.confusion.most_common(SHOWN_CONFUSIONS):
        confusions.add_row(missed, extra, str(times))
    console.print(confusions)
    console.print(f"{figures.milliseconds:.2f} ms a message")


def _add_row(table: Table, name: str, score: Score) -> None:
    shares = (score.precision, score.recall, score.f1)
    table.add_row(name, str(score.found + score.missed), *(f"{share:.3f}" for share in shares))


def as_json(figures: Figures) -> dict[str, Any]:
    """The figures, for programs."""
    scores = {
        rule: {**asdict(score), "precision": score.precision, "recall": score.recall, "f1": score.f1}
        for rule, score in figures.scores.items()
    }
    confusion = [[*pair, times] for pair, times in figures.confusion.most_common()]
    return {"scores": scores, "confusion": confusion, "milliseconds": figures.milliseconds}


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--without-topic", action="store_true", help="do not tell the reader what the call is about")
    parser.add_argument("--set", choices=SETS, default="first", help="which of the sets kept apart")
    parser.add_argument("--json", action="store_true", help="figures as JSON on standard output")
    chosen = parser.parse_args()
    folder = SETS[chosen.set]
    turns = read_turns(load_turns(folder), with_topic=not chosen.without_topic)
    never = read_never(folder)
    if chosen.json:
        json.dump({"turns": as_json(turns), "never": as_json(never)}, sys.stdout, ensure_ascii=False, indent=1)
        sys.stdout.write("\n")
    else:
        console = Console(width=None if sys.stdout.isatty() else 120)
        show(console, "rules carried out", turns, {"critical rules": critical_rules()})
        show(console, "what must never be said", never, {})
    return 0


if __name__ == "__main__":
    sys.exit(main())
