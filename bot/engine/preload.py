"""What must happen before Rasa is imported; import this module first.

Measured: with ``skops.io`` imported before Rasa the assistant is ready in about half the time (Rasa's model
loader imports it late and then walks every module that is loaded by that time). Without TensorFlow
(:mod:`bot.engine.without_tensorflow`) it is ready in half of that again and holds half the memory.
"""

from __future__ import annotations

import logging
import os
import warnings

os.environ.setdefault("RASA_TELEMETRY_ENABLED", "false")
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("CUDA_VISIBLE_DEVICES", "-1")
# After a correction the talk goes through up to seven stages in one turn; Rasa's breaker stands at ten actions.
os.environ.setdefault("MAX_NUMBER_OF_PREDICTIONS", "25")
warnings.filterwarnings("ignore", category=DeprecationWarning)
warnings.filterwarnings("ignore", message=".*Deprecated API features detected.*")

from bot.engine.without_tensorflow import leave_out_tensorflow  # noqa: E402

leave_out_tensorflow()

import skops.io  # noqa: E402, F401

from bot.engine.logging import quiet_structlog  # noqa: E402

quiet_structlog()
logging.getLogger("rasa").setLevel(logging.WARNING)
