"""Written excuses: what may stay undone, each with its reason, in a YAML file.

::

    - place: data/sop/periksa.yml            # for people: where to look
      what: "PRK-07b: identitas_benar = ya — tidak"
      reason: Nomor yang salah langsung dilupakan, jadi …

An excuse that nothing needs any more is an error: it would hide the next fault of that name.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

import yaml

from bot.settings import PROJECT_ROOT

MUTATION_EXCUSES = PROJECT_ROOT / "tests" / "mutation_excuses.yml"
COVERAGE_EXCUSES = PROJECT_ROOT / "tests" / "coverage_excuses.yml"


class ExcuseError(Exception):
    """The file can't be used; the message says in Indonesian what is wrong."""


def read_excuses(file: Path) -> Mapping[str, str]:
    """What is excused, with its reason; none when there is no file.

    Raises:
        ExcuseError: if an entry lacks its reason, is given twice, or the file is no list.
    """
    if not file.exists():
        return {}
    content = yaml.safe_load(file.read_text(encoding="utf-8")) or []
    if not isinstance(content, list):
        raise ExcuseError(f"{file}: harus berupa daftar.")
    excuses: dict[str, str] = {}
    for entry in content:
        what, reason = (str((entry or {}).get(key) or "").strip() for key in ("what", "reason"))
        if not what or not reason:
            raise ExcuseError(f"{file}: setiap pengecualian harus memuat 'what' dan 'reason': {entry!r}.")
        if what in excuses:
            raise ExcuseError(f"{file}: {what!r} dikecualikan dua kali.")
        excuses[what] = reason
    return excuses


def not_needed(excuses: Mapping[str, str], needed: Iterable[str]) -> list[str]:
    """Excuses for what needs none."""
    wanted = set(needed)
    return [what for what in excuses if what not in wanted]
