"""Stands in for `pln123 qa`: does what the first argument after the kind says, so that tests need no model."""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

from bot.qa.progress_file import ProgressFile


def main(arguments: list[str]) -> int:
    """``kind deed … --json=FILE --html=FILE --progress=FILE``."""
    files = {part.partition("=")[0]: Path(part.partition("=")[2]) for part in arguments if part.startswith("--")}
    deed = next((part for part in arguments[1:] if not part.startswith("--")), "selesai")
    result = {"tests": 2, "passed": 1, "failed": 1, "broken": 0, "known_failures": 0, "unexpected_passes": 0}
    progress = ProgressFile(files["--progress"], of=2)
    progress.count(red=False)
    progress.write()
    if deed == "lama":
        time.sleep(60)
    if deed == "rusak":
        sys.stderr.write("Model belum ada. Jalankan: pln123 train\n")
        return 1
    progress.count(red=True)
    files["--json"].write_text(json.dumps({**result, "turns": 3, "differences": {}, "results": []}))
    files["--html"].write_text(f"<title>{deed}</title>")
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
