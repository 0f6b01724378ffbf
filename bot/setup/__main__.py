"""`python -m bot.setup environment runtime` and `python -m bot.setup system`, called by the Makefile."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

from bot.settings import PROJECT_ROOT
from bot.setup.environment import LAYERS, ensure_environment
from bot.setup.progress import SetupError, say
from bot.setup.system_packages import ensure_system_packages


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one part of the set-up; the exit status is 0 only when all of it is in place."""
    parser = argparse.ArgumentParser(prog="python -m bot.setup", description=__doc__)
    parts = parser.add_subparsers(dest="part", required=True)
    environment = parts.add_parser("environment", help="the virtual environment .venv")
    environment.add_argument("layers", nargs="+", choices=LAYERS)
    parts.add_parser("system", help="Debian packages that the tests need")
    chosen = parser.parse_args(arguments)
    try:
        if chosen.part == "environment":
            ensure_environment(PROJECT_ROOT, tuple(chosen.layers))
        else:
            ensure_system_packages()
    except SetupError as error:
        say(f"\n{error}")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
