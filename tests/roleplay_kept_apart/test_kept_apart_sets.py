"""The kept-apart sets are well-formed: rules of the book, enough of each, nothing twice, nothing from elsewhere."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.qa.audit.transcript import read_transcript
from bot.settings import PROJECT_ROOT
from bot.sop.book import load_book

HERE = Path(__file__).parent
# Said by nobody: shown by the form, by the system, or by what is not said.
UNSPOKEN = {
    "PRK-08", "PRK-08x", "PRK-12!", "PRK-14", "PRK-15", "PRK-17", "MOB-01", "VCC-01", "DP-01",
    "LU-02", "LU-03", "LU-04", "LU-05", "LU-06", "LU-07", "LU-09", "LU-10", "UL-02", "ICO-02", "IML-02",
}  # fmt: skip
LEAST, LEAST_CRITICAL, LEAST_PAIRS = 6, 12, 40
LEAST_TRANSCRIPTS = 60
STATUSES = {"met", "missed", "out_of_order", "extra"}  # a rule that isn't named is not_applicable
CRITICAL = {
    "wrong_ticket", "duplicate", "data_disclosed", "ctt_disclosed", "code_purpose", "hour_promised", "price_promised",
}  # fmt: skip
LABELLINGS = ("labels_first.yml", "labels_second.yml")
NEVER_SAID = {"PRK-12!", "PRK-23", "AP2T-01", "PRG-01-tidak-cocok", "VCC-03", "PRK-07"}
# Where sentences of the assistants and their training live.
ELSEWHERE = ("domain.yml", "data", "bot")
SHORTEST_COPY = 40  # letters and digits; shorter sentences come to any two writers


@cache
def loaded(name: str) -> Any:
    with (HERE / name).open(encoding="utf-8") as file:
        return yaml.safe_load(file)


def turns() -> Iterator[dict[str, Any]]:
    for of_topic in loaded("turns.yml").values():
        yield from of_topic


def transcripts() -> dict[str, dict[str, Any]]:
    return {path.stem: loaded(f"transcripts/{path.name}") for path in sorted((HERE / "transcripts").glob("*.yml"))}


def plain(text: str) -> str:
    """Only letters and digits, in lower case: what is left when two people punctuate differently."""
    return re.sub(r"[^a-z0-9]", "", text.lower())


def sentences_elsewhere() -> set[str]:
    """Every line and every value of the project's own YAML files, punctuation left out."""
    found = set()
    for place in ELSEWHERE:
        path = PROJECT_ROOT / place
        for file in [path] if path.is_file() else sorted(path.rglob("*.yml")):
            for line in file.read_text(encoding="utf-8").splitlines():
                bare = re.sub(r"^\s*(?:- )*(?:[\w-]+:\s+)?", "", line)
                bare = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", bare)  # entities marked in training examples
                found.add(plain(bare))
    return found


def test_topics_are_those_of_the_book() -> None:
    assert set(loaded("turns.yml")) == set(load_book().topics) - {"umum", "data_pelanggan"}


def test_every_label_is_a_rule_of_the_book() -> None:
    rules = load_book().rules
    named = {rule for turn in turns() for rule in (*turn["labels"], *turn.get("also_fair", []))}
    assert named <= set(rules)
    assert {pair["rule"] for pair in loaded("never_say.yml")} == NEVER_SAID <= set(rules)


def test_every_rule_that_is_said_occurs_often_enough() -> None:
    counted = Counter(rule for turn in turns() for rule in turn["labels"])
    too_few = {
        rule.id: counted[rule.id]
        for rule in load_book().rules.values()
        if rule.id not in UNSPOKEN and counted[rule.id] < (LEAST_CRITICAL if rule.critical else LEAST)
    }
    assert not too_few
    assert sum(1 for _ in turns()) >= 700


def test_what_carries_nothing_out_says_why() -> None:
    assert all(bool(turn["labels"]) != ("near" in turn) for turn in turns())


def test_each_prohibition_has_its_pairs_and_each_pair_both_sides() -> None:
    sides = Counter((item["rule"], item["pair"], item["says"]) for item in loaded("never_say.yml"))
    assert set(sides.values()) == {1}
    for rule in NEVER_SAID:
        numbers = {pair for of_rule, pair, _ in sides if of_rule == rule}
        assert len(numbers) >= LEAST_PAIRS
        assert all((rule, pair, says) in sides for pair in numbers for says in (True, False))


@pytest.mark.parametrize("name", ["turns.yml", "never_say.yml"])
def test_no_sentence_stands_twice(name: str) -> None:
    items = turns() if name == "turns.yml" else loaded(name)
    counted = Counter(plain(item["text"]) for item in items)
    assert [text for text, times in counted.items() if times > 1] == []


def test_no_sentence_is_copied_from_the_assistants() -> None:
    elsewhere = sentences_elsewhere()
    own = [item["text"] for item in (*turns(), *loaded("never_say.yml"))]
    own += [turn["text"] for talk in transcripts().values() for turn in talk["turns"]]
    assert [text for text in own if len(plain(text)) >= SHORTEST_COPY and plain(text) in elsewhere] == []


def test_transcripts_can_be_read_and_cover_all_topics() -> None:
    book = load_book()
    for name in transcripts():
        assert read_transcript(book, HERE / "transcripts" / f"{name}.yml").turns
    assert len(transcripts()) >= LEAST_TRANSCRIPTS
    assert {talk["topik"] for talk in transcripts().values()} == set(book.topics) - {"umum", "data_pelanggan"}


@pytest.mark.parametrize("labels", LABELLINGS)
def test_every_transcript_is_labelled_with_rules_of_the_book(labels: str) -> None:
    rules = load_book().rules
    assert set(loaded(labels)) == set(transcripts())
    for name, label in loaded(labels).items():
        turns_of_talk = transcripts()[name]["turns"]
        assert set(label["rules"]) | set(label.get("left_out", [])) <= set(rules), name
        assert not set(label["rules"]) & set(label.get("left_out", [])), name
        assert set(label["critical"]) <= CRITICAL, name
        for judged in label["rules"].values():
            assert judged["status"] in STATUSES, name
            if "turn" in judged:
                assert turns_of_talk[judged["turn"] - 1]["speaker"] == "cso", name


def test_labels_hold_failures_of_each_kind() -> None:
    """A set in which everything is met could not measure anybody's agreement."""
    labels = loaded("labels_first.yml").values()
    statuses = Counter(judged["status"] for label in labels for judged in label["rules"].values())
    assert all(statuses[status] >= 20 for status in STATUSES)
    assert {error for label in labels for error in label["critical"]} == CRITICAL
