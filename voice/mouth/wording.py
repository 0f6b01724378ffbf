"""Written answers as they are said: numbers, units and abbreviations in words, long numbers in slow groups.

phrases_of("Nomor meter 14123456789.")  ->  (Phrase("Nomor meter satu empat satu, …", slow=True),)
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from bot.language.numbers import in_words, parse_written

SPOKEN_FILE = Path(__file__).parents[2] / "data/voice/spoken.yml"
LONG_NUMBER = 5
"""From so many digits on a number names something and is not counted: it is said digit by digit."""

_MONTHS = "|".join((
    "Januari", "Februari", "Maret", "April", "Mei", "Juni", "Juli", "Agustus", "September", "Oktober", "November",
    "Desember",
))  # fmt: skip
_NUMBER = r"\d+(?:[.,]\d+)*"
_SENTENCE_END = re.compile(r"(?<=[.?!])\s+|\n+")
_PICTURES = re.compile("[\U0001f000-\U0001ffff☀-➿←-⇿️‍]")
_QUOTES = re.compile("[\"'“”‘’«»`*_#]")


@dataclass(frozen=True)
class Phrase:
    """One sentence in words; ``slow`` where somebody may write it down."""

    text: str
    slow: bool = False


def phrases_of(text: str) -> tuple[Phrase, ...]:
    """A written answer as sentences to be said one after the other."""
    # "Jl. Melati" is no end of a sentence
    sentences = (_said(sentence) for sentence in _SENTENCE_END.split(_in_full(text)))
    return tuple(phrase for phrase in sentences if re.search(r"\w", phrase.text))


def written_in_full(text: str) -> str:
    """The text with every number in words and "Jl." in full, spelled as it is written and not as it is said."""
    return _with_numbers_said(_in_full(text))[0]


@cache
def letter_words() -> dict[str, str]:
    """Abbreviations as they are written, by their small letters: "pln" is "PLN"."""
    return {
        short.lower(): short
        for short, said in reversed(_written()["abbreviations"].items())
        if short.isalpha() and short[1:] != short[1:].lower() and said != short.lower()
    }


def digits_in_words(digits: str, group: int = 3) -> str:
    """Digit by digit, with a short rest after each group."""
    said = [in_words(int(digit)) for digit in digits]
    starts = [at for at in range(0, len(said), group) if at == 0 or len(said) - at > 1]  # no last digit on its own
    ends = [*starts[1:], len(said)]
    return ", ".join(" ".join(said[start:end]) for start, end in zip(starts, ends, strict=True))


def spelled(text: str) -> str:
    """Letters by their names and digits as such; other signs are left out."""
    names = _written()["letters"]
    return " ".join(in_words(int(sign)) if sign.isdigit() else names[sign] for sign in text.lower()
                    if sign.isdigit() or sign in names)  # fmt: skip


@cache
def _written() -> dict[str, Any]:
    return dict(yaml.safe_load(SPOKEN_FILE.read_text(encoding="utf-8")))


def _in_full(text: str) -> str:
    for short, full in _written()["abbreviations"].items():
        if short.endswith("."):
            text = re.sub(rf"(?<!\w){re.escape(short)}(?=\s)", full, text)
    return text


def _with_numbers_said(sentence: str) -> tuple[str, bool]:
    """The sentence with its numbers in words, and whether one of them may be written down."""
    slow = False
    said = sentence
    for pattern, say, for_writing_down in _RULES:
        said, found = pattern.subn(say, said)
        slow = slow or (for_writing_down and found > 0)
    return said, slow


def _said(sentence: str) -> Phrase:
    said, slow = _with_numbers_said(sentence)
    said = _replaced(said, _written()["on_the_phone"])
    said = _replaced(said, _written()["abbreviations"])
    said = _PICTURES.sub(" ", _QUOTES.sub("", said))
    said = re.sub(r"\s*[()…:;–—]\s*", ", ", said).replace("/", " atau ").replace("&", " dan ")
    said = re.sub(r"\s+([,.?!])", r"\1", re.sub(r"\s+", " ", said))
    said = re.sub(r",(?:\s*,)+", ",", said)
    return Phrase(re.sub(r",\s*([.?!])", r"\1", said).strip(" ,"), slow)


def _replaced(text: str, words: dict[str, str]) -> str:
    for written in sorted(words, key=len, reverse=True):
        text = re.sub(rf"(?<!\w){re.escape(written)}(?!\w)", words[written], text)
    return text


def _email(found: re.Match[str]) -> str:
    local, _, host = found.group().partition("@")
    signs, hosts = _written()["email_signs"], _written()["email_hosts"]
    said = [signs.get(part) or spelled(part) for part in re.split(r"([._+-])", local) if part]
    parts = [hosts.get(part.lower()) or spelled(part) for part in host.split(".")]
    return f"{', '.join(said)}, {signs['@']}, {f' {signs[chr(46)]} '.join(parts)}"


def _report_number(found: re.Match[str]) -> str:
    return f"{spelled(found.group(1))}, {digits_in_words(found.group(2))}"


def _clock(found: re.Match[str]) -> str:
    hour, minute = int(found.group("hour")), int(found.group("minute"))
    return f"{found.group('before')}{in_words(hour)}" + (f" lewat {in_words(minute)} menit" if minute else "")


def _day(found: re.Match[str]) -> str:
    return f"{in_words(int(found.group(1)))} {found.group(2)}"


def _rupiah(found: re.Match[str]) -> str:
    value = parse_written(found.group(1), "thousands")
    return found.group() if value is None else f"{in_words(value)} rupiah"


def _house(found: re.Match[str]) -> str:
    return f"{found.group(1)} {in_words(int(found.group(2)))} "


def _code(found: re.Match[str]) -> str:
    return f"{found.group(1)} {digits_in_words(found.group(2))}"


def _hotline(found: re.Match[str]) -> str:
    return f"{found.group(1)} {digits_in_words(found.group(2))}"


def _digit_by_digit(found: re.Match[str]) -> str:
    return f", {digits_in_words(found.group())},"


def _any_number(found: re.Match[str]) -> str:
    written = found.group()
    if written.isdigit() and len(written) > 1 and written.startswith("0"):
        return digits_in_words(written, group=len(written))
    value = parse_written(written, "thousands")
    if value is None:
        return " ".join(in_words(int(part)) for part in re.findall(r"\d+", written))
    return in_words(Decimal(value))


_RULES: Iterable[tuple[re.Pattern[str], Callable[[re.Match[str]], str], bool]] = (
    (re.compile(r"\b[\w.+-]+@[\w-]+(?:\.[\w-]+)+"), _email, True),
    (re.compile(r"\b([GK])(\d{13})\b"), _report_number, True),
    (re.compile(r"(?P<before>\b(?:jam|pukul)\s+)(?P<hour>\d{1,2})[.:](?P<minute>\d{2})\b", re.I), _clock, False),
    (re.compile(rf"\b(\d{{1,2}})\s+({_MONTHS})\b"), _day, False),
    (re.compile(r"\bRp\.?\s?(\d+(?:\.\d{3})*(?:,\d+)?)"), _rupiah, False),
    (re.compile(r"\b(RT|RW)[. ]*0*(\d{1,3})\b/?"), _house, False),
    (re.compile(r"\b([Aa]ngka|[Kk]ode|[Yy]ang)\s+(\d{2})\b"), _code, False),
    (re.compile(r"\b(PLN)\s+(123)\b"), _hotline, False),
    (re.compile(rf"\b\d{{{LONG_NUMBER},}}\b"), _digit_by_digit, True),
    (re.compile(_NUMBER), _any_number, False),
)  # fmt: skip
"""What is looked for in this order, what is said for it, and whether it is said slowly."""
