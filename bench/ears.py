"""How well the speech model understands voices it never heard: phrases, digits of real people, noise, end of speech.

The recordings of real people (INDspeech01, CC BY-NC-SA 4.0) are not part of the project: name a folder with those of
its `train` speakers. Its `test` speakers are kept apart for a blind measurement and must not be used here.

examples:
  python -m bench.ears
  python -m bench.ears --noise 10 --json
  python -m bench.ears --people /somewhere/INDspeech01/train
"""

from __future__ import annotations

import argparse
import json
import time
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import vosk
from rapidfuzz.distance import Levenshtein
from rich.console import Console
from rich.progress import track
from rich.table import Table

from bench.callers import Call, recorded_calls, synthetic_calls
from bench.machine import machine_facts
from voice.model.recipe import SHIPPED_MODEL
from voice.model.vocabulary import digits
from voice.sound.channel import RATE

PHRASES = Path(__file__).parent / "data/phone_phrases.txt"
UNKNOWN = "[unk]"


@dataclass
class Score:
    """Phrases and words of one kind of caller under one grammar."""

    phrases: int = 0
    right_phrases: int = 0
    words: int = 0
    wrong_words: int = 0
    sound_seconds: float = 0.0
    work_seconds: float = 0.0

    @property
    def phrase_accuracy(self) -> float:
        """Percent of the phrases that were heard word for word."""
        return 100 * self.right_phrases / max(1, self.phrases)

    @property
    def word_error_rate(self) -> float:
        """Substitutions, insertions and deletions in percent of the words said."""
        return 100 * self.wrong_words / max(1, self.words)

    def add(self, said: list[str], heard: list[str]) -> None:
        """Count one phrase."""
        self.phrases += 1
        self.right_phrases += said == heard
        self.words += len(said)
        self.wrong_words += Levenshtein.distance(said, heard)


def phrases() -> list[str]:
    """The phrases of the measurement."""
    lines = PHRASES.read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line and not line.startswith("#")]


def understand(model: Any, calls: Iterable[Call], grammars: dict[str, list[str]]) -> dict[tuple[str, str], Score]:
    """Let the model hear every call under every grammar; scores by (grammar, caller)."""
    scores: dict[tuple[str, str], Score] = defaultdict(Score)
    for call in calls:
        sound = call.samples.tobytes()
        for name, grammar in grammars.items():
            begun = time.process_time()
            recogniser = vosk.KaldiRecognizer(model, RATE, json.dumps([*grammar, UNKNOWN]))
            recogniser.AcceptWaveform(sound)
            heard = json.loads(recogniser.FinalResult())["text"].replace(UNKNOWN, " ").split()
            score = scores[name, call.caller]
            score.add(call.phrase.split(), heard)
            score.work_seconds += time.process_time() - begun
            score.sound_seconds += len(call.samples) / RATE
    return dict(scores)


def measure(model_folder: Path, noise: float | None, people: Path | None, progress: bool) -> dict[str, Any]:
    """All figures as plain values."""
    vosk.SetLogLevel(-1)
    begun = time.perf_counter()
    model = vosk.Model(str(model_folder))
    loaded = time.perf_counter() - begun
    said = phrases()
    grammars = {"closed phrases": said, "word loop": sorted({word for phrase in said for word in phrase.split()})}
    calls = list(synthetic_calls(said, noise))
    scores = understand(model, track(calls, "Phrases", disable=not progress), grammars)
    if people is not None:
        recorded = list(recorded_calls(people))
        heard = understand(model, track(recorded, "People", disable=not progress), {"digits": list(digits())})
        scores["digits", "people"] = _together(heard.values())
        worst = sorted(heard.items(), key=lambda item: -item[1].word_error_rate)[:5]
        scores |= {("digits", f"people, {caller}"): score for (_, caller), score in worst}
    rows = [
        {"grammar": grammar, "caller": caller, **asdict(score), "phrase_accuracy": round(score.phrase_accuracy, 1),
         "word_error_rate": round(score.word_error_rate, 1)}
        for (grammar, caller), score in scores.items()
    ]  # fmt: skip
    facts = {"model": str(model_folder), "noise_decibels": noise, "load_seconds": round(loaded, 3)}
    return {**facts, "machine": machine_facts(), "rows": rows}


def _together(scores: Iterable[Score]) -> Score:
    whole = Score()
    for score in scores:
        for name, value in asdict(score).items():
            setattr(whole, name, getattr(whole, name) + value)
    return whole


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(
        prog="python -m bench.ears", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--model", type=Path, default=SHIPPED_MODEL, help="model directory (%(default)s)")
    parser.add_argument("--noise", type=float, help="white noise, decibels below the speech")
    parser.add_argument("--people", type=Path, help="folder of recordings: SPEAKER/NAME.wav and NAME.txt")
    parser.add_argument("--json", action="store_true", help="answer with JSON")
    chosen = parser.parse_args()
    console = Console(highlight=False)
    found = measure(chosen.model, chosen.noise, chosen.people, progress=not chosen.json and console.is_terminal)
    if chosen.json:
        console.print_json(json.dumps(found))
        return
    table = Table("grammar", "caller", "phrases", "right", "word errors", "of real time")
    for row in found["rows"]:
        speed = row["work_seconds"] / max(row["sound_seconds"], 1e-9)
        table.add_row(row["grammar"], row["caller"], str(row["phrases"]), f"{row['phrase_accuracy']} %",
                      f"{row['word_error_rate']} %", f"{speed:.3f}")  # fmt: skip
    console.print(table)
    console.print(f"model load {found['load_seconds']} s, load of the machine {found['machine']['load_average']}")


if __name__ == "__main__":
    main()
