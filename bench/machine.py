"""What the figures were measured on, and whether anything else was running there."""

from __future__ import annotations

import os
import platform
from pathlib import Path
from typing import Any

import psutil  # type: ignore[import-untyped]

QUIET_LOAD_PER_CORE = 0.5
MEGABYTE = 1024 * 1024


def machine_facts() -> dict[str, Any]:
    """``{"processor", "cores", "memory_mb", "system", "python", "load_average", "quiet"}`` of this moment."""
    cores = os.cpu_count() or 1
    load = os.getloadavg()[0]
    return {
        "processor": _processor(),
        "cores": cores,
        "memory_mb": psutil.virtual_memory().total // MEGABYTE,
        "system": platform.platform(),
        "python": platform.python_version(),
        "load_average": round(load, 2),
        "quiet": load <= QUIET_LOAD_PER_CORE * cores,
    }


def memory_mb(process: int | None = None) -> float:
    """Resident memory of a process with all its children, in MB; of this one if none is named."""
    parent = psutil.Process(process)
    family = [parent, *parent.children(recursive=True)]
    return float(sum(one.memory_info().rss for one in family)) / MEGABYTE


def _processor() -> str:
    information = Path("/proc/cpuinfo")
    lines = information.read_text(encoding="utf-8").splitlines() if information.is_file() else []
    return next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), platform.machine())
