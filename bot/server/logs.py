"""The log of the server: lines for people, or JSON for machines (``PLN123_LOG=json``); personal data is hidden in both.

Both structlog's lines and those of the standard library (Rasa, uvicorn, the engine) go the same way, to standard error.
"""

from __future__ import annotations

import logging
import sys
from collections.abc import MutableMapping
from typing import Any

import structlog

from bot.language.masking import masked_deeply

_OURS = frozenset({"timestamp", "level", "logger", "where"})
"""Fields that hold nothing anybody has said."""


def without_personal_data(_logger: Any, _method: str, line: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """A line with numbers of people and e-mail addresses hidden, wherever in it they stand."""
    for name, value in line.items():
        if name not in _OURS and not name.startswith("_"):
            kept = isinstance(value, (str, dict, list, tuple, bool, float)) or value is None
            line[name] = masked_deeply(value if kept else str(value))
    return line


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
    written: structlog.typing.Processor = (
        structlog.processors.JSONRenderer(ensure_ascii=False)
        if form == "json"
        else structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, written],
        )
    )
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(logging.INFO)
    # tells at every start how it looked at the database
    logging.getLogger("alembic").setLevel(logging.WARNING)
    # its lines of requests hold addresses of people
    logging.getLogger("uvicorn.access").disabled = True
