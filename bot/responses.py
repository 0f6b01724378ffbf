"""Texts of the domain for what is said beside the assistant's own turns, without loading the assistant."""

from __future__ import annotations

from functools import lru_cache

import yaml

from bot.settings import PROJECT_ROOT

_DOMAIN_FILE = PROJECT_ROOT / "domain.yml"


def response_text(response: str, **values: str) -> str:
    """The first wording of a response, with ``values`` filled in.

    Raises:
        KeyError: if there is no such response, or a value that it speaks of was not given.
    """
    return _texts()[response].format_map(values)


@lru_cache(maxsize=1)
def _texts() -> dict[str, str]:
    domain = yaml.load(_DOMAIN_FILE.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    return {name: wordings[0]["text"] for name, wordings in domain["responses"].items() if "text" in wordings[0]}
