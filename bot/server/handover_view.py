"""A hand-over as an officer sees it: what is known in the book's words, hidden until the officer has taken the talk."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from bot import clock
from bot.apkt.handover import Handover
from bot.language.addresses import read_address
from bot.language.answers import read_answer
from bot.language.masking import masked, masked_deeply
from bot.server.errors import ApiError
from bot.server.rendering import indonesian_moment
from bot.sop.book import Book, Fact, load_book

LONGEST_CHANGE = 500
CALLER_ID = "no_telepon"

_DERIVED = "derived"
_PERSONAL_KINDS = frozenset({"name", "address", "email", "text"})
_FREE_TEXT = frozenset({"name", "text"})
_READ_KINDS = frozenset({"display", "mobile", "email"})
"""What the officer writes as a caller would, and the caller's readers read."""

_ADDRESS = "alamat_"
"""How addresses are named; what only tells a kecamatan is of the same kind and is settled in the talk."""

ON_RECORD = "alamat_di_catatan"
REGION = "kode_wilayah"
_CHOICES = {"yes_no": ("ya", "tidak"), "title": ("Bapak", "Ibu")}
_ISO_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d")


@dataclass(frozen=True)
class KnownFact:
    """One thing that is known.

    Attributes:
        label: in the book's words.
        value: as Indonesians write it.
        derived: looked up or concluded, not told by the caller.
        editable: whether the officer may put it right.
        choices: what it may be then; empty: any words.
    """

    name: str
    label: str
    value: str
    derived: bool = False
    editable: bool = False
    choices: tuple[str, ...] = ()


@lru_cache(maxsize=1)
def _book() -> Book:
    return load_book()


def known_facts(slots: Mapping[str, Any], *, hidden: bool) -> list[KnownFact]:
    """All that is known in a talk, in the book's order, what the caller told first.

    Args:
        hidden: hide what tells who the caller is.
    """
    reported = bool(slots.get("nomor_laporan"))
    found = [
        KnownFact(
            name,
            fact.label,
            _hidden(fact, slots[name]) if hidden else written(slots[name]),
            fact.kind == _DERIVED,
            editable=not (hidden or reported) and _is_editable(fact),
            choices=_choices(fact),
        )
        for name, fact in _book().facts.items()
        if slots.get(name) not in (None, "", [])
    ]
    if slots.get(CALLER_ID):
        number = str(slots[CALLER_ID])
        found.insert(0, KnownFact(CALLER_ID, "nomor penelepon", masked(number) if hidden else number))
    return sorted(found, key=lambda one: one.derived)


def written(value: Any) -> str:
    """A value as Indonesians write it."""
    if isinstance(value, bool):
        return "ya" if value else "tidak"
    if isinstance(value, (list, tuple)):
        return ", ".join(map(written, value))
    if isinstance(value, Mapping):
        return ", ".join(f"{name.replace('_', ' ')}: {written(item)}" for name, item in value.items())
    if isinstance(value, float):
        return f"{value:g}".replace(".", ",")
    text = str(value)
    if _ISO_MOMENT.match(text):
        return indonesian_moment(text)
    return text.replace("_", " ")


def changes_of(form: Mapping[str, Any], slots: Mapping[str, Any]) -> dict[str, Any]:
    """The facts that a form of the officer's changes.

    Args:
        form: field ``fakta_<name>`` → what was written.

    Raises:
        ApiError: 422 for a value that the fact can't have.
    """
    changed: dict[str, Any] = {}
    for fact in known_facts(slots, hidden=False):
        sent = form.get(f"fakta_{fact.name}")
        if not fact.editable or not isinstance(sent, str) or " ".join(sent.split()) == fact.value:
            continue
        text = " ".join(sent.split())
        if not 0 < len(text) <= LONGEST_CHANGE or (fact.choices and text not in fact.choices):
            raise ApiError(422, f"Isian {fact.label} tidak dapat dipakai.", field=f"fakta_{fact.name}")
        changed.update(_read(_book().facts[fact.name], text, slots))
    return changed


def _is_editable(fact: Fact) -> bool:
    if fact.kind == "address":
        return fact.name.startswith(_ADDRESS)
    return bool(fact.kind in _FREE_TEXT | _READ_KINDS or _choices(fact))


def lines_as_seen(
    transcript: Iterable[Mapping[str, Any]], slots: Mapping[str, Any], *, hidden: bool
) -> list[dict[str, Any]]:
    """What was said, ``{"speaker", "name"?, "text", "at"}`` each, without what only carries a payload."""
    lines = []
    for line in transcript:
        custom = line.get("custom") or {}
        ticket = (custom.get("ticket") or {}).get("nomor") if custom.get("kind") == "ticket" else None
        text = line.get("text") or (f"(kartu laporan {ticket})" if ticket else "")
        name = custom.get("name") if custom.get("kind") == "officer" else None
        lines.append({"speaker": line["speaker"], "name": name, "text": text, "at": line["at"]})
    return _without_person(lines, slots) if hidden else lines


def waiting_words(since: datetime) -> str:
    """How long ago that was: ``baru saja``, ``5 menit``, ``1 jam 20 menit``."""
    minutes = max(int((clock.now() - since).total_seconds() // 60), 0)
    if minutes == 0:
        return "baru saja"
    hours, rest = divmod(minutes, 60)
    parts = ([f"{hours} jam"] if hours else []) + ([f"{rest} menit"] if rest else [])
    return " ".join(parts)


def caller_of(handover: Handover, *, hidden: bool) -> str:
    """Who waits: name and number, as far as they are known."""
    name, number = handover.data.get("nama"), handover.data.get(CALLER_ID)
    shown = [
        _initials(str(name)) if hidden and name else name,
        masked(str(number)) if hidden and number else number,
    ]
    return ", ".join(str(part) for part in shown if part) or "belum diketahui"


def _choices(fact: Fact) -> tuple[str, ...]:
    if fact.kind == "choice":
        return tuple(value.replace("_", " ") for value in fact.values)
    return _CHOICES.get(fact.kind, ())


def _read(fact: Fact, text: str, slots: Mapping[str, Any]) -> dict[str, Any]:
    """The slots that ``text`` fills as the value of ``fact``.

    Raises:
        ApiError: 422 for what the fact's reader does not read.
    """
    if fact.kind == "yes_no":
        return {fact.name: text == "ya"}
    if fact.kind == "choice":
        return {fact.name: next(value for value in fact.values if value.replace("_", " ") == text)}
    if fact.kind in _READ_KINDS:
        answer = read_answer(fact.name, text, caller_phone=str(slots.get(CALLER_ID) or ""))
        if answer.status == "read":
            return {fact.name: answer.value}
        raise _unreadable(fact)
    if fact.kind == "address" and not slots.get(ON_RECORD):
        # who serves the address follows from its region
        address = read_address(text, asked=True)
        if address is None or address.region is None:
            raise _unreadable(fact)
        return {fact.name: text, REGION: address.region.code}
    return {fact.name: text}


def _unreadable(fact: Fact) -> ApiError:
    return ApiError(422, f"Isian {fact.label} belum dapat dibaca.", field=f"fakta_{fact.name}")


def _hidden(fact: Fact, value: Any) -> str:
    if fact.kind == "name" or fact.name.startswith(("nama", "panggilan")):
        return _initials(written(value))
    if fact.kind in _PERSONAL_KINDS or "alamat" in fact.name:
        return "•••"
    return masked(written(value))


def _initials(name: str) -> str:
    return " ".join(f"{word[0]}•••" for word in name.split())


def _without_person(lines: list[dict[str, Any]], slots: Mapping[str, Any]) -> list[dict[str, Any]]:
    personal = [
        str(value)
        for name, value in slots.items()
        if isinstance(value, str)
        and len(value) > 2
        and (name.startswith(("nama", "panggilan")) or "alamat" in name or _kind(name) in _PERSONAL_KINDS)
        and name != "nama_petugas"
    ]
    words = {word for value in personal for word in (value, *value.split()) if len(word) > 2}
    # the longest first: a whole name before its parts
    any_of = "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True)) or r"(?!)"
    pattern = re.compile(rf"(?<!\w)(?:{any_of})(?!\w)", re.IGNORECASE)
    return [{**line, "text": pattern.sub("•••", line["text"])} for line in masked_deeply(lines)]


def _kind(name: str) -> str | None:
    fact = _book().facts.get(name)
    return fact.kind if fact else None
