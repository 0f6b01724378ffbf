"""Where a talk stands, for whoever looks at it: its topic, how far its script is, what came of it."""

from __future__ import annotations

import bot.engine.preload  # noqa: F401  # isort: skip  # before anything of Rasa

from typing import Any

from rasa.shared.core.trackers import DialogueStateTracker

from bot.engine.transcript import transcript_of
from bot.sop.book import Book


def conversation_at(book: Book, tracker: DialogueStateTracker, events: list[dict[str, Any]]) -> dict[str, Any]:
    """State and transcript of a talk with these events, at whose end ``tracker`` stands."""
    slots = tracker.current_slot_values()
    number = slots.get("nomor_laporan")
    return {
        "sender": tracker.sender_id,
        "topic": _topic(book, tracker),
        "sop_step": slots.get("langkah_sop"),
        "requested_slot": slots.get("requested_slot"),
        "slots": {name: value for name, value in slots.items() if value is not None},
        "tickets": _tickets_in(events) or ([number] if number else []),
        "ended": is_ended(tracker),
        "progress": progress(book, tracker),
        "transcript": transcript_of(events),
    }


def progress(book: Book, tracker: DialogueStateTracker) -> dict[str, Any] | None:
    """How far the script is: stage n of m, and within the nine codes which one."""
    form = _form(tracker)
    if form not in book.stages:
        return None
    stages = book.topic_of_form(form, tracker.get_slot("topik")).stages
    position = next(index for index, stage in enumerate(stages, start=1) if stage.form == form)
    return {"step": position, "of": len(stages), "label": stages[position - 1].label}


def is_ended(tracker: DialogueStateTracker) -> bool:
    """Whether the bot has taken its leave."""
    return bool(tracker.get_slot("percakapan_selesai"))


def _topic(book: Book, tracker: DialogueStateTracker) -> str | None:
    form = _form(tracker)
    return book.topic_of_form(form, tracker.get_slot("topik")).name if form in book.stages else None


def _form(tracker: DialogueStateTracker) -> Any:
    return tracker.active_loop_name or tracker.get_slot("formulir_tertunda")


def _tickets_in(events: list[dict[str, Any]]) -> list[str]:
    """Numbers of the reports that were made in the talk, oldest first."""
    set_numbers = (event.get("value") for event in events if event.get("name") == "nomor_laporan")
    return list(dict.fromkeys(number for number in set_numbers if number))
