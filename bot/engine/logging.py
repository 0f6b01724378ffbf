"""Rasa logs through structlog, which prints every debug line, callers' words included, until it is told not to."""

from __future__ import annotations

import logging

import structlog


def quiet_structlog() -> None:
    """Send structlog's lines to the standard library's logging, where levels hold; unless somebody has done so."""
    if structlog.is_configured():
        return
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            structlog.stdlib.add_log_level,
            structlog.processors.format_exc_info,
            structlog.stdlib.render_to_log_kwargs,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING),
        cache_logger_on_first_use=True,
    )
