"""Membuat model pengenal ucapan bahasa Indonesia 8 kHz untuk Vosk.

contoh:
  python -m voice.model build                 semuanya, dari suara buatan sampai direktori model (berjam-jam)
  python -m voice.model build --small         model kecil dalam beberapa menit, untuk melihat bahwa semuanya jalan
  python -m voice.model words                 susun ulang kata dan tata bahasanya saja; tanpa latihan ulang
  python -m voice.model words --add wakanda   tambahkan kata dari ejaannya
  python -m voice.model say meteran Jeneponto cara mengucapkan kata
  python -m voice.model voices --json         semua suara, paket, dan lisensinya

Setiap langkah dapat dihentikan kapan saja (Ctrl+C) dan dilanjutkan dengan perintah yang sama.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn

from voice.model import recipe
from voice.model.kaldi.tools import FstToolsMissing
from voice.model.pronunciation import UnpronounceableWord
from voice.model.speech.voices import catalogue
from voice.model.vocabulary import pronunciations_of, vocabulary

_out = Console(highlight=False)
_errors = Console(stderr=True, highlight=False)


@dataclass(frozen=True)
class _Failure(Exception):
    message: str


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one step; the exit status is 0 only when its result is there."""
    chosen = _parser().parse_args(arguments)
    try:
        _STEPS[chosen.step](chosen)
    except KeyboardInterrupt:
        _errors.print("Dihentikan; perintah yang sama melanjutkannya.")
        return 130
    except (_Failure, UnpronounceableWord, FstToolsMissing, ValueError, RuntimeError) as error:
        _errors.print(str(error.message if isinstance(error, _Failure) else error))
        return 1
    except ModuleNotFoundError as error:
        _errors.print(f"Paket {error.name} tidak ada di lingkungan ini. Jalankan: make voice-model")
        return 1
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m voice.model", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--work", type=Path, default=recipe.WORK_FOLDER, help="folder hasil antara (%(default)s)")
    parser.add_argument("--target", type=Path, default=recipe.SHIPPED_MODEL, help="direktori model (%(default)s)")
    steps = parser.add_subparsers(dest="step", required=True, metavar="LANGKAH")
    for name, text in (
        ("build", "semua langkah berurutan"),
        ("speech", "buat suara latih yang belum ada"),
        ("train", "latih jaringan, atau lanjutkan latihannya (perlu PyTorch)"),
        ("export", "tulis direktori model dari jaringan yang sudah dilatih"),
    ):
        step = steps.add_parser(name, help=text)
        step.add_argument("--small", action="store_true", help="resep kecil untuk mencoba")
        step.add_argument("--processes", type=int, default=os.cpu_count() or 1, help="proses sekaligus (%(default)s)")
    words = steps.add_parser("words", help="susun ulang kata dan tata bahasa model")
    words.add_argument("--add", nargs="+", default=[], metavar="KATA", help="kata yang ditambahkan")
    say = steps.add_parser("say", help="cara mengucapkan kata")
    say.add_argument("words", nargs="+", metavar="KATA")
    say.add_argument("--json", action="store_true", help="jawab dengan JSON")
    voices = steps.add_parser("voices", help="daftar suara")
    voices.add_argument("--json", action="store_true", help="jawab dengan JSON")
    steps.add_parser("environment", help="siapkan lingkungan Python dengan PyTorch")
    return parser


def _recipe(chosen: argparse.Namespace) -> recipe.Recipe:
    return recipe.SMALL if chosen.small else recipe.FULL


def _folder(chosen: argparse.Namespace) -> Path:
    return Path(chosen.work) / ("small" if chosen.small else "full")


def _progress() -> Progress:
    return Progress(
        TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(), TimeRemainingColumn(),
        console=_errors, disable=not sys.stderr.isatty(),
    )  # fmt: skip


def _build(chosen: argparse.Namespace) -> None:
    _speech(chosen)
    _train(chosen)
    _export(chosen)


def _speech(chosen: argparse.Namespace) -> None:
    missing = recipe.missing_commands()
    if missing:
        raise _Failure(f"Belum ada: {', '.join(missing)}.\nsudo apt-get install {' '.join(recipe.DEBIAN_PACKAGES)}")
    plan = _recipe(chosen)
    with _progress() as progress:
        bar = progress.add_task("Suara latih", total=len(plan.shards()))
        recipe.make_speech(plan, _folder(chosen) / "speech", chosen.processes, lambda _shard: progress.advance(bar))


def _train(chosen: argparse.Namespace) -> None:
    plan = _recipe(chosen)
    with _progress() as progress:
        bar = progress.add_task("Latihan", total=plan.steps)

        def report(step: int, loss: float, right: float) -> None:
            progress.update(bar, completed=step, description=f"Latihan  rugi {loss:.3f}  benar {right:.1%}")
            if progress.disable and step % 50 == 0:
                _errors.print(f"langkah {step} dari {plan.steps}: rugi {loss:.3f}, benar {right:.1%}")

        recipe.train(plan, _folder(chosen), report)


def _export(chosen: argparse.Namespace) -> None:
    network = _folder(chosen) / "network.npz"
    if not network.is_file():
        raise _Failure(f"{network} belum ada; jalankan dahulu: python -m voice.model train")
    recipe.export(network, chosen.target)
    _out.print(f"Model ditulis di {chosen.target}")


def _words(chosen: argparse.Namespace) -> None:
    if not (Path(chosen.target) / "am/final.mdl").is_file():
        raise _Failure(f"{chosen.target} bukan direktori model.")
    known = recipe.rebuild_words(chosen.target, chosen.add)
    _out.print(f"{len(known.words):,} kata".replace(",", "."))


def _say(chosen: argparse.Namespace) -> None:
    said = {word: {" ".join(way): round(share, 2) for way, share in pronunciations_of(word.lower()).items()}
            for word in chosen.words}  # fmt: skip
    if chosen.json:
        _out.print_json(json.dumps(said))
        return
    known = vocabulary().ways
    for word, ways in said.items():
        new = "" if word.lower() in known else "  (belum ada di model)"
        _out.print(f"{word}{new}", *(f"  {share:4.0%}  {way}" for way, share in ways.items()), sep="\n", markup=False)


def _voices(chosen: argparse.Namespace) -> None:
    rows = catalogue()
    if chosen.json:
        _out.print_json(json.dumps(rows))
        return
    for row in rows:
        _out.print("\t".join(str(value) for value in row.values()), markup=False, soft_wrap=True)


def _environment(chosen: argparse.Namespace) -> None:
    _out.print(str(recipe.make_environment(Path(chosen.work) / "python")), soft_wrap=True)


_STEPS = {
    "build": _build, "speech": _speech, "train": _train, "export": _export, "words": _words, "say": _say,
    "voices": _voices, "environment": _environment,
}  # fmt: skip

if __name__ == "__main__":
    sys.exit(main())
