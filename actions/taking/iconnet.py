"""Answers of ICONNET questions."""

from __future__ import annotations

from collections.abc import Callable

from actions.taking.regions import region_as
from actions.taking.umum import repeated_until_clear
from actions.talk import Talk
from bot.language.answers import Answer, read_answer


def take_clear(talk: Talk, answer: Answer) -> bool:
    """ICO-01: what is not clear is explained again, in the words for what was asked; another question comes next."""
    asked_now = read_answer("jenis_iconnet", talk.text)
    if asked_now.status == "read" and asked_now.value != talk.facts["jenis_iconnet"]:
        # "ngerti, tapi kalau tagihannya?" is a question of its own: it is explained and entered after this one
        if not talk.facts["perkara_berikutnya"]:
            talk.keep_for_later("tanya_iconnet", talk.text)
        talk.set("penjelasan_jelas", True)
        return True
    explained = f"ICO-01-{str(talk.facts['jenis_iconnet']).removesuffix('_area')}"
    return repeated_until_clear(explained, "penjelasan_jelas")(talk, answer)


TAKERS: dict[str, Callable[[Talk, Answer], bool]] = {
    "wilayah_iconnet": region_as("wilayah_iconnet"),
    "penjelasan_jelas": take_clear,
}
