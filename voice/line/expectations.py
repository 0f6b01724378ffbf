"""What the dialogue expects now, as a grammar for the ears and a meaning for the keys."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from bot.language.digits import read_digits
from voice.ears.engine import Grammar

DATA = Path(__file__).parents[2] / "data"
_WORD = re.compile(r"[a-zé]+")
_NOT_AS_WRITTEN = re.compile(r"\b(?:[^\W\daeiouy]+|[ivx]+)\b|['’()]|(.)\1\1")
"""Names with abbreviations, Roman numerals, apostrophes or slips of the pen are not said as written."""
_KIND_OF_TOWN = re.compile(r"^(?:kota administrasi|kabupaten administrasi|kabupaten|kota) ")
"""Seldom said."""
USUAL_CUES = 8
"""Of each answer."""
_DIGIT_KINDS = frozenset({"identity", "mobile", "display", "power"})


@dataclass(frozen=True)
class Expectation:
    """The answer that the dialogue waits for.

    Attributes:
        slot: the fact; empty when nothing particular is asked.
        kind: of the fact, in the book's words; empty when open.
        grammar: for the ears; ``None`` for any word.
        buttons: what each choice sends to the dialogue, in the order in which keys count them.
        silence: seconds of silence that are patient enough; ``None`` for the usual.
        more_seconds: how long more digits are waited for while there are not ``enough``.
    """

    slot: str = ""
    kind: str = ""
    grammar: Grammar | None = None
    buttons: tuple[str, ...] = ()
    silence: float | None = None
    more_seconds: float = 0.0
    enough: int = 0

    @property
    def takes_digits(self) -> bool:
        """Whether keys are digits of the answer rather than choices."""
        return self.kind in _DIGIT_KINDS

    def is_whole(self, text: str) -> bool:
        """Whether what was said can be the whole answer: digits that are too few go on, anything else does not."""
        if not self.enough:
            return True
        digits = read_digits(text)
        return digits is None or len(digits) >= self.enough


def expectation(slot: str | None, kind: str | None, buttons: Sequence[str] = ()) -> Expectation:
    """What to expect when the dialogue asks for ``slot``.

    Args:
        slot: the requested slot; ``None`` when the dialogue asks for nothing particular.
        kind: of the fact that the slot holds.
        buttons: the choices that the dialogue has just offered.
    """
    written = _written()
    name, sort = slot or "", kind or ""
    silence = written["silence"].get(name, written["silence"].get(sort))
    return Expectation(
        slot=name,
        kind=sort,
        grammar=_grammar(name, sort, tuple(buttons)),
        buttons=tuple(buttons),
        silence=float(silence) if silence else None,
        more_seconds=float(written["more_digits"].get(sort, 0.0)),
        enough=int(written["enough_digits"].get(sort, 0)),
    )


@cache
def _grammar(slot: str, kind: str, buttons: tuple[str, ...]) -> Grammar | None:
    if buttons and kind in {"name", "address", "text", ""}:
        # an open question that is put so that one of a few answers will do
        kind = "yes_no" if len(buttons) > 1 else "confirmed"
    shape = _written()["kinds"].get(kind)
    if shape is None:
        return None
    said = _listed(shape.get("words", ""))
    if shape.get("digits"):
        said += _written()["digits"].split()
    if shape.get("letters"):
        said += list("abcdefghijklmnopqrstuvwxyz")
    if shape.get("names"):
        said += _names()
    if shape.get("places"):
        said += _places()
    if shape.get("numbers"):
        said += _listed(_written()["numbers"])
    beside = "anytime_beside_digits" if kind in _DIGIT_KINDS else "anytime"
    said += _cues(slot, kind) + [_plain(button) for button in buttons] + _listed(_written()[beside])
    return Grammar(slot or kind, tuple(dict.fromkeys(phrase for phrase in said if phrase)))


def _cues(slot: str, kind: str) -> list[str]:
    """The words for each answer of a question as the language understanding knows them, the usual ones: the books list
    them first, and every rare one is another that a usual one may be taken for."""
    if kind in {"choice", "title"}:
        answers = _reference("choices.yml").get(slot, {}).get("answers", {})
    elif kind in {"yes_no", "ready"}:
        own = _reference("yes_no.yml")["questions"].get(slot, {})
        answers = {label: own.get(label, ()) for label in ("yes", "no")}
    else:
        return []
    return [_plain(cue) for cues in answers.values() for cue in tuple(_strings(cues))[:USUAL_CUES]]


def _names() -> list[str]:
    """The names of people that the language understanding knows, word by word."""
    written = _reference("person_names.yml")
    return sorted(
        {name for names in written.values() if isinstance(names, str) for name in _WORD.findall(names.lower())}
    )


@cache
def _places() -> list[str]:
    """The names of provinces, towns and districts, and of common streets; villages are too many to be told apart."""
    regions = (DATA / "reference/regions.tsv").read_text(encoding="utf-8").splitlines()
    streets = (DATA / "reference/street_names.txt").read_text(encoding="utf-8").splitlines()
    names = [line.partition("\t")[2] for line in regions] + [line for line in streets if not line.startswith("#")]
    plain = [_plain(name) for name in names if not _NOT_AS_WRITTEN.search(name.lower())]
    return list(dict.fromkeys(said for name in plain for said in (name, _KIND_OF_TOWN.sub("", name))))


def _strings(value: Any) -> Iterable[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for inner in value.values():
            yield from _strings(inner)
    elif isinstance(value, (list, tuple)):
        for inner in value:
            yield from _strings(inner)


def _plain(text: str) -> str:
    return " ".join(_WORD.findall(text.lower()))


def _listed(phrases: str) -> list[str]:
    return [" ".join(phrase.split()) for phrase in phrases.split("|")]


@cache
def _written() -> dict[str, Any]:
    return _read(DATA / "voice/expectations.yml")


@cache
def _reference(name: str) -> dict[str, Any]:
    return _read(DATA / "reference" / name)


def _read(path: Path) -> dict[str, Any]:
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    return dict(yaml.load(path.read_text(encoding="utf-8"), Loader=loader))
