"""A practice call and its result as the pages show them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.qa.audit.page import STATUS_NAMES
from bot.roleplay.practice import events as kinds
from bot.roleplay.practice.attempt import Attempt
from bot.roleplay.practice.events import Event, as_put_right
from bot.roleplay.practice.hints import Hints
from bot.roleplay.practice.scenario import EXAM, GUIDED, HINTS
from bot.roleplay.practice.spoken import Spoken
from bot.roleplay.practice.talk import spoken_turns
from bot.roleplay.studio.attempts import KeptAttempt
from bot.roleplay.studio.marking import point_of
from bot.server.desk_view import LABELS
from bot.sop.book import Book, Rule
from bot.sop.conformance.result import COUNTED, EXTRA, MET, NOT_APPLICABLE
from bot.sop.conformance.talk import Turn as Said

LEVEL_WORDS = {GUIDED: "Terpandu", HINTS: "Dengan petunjuk", EXAM: "Ujian"}
LEVEL_NOTES = {
    GUIDED: "naskah langkah SOP ada di samping percakapan",
    HINTS: "petunjuk langkah berikutnya diberikan bila diminta, dan tercatat",
    EXAM: "tanpa naskah dan tanpa petunjuk; hanya ujian yang dihitung untuk sertifikasi",
}
OFFICER, CALLER, SYSTEM = "cso", "pelanggan", "sistem"
SPEAKERS = {OFFICER: "Anda", CALLER: "Pelanggan", SYSTEM: "Catatan"}

_SAVED_WORDS = {kinds.SAVED: "Laporan tersimpan", kinds.FOLLOWED: "Laporan", kinds.APPLIED: "Permohonan tersimpan"}

Item = Mapping[str, Any]

_TAKING = frozenset(COUNTED) - {MET}


def entries_of(attempt: Attempt, since: int = 0) -> list[dict[str, Any]]:
    """What has happened, as lines of the call window.

    Args:
        since: number of events that are shown already.

    Returns:
        ``{speaker, text, seconds}`` each; what is typed into the form is not among them. A turn that was spoken has its
        ``place`` among the events; with ``corrects`` it is one that is shown already and was put right.
    """
    lines: list[dict[str, Any]] = []
    for place, event in enumerate(as_put_right(attempt.events)[since:], start=since):
        if event.kind != kinds.PUT_RIGHT:
            lines += _lines(event, place)
        elif event.content["place"] < since:
            lines += [{**line, "corrects": True} for line in _lines(event, event.content["place"])]
    return lines


def standing_of(attempt: Attempt, since: int) -> dict[str, Any]:
    """What the call window needs after something happened."""
    return {
        "entries": entries_of(attempt, since),
        "events": len(attempt.events),
        "mood": attempt.mood,
        "mood_words": attempt.mood.replace("_", " "),
        "over": attempt.over,
        "seconds": attempt.seconds,
        "numbers": list(attempt.numbers),
        "script": [hint.text for hint in attempt.script()] if attempt.level == GUIDED else [],
    }


@dataclass(frozen=True)
class Point:
    """One point of a result.

    Attributes:
        key: by what it is disputed.
        words: its status in Indonesian.
        better: what the bot says there; empty where the officer did it.
        fields: label, expected and actual value, for a field of the form.
    """

    key: str
    rule: str
    title: str
    status: str
    words: str
    reason: str
    quote: str
    weight: float
    critical: bool
    matter: int
    source: str
    better: str = ""
    ruling: Mapping[str, Any] | None = None
    is_field: bool = False


@dataclass(frozen=True)
class Turn:
    """One utterance with the points that were decided by it, what failed the call there, and how it was spoken."""

    number: int
    speaker: str
    is_callers: bool
    text: str
    seconds: float
    points: tuple[Point, ...]
    errors: tuple[str, ...]
    spoken: Spoken | None


@dataclass(frozen=True)
class Loss:
    """A point that took from the score; ``turn`` is the number of the utterance that decided it, 0 without one."""

    point: Point
    turn: int


@dataclass(frozen=True)
class ResultView:
    """A finished attempt for the page.

    Attributes:
        turns: the call with its marks in the margin.
        missing: points that belong to no utterance and count.
        fields: points of the form.
        idle: points that did not count.
        errors: what failed the call, in words.
        doubtful: what the ears alone say, in words; the supervisor decides.
    """

    turns: tuple[Turn, ...]
    missing: tuple[Point, ...]
    fields: tuple[Point, ...]
    idle: tuple[Point, ...]
    errors: tuple[str, ...]
    doubtful: tuple[str, ...]

    @property
    def lost(self) -> tuple[Loss, ...]:
        """What took from the score, the heaviest first."""
        losses = [Loss(point, turn.number) for turn in self.turns for point in turn.points]
        losses += [Loss(point, 0) for point in (*self.missing, *self.fields)]
        taken = [loss for loss in losses if loss.point.status in _TAKING and loss.point.weight]
        return tuple(sorted(taken, key=lambda loss: -loss.point.weight))

    @property
    def spoken_turns(self) -> int:
        """How many utterances were spoken."""
        return sum(turn.spoken is not None for turn in self.turns)

    @property
    def wrong_fields(self) -> tuple[Point, ...]:
        """Fields of the form that are not as they should be."""
        return tuple(one for one in self.fields if one.status != MET)

    @property
    def right_fields(self) -> tuple[Point, ...]:
        """Fields of the form as they should be."""
        return tuple(one for one in self.fields if one.status == MET)

    @property
    def points(self) -> tuple[Point, ...]:
        """Every point, by rule."""
        every = [point for turn in self.turns for point in turn.points]
        return tuple(sorted([*every, *self.missing, *self.fields, *self.idle], key=lambda one: one.key))


def result_view(kept: KeptAttempt, attempt: Attempt, book: Book) -> ResultView:
    """The result of a finished attempt, turn by turn.

    Args:
        kept: with rulings laid over its result.
        attempt: the same call.
    """
    result = kept.result or {}
    hints = Hints(book, attempt.call)
    points = [_point(item, book, hints) for item in result["items"]]
    pairs = list(zip(result["items"], points, strict=True))
    spoken = spoken_turns(attempt.events)
    turns = [
        Turn(
            number=place + 1,
            speaker=SPEAKERS[turn.speaker],
            is_callers=turn.speaker == CALLER,
            text=_words_of(turn),
            seconds=(turn.at - attempt.call.sheet.moment).total_seconds() if turn.at else 0.0,
            points=tuple(one for item, one in pairs if _stands_at(item, place)),
            errors=tuple(error["message"] for error in result["critical"] if error["turn"] == place),
            spoken=spoken.get(place),
        )
        for place, turn in enumerate(attempt.talk().turns)
    ]
    placeless = [one for item, one in pairs if item["turn"] is None and not item["field"]]
    return ResultView(
        turns=tuple(turns),
        missing=tuple(one for one in placeless if one.status not in (NOT_APPLICABLE, EXTRA)),
        fields=tuple(one for item, one in pairs if item["field"]),
        idle=tuple(one for item, one in pairs if item["status"] == NOT_APPLICABLE and not item["field"]),
        errors=tuple(_in_words(error, book) for error in result["critical"]),
        doubtful=tuple(_in_words(error, book) for error in result.get("doubtful", ())),
    )


def _in_words(error: Mapping[str, Any], book: Book) -> str:
    """A critical error with its rule; a row of the outcome table says nothing to a trainee."""
    return f"{error['subject'] if error['subject'] in book.rules else 'Laporan'}: {error['message']}"


def names_of_topics(book: Book) -> dict[str, str]:
    """What topics are called."""
    return {name: topic.title for name, topic in book.topics.items()}


def _stands_at(item: Item, place: int) -> bool:
    return item["turn"] == place and not item["field"] and item["status"] != NOT_APPLICABLE


def _words_of(turn: Said) -> str:
    """What was said, or what was done at the form without a word."""
    numbers = ", ".join(str(ticket.get("nomor", "")) for ticket in turn.tickets)
    return turn.text or (f"(menyimpan laporan {numbers})" if numbers else "(di formulir)")


def _point(item: Item, book: Book, hints: Hints) -> Point:
    rule = book.rules.get(item["rule"])
    source = item.get("source") or {}
    field = item["field"]
    title = f"{LABELS.get(field.partition('.')[0], field)}{_code_of(field)}" if field else item["title"]
    done_well = item["status"] in (MET, NOT_APPLICABLE, EXTRA)
    return Point(
        key=point_of(item),
        rule=item["rule"],
        title=title,
        status=item["status"],
        words=STATUS_NAMES[item["status"]],
        reason=item["reason"],
        quote=item["quote"],
        weight=item["weight"],
        critical=item["critical"],
        matter=item["matter"],
        source=f"{source.get('document', '')} butir {source['point']}" if source.get("point") else "",
        better="" if done_well or field or rule is None else _words_of_bot(rule, hints),
        ruling=item.get("ruling"),
        is_field=bool(field),
    )


def _words_of_bot(rule: Rule, hints: Hints) -> str:
    """What the bot says there; nothing for a rule that is kept without a word."""
    words = hints.words(rule)
    return "" if words == rule.title else words


def _code_of(field: str) -> str:
    name, _, part = field.partition(".")
    return f" {part}" if part and name else ""


def _lines(event: Event, place: int) -> Sequence[dict[str, Any]]:
    def line(speaker: str, text: str) -> dict[str, Any]:
        return {"speaker": speaker, "text": text, "seconds": event.seconds}

    content = event.content
    if event.kind in (kinds.OFFICER, kinds.PUT_RIGHT):
        return [line(OFFICER, content["text"]) | ({"place": place} if content.get("spoken") else {})]
    if event.kind == kinds.CALLER:
        ended = [line(SYSTEM, "Pelanggan menutup telepon.")] if content.get("hangs_up") else []
        return [*(line(CALLER, text) for text in content["texts"]), *ended]
    if event.kind in _SAVED_WORDS:
        return [line(SYSTEM, f"{_SAVED_WORDS[event.kind]}: {content['nomor']}.")]
    if event.kind == kinds.HINTED:
        return [line(SYSTEM, f"Petunjuk: {content['text']}")]
    if event.kind == kinds.HANDED_OVER:
        return [line(SYSTEM, "Panggilan dialihkan ke petugas lain.")]
    return []
