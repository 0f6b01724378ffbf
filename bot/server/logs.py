"""The log of the server: lines for people, or JSON for machines (``PLN123_LOG=json``); personal data is hidden in both.

Both structlog's lines and those of the standard library (Rasa, uvicorn, the engine) go the same way, to standard error.
"""

from __future__ import annotations

import logging
import re
import sys
from collections.abc import MutableMapping
from typing import Any

import structlog

from bot.language.masking import masked_deeply

_OURS = frozenset({"timestamp", "level", "logger", "where"})
"""Fields that hold nothing anybody has said."""

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")


def without_personal_data(_logger: Any, _method: str, line: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """A line with numbers of people and e-mail addresses hidden, wherever in it they stand."""
    for name, value in line.items():
        if name not in _OURS and not name.startswith("_"):
            kept = isinstance(value, (str, dict, list, tuple, bool, float)) or value is None
            line[name] = masked_deeply(value if kept else str(value))
    return line


def without_control_characters(_logger: Any, _method: str, line: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """A line for people in which nobody's words can begin another line, or colour or clear the screen: what would is
    written out (``\\n``). A traceback keeps its lines, each moved in, so that none of them looks like one of the log.
    """
    for name, value in line.items():
        if isinstance(value, str):
            parts = value.split("\n") if name == "exception" else [value]
            line[name] = "\n    ".join(_CONTROL.sub(_written_out, part) for part in parts)
    return line


def _written_out(character: re.Match[str]) -> str:
    return character[0].encode("unicode_escape").decode()


def begin_logging(form: str) -> None:
    """Let all lines of this process go to standard error in ``form``: ``text`` or ``json``."""
    shared: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
        without_personal_data,
    ]
    structlog.configure(
        # Rasa writes a debug line for all it does: what nobody reads must cost nothing
        processors=[structlog.stdlib.filter_by_level, *shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    written: list[structlog.typing.Processor] = (
        [structlog.processors.JSONRenderer(ensure_ascii=False)]
        if form == "json"
        else [without_control_characters, structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())]
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *written],
        )
    )
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(logging.INFO)
    # tells at every start how it looked at the database
    logging.getLogger("alembic").setLevel(logging.WARNING)
    # its lines of requests hold addresses of people
    logging.getLogger("uvicorn.access").disabled = True
