"""``python -m bench``: which measurements there are."""

from __future__ import annotations

import ast
from pathlib import Path

from rich.console import Console


def benches() -> dict[str, str]:
    """Every module of this package that can be run by itself, and the first line of what it says about itself."""
    found = {}
    for path in sorted(Path(__file__).parent.glob("*.py")):
        source = path.read_text(encoding="utf-8")
        if path.stem not in ("__main__", "turn_worker") and 'if __name__ == "__main__":' in source:
            found[path.stem] = (ast.get_docstring(ast.parse(source)) or "").partition("\n")[0]
    return found


def main() -> None:
    """Print the list."""
    console = Console(highlight=False)
    for name, summary in benches().items():
        console.print(f"[bold]python -m bench.{name}[/]\n    {summary}", soft_wrap=True)
    console.print("\nEach says more with --help.")


if __name__ == "__main__":
    main()
