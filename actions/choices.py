"""The answers among which a question lets one choose, as its buttons name them: said in words, they need no screen."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

_LEAST = 2


def choices_of(domain: Mapping[str, Any], fact: str, facts: Mapping[str, Any]) -> str:
    """The choices of the question for ``fact``, such as ``Padam; atau Masih menyala``; empty if it has none.

    Args:
        domain: the assistant's domain as rasa-sdk hands it to an action.
        facts: what is known, which decides in which of its wordings the question comes next.
    """
    wordings = domain.get("responses", {}).get(f"utter_ask_{fact}", ())
    fitting = [wording for wording in wordings if wording.get("condition") and _holds(wording["condition"], facts)]
    usual = [wording for wording in wordings if not wording.get("condition")]
    chosen: Mapping[str, Any] = next(iter(fitting or usual), {})
    titles = [str(button["title"]) for button in chosen.get("buttons") or ()]
    return f"{'; '.join(titles[:-1])}; atau {titles[-1]}" if len(titles) >= _LEAST else ""


def _holds(conditions: list[Mapping[str, Any]], facts: Mapping[str, Any]) -> bool:
    """Whether all of a response's conditions are met, as Rasa's domain writes them."""
    return all(facts.get(condition["name"]) == condition["value"] for condition in conditions)
