"""The steps from nothing to a model directory, each left alone when its result is there."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass, field
from pathlib import Path

from voice.model.kaldi import directory
from voice.model.kaldi.network import Network
from voice.model.speech.shards import Shard, make_in_own_process
from voice.model.speech.voices import FESTIVAL_VOICES
from voice.model.vocabulary import PROJECT_ROOT, Vocabulary, talk_sentences, vocabulary

SHIPPED_MODEL = PROJECT_ROOT / "voice/model/id-8k"
WORK_FOLDER = PROJECT_ROOT / "var/voice-model"
REQUIREMENTS = PROJECT_ROOT / "requirements/voice_model.txt"
WORDS_ADDED = "words_added.txt"

DEBIAN_PACKAGES = (
    "espeak-ng", "festival", "flite", "libfst-tools", *dict.fromkeys(voice.package for voice in FESTIVAL_VOICES),
)  # fmt: skip


@dataclass(frozen=True)
class Recipe:
    """How much is made: ``rounds`` times one shard of each synthesiser, then ``steps`` of training.

    The shards of round n have seed ``first_seed + n``. One more shard of each synthesiser, of the same voices with
    ``judging_seed``, is not trained on: it chooses among the states of the network.
    """

    rounds: int = 48
    steps: int = 16000
    first_seed: int = 100
    judging_seed: int = 99
    utterances: dict[str, int] = field(default_factory=lambda: {"espeak": 400, "festival": 400, "flite": 200})

    def shards(self) -> list[Shard]:
        """All shards trained on; after any number of them the synthesisers are about equally far."""
        return [shard for number in range(self.rounds) for shard in self._round(self.first_seed + number)]

    def judging_shards(self) -> list[Shard]:
        """Those that are not trained on."""
        return self._round(self.judging_seed)

    def _round(self, seed: int) -> list[Shard]:
        return [Shard(synthesiser, seed, count) for synthesiser, count in self.utterances.items()]


SMALL = Recipe(rounds=2, steps=300)
"""A model of a few minutes, to see that everything works."""
FULL = Recipe()


def missing_commands() -> list[str]:
    """Which of the commands that speak and build graphs are not installed."""
    return [command for command in ("espeak-ng", "festival", "flite", "fstcompile") if shutil.which(command) is None]


def make_speech(recipe: Recipe, folder: Path, processes: int, done: Callable[[Shard], None]) -> list[Path]:
    """Make the shards that are missing.

    Raises:
        RuntimeError: if one can't be made.
    """
    paths = []
    with ThreadPoolExecutor(processes) as workers:
        waiting = {workers.submit(make_in_own_process, shard, folder): shard
                   for shard in (*recipe.judging_shards(), *recipe.shards())}  # fmt: skip
        try:
            for finished in as_completed(waiting):
                paths.append(finished.result())
                done(waiting[finished])
        except BaseException:
            workers.shutdown(wait=False, cancel_futures=True)
            raise
    return sorted(paths)


def train(recipe: Recipe, folder: Path, report: Callable[[int, float, float], None]) -> Path:
    """Train on the recipe's shards that are in ``folder``; the network's file.

    Raises:
        ValueError: if there are none.
        ModuleNotFoundError: where PyTorch is not installed.
    """
    from voice.model.training import TrainingData, TrainingPlan
    from voice.model.training import train as train_network

    shards = _made(recipe.shards(), folder)
    data = TrainingData.load(shards)
    kept_apart = TrainingData.load(_made(recipe.judging_shards(), folder))
    network = train_network(data, kept_apart, TrainingPlan(steps=recipe.steps), folder / "checkpoint.pt", report)
    target = folder / "network.npz"
    network.save(target)
    facts = {"shards": [path.name for path in shards], "hours": round(data.hours, 2), "steps": recipe.steps}
    (folder / "network.json").write_text(json.dumps(facts, indent=1) + "\n", encoding="utf-8")
    return target


def _made(shards: Iterable[Shard], folder: Path) -> list[Path]:
    return [path for shard in shards if (path := folder / "speech" / shard.name).is_file()]


def export(network_file: Path, target: Path) -> None:
    """Write a model directory from a trained network.

    Raises:
        FstToolsMissing: if libfst-tools is not installed.
    """
    directory.write_acoustics(target, Network.load(network_file))
    rebuild_words(target)
    facts = network_file.with_suffix(".json")
    if facts.is_file():
        shutil.copyfile(facts, target / "training.json")


def rebuild_words(target: Path, more: Iterable[str] = ()) -> Vocabulary:
    """Write the words and graphs of a model directory anew; its network stays as it is.

    Args:
        target: a model directory. The words once added to it are kept in a file of its own.
        more: words that are added.

    Raises:
        UnpronounceableWord: naming a word that can't be said; nothing is written then.
        FstToolsMissing: if libfst-tools is not installed.
    """
    kept = target / WORDS_ADDED
    added = set(kept.read_text(encoding="utf-8").split()) if kept.is_file() else set()
    added |= {word.lower() for word in more}
    words = vocabulary().with_words(added)
    directory.write_words(target, words, talk_sentences())
    directory.write_settings(target)
    if added:
        kept.write_text("\n".join(sorted(added)) + "\n", encoding="utf-8")
    return words


def make_environment(folder: Path) -> Path:
    """A Python environment with PyTorch, apart from the simulator's; the path of its interpreter.

    Raises:
        subprocess.CalledProcessError: if a package can't be installed.
    """
    python = folder / "bin" / "python"
    if not python.is_file():
        base = shutil.which("python3.11") or shutil.which("python3") or sys.executable
        subprocess.run([base, "-m", "venv", str(folder)], check=True)
    wanted: Sequence[str] = ("-m", "pip", "--disable-pip-version-check", "install", "--quiet", "-r", str(REQUIREMENTS))
    subprocess.run([str(python), *wanted], check=True)
    return python
