"""Texts of the domain for what is said beside the assistant's own turns, without loading the assistant."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import yaml

from bot.settings import PROJECT_ROOT

_DOMAIN_FILE = PROJECT_ROOT / "domain.yml"


def response_text(response: str, **values: str) -> str:
    """The first wording of a response, with ``values`` filled in.

    Raises:
        KeyError: if there is no such response, or a value that it speaks of was not given.
    """
    return _texts()[response].format_map(values)


def first_wording(response: str) -> str | None:
    """The wording of a response on which no condition is set, with its gaps; ``None`` if there is no such response."""
    return _unconditional().get(response)


def special_wording(response: str) -> str | None:
    """The leading wording of a response, which may be for a special case; ``None`` if there is no such response."""
    return _texts().get(response)


@lru_cache(maxsize=1)
def _texts() -> dict[str, str]:
    return {name: wordings[0]["text"] for name, wordings in _responses().items() if "text" in wordings[0]}


@lru_cache(maxsize=1)
def _unconditional() -> dict[str, str]:
    plain = {
        name: next((one["text"] for one in wordings if "text" in one and "condition" not in one), "")
        for name, wordings in _responses().items()
    }
    return {name: text for name, text in plain.items() if text}


@lru_cache(maxsize=1)
def _responses() -> dict[str, list[dict[str, Any]]]:
    domain = yaml.load(_DOMAIN_FILE.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    return dict(domain["responses"])
