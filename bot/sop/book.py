"""The SOP book: one machine-readable home for every rule, read by bot, scorer, customer and reports alike.

A topic is one file, ``data/sop/<topic>.yml``::

    topic: periksa
    title: …
    documents:                       # the source papers, by short name
      periksa_2022: {file: 002_….txt, date: 2022-02-18}
    parameters: {…}                  # figures and lists that the rules speak of
    facts:                           # what can be known in a talk
      kondisi_listrik: {label: kondisi listrik, kind: choice, values: [padam, menyala]}
    sop_rules:                       # what must happen (not "rules": Rasa would take the file for its own)
      - id: PRK-03
        source: {document: periksa_2022, point: "3", paragraph: <12 hex digits>}
        title: …
        when: {…}                    # left out: always
        ask: kondisi_listrik         # one of ask, say, do
        weight: 2
        critical: false
      - id: PRK-15
        …
        written: [unit, posko]       # fields of the ticket that show it; also: due, called_by (see :class:`Rule`)
    begins_with: [lapor_periksa]     # intents with which a caller comes to this topic
    stages:                          # the order; one form of the dialogue each
      - penelepon                    # a stage that topics share, by its name (``shared_stages`` of a topic)
      - {name: kontak, when: {…}}    # likewise, with the condition under which this topic comes to it
      - name: kondisi
        form: form_kondisi
        when: {…}                    # left out: always
        steps: [PRK-03, PRK-03a, …]
        outcome: {slot: hasil_kondisi, values: [{value: menyala, when: {…}}, …]}
    outcomes:                        # the ticket that must come out
      - id: O1
        when: {…}
        ticket: {…}
    never: [{id: PRK-12!, …}]        # what must never be said

The loader refuses a book that contradicts itself and says in which file and at which rule.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from bot.settings import PROJECT_ROOT
from bot.sop.conditions import Condition, Facts, comparisons_in, holds

BOOK_DIRECTORY = PROJECT_ROOT / "data" / "sop"
OPENING = "opening"
CLOSING = "closing"
DUE = ("", OPENING, CLOSING)


class BookError(ValueError):
    """The book can't be used; the message names file, rule and remedy."""


@dataclass(frozen=True)
class Source:
    """Where a rule comes from.

    Attributes:
        document: short name of the paper, a key of the topic's ``documents``.
        point: the paper's own numbering, such as ``3.a.1``.
        paragraph: first 12 hex digits of the SHA-256 of the paragraph with its white space folded;
            empty when the project itself took the reading (**T**) and no paragraph says it.
    """

    document: str
    point: str
    paragraph: str = ""


@dataclass(frozen=True)
class Document:
    """A source paper: its file name among the seeds and the day from which it holds, where the paper says it."""

    file: str
    date: date | None = None


@dataclass(frozen=True)
class Fact:
    """Something that can be known in a talk.

    Attributes:
        name: the Rasa slot of the same name.
        kind: ``choice``, ``yes_no``, ``identity``, ``name``, ``title``, ``address``, ``text``, ``display``,
            ``mobile``, ``email``, ``moment``, ``date``, ``power``, ``ready`` (asked) or ``derived``
            (looked up, never asked).
        label: the fact in a few Indonesian words, for people.
        values: what a choice may be.
        when_unknown: the value with which the talk goes on when the caller can't tell; ``None``: it can't.
        from_opening: callers tell it with the words that bring them to the topic; it is read from these, too.
    """

    name: str
    kind: str
    label: str
    values: tuple[str, ...] = ()
    when_unknown: str | None = None
    from_opening: bool = False

    def may_be(self, value: object) -> bool:
        """Whether the fact can have this value; only a choice has a closed list."""
        return value is None or not self.values or value in (*self.values, self.when_unknown)


@dataclass(frozen=True)
class Rule:
    """One rule of the SOP.

    Attributes:
        id: as in the catalogue, such as ``PRK-12c``.
        title: what must happen, in one line.
        source: the paragraph it comes from.
        when: the condition under which it applies.
        ask: the fact that it asks for, if it asks.
        say: the response that it says, if it only says.
        do: the name of what is done silently, if it neither asks nor says.
        weight: share in a trainee's score; 0 for rules that are not scored.
        critical: breaking it fails an attempt whatever the score.
        code: the meter code that the caller keys in, for the nine codes.
        note: the reading taken where the source is silent.
        fulfilled_by: what carries the rule out where it is not a step of a stage: actions, responses, forms, or code
            outside the talks (see :func:`is_code`).
        due: ``opening`` or ``closing``: once a talk, before or after all else; empty: at its step, on an occasion
            (``called_by``) or with the ticket (``written``).
        called_by: intents of the caller that give occasion to the rule; without one of them it asks for nothing.
        written: fields of the ticket in which it shows whether the rule was kept.
        early: an officer may do it before its place comes, as soon as there is occasion to.
        names_time_of_day: a wish of pagi, siang, sore or malam is part of it, by the clock of the caller's zone.
    """

    id: str
    topic: str
    title: str
    source: Source
    when: Condition = field(default_factory=dict)
    ask: str = ""
    say: str = ""
    do: str = ""
    weight: int = 1
    critical: bool = False
    code: str = ""
    note: str = ""
    fulfilled_by: tuple[str, ...] = ()
    due: str = ""
    called_by: tuple[str, ...] = ()
    written: tuple[str, ...] = ()
    early: bool = False
    names_time_of_day: bool = False

    def applies(self, facts: Facts) -> bool:
        """Whether the rule bears on a talk with these facts."""
        return holds(self.when, facts)


@dataclass(frozen=True)
class StageOutcome:
    """A value that a stage's steering slot takes, and when."""

    value: str
    when: Condition


@dataclass(frozen=True)
class Stage:
    """A run of steps that one form of the dialogue collects.

    Attributes:
        when: the condition under which the talk comes to this stage; left out: always. Stages whose outcome decides
            the row of the outcome table need none: they are gone through until a row holds.
        outcome_slot: the categorical slot by which stories steer, empty when the stage has one way on.
        any_order: steps that an officer may take in any order among themselves; one whose condition rests on another's
            answer still follows it.
        anywhere: steps that may come before or after any other of the talk, as far as neither rests on the other.
    """

    name: str
    form: str
    label: str
    steps: tuple[str, ...]
    when: Condition = field(default_factory=dict)
    outcome_slot: str = ""
    outcomes: tuple[StageOutcome, ...] = ()
    any_order: frozenset[str] = frozenset()
    anywhere: frozenset[str] = frozenset()

    def outcome(self, facts: Facts) -> str | None:
        """The way on from this stage: the first of its outcomes that holds."""
        return next((item.value for item in self.outcomes if holds(item.when, facts)), None)


@dataclass(frozen=True)
class Outcome:
    """A row of the outcome table: facts → ticket (``None``: no ticket is made or changed).

    Attributes:
        title: what happens in such a call, in the words of the floor.
    """

    id: str
    title: str
    when: Condition
    ticket: Mapping[str, Any] | None
    permasalahan: tuple[tuple[Condition, str], ...] = ()
    note: str = ""

    @property
    def makes_report(self) -> bool:
        """Whether a report is made; a row may instead only work on one that is there (``operations``)."""
        return self.ticket is not None and "jenis" in self.ticket

    @property
    def operations(self) -> Mapping[str, str]:
        """What is done to an earlier report, in order: the operation and the words that it is done with."""
        return (self.ticket or {}).get("operations", {})

    def permasalahan_for(self, facts: Facts) -> str:
        """The APKT text of this row.

        Raises:
            BookError: if no variant of the row fits the facts.
        """
        for condition, text in self.permasalahan:
            if holds(condition, facts):
                return text
        raise BookError(f"{self.id}: tidak ada permasalahan untuk fakta {dict(facts)}")


@dataclass(frozen=True)
class Never:
    """Something that must not be said, with the words that would say it.

    Attributes:
        while_asking: the form in which it is forbidden; empty: always.
        unless: sentences with these words speak of another matter.
    """

    id: str
    title: str
    patterns: tuple[str, ...]
    source: Source
    while_asking: str = ""
    unless: tuple[str, ...] = ()


@dataclass(frozen=True)
class Topic:
    """One file of the book."""

    name: str
    title: str
    documents: Mapping[str, Document]
    parameters: Mapping[str, Any]
    facts: Mapping[str, Fact]
    rules: Mapping[str, Rule]
    stages: tuple[Stage, ...]
    outcomes: tuple[Outcome, ...]
    never: tuple[Never, ...]
    begins_with: tuple[str, ...] = ()
    shared_stages: tuple[Stage, ...] = ()


class Book:
    """All topics together; rule ids and fact names are unique across them, and so are forms that are not shared."""

    def __init__(self, topics: Mapping[str, Topic]) -> None:
        shared = {stage.name: stage for topic in topics.values() for stage in topic.shared_stages}
        self.topics = {name: _with_shared_stages(topic, shared) for name, topic in topics.items()}
        self.rules: dict[str, Rule] = {}
        self.facts: dict[str, Fact] = {}
        self.stages: dict[str, Stage] = {}
        self._topic_of_intent: dict[str, str] = {}
        for topic in self.topics.values():
            _add_all(self.rules, topic.rules, topic.name, "aturan")
            _add_all(self.facts, topic.facts, topic.name, "fakta")
            own = {stage.form: stage for stage in topic.stages if not self.is_shared(stage)}
            _add_all(self.stages, own, topic.name, "formulir")
            _add_all(self._topic_of_intent, dict.fromkeys(topic.begins_with, topic.name), topic.name, "niat awal")
        _add_all(self.stages, {stage.form: stage for stage in shared.values()}, "umum", "formulir")
        self._check_references()
        self._rule_of_ask = {rule.ask: rule for rule in self.rules.values() if rule.ask}
        self._rule_of_response = {rule.say: rule for rule in self.rules.values() if rule.say}

    def rule(self, rule_id: str) -> Rule:
        """The rule with this id.

        Raises:
            BookError: if there is none.
        """
        try:
            return self.rules[rule_id]
        except KeyError:
            raise BookError(f"Aturan {rule_id!r} tidak ada di buku SOP.") from None

    def rule_asking(self, fact: str) -> Rule | None:
        """The rule that asks for ``fact``."""
        return self._rule_of_ask.get(fact)

    def rule_saying(self, response: str) -> Rule | None:
        """The rule that is fulfilled by saying ``response``."""
        return self._rule_of_response.get(response)

    def is_shared(self, stage: Stage) -> bool:
        """Whether several topics go through this stage."""
        return any(stage.form == one.form for topic in self.topics.values() for one in topic.shared_stages)

    def topic_of_form(self, form: str, running: str | None = None) -> Topic:
        """The topic that a form belongs to.

        Args:
            running: the topic that the talk is about, which decides for a form that topics share.
        """
        having = [topic for topic in self.topics.values() if any(stage.form == form for stage in topic.stages)]
        return next((topic for topic in having if topic.name == running), having[0])

    def topic_beginning_with(self, intent: str) -> Topic | None:
        """The topic to which a caller comes by saying ``intent``."""
        name = self._topic_of_intent.get(intent)
        return self.topics[name] if name else None

    def parameter(self, topic: str, name: str) -> Any:
        """A figure or list that the rules of a topic speak of.

        Raises:
            BookError: if the topic has no such parameter.
        """
        try:
            return self.topics[topic].parameters[name]
        except KeyError:
            raise BookError(f"Parameter {name!r} tidak ada pada topik {topic!r}.") from None

    def _check_references(self) -> None:
        for topic in self.topics.values():
            for stage in topic.stages:
                for step in stage.steps:
                    if step not in self.rules:
                        raise BookError(f"{topic.name}.yml: tahap {stage.name} menyebut aturan {step} yang tidak ada.")
                if stray := sorted((stage.any_order | stage.anywhere) - set(stage.steps)):
                    raise BookError(
                        f"{topic.name}.yml: any_order atau anywhere tahap {stage.name} memuat {stray[0]}, "
                        "bukan langkahnya."
                    )
            for where, condition in _conditions_of(topic):
                for name, values in comparisons_in(condition):
                    if name not in self.facts:
                        raise BookError(f"{topic.name}.yml: {where} memakai fakta {name!r} yang tidak ada.")
                    for value in values:
                        if not self.facts[name].may_be(value):
                            raise BookError(f"{topic.name}.yml: {where}: {name} tidak pernah bernilai {value!r}.")
            for rule in topic.rules.values():
                if rule.ask and rule.ask not in self.facts:
                    raise BookError(f"{topic.name}.yml: {rule.id} menanyakan fakta {rule.ask!r} yang tidak ada.")
                if rule.due not in DUE:
                    raise BookError(f"{topic.name}.yml: {rule.id}: due {rule.due!r} bukan salah satu dari {DUE[1:]}.")
                if rule.source.document not in topic.documents:
                    raise BookError(f"{topic.name}.yml: {rule.id} mengutip dokumen {rule.source.document!r}.")


def _add_all(known: dict[str, Any], new: Mapping[str, Any], topic: str, noun: str) -> None:
    for name, item in new.items():
        if name in known:
            raise BookError(f"{topic}.yml: {noun} {name!r} sudah ada di topik lain.")
        known[name] = item


def _with_shared_stages(topic: Topic, shared: Mapping[str, Stage]) -> Topic:
    """The topic with shared stages in the places where it names them."""
    named = [stage.name for stage in topic.stages if not stage.form and stage.name not in shared]
    if named:
        raise BookError(f"{topic.name}.yml: tahap bersama {named[0]!r} tidak ada.")
    stages = (stage if stage.form else replace(shared[stage.name], when=stage.when) for stage in topic.stages)
    return replace(topic, stages=tuple(stages))


def _conditions_of(topic: Topic) -> Iterator[tuple[str, Condition]]:
    for rule in topic.rules.values():
        yield rule.id, rule.when
    for stage in topic.stages:
        yield f"tahap {stage.name}", stage.when
        for stage_outcome in stage.outcomes:
            yield f"tahap {stage.name}", stage_outcome.when
    for outcome in topic.outcomes:
        yield outcome.id, outcome.when
        for condition, _ in outcome.permasalahan:
            yield outcome.id, condition


def load_topic(path: Path) -> Topic:
    """Read one topic file.

    Raises:
        BookError: naming the file and what is wrong with it.
    """
    try:
        data = yaml.safe_load(path.read_text(encoding="utf-8"))
        name = data["topic"]
        return Topic(
            name=name,
            title=data["title"],
            documents={key: Document(**value) for key, value in data["documents"].items()},
            parameters=data.get("parameters", {}),
            facts={
                key: Fact(
                    key,
                    value["kind"],
                    value["label"],
                    tuple(value.get("values", ())),
                    value.get("when_unknown"),
                    bool(value.get("from_opening")),
                )
                for key, value in data.get("facts", {}).items()
            },
            rules=_read_rules(data, name),
            stages=tuple(_read_stage_or_its_name(item) for item in data.get("stages", ())),
            shared_stages=tuple(_read_stage(item) for item in data.get("shared_stages", ())),
            begins_with=tuple(data.get("begins_with", ())),
            outcomes=_read_outcomes(data, name),
            never=tuple(
                Never(
                    id=item["id"],
                    title=item["title"],
                    patterns=tuple(item["patterns"]),
                    source=Source(**item["source"]),
                    while_asking=item.get("while_asking", ""),
                    unless=tuple(item.get("unless", ())),
                )
                for item in data.get("never", ())
            ),
        )
    except FileNotFoundError:
        raise BookError(f"Berkas buku SOP {path} tidak ada.") from None
    except (yaml.YAMLError, UnicodeDecodeError, KeyError, TypeError, AttributeError) as error:
        raise BookError(f"Berkas buku SOP {path.name} tidak dapat dibaca: {error!r}") from error


def _read_rules(data: Mapping[str, Any], topic: str) -> dict[str, Rule]:
    rules: dict[str, Rule] = {}
    for item in data["sop_rules"]:
        rule = _read_rule(item, topic)
        if rule.id in rules:
            raise BookError(f"{topic}.yml: aturan {rule.id} ditulis dua kali.")
        if sum(bool(part) for part in (rule.ask, rule.say, rule.do)) > 1:
            raise BookError(f"{topic}.yml: {rule.id} hanya boleh memiliki satu dari ask, say, do.")
        rules[rule.id] = rule
    return rules


def _read_rule(item: Mapping[str, Any], topic: str) -> Rule:
    values = dict(item)
    try:
        values["source"] = Source(**values["source"])
        for name in ("fulfilled_by", "called_by", "written"):
            values[name] = tuple(values.get(name, ()))
        return Rule(topic=topic, **values)
    except (KeyError, TypeError) as error:
        raise BookError(f"{topic}.yml: aturan {values.get('id', '?')} tidak dapat dibaca: {error!r}") from error


def _read_stage_or_its_name(item: str | Mapping[str, Any]) -> Stage:
    """A stage of the topic's own, or one without a form that stands for a shared stage."""
    if isinstance(item, str):
        return Stage(item, "", "", ())
    if item.keys() <= {"name", "when"}:
        return Stage(item["name"], "", "", (), item.get("when", {}))
    return _read_stage(item)


def _read_stage(item: Mapping[str, Any]) -> Stage:
    outcome = item.get("outcome", {})
    return Stage(
        name=item["name"],
        form=item["form"],
        label=item["label"],
        steps=tuple(item["steps"]),
        when=item.get("when", {}),
        outcome_slot=outcome.get("slot", ""),
        outcomes=tuple(StageOutcome(value["value"], value.get("when", {})) for value in outcome.get("values", ())),
        any_order=frozenset(item.get("any_order", ())),
        anywhere=frozenset(item.get("anywhere", ())),
    )


def _read_outcomes(data: Mapping[str, Any], topic: str) -> tuple[Outcome, ...]:
    outcomes: dict[str, Outcome] = {}
    for item in data.get("outcomes", ()):
        outcome = _read_outcome(item)
        if outcome.id in outcomes:
            raise BookError(f"{topic}.yml: hasil {outcome.id} ditulis dua kali.")
        outcomes[outcome.id] = outcome
    return tuple(outcomes.values())


def _read_outcome(item: Mapping[str, Any]) -> Outcome:
    return Outcome(
        id=item["id"],
        title=item["title"],
        when=item["when"],
        ticket=item.get("ticket"),
        permasalahan=tuple((variant.get("when", {}), variant["text"]) for variant in item.get("permasalahan", ())),
        note=item.get("note", ""),
    )


def is_code(name: str) -> bool:
    """Whether what fulfils a rule is a dotted name of code, which no talk runs, and no name of the domain."""
    return "." in name


@lru_cache(maxsize=4)
def load_book(directory: Path = BOOK_DIRECTORY) -> Book:
    """The whole book, read once for each directory.

    Raises:
        BookError: if a file can't be read or the topics contradict one another.
    """
    paths = sorted(directory.glob("*.yml"))
    if not paths:
        raise BookError(f"Tidak ada berkas buku SOP di {directory}.")
    topics = [load_topic(path) for path in paths]
    return Book({topic.name: topic for topic in topics})
