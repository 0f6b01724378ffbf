"""How far two people agree on officers' calls, and how far the scorer agrees with them: Cohen's kappa for each rule.

The calls and both hand labellings are those of ``tests/roleplay_kept_apart`` (see the README there). A rule is decided
once a call, as met, missed, out of order, extra or not applicable; decided are the calls of the topics in which one of
the two names the rule at all. What one of them leaves undecided is counted apart. A rule gets a kappa when it is named
in enough calls, and not nearly always with the same word: else the figure would be chance.

Examples:

    python -m bench.agreement
    python -m bench.agreement --pair scorer
    python -m bench.agreement --differences PRK-22
    python -m bench.agreement --json > results/agreement.json
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from rich.console import Console
from rich.table import Table

from bench.labels import LABELLINGS, Judgement, load_labels, load_topics, scored
from bot.sop.book import load_book
from bot.sop.conformance.result import NOT_APPLICABLE

BAR = 0.75
LEAST_NAMED = 10
LEAST_UNUSUAL = 5
PAIRS = ("labellers", "scorer")
_NAMED, _NOT_NAMED = "named", "not_named"


@dataclass(frozen=True)
class Decision:
    """What two judges say about one item of one call."""

    item: str
    call: str
    one: str
    other: str


@dataclass(frozen=True)
class Agreement:
    """How far two judges agree on one item.

    Attributes:
        decided: calls in which both decided.
        named: those of them in which one of the two says something other than that the item is not there.
        same: calls decided alike; ``same_named`` are those of ``named``.
        undecided: calls in which one of the two left the item undecided.
        kappa: ``None`` when too few decisions could have gone either way.
    """

    item: str
    decided: int
    named: int
    same: int
    same_named: int
    undecided: int
    kappa: float | None

    @property
    def left_to_humans(self) -> bool:
        """Whether there is a kappa and it is below the bar."""
        return self.kappa is not None and self.kappa < BAR


@dataclass(frozen=True)
class Comparison:
    """Two judges on all calls.

    Attributes:
        rules: by id.
        critical: the critical errors, named or not, likewise.
        overall: all decisions on rules as one item; ``overall_critical`` all on critical errors.
        differences: every decision on which the two differ.
    """

    calls: int
    rules: tuple[Agreement, ...]
    critical: tuple[Agreement, ...]
    overall: Agreement
    overall_critical: Agreement
    differences: tuple[Decision, ...]


def kappa(pairs: Sequence[tuple[str, str]]) -> float | None:
    """Cohen's kappa; ``None`` where it is not defined, since both say one and the same word throughout."""
    ones, others = Counter(one for one, _ in pairs), Counter(other for _, other in pairs)
    # In whole numbers, times the square of the total, so that a figure on the bar is not just below it.
    all_pairs = len(pairs) ** 2
    by_chance = sum(ones[word] * others[word] for word in ones)
    if by_chance == all_pairs:
        return None
    return (len(pairs) * sum(one == other for one, other in pairs) - by_chance) / (all_pairs - by_chance)


def can_be_figured(pairs: Sequence[tuple[str, str]], absent: str = NOT_APPLICABLE) -> bool:
    """Whether enough calls name the item, and enough of them are not decided by both with the commonest word."""
    words = Counter(word for pair in pairs for word in pair)
    commonest = max(words, key=lambda word: words[word], default=absent)
    unusual = sum(set(pair) != {commonest} for pair in pairs)
    return _named(pairs, absent) >= LEAST_NAMED and unusual >= LEAST_UNUSUAL


def _named(pairs: Iterable[tuple[str, str]], absent: str) -> int:
    return sum(set(pair) != {absent} for pair in pairs)


def compare(
    one: Mapping[str, Judgement],
    other: Mapping[str, Judgement],
    topics: Mapping[str, str],
    rules: Iterable[str],
    errors: Iterable[str],
) -> Comparison:
    """Hold two judgements of the same calls against each other.

    Raises:
        ValueError: if one judged a call that the other didn't.
    """
    if set(one) != set(other):
        raise ValueError(f"judged by one alone: {', '.join(sorted(set(one) ^ set(other)))}")
    of_rules, rule_figures = [], []
    for rule in rules:
        decisions, undecided = _decisions_on(rule, one, other, topics)
        of_rules += decisions
        if decisions or undecided:
            rule_figures.append(_agreement(rule, decisions, undecided, NOT_APPLICABLE))
    of_errors, error_figures = [], []
    for error in errors:
        decisions = [
            Decision(error, call, _naming(error, one[call].critical), _naming(error, other[call].critical))
            for call in sorted(one)
        ]
        of_errors += decisions
        error_figures.append(_agreement(error, decisions, 0, _NOT_NAMED))
    return Comparison(
        calls=len(one),
        rules=tuple(rule_figures),
        critical=tuple(error_figures),
        overall=_agreement("all", of_rules, sum(figure.undecided for figure in rule_figures), NOT_APPLICABLE),
        overall_critical=_agreement("all", of_errors, 0, _NOT_NAMED),
        differences=tuple(decision for decision in (*of_rules, *of_errors) if decision.one != decision.other),
    )


def _decisions_on(
    rule: str, one: Mapping[str, Judgement], other: Mapping[str, Judgement], topics: Mapping[str, str]
) -> tuple[list[Decision], int]:
    where = {topics[call] for call in one if rule in one[call].statuses or rule in other[call].statuses}
    calls = [call for call in sorted(one) if topics[call] in where]
    decided = [call for call in calls if rule not in one[call].undecided | other[call].undecided]
    decisions = [
        Decision(
            rule,
            call,
            one[call].statuses.get(rule, NOT_APPLICABLE),
            other[call].statuses.get(rule, NOT_APPLICABLE),
        )
        for call in decided
    ]
    return decisions, len(calls) - len(decided)


def _naming(error: str, named: Container[str]) -> str:
    return _NAMED if error in named else _NOT_NAMED


def _agreement(item: str, decisions: Sequence[Decision], undecided: int, absent: str) -> Agreement:
    pairs = [(decision.one, decision.other) for decision in decisions]
    named = [pair for pair in pairs if set(pair) != {absent}]
    return Agreement(
        item,
        decided=len(pairs),
        named=len(named),
        same=sum(one == other for one, other in pairs),
        same_named=sum(one == other for one, other in named),
        undecided=undecided,
        kappa=kappa(pairs) if can_be_figured(pairs, absent) else None,
    )


def measure(pair: str) -> Comparison:
    """Compare the two labellers (``labellers``), or the first labelling with the scorer (``scorer``)."""
    book = load_book()
    first, second = (load_labels(path) for path in LABELLINGS.values())
    hand = (*first.values(), *second.values())
    by_hand = {rule for judgement in hand for rule in (*judgement.statuses, *judgement.undecided)}
    # Rules without weight are labelled only where they are said, so the scorer can't be held against that.
    rules = [rule.id for rule in book.rules.values() if rule.weight or (rule.id in by_hand and pair == "labellers")]
    errors = sorted({error for judgement in hand for error in judgement.critical})
    return compare(first, second if pair == "labellers" else scored(book), load_topics(), rules, errors)


def as_json(comparison: Comparison) -> dict[str, Any]:
    """The figures for programs; under ``left_to_humans`` the items below the bar."""
    content = asdict(comparison)
    figures = (*comparison.rules, *comparison.critical)
    content["left_to_humans"] = [figure.item for figure in figures if figure.left_to_humans]
    content["too_few_decisions"] = [figure.item for figure in figures if figure.kappa is None]
    return content


def _show(console: Console, title: str, comparison: Comparison, differences: str | None) -> None:
    table = Table(title=f"{title}, {comparison.calls} calls", title_justify="left")
    for head in ("item", "decided", "alike", "named", "alike", "undecided", "kappa"):
        table.add_column(head, justify="left" if head == "item" else "right")
    for figure in (*comparison.rules, comparison.overall, *comparison.critical, comparison.overall_critical):
        table.add_row(*_row(figure), end_section=figure in (comparison.overall, comparison.rules[-1]))
    console.print(table)
    if differences:
        for one in comparison.differences:
            if differences in ("all", one.item):
                console.print(f"{one.item} {one.call}: {one.one} / {one.other}", highlight=False)


def _row(figure: Agreement) -> tuple[str, ...]:
    value = "too few" if figure.kappa is None else f"{figure.kappa:.2f}"
    return (
        figure.item,
        str(figure.decided),
        str(figure.same),
        str(figure.named),
        str(figure.same_named),
        str(figure.undecided),
        f"[red]{value}[/]" if figure.left_to_humans else value,
    )


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and show."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pair", choices=PAIRS, help="only this comparison")
    parser.add_argument("--differences", metavar="RULE", help="list the calls decided differently on a rule, or 'all'")
    parser.add_argument("--json", action="store_true", help="write JSON instead of tables")
    chosen = parser.parse_args(arguments)
    comparisons = {pair: measure(pair) for pair in ([chosen.pair] if chosen.pair else PAIRS)}
    if chosen.json:
        json.dump({pair: as_json(figures) for pair, figures in comparisons.items()}, sys.stdout, indent=1)
        sys.stdout.write("\n")
        return 0
    console = Console(width=None if sys.stdout.isatty() else 120)
    titles = {"labellers": "First and second labeller", "scorer": "First labeller and scorer"}
    for pair, figures in comparisons.items():
        _show(console, titles[pair], figures, chosen.differences)
    return 0


if __name__ == "__main__":
    sys.exit(main())
