"""What may stand in the file of a hand-written scenario, and everything that is wrong with one."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from bot.apkt.model import JENIS
from bot.roleplay.colours import colours
from bot.roleplay.earlier import searches
from bot.roleplay.practice.habits import HABITS
from bot.roleplay.practice.lined import Lined, Problem
from bot.roleplay.practice.scenario import LEVELS
from bot.roleplay.sheet import REGISTERS, TEMPERS
from bot.roleplay.typing_habits import HABITS as TYPING_HABITS
from bot.roleplay.world import World
from bot.sop.book import Book, Fact

LEAVES = "keluar"
"""Stands for the row of a call that leaves its topic."""

KNOWN_NUMBER, MOBILE, FIXED_LINE, NO_NUMBER = NUMBERS = ("dikenal", "seluler", "pstn", "tidak_ada")
OWN, STRANGERS, NO_REPORT = WHOSE = ("own", "stranger", "none")
SAME_NUMBER, OTHER_NUMBER = ("same", "other")

_KEYS = (
    *("title", "topic", "expects", "briefing", "levels", "persona"),
    *("call", "known", "hidden", "habits", "report", "hints"),
)
_REQUIRED = ("title", "topic", "expects", "briefing")
_PERSONA: Mapping[str, tuple[str, ...] | None] = {
    "name": None,
    "title": ("Bapak", "Ibu"),
    "register": REGISTERS,
    "temper": TEMPERS,
    "colour": colours(),
    "typing": None,
}
_CALL: Mapping[str, tuple[str, ...] | None] = {"at": None, "number": NUMBERS}
_REPORT_KEYS = ("jenis", "whose", "number", "done", "late", "unit_note")


class FileCheck:
    """Looks through the content of one file."""

    def __init__(self, book: Book, file: Path, lined: Lined) -> None:
        self._book = book
        self._file = file
        self._lined = lined

    def problems(self) -> Iterator[Problem]:
        """Everything that is wrong, from the top of the file to its end; what can't be looked at is left out."""
        content = self._lined.content
        if not isinstance(content, Mapping):
            yield self._problem(
                (), "Berkas kosong atau bukan daftar kunci.", f"Mulailah dengan {', '.join(_REQUIRED)}."
            )
            return
        yield from self._keys((), content, _KEYS)
        missing = [key for key in _REQUIRED if not isinstance(content.get(key), str) or not content[key].strip()]
        for key in missing:
            yield self._problem((key,), f"{key!r} belum diisi.", f"Tambahkan baris “{key}: …”.")
        if "topic" in missing:
            return
        topic = self._book.topics.get(content["topic"])
        playable = [name for name, one in self._book.topics.items() if one.outcomes]
        if topic is None or not topic.outcomes:
            yield self._problem(
                ("topic",), f"Topik {content['topic']!r} tidak dapat dilatih.", _choose(content["topic"], playable)
            )
            return
        rows = [*(row.id for row in topic.outcomes), LEAVES]
        if "expects" not in missing and content["expects"] not in rows:
            yield self._problem(
                ("expects",), f"Baris hasil {content['expects']!r} tidak ada.", _choose(content["expects"], rows)
            )
        yield from self._list("levels", LEVELS)
        yield from self._list("habits", HABITS)
        yield from self._part("persona", _PERSONA)
        yield from self._part("call", _CALL)
        yield from self._moment()
        yield from self._facts()
        yield from self._report(content["topic"])
        for rule in self._mapping("hints"):
            if rule not in self._book.rules:
                yield self._problem(
                    ("hints", rule), f"Aturan {rule!r} tidak ada di buku SOP.", _choose(rule, self._book.rules)
                )

    def _keys(self, path: tuple[Any, ...], content: Mapping[str, Any], allowed: Iterable[str]) -> Iterator[Problem]:
        for key in content:
            if key not in allowed:
                yield self._problem((*path, key), f"Kunci {key!r} tidak dikenal.", _choose(str(key), allowed))

    def _list(self, key: str, allowed: Iterable[str]) -> Iterator[Problem]:
        value = self._lined.content.get(key)
        if value is None:
            return
        if not isinstance(value, list):
            yield self._problem((key,), f"{key!r} harus berupa daftar.", f"Tulis “{key}: [a, b]”.")
            return
        for place, one in enumerate(value):
            if one not in allowed:
                yield self._problem((key, place), f"{one!r} tidak ada pada {key!r}.", _choose(str(one), allowed))

    def _mapping(self, key: str) -> Mapping[str, Any]:
        value = self._lined.content.get(key)
        return value if isinstance(value, Mapping) else {}

    def _part(self, key: str, allowed: Mapping[str, tuple[str, ...] | None]) -> Iterator[Problem]:
        value = self._lined.content.get(key)
        if value is not None and not isinstance(value, Mapping):
            yield self._problem((key,), f"{key!r} harus berupa kunci dan nilai.", f"Yang ada: {', '.join(allowed)}.")
            return
        yield from self._keys((key,), self._mapping(key), allowed)
        for name, one in self._mapping(key).items():
            choices = allowed.get(name)
            if choices and one not in choices:
                yield self._problem((key, name), f"{name} tidak dapat berisi {one!r}.", _choose(str(one), choices))
        for place, one in enumerate(self._mapping(key).get("typing") or ()):
            if one not in TYPING_HABITS:
                yield self._problem(
                    (key, "typing", place), f"Kebiasaan mengetik {one!r} tidak ada.", _choose(str(one), TYPING_HABITS)
                )

    def _moment(self) -> Iterator[Problem]:
        at = self._mapping("call").get("at")
        if at is None or isinstance(at, datetime):
            return
        try:
            datetime.fromisoformat(str(at))
        except ValueError:
            yield self._problem(("call", "at"), f"Waktu {at!r} tidak terbaca.", "Tulis seperti 2026-11-20T19:30.")

    def _facts(self) -> Iterator[Problem]:
        together: dict[str, Any] = {}
        for part in ("known", "hidden"):
            for name, value in self._mapping(part).items():
                fact = self._book.facts.get(name)
                if fact is None or fact.kind == "derived":
                    asked = [one.name for one in self._book.facts.values() if one.kind != "derived"]
                    yield self._problem(
                        (part, name), f"Fakta {name!r} tidak dapat diketahui pelanggan.", _choose(name, asked)
                    )
                elif not _may_be(fact, value):
                    yield self._problem(
                        (part, name), f"{name} tidak pernah bernilai {value!r}.", f"Yang ada: {_values_of(fact)}."
                    )
                elif name in together:
                    yield self._problem((part, name), f"{name} ditulis di known dan di hidden.", "Hapus salah satunya.")
                together[name] = value
        for clash in World().contradictions(together):
            names = [name for name in clash if name in together]
            where = next((part, name) for part in ("hidden", "known") for name in names if name in self._mapping(part))
            said = ", ".join(f"{name}: {together[name]}" for name in names)
            yield self._problem(where, f"Tidak mungkin bersamaan: {said}.", "Ubah atau hapus salah satunya.")

    def _report(self, topic: str) -> Iterator[Problem]:
        if "report" not in self._lined.content:
            if searches(topic):
                yield self._problem((), "Topik ini memerlukan laporan sebelumnya.", "Tambahkan bagian “report:”.")
            return
        if not searches(topic):
            yield self._problem(("report",), "Topik ini tidak mencari laporan sebelumnya.", "Hapus bagian “report:”.")
            return
        report = self._mapping("report")
        yield from self._keys(("report",), report, _REPORT_KEYS)
        notes = [note["value"] for note in self._book.parameter("lapor_ulang", "unit_notes")]
        allowed: Mapping[str, Iterable[Any]] = {
            "jenis": JENIS, "whose": WHOSE, "number": (SAME_NUMBER, OTHER_NUMBER), "unit_note": notes,
            "done": (True, False), "late": (True, False),
        }  # fmt: skip
        for name, value in report.items():
            if name in allowed and value not in tuple(allowed[name]):
                yield self._problem(
                    ("report", name),
                    f"{name} tidak dapat berisi {value!r}.",
                    _choose(str(value), map(str, allowed[name])),
                )

    def _problem(self, path: tuple[Any, ...], message: str, remedy: str) -> Problem:
        return Problem(self._file, self._lined.line(*path), message, remedy)


def _may_be(fact: Fact, value: Any) -> bool:
    if fact.kind in ("yes_no", "ready"):
        return isinstance(value, bool)
    if fact.values:
        return fact.may_be(value)
    return value is not None and not isinstance(value, (bool, list, dict))


def _values_of(fact: Fact) -> str:
    if fact.kind in ("yes_no", "ready"):
        return "true, false"
    return ", ".join(fact.values) if fact.values else "teks dalam tanda petik"


def _choose(written: str, allowed: Iterable[str]) -> str:
    names = [str(name) for name in allowed]
    close = difflib.get_close_matches(written, names, n=1, cutoff=0.6)
    if close:
        return f"Mungkin maksudnya {close[0]!r}."
    return f"Yang ada: {', '.join(names[:12])}{' …' if len(names) > 12 else ''}."
