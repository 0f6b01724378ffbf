"""The answers among which a question lets one choose, as its buttons name them: said in words, they need no screen."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

_LEAST = 2


def choices_of(domain: Mapping[str, Any], fact: str) -> str:
    """The choices of the question for ``fact``, such as ``Padam, atau Masih menyala``; empty if it has none.

    Args:
        domain: the assistant's domain as rasa-sdk hands it to an action.
    """
    for response in domain.get("responses", {}).get(f"utter_ask_{fact}", ()):
        titles = [str(button["title"]) for button in response.get("buttons") or ()]
        if len(titles) >= _LEAST:
            return f"{'; '.join(titles[:-1])}; atau {titles[-1]}"
    return ""
