"""How quick a turn is: a whole PERIKSA talk of 61 turns, beside the stock configuration of `rasa init`.

Both answer the same talk with the same domain, NLU data, stories, rules and actions. Ours is played in-process
and over `pln123 serve`; stock (DIET and TED with all their epochs; UnexpecTED, the third of the default, can't be
trained on stories made of forms and is left out) in-process and over `rasa run` with `rasa run actions`. Every
variant runs in a process of its own. Ratios are ours by stock: below 1 is better.

The stock model takes minutes to train; it is kept in var/bench/ under a hash of all it was made of.

Sections: talk (ours in-process), long (200 turns), parts (ours with one part left out), start (ready, memory),
train (ours), stock (training, in-process), rest (both as users run them).

Examples:
    python -m bench.turns                             # everything, twenty talks each
    python -m bench.turns --quick                     # does it still run? needs no training; figures mean nothing
    python -m bench.turns --only talk long parts      # ours alone
    python -m bench.turns --only talk stock rest --epochs 2 --talks 3
    python -m bench.turns --json results/turns.json
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from bench import rest_talks, stock
from bench.machine import machine_facts
from bench.talk_script import load_script
from bench.timing import growth, growth_by_stretch, growth_of_repeats, summary
from bench.turn_worker import PARTS
from bot.customers.demo import load_demo
from bot.engine.without_unused import SETTING as WHOLE_RASA
from bot.migrations import upgrade
from bot.settings import PROJECT_ROOT, Settings

SECTIONS = ("talk", "long", "parts", "start", "train", "stock", "rest")
LONG_TALK = 200
STRETCH = 10
LATER = 60
TALK_ENDS_AT = "PRK-24"
BARS = {
    "p50 turn, ms": 10.0,
    "p95 turn, ms": 25.0,
    "same message, 60 turns later": 1.3,
    "ready, s": 12.0,
    "memory after load, MB": 650.0,
    "training, s": 60.0,
}
"""Of issue 2: the most that each figure of ours may be."""

Figures = dict[str, Any]


class MeasurementFailed(RuntimeError):
    """A measurement's process ended with an error; the message ends with its last words."""


class Bench:
    """Runs the sections and gathers their figures."""

    def __init__(self, model: Path, talks: int, epochs: int | None, progress: Progress) -> None:
        self._model = model
        self._talks = talks
        self._epochs = epochs
        self._progress = progress
        self._turns = len(load_script().turns)
        self.figures: dict[str, Figures] = {}

    def run(self, sections: Sequence[str]) -> None:
        """Measure; a section that is not asked for leaves no figures."""
        steps = {
            "talk": self._talk,
            "long": self._long_talk,
            "parts": self._parts,
            "start": self._start,
            "train": self._train,
            "stock": self._stock,
            "rest": self._rest,
        }
        task = self._progress.add_task("", total=len(sections))
        for section in sections:
            self._progress.update(task, description=section)
            steps[section]()
            self._progress.advance(task)

    def _talk(self) -> None:
        result = work({"measure": "talks", "model": str(self._model), "talks": self._talks, "turns": self._turns})
        self.figures["talk"] = figures_of(result)

    def _long_talk(self) -> None:
        talks = max(1, self._talks // 4)
        result = work({"measure": "talks", "model": str(self._model), "talks": talks, "turns": LONG_TALK})
        self.figures["long"] = figures_of(result)

    def _parts(self) -> None:
        talks = max(1, self._talks // 4)
        task = {"measure": "talks", "model": str(self._model), "talks": talks, "turns": self._turns}
        everything = work(task)
        self.figures["parts: all"] = figures_of(everything)
        for part in PARTS:
            result = work({**task, "without": part})
            self.figures[f"parts: without {part}"] = figures_of(result, everything["places"])

    def _start(self) -> None:
        with tempfile.TemporaryDirectory() as folder:
            database_url = _database(Path(folder))
            variants: dict[str, dict[str, str]] = {"start": {}, "start with all of Rasa": {WHOLE_RASA: "1"}}
            for name, environment in variants.items():
                self.figures[name] = work(
                    {
                        "measure": "start",
                        "model": str(self._model),
                        "talks": min(50, self._talks * 5),
                        "database_url": database_url,
                        "var_directory": folder,
                    },
                    environment,
                )

    def _train(self) -> None:
        with tempfile.TemporaryDirectory() as folder:
            task = {"measure": "train", "project": str(PROJECT_ROOT), "output": folder, "name": "ours"}
            self.figures["train"] = work({**task, "augmentation": 0})

    def _stock(self) -> None:
        model = self._stock_model()
        task = {"measure": "stock", "model": str(model), "talks": self._talks, "turns": self._turns}
        with tempfile.TemporaryDirectory() as folder:
            result = work(task, {WHOLE_RASA: "1"}, Path(folder))
        ours = work({"measure": "talks", "model": str(self._model), "talks": 1, "turns": self._turns})
        self.figures["stock in-process"] = figures_of(result, ours["places"])

    def _stock_model(self) -> Path:
        """The trained stock model: from the cache, or trained now."""
        cache = Settings.from_environment().var_directory / "bench"
        with tempfile.TemporaryDirectory() as temporary:
            project = Path(temporary)
            stock.lay_out(project, epochs=self._epochs)
            kept = cache.resolve() / stock.content_hash(project)
            if not (kept / "training.json").is_file():
                kept.mkdir(parents=True, exist_ok=True)
                task = {"measure": "train", "project": temporary, "output": str(kept), "name": "stock"}
                trained = work({**task, "augmentation": stock.AUGMENTATION}, {WHOLE_RASA: "1"})
                trained["machine"] = machine_facts()
                (kept / "training.json").write_text(json.dumps(trained), encoding="utf-8")
        self.figures["stock train"] = json.loads((kept / "training.json").read_text(encoding="utf-8"))
        return kept / "stock.tar.gz"

    def _rest(self) -> None:
        lines = load_script().turns
        task = self._progress.add_task("  REST", total=2 * (self._talks + 1))

        def tick() -> None:
            self._progress.advance(task)

        with tempfile.TemporaryDirectory() as temporary:
            folder = Path(temporary)
            with rest_talks.our_server(folder, self._model, _database(folder)) as servers:
                self.figures["rest"] = self._over_rest(servers, lines, tick)
        model = self._stock_model()
        with tempfile.TemporaryDirectory() as temporary:
            folder, port = Path(temporary), rest_talks.free_port()
            stock.lay_out(folder, actions_port=port, epochs=self._epochs)
            with rest_talks.stock_servers(folder, model, _database(folder), port) as servers:
                self.figures["stock rest"] = self._over_rest(servers, lines, tick)

    def _over_rest(self, servers: rest_talks.Servers, lines: Sequence[str], tick: Any) -> Figures:
        memory_after_load = servers.memory_mb()
        result = rest_talks.play(servers, lines, self._talks, tick)
        return {
            "wall_ms": summary([turn for talk in result["wall_ms"] for turn in talk]),
            "cpu_ms_a_turn": result["cpu_ms_a_turn"],
            "unanswered": result["unanswered"],
            "growth": growth(result["wall_ms"], 5, 60),
            "growth_by_stretch": growth_by_stretch(result["wall_ms"], STRETCH),
            "ready_s": servers.ready_s,
            "memory_after_load_mb": memory_after_load,
            "memory_after_talks_mb": servers.memory_mb(),
        }


def work(task: dict[str, Any], environment: dict[str, str] | None = None, folder: Path = PROJECT_ROOT) -> Figures:
    """One measurement in a fresh process.

    Raises:
        MeasurementFailed: if the process fails.
    """
    paths = os.pathsep.join(filter(None, (str(PROJECT_ROOT), os.environ.get("PYTHONPATH"))))
    without_choice = {name: value for name, value in os.environ.items() if name != WHOLE_RASA}
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-m", "bench.turn_worker", json.dumps(task)],
        cwd=folder,
        env=without_choice | {"PYTHONPATH": paths} | (environment or {}),
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        raise MeasurementFailed(f"{task['measure']} failed:\n{done.stderr[-3000:]}")
    result: Figures = json.loads(done.stdout.strip().splitlines()[-1])
    return result


def figures_of(result: Figures, expected_places: Sequence[str] | None = None) -> Figures:
    """The figures of talks played in-process, from their raw times.

    Args:
        expected_places: where the whole engine stood after each turn; a variant that stands elsewhere did
            other work, so that its times tell less.
    """
    wall, processor = result["wall_ms"], result["cpu_ms"]
    figures: Figures = {
        "talks": len(wall),
        "turns": len(wall[0]),
        "wall_ms": summary([turn for talk in wall for turn in talk]),
        "cpu_ms": summary([turn for talk in processor for turn in talk]),
        "parse_ms": summary(result["parse_ms"]),
        "growth": growth(wall, 5, 60),
        "growth_cpu": growth(processor, 5, 60),
        "growth_by_stretch": growth_by_stretch(wall, STRETCH),
        "growth_of_repeats": growth_of_repeats(wall, _lines_of(len(wall[0])), LATER),
        "last_place": result["places"][-1],
        "places": result["places"],
    }
    if expected_places is not None:
        figures["same_place"] = sum(a == b for a, b in zip(result["places"], expected_places, strict=True))
    return figures


def _lines_of(turns: int) -> Sequence[str]:
    """The script's messages for a talk of so many turns; none for one that is not the script's."""
    script = load_script()
    return script.lengthened(turns) if turns >= len(script.turns) else ()


def ratios(figures: dict[str, Figures]) -> dict[str, float]:
    """Ours by stock, for all that was measured of both."""
    found: dict[str, float] = {}
    for name, ours, theirs in (("in-process", "talk", "stock in-process"), ("REST", "rest", "stock rest")):
        if ours in figures and theirs in figures:
            for share in ("p50", "p95"):
                found[f"{share}, {name}"] = figures[ours]["wall_ms"][share] / figures[theirs]["wall_ms"][share]
    if "rest" in figures and "stock rest" in figures:
        for key in ("ready_s", "memory_after_load_mb", "memory_after_talks_mb", "cpu_ms_a_turn"):
            found[f"{key}, REST"] = figures["rest"][key] / figures["stock rest"][key]
    if "train" in figures and "stock train" in figures:
        found["train_s"] = figures["train"]["train_s"] / figures["stock train"]["train_s"]
    return found


def bars_met(figures: dict[str, Figures]) -> dict[str, tuple[float, float]]:
    """Each bar that was measured: (figure, the most it may be)."""
    found: dict[str, float] = {}
    if "talk" in figures:
        found["p50 turn, ms"] = figures["talk"]["wall_ms"]["p50"]
        found["p95 turn, ms"] = figures["talk"]["wall_ms"]["p95"]
    if "long" in figures and figures["long"]["growth_of_repeats"] is not None:
        found["same message, 60 turns later"] = figures["long"]["growth_of_repeats"]
    if "start" in figures:
        found["ready, s"] = figures["start"]["ready_s"]
        found["memory after load, MB"] = figures["start"]["memory_after_load_mb"]
    if "train" in figures:
        found["training, s"] = figures["train"]["train_s"]
    return {name: (figure, BARS[name]) for name, figure in found.items()}


def _database(folder: Path) -> str:
    database_url = f"sqlite:///{folder / 'bench.db'}"
    upgrade(database_url)
    load_demo(database_url)
    return database_url


def show(report: dict[str, Any], console: Console) -> None:
    """The tables."""
    figures = report["figures"]
    turns = Table(
        "talks", "turns", "p50", "p95", "max", "CPU p50", "parse p50", "60/5", "last/first 10", "repeated", "same place"
    )
    turns.title = "Milliseconds a turn (wall, and CPU of all threads)"
    for name, one in figures.items():
        if "wall_ms" not in one:
            continue
        wall = [f"{one['wall_ms'][share]:.1f}" for share in ("p50", "p95", "max")]
        processor = one["cpu_ms"]["p50"] if "cpu_ms" in one else one["cpu_ms_a_turn"]
        turns.add_row(
            name,
            str(one.get("turns", "")),
            *wall,
            f"{processor:.1f}" + ("" if "cpu_ms" in one else " (mean)"),
            f"{one['parse_ms']['p50']:.1f}" if "parse_ms" in one else "",
            f"{one['growth']:.2f}",
            f"{one['growth_by_stretch']:.2f}",
            f"{one['growth_of_repeats']:.2f}" if one.get("growth_of_repeats") else "",
            f"{one['same_place']} of {one['turns']}" if "same_place" in one else "",
        )
    console.print(turns)
    plain = Table("", "figure", "value", title="Start, memory, training")
    for name, one in figures.items():
        for key, value in one.items():
            if key.endswith(("_s", "_mb")) and value is not None:
                plain.add_row(name, key, f"{value:.1f}")
    if plain.rows:
        console.print(plain)
    if report["ratios"]:
        beside = Table("ours / stock", "ratio")
        for name, value in report["ratios"].items():
            beside.add_row(name, f"{value:.2f}")
        console.print(beside)
    bars = Table("bar", "at most", "measured", "")
    for name, (value, most) in report["bars"].items():
        bars.add_row(name, f"{most:g}", f"{value:.2f}", "met" if value <= most else "[red]missed[/]")
    if bars.rows:
        console.print(bars)


def warnings_about(report: dict[str, Any]) -> list[str]:
    """Why the figures should not be quoted, if there is a reason."""
    found = []
    machine = report["machine"]
    if not machine["quiet"]:
        found.append(f"load average {machine['load_average']} on {machine['cores']} cores: others are at work here")
    trained_on = report["figures"].get("stock train", {}).get("machine")
    if trained_on and not trained_on["quiet"]:
        found.append(f"stock was trained at load average {trained_on['load_average']}; --retrain trains it again")
    if not all(one["last_place"].startswith(TALK_ENDS_AT) for one in report["figures"].values() if "places" in one):
        found.append(f"a talk did not end at {TALK_ENDS_AT}; see last_place and places in --json")
    for name, one in report["figures"].items():
        if "same_place" in one and one["same_place"] < one["turns"]:
            found.append(f"{name}: at the same place as ours after {one['same_place']} of {one['turns']} turns only")
    if report["epochs"] is not None:
        found.append(f"stock with {report['epochs']} epochs instead of its own")
    if report["quick"]:
        found.append("a quick run only shows that the bench works")
    return found


def main(arguments: Sequence[str] | None = None) -> int:
    """Read the options, measure, show. 1 when a bar is missed (not in a quick run)."""
    options = _parser().parse_args(arguments)
    model = Path(options.model or _newest_model(Settings.from_environment().model_path)).resolve()
    sections = options.only or (("talk",) if options.quick else SECTIONS)
    talks = options.talks or (1 if options.quick else 20)
    errors = Console(stderr=True)
    machine = machine_facts()
    if not machine["quiet"]:
        errors.print(f"[yellow]load average {machine['load_average']}: not a quiet machine, don't quote the figures[/]")
    if options.retrain:
        shutil.rmtree(Settings.from_environment().var_directory / "bench", ignore_errors=True)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=errors, transient=True) as progress:
        bench = Bench(model, talks, options.epochs, progress)
        bench.run(sections)
    report = {
        "machine": machine,
        "model": model.name,
        "quick": options.quick,
        "epochs": options.epochs,
        "left_out_of_stock": stock.UNTRAINABLE,
        "figures": bench.figures,
        "ratios": ratios(bench.figures),
        "bars": bars_met(bench.figures),
    }
    report["warnings"] = warnings_about(report)
    if options.json:
        options.json.parent.mkdir(parents=True, exist_ok=True)
        options.json.write_text(json.dumps(report, indent=1), encoding="utf-8")
    console = Console(width=None if sys.stdout.isatty() else 140)
    show(report, console)
    facts = f"{machine['processor']}, {machine['cores']} cores, {machine['memory_mb']} MB, Python {machine['python']}"
    console.print(f"{facts}, load average {machine['load_average']} at the start")
    for warning in report["warnings"]:
        console.print(f"[yellow]Not to be quoted: {warning}.[/]")
    return int(not options.quick and any(value > most for value, most in report["bars"].values()))


def _newest_model(path: Path) -> Path:
    models = [path] if path.is_file() else sorted(path.glob("*.tar.gz"), key=lambda one: one.stat().st_mtime)
    if not models:
        raise SystemExit(f"no trained model at {path}; train one with `pln123 train`")
    return models[-1]


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m bench.turns", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--only", nargs="+", choices=SECTIONS, metavar="SECTION", help=", ".join(SECTIONS))
    parser.add_argument("--talks", type=int, help="timed talks of each variant (20; quick: 1)")
    parser.add_argument("--epochs", type=int, help="of the stock model, to try the bench out (stock's own)")
    parser.add_argument("--retrain", action="store_true", help="forget the stock models in var/bench/")
    parser.add_argument("--model", help="our trained model (the newest of PLN123_MODEL)")
    parser.add_argument("--json", type=Path, metavar="PATH", help="write everything there as well")
    parser.add_argument("--quick", action="store_true", help="one talk of ours, nothing else unless --only")
    return parser


if __name__ == "__main__":
    sys.exit(main())
