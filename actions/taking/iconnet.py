"""Answers of ICONNET questions."""

from __future__ import annotations

from collections.abc import Callable

from actions.taking.regions import region_as
from actions.taking.umum import repeated_until_clear
from actions.talk import Talk
from bot.language.answers import Answer


def take_clear(talk: Talk, answer: Answer) -> bool:
    """ICO-01: what is not clear is explained again, in the words for what was asked."""
    explained = f"ICO-01-{str(talk.facts['jenis_iconnet']).removesuffix('_area')}"
    return repeated_until_clear(explained, "penjelasan_jelas")(talk, answer)


TAKERS: dict[str, Callable[[Talk, Answer], bool]] = {
    "wilayah_iconnet": region_as("wilayah_iconnet"),
    "penjelasan_jelas": take_clear,
}
