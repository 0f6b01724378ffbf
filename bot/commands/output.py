"""How commands answer: JSON for programs, tables and sentences for people."""

from __future__ import annotations

import dataclasses
import json
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from typing import Any, NoReturn

import typer

from bot.settings import Settings


def plain(value: Any) -> Any:
    """``value`` as JSON can hold it: dataclasses become objects, dates ISO 8601 text.

    Raises:
        TypeError: if there is no such form, so that nothing is printed as a guess.
    """
    if value is None or isinstance(value, (str, int, float, bool)):
        return value
    if isinstance(value, date):
        return value.isoformat()
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {field.name: plain(getattr(value, field.name)) for field in dataclasses.fields(value)}
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple, set, frozenset)):
        return [plain(item) for item in value]
    raise TypeError(f"no JSON form for {type(value).__name__}")


def write_json(value: Any) -> None:
    """Write ``value`` to standard output as indented JSON."""
    typer.echo(json.dumps(plain(value), ensure_ascii=False, indent=2))


def write_table(rows: Iterable[Any], columns: Mapping[str, Callable[[Any], object]]) -> None:
    """Write rows under headings; in a pipe the columns are parted by tabs and keep their full width.

    Args:
        columns: heading → how the cell is read from a row.
    """
    cells = [[_cell(read(row)) for read in columns.values()] for row in rows]
    if not sys.stdout.isatty():
        for line in [list(columns), *cells]:
            typer.echo("\t".join(line))
        return
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(*columns)
    for line in cells:
        table.add_row(*(Text(cell) for cell in line))
    Console().print(table)


def write_fields(fields: Sequence[tuple[str, object]]) -> None:
    """Write one ``name: value`` a line, names aligned; fields without a value are left out."""
    filled = [(name, _cell(value)) for name, value in fields if value not in (None, "", (), {})]
    width = max((len(name) for name, _ in filled), default=0)
    for name, value in filled:
        typer.echo(f"{name:<{width}}  {value}")


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "ya" if value else "tidak"
    if isinstance(value, (list, tuple)):
        return ", ".join(str(item) for item in value)
    return str(value)


def fail(message: str) -> NoReturn:
    """Say on standard error what is wrong and end with status 1."""
    typer.echo(message, err=True)
    raise typer.Exit(1)


@contextmanager
def kind_errors(*expected: type[Exception]) -> Iterator[None]:
    """Turn errors that speak to the user into their message and status 1; others keep their trace."""
    try:
        yield
    except expected as error:
        fail(str(error))


def read_settings() -> Settings:
    """The settings of the environment; ends with status 1 and the reason if one of them can't be read."""
    with kind_errors(ValueError):
        return Settings.from_environment()
