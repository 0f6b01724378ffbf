"""Whether a speech engine keeps what the phone line asks of it: the one that the settings name, or any model directory.

The samples are spoken by voices kept apart. An engine of another package is found by its entry point
(`docs/voice_model.md`).

examples:
  python -m bench.ears_check
  python -m bench.ears_check --model /somewhere/vosk-model
  PLN123_EARS=my-engine python -m bench.ears_check
"""

from __future__ import annotations

import argparse
import sys
from dataclasses import replace
from pathlib import Path

from rich.console import Console

from bench.phone_caller import voice
from voice.ears.conformance import Sample, check
from voice.ears.engine import EngineMissing
from voice.ears.loading import EarsOptions, load_engine
from voice.sound.channel import RATE

SAID = ("nol delapan satu dua", "masih menyala", "belum pernah", "dua ratus dua puluh koma lima")
VOICES = ("f2", "zac")


def main() -> int:
    """Check and print; the exit status is 0 only if every promise is kept."""
    parser = argparse.ArgumentParser(
        prog="python -m bench.ears_check", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--model", type=Path, help="a Vosk model directory")
    chosen = parser.parse_args()
    options = EarsOptions.from_environment()
    if chosen.model is not None:
        options = replace(options, engine="vosk", model=chosen.model)
    console = Console(highlight=False)
    try:
        engine = load_engine(options)
    except EngineMissing as problem:
        console.print(str(problem), markup=False)
        return 1
    missing = engine.unknown_words(word for text in SAID for word in text.split())
    if missing:
        console.print(f"{engine.name}: can't hear {', '.join(sorted(missing))}, so it can't be the ears of this line")
        return 1
    samples = [[Sample(text, voice(name)(text)) for text in SAID] for name in VOICES]
    findings = [finding for spoken in samples for finding in check(engine, spoken, RATE)]
    broken = [finding for finding in findings if not finding.kept]
    for finding in broken:
        console.print(f"not kept: {finding.promise} ({finding.seen})", markup=False)
    console.print(f"{engine.name}: {len(findings) - len(broken)} of {len(findings)} promises kept", markup=False)
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
