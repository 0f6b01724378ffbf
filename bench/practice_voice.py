"""How well trainees are heard, and what an oracle who speaks scores: whole practice calls by voice, with real ears.

The officers of the tests do all that the book says, in words that nobody trained on (``paraphrases.yml``). They speak
with voices that never spoke in the training data, over the telephone band; the ears have the grammar of the call. Each
call is held three times: typed; spoken, where all that was heard counts unseen; and spoken as the studio has it, where
words of which the ears are not sure wait, and the trainee puts them right. The customer answers directly (no Rasa).

examples:
  python -m bench.practice_voice
  python -m bench.practice_voice --scenario periksa/O10 --seed 7 --voices 2 --json
  python -m bench.practice_voice --sentences 100
"""

from __future__ import annotations

import argparse
import dataclasses
import json
import random
import tempfile
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from rapidfuzz.distance import Levenshtein
from rich.console import Console
from rich.table import Table

from bench.machine import machine_facts
from bench.officers_words import load_turns
from bench.phone_caller import Speak, voice
from bot.roleplay.practice.attempt import Attempt
from bot.roleplay.practice.memory import Reply
from bot.roleplay.practice.practice import Practice
from bot.roleplay.practice.scenario import GUIDED
from bot.roleplay.practice.spoken import Spoken
from bot.settings import Settings
from tests.roleplay.practice.officers import serve
from tests.roleplay.practice.paraphraser import Paraphraser
from voice.line.frames import FRAME_SECONDS, SILENT_FRAME, whole_frames
from voice.line.practice_line import OfficersWords, PracticeLine
from voice.model.pronunciation import UnpronounceableWord
from voice.model.speech.voices import ESPEAK_KEPT_APART
from voice.model.vocabulary import words_of
from voice.mouth.wording import written_in_full
from voice.phone import PhoneLine

SCENARIOS = (
    "periksa/O10", "periksa/O4", "lapor_ulang/LU-02", "iconnet/O1", "listriqu/O1", "permohonan/O1", "progres/O1",
)  # fmt: skip
OFFICER = "Hana"
TRIES = 2
"""How often the officer says a thing before going on without it."""
AFTER = [SILENT_FRAME] * int(1.2 / FRAME_SECONDS)
TYPED, UNSEEN, STUDIO = "typed", "spoken, unseen", "spoken, as in the studio"


@dataclass
class Heard:
    """How the turns of one call were heard.

    Attributes:
        words, wrong_words: said, and substituted, left out or put in.
        turns, exact, sure, sure_but_wrong: heard word for word; counted at once; counted at once with a wrong word.
        steps, steps_heard, steps_extra: rules carried out for sure in what was meant, and in what was heard.
    """

    words: int = 0
    wrong_words: int = 0
    turns: int = 0
    exact: int = 0
    sure: int = 0
    sure_but_wrong: int = 0
    steps: int = 0
    steps_heard: int = 0
    steps_extra: int = 0

    def add(self, other: Heard) -> None:
        """Count another call too."""
        for name, value in asdict(other).items():
            setattr(self, name, getattr(self, name) + value)


@dataclass
class SpokenCall:
    """An officer who speaks in place of typing; says what was heard instead.

    Attributes:
        looks: whether the officer looks at words of which the ears are not sure, and puts them right.
        known: what the ears heard of sentences that this voice has said in this call before.
    """

    attempt: Attempt
    practice: Practice
    line: PracticeLine
    speak: Speak
    looks: bool
    known: dict[str, list[OfficersWords]]
    heard: Heard = field(default_factory=Heard)

    def say(self, text: str, seconds: float = 0.0) -> Reply:
        """In place of :meth:`Attempt.say`."""
        written, sure = self.hear(text)
        puts_right = self.looks and not sure
        counts = text if puts_right or not written else written
        return Attempt.say(self.attempt, counts, seconds, Spoken(written, float(sure), puts_right))

    def hear(self, text: str) -> tuple[str, bool]:
        """What is heard when this is said, as it comes into the box, and whether it may count at once."""
        said = words_of(written_in_full(text))
        pieces = self._pieces(" ".join(said))
        written = " ".join(self.practice.as_sentence(self.attempt, piece.text) for piece in pieces)
        sure = bool(pieces) and all(piece.sure for piece in pieces)
        self._count(text, said, pieces, written, sure)
        return written, sure

    def _pieces(self, said: str) -> list[OfficersWords]:
        if said not in self.known:
            for frame in (*whole_frames(self.speak(said)), *AFTER):
                self.line.exchange(frame)
            self.known[said] = self.line.take_heard()
        return self.known[said]

    def _count(self, text: str, said: list[str], pieces: list[OfficersWords], written: str, sure: bool) -> None:
        wrong = Levenshtein.distance(said, words_of(written_in_full(" ".join(piece.text for piece in pieces))))
        meant, found = self._steps_in(text), self._steps_in(written)
        exact = wrong == 0
        steps = (len(meant), len(meant & found), len(found - meant))
        self.heard.add(Heard(len(said), wrong, 1, exact, sure, sure and not exact, *steps))

    def _steps_in(self, text: str) -> set[str]:
        return {act.rule for act in self.practice.acts_in(self.attempt, text) if act.certain}


def measure(scenarios: tuple[str, ...], seed: int, voices: int) -> Iterator[dict[str, Any]]:
    """One row for each call and way of holding it."""
    with tempfile.TemporaryDirectory() as folder, PhoneLine.open() as phone:
        practice = Practice.open(dataclasses.replace(Settings(), var_directory=Path(folder)))
        for number, scenario in enumerate(scenarios):
            yield _row(scenario, "", TYPED, _held(_begun(practice, scenario, seed)), None)
            for place in range(voices):
                name = ESPEAK_KEPT_APART[(number * voices + place) % len(ESPEAK_KEPT_APART)]
                known: dict[str, list[OfficersWords]] = {}
                for way in (UNSEEN, STUDIO):
                    attempt = _begun(practice, scenario, seed)
                    line = phone.practice_line(practice.sayings(attempt))
                    call = SpokenCall(attempt, practice, line, voice(name), way == STUDIO, known)
                    attempt.say = call.say  # type: ignore[method-assign,assignment]
                    yield _row(scenario, name, way, _held(attempt), call.heard)


def measure_sentences(count: int, seed: int) -> dict[str, Any]:
    """How sentences of ``tests/roleplay_kept_apart`` are heard; their writer knew neither ears nor training data.

    Args:
        count: how many, drawn by the seed; those with short forms that nobody says are passed over.
    """
    turns = load_turns()
    random.Random(seed).shuffle(turns)
    total, said = Heard(), 0
    with tempfile.TemporaryDirectory() as folder, PhoneLine.open() as phone:
        practice = Practice.open(dataclasses.replace(Settings(), var_directory=Path(folder)))
        scenarios = {one.topic: one.id for one in reversed(practice.scenarios.all)}
        for number, turn in enumerate(one for one in turns if one.topic in scenarios):
            attempt = _begun(practice, scenarios[turn.topic], seed)
            line = phone.practice_line(practice.sayings(attempt))
            speak = voice(ESPEAK_KEPT_APART[number % len(ESPEAK_KEPT_APART)])
            call = SpokenCall(attempt, practice, line, speak, looks=False, known={})
            try:
                call.hear(turn.text)
            except UnpronounceableWord:
                continue
            finally:
                attempt.desk.close()
            total.add(call.heard)
            said += 1
            if said == count:
                break
    return shares(total)


def _begun(practice: Practice, scenario: str, seed: int) -> Attempt:
    return practice.begin(scenario, seed, GUIDED, officer=OFFICER)


def _held(attempt: Attempt) -> Attempt:
    serve(attempt, speak=Paraphraser(), tries=TRIES)
    attempt.finish()
    return attempt


def _row(scenario: str, name: str, way: str, attempt: Attempt, heard: Heard | None) -> dict[str, Any]:
    result = attempt.finish()
    row = {"scenario": scenario, "voice": name, "way": way, "score": round(result.score, 1), "passed": result.passed}
    failed = {"critical": [error.subject for error in result.critical]}
    return {**row, **failed, **(asdict(heard) if heard else {})}


def summary(rows: list[dict[str, Any]]) -> dict[str, Any]:
    """Shares over all calls, by way."""
    ways = {}
    for way in (TYPED, UNSEEN, STUDIO):
        of_way = [row for row in rows if row["way"] == way]
        scores = [row["score"] for row in of_way]
        ways[way] = {
            "calls": len(of_way),
            "passed": sum(row["passed"] for row in of_way),
            "mean_score": round(sum(scores) / max(1, len(scores)), 1),
            "lowest_score": min(scores, default=0.0),
        }
    total = Heard()
    for row in rows:
        if row["way"] == UNSEEN:
            total.add(Heard(**{one.name: row[one.name] for one in dataclasses.fields(Heard)}))
    return {"ways": ways, **shares(total)}


def shares(total: Heard) -> dict[str, Any]:
    """What was heard, in percent."""
    return {
        "word_accuracy": round(100 * (1 - total.wrong_words / max(1, total.words)), 1),
        "turns_word_for_word": round(100 * total.exact / max(1, total.turns), 1),
        "turns_that_count_at_once": round(100 * total.sure / max(1, total.turns), 1),
        "of_these_with_a_wrong_word": round(100 * total.sure_but_wrong / max(1, total.sure), 1),
        "steps_still_found": round(100 * total.steps_heard / max(1, total.steps), 1),
        "heard": asdict(total),
    }


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(
        prog="python -m bench.practice_voice", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--scenario", nargs="+", default=SCENARIOS, help="scenarios (%(default)s)")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--voices", type=int, default=1, help="voices for each scenario (%(default)s)")
    parser.add_argument("--sentences", type=int, help="instead: so many single sentences of those kept apart")
    parser.add_argument("--json", action="store_true", help="answer with JSON")
    chosen = parser.parse_args()
    console = Console(highlight=False)
    if chosen.sentences:
        console.print_json(json.dumps(measure_sentences(chosen.sentences, chosen.seed)))
        return
    rows = []
    for row in measure(tuple(chosen.scenario), chosen.seed, chosen.voices):
        rows.append(row)
        if not chosen.json:
            console.print(f"{row['scenario']} {row['voice']} {row['way']}: {row['score']} {' '.join(row['critical'])}")
    told = {**summary(rows), "machine": machine_facts(), "rows": rows}
    if chosen.json:
        console.print_json(json.dumps(told))
        return
    table = Table("way", "calls", "passed", "mean score", "lowest")
    for way, figures in told["ways"].items():
        table.add_row(way, *(str(figure) for figure in figures.values()))
    console.print(table)
    for name in ("word_accuracy", "turns_word_for_word", "turns_that_count_at_once", "of_these_with_a_wrong_word",
                 "steps_still_found"):  # fmt: skip
        console.print(f"{name.replace('_', ' ')}: {told[name]} %")


if __name__ == "__main__":
    main()
