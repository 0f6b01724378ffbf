"""A run as one HTML page for people: what changed, said in words, what was expected beside what came.

The page stands alone: styles and script are in it, and it asks no other site for anything.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import groupby
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from bot.qa.compare import OPENING, is_said
from bot.qa.e2e_model import Case, Expectation, Place, SaidExpected, Turn
from bot.qa.junit import known_text, shortest
from bot.qa.outcome import KINDS, CaseResult, Difference, Message, ObservedTurn, RunResult, Verdict
from bot.qa.run_json import changed_slots
from bot.qa.sentences import Narrator, capitalised, value_text
from bot.qa.word_difference import marked
from bot.qa.writing import written_number, written_percent

_TEMPLATES = Path(__file__).resolve().parent / "templates"
_ALIKE = 0.3
"""Below this share of common letters two texts are shown without their common words: there is nothing to compare."""

_LABELS = {
    Verdict.PASSED: "Lulus",
    Verdict.FAILED: "Gagal",
    Verdict.BROKEN: "Terhenti",
    Verdict.KNOWN_FAILURE: "Gagal, sudah dikenal",
    Verdict.UNEXPECTED_PASS: "Lulus tak terduga",
}


@dataclass(frozen=True)
class Wanted:
    """One expectation of a turn as the page shows it."""

    text: str | Markup
    met: bool
    kind: str = ""


@dataclass(frozen=True)
class TurnShown:
    """One turn: what was said, what was expected of it, what came.

    Attributes:
        heard: the recorded answers; of a test that was written, nothing.
        answers: the bot's messages now.
        notes: how the turn was understood and where it led.
    """

    number: int
    said: str
    wanted: tuple[Wanted, ...]
    heard: tuple[str, ...]
    answers: tuple[str | Markup, ...]
    notes: tuple[tuple[str, str], ...]

    @property
    def differs(self) -> bool:
        """Whether an expectation was not met."""
        return not all(one.met for one in self.wanted)


@dataclass(frozen=True)
class ToldTurn:
    """What differs in one turn, in words.

    Attributes:
        sentences: of each difference its kind, the sentence, and where its expectation stands.
    """

    occasion: str
    sentences: tuple[tuple[str, str, str], ...]

    @property
    def kinds(self) -> str:
        """The kinds of its differences, for the filter."""
        return "|".join(dict.fromkeys(kind for kind, _, _ in self.sentences))


@dataclass(frozen=True)
class TestShown:
    """One test as the page shows it."""

    identity: str
    name: str
    place: str
    verdict: Verdict
    label: str
    reason: str
    broke: str
    told: tuple[ToldTurn, ...]
    turns: tuple[TurnShown, ...]

    @property
    def kinds(self) -> str:
        """The kinds of its differences, for the filter."""
        return "|".join(dict.fromkeys(kind for turn in self.told for kind, _, _ in turn.sentences))


def run_page(run: RunResult, narrator: Narrator, *, timings: bool = False) -> str:
    """The whole page.

    Args:
        timings: whether to say how long the run took; without, the same run gives the same page.
    """
    tests = [_test(number, run, result, narrator) for number, result in enumerate(run.results, start=1)]
    counted = Counter(one.kind for result in run.results for one in result.differences)
    environment = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["capitalised"] = capitalised
    return environment.get_template("run.html").render(
        number=written_number,
        total=len(tests),
        turns=run.turns,
        share=written_percent(run.count(Verdict.PASSED), len(tests)),
        headline=_headline(run),
        kinds=[(kind, counted[kind]) for kind in KINDS if counted[kind]],
        red=[test for test in tests if test.verdict.red],
        known=[test for test in tests if test.verdict is Verdict.KNOWN_FAILURE],
        passed=[test for test in tests if test.verdict is Verdict.PASSED],
        seconds=run.seconds if timings else None,
    )


def _headline(run: RunResult) -> str:
    total, red = len(run.results), len(run.failed)
    known = run.count(Verdict.KNOWN_FAILURE)
    if red:
        return f"{written_number(red)} dari {written_number(total)} uji perlu dilihat"
    if known:
        return f"Tidak ada yang baru: {written_number(known)} uji gagal seperti yang sudah dikenal"
    return f"Semua {written_number(total)} uji lulus" if total > 1 else "Uji lulus"


def _test(number: int, run: RunResult, result: CaseResult, narrator: Narrator) -> TestShown:
    verdict = run.verdict_of(result)
    return TestShown(
        identity=f"uji-{number}",
        name=result.case.name,
        place=str(_written(result.case.place)),
        verdict=verdict,
        label=_LABELS[verdict],
        reason=capitalised(known_text(run, result)) if result.case.name in run.known else "",
        broke=result.broke,
        told=tuple(_told(result, narrator)),
        turns=_turns(result, narrator),
    )


def _told(result: CaseResult, narrator: Narrator) -> Iterator[ToldTurn]:
    for _, differences in groupby(result.differences, key=lambda one: one.turn):
        found = list(differences)
        sentences = tuple((one.kind, narrator.told(result, one), str(_written(one.place))) for one in found)
        yield ToldTurn(narrator.occasion(found[0]), sentences)


def _written(place: Place) -> Place:
    """The place as one writes it in the project."""
    return type(place)(shortest(place.file), place.line)


def _turns(result: CaseResult, narrator: Narrator) -> tuple[TurnShown, ...]:
    shown = []
    before: Mapping[str, Any] = narrator.initial_slots
    for number, observed in enumerate(result.observed, start=1):
        missed = [one for one in result.differences if one.turn == number]
        shown.append(_turn(number, result.case, result.talk[number - 1].said, observed, before, missed, narrator))
        before = observed.slots
    return tuple(shown)


def _turn(
    number: int,
    case: Case,
    said: str,
    observed: ObservedTurn,
    before: Mapping[str, Any],
    missed: list[Difference],
    narrator: Narrator,
) -> TurnShown:
    turn = case.turns[number - 1]
    answers: list[str | Markup] = [_answer(message) for message in observed.messages]
    wanted = []
    for expectation, difference in _paired(turn, missed):
        text: str | Markup = narrator.expectation(expectation)
        if difference is not None and isinstance(difference.expectation, SaidExpected):
            text = _compared(difference.expectation, observed, answers) or text
        wanted.append(Wanted(text, difference is None, difference.kind if difference else ""))
    return TurnShown(
        number=number,
        said=said or OPENING,
        wanted=tuple(wanted),
        heard=turn.heard,
        answers=tuple(answers),
        notes=_notes(observed, before, narrator),
    )


def _paired(turn: Turn, missed: list[Difference]) -> list[tuple[Expectation, Difference | None]]:
    """Each expectation with the difference that came of it, found by its place and by what it speaks of."""
    left = list(missed)
    pairs: list[tuple[Expectation, Difference | None]] = []
    for expectation in turn.expectations:
        found = next((one for one in left if _is_about(one, expectation)), None)
        if found is not None:
            left.remove(found)
        pairs.append((expectation, found))
    return pairs


def _is_about(difference: Difference, expectation: Expectation) -> bool:
    one = difference.expectation
    if type(one) is not type(expectation) or one.place != expectation.place:
        return False
    identifying = ("slot", "action", "response", "matches", "absent")
    return all(getattr(one, name, None) == getattr(expectation, name, None) for name in identifying)


def _compared(expected: SaidExpected, observed: ObservedTurn, answers: list[str | Markup]) -> Markup | None:
    """The expected words beside the most similar answer, in which the new ones are marked as well."""
    if expected.text is None or expected.absent or not observed.messages:
        return None
    ratios = [SequenceMatcher(None, expected.text, message.text or "").ratio() for message in observed.messages]
    best = max(range(len(ratios)), key=ratios.__getitem__)
    if ratios[best] < _ALIKE or is_said(expected, observed.messages[best]):
        return None
    left, right = marked(expected.text, observed.messages[best].text or "")
    answers[best] = right
    return left


def _answer(message: Message) -> str:
    buttons = ", ".join(str(button.get("title")) for button in message.buttons)
    payload = f"[{message.custom.get('kind')}]" if message.custom else ""
    return " ".join(part for part in (message.text, f"({buttons})" if buttons else "", payload) if part)


def _notes(observed: ObservedTurn, before: Mapping[str, Any], narrator: Narrator) -> tuple[tuple[str, str], ...]:
    changed = changed_slots(observed, before)
    notes = [("Maksud", observed.intent or ""), ("Aturan", narrator.rule(observed.rule) if observed.rule else "")]
    notes += [(narrator.slot(name), value_text(value)) for name, value in changed.items() if name in narrator.facts]
    notes += [("Laporan", ticket.nomor) for ticket in observed.tickets]
    return tuple((name, value) for name, value in notes if value)
