"""What happens in a practice call, one line each; it only grows, and can be kept as JSON."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from bot.roleplay.practice.plain import from_plain, to_plain

OFFICER, CALLER, SILENT = "cso", "pelanggan", "diam"
FILLED, SAVED, FOLLOWED, APPLIED, REFUSED = "isi", "simpan", "tindak_lanjut", "permohonan", "ditolak"
HANDED_OVER, HINTED, PUT_RIGHT = "alihkan", "petunjuk", "betulkan"
KINDS = (OFFICER, CALLER, SILENT, FILLED, SAVED, FOLLOWED, APPLIED, REFUSED, HANDED_OVER, HINTED, PUT_RIGHT)

SAVING = (SAVED, FOLLOWED)
"""Events by which a report is made or changed."""


@dataclass(frozen=True)
class Event:
    """One thing that happened.

    Attributes:
        kind: one of ``KINDS``.
        seconds: since the call began.
        content: of the kind: ``text``, ``acts`` and ``forbidden`` of the officer, and ``spoken`` if it was spoken
            (:class:`bot.roleplay.practice.spoken.Spoken`); the same, and the ``place`` of that event, where misheard
            words were put right; ``texts``, ``facts``, ``calls_for``, ``mood``, ``hangs_up``, ``ends`` of the customer;
            ``field`` and ``value`` filled in; ``nomor`` and ``fields`` of what was saved; ``message`` and ``field`` of
            what was refused; ``strength``, ``rule`` and ``text`` of a hint.
    """

    kind: str
    seconds: float
    content: Mapping[str, Any] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        """For keeping."""
        return {"kind": self.kind, "seconds": self.seconds, "content": to_plain(self.content)}

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> Event:
        """As :meth:`as_json` kept it."""
        return cls(kept["kind"], kept["seconds"], from_plain(kept["content"]))


def as_put_right(events: Sequence[Event]) -> tuple[Event, ...]:
    """The events with what the officer said as it was put right afterwards, if it was."""
    right = {event.content["place"]: event.content for event in events if event.kind == PUT_RIGHT}
    return tuple(
        replace(event, content={**event.content, **right[place]}) if place in right else event
        for place, event in enumerate(events)
    )
