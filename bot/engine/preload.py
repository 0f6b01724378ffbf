"""What must happen before Rasa is imported; import this module first.

Rasa imports much that this assistant never calls; without it (:mod:`bot.engine.without_unused`) a process is
ready in a fraction of the time and holds half the memory.
"""

from __future__ import annotations

import logging
import os
import warnings
from typing import Any

os.environ.setdefault("RASA_TELEMETRY_ENABLED", "false")
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("CUDA_VISIBLE_DEVICES", "-1")
# After a correction the talk goes through up to seven stages in one turn; Rasa's breaker stands at ten actions.
os.environ.setdefault("MAX_NUMBER_OF_PREDICTIONS", "25")

_show_warning = warnings.showwarning


def _show_what_concerns_us(message: Warning | str, category: type[Warning], *args: Any, **kwargs: Any) -> None:
    """What libraries tell each other's programmers is no news for who types a command.

    A filter would not do: Rasa sets its own.
    """
    if not (issubclass(category, DeprecationWarning) or "Slot auto-fill has been removed" in str(message)):
        _show_warning(message, category, *args, **kwargs)


warnings.showwarning = _show_what_concerns_us

from bot.engine.without_unused import leave_out_unused  # noqa: E402

leave_out_unused()

from bot.engine.logging import quiet_structlog  # noqa: E402

quiet_structlog()
logging.getLogger("rasa").setLevel(logging.WARNING)
