from __future__ import annotations

import pytest

from voice.adapters.matching import Match, matches, written_words
from voice.ears.engine import Grammar

ANSWERS = Grammar("answers", ("belum pernah", "sudah pernah", "nol", "delapan", "satu", "dua", "tidak muncul angka"))


@pytest.mark.parametrize(
    ("written", "words"),
    [
        (" Masih menyala.", "masih menyala"),
        ("0812", "nol delapan satu dua"),
        ("220,5 volt", "dua ratus dua puluh koma lima volt"),
        ("Jl. Melati No. 15", "jl melati no lima belas"),
        ("... !", ""),
    ],
)
def test_a_transcript_is_put_into_words(written: str, words: str) -> None:
    assert written_words(written) == words.split()


@pytest.mark.parametrize(
    ("written", "phrases"),
    [
        ("belum pernah", ["belum pernah"]),
        ("balum balah", ["belum pernah"]),
        ("nol delapan satu dua", ["nol", "delapan", "satu", "dua"]),
        ("tidak mun cul angka", ["tidak muncul angka"]),
    ],
)
def test_what_is_written_nearly_like_it_is_the_phrase(written: str, phrases: list[str]) -> None:
    found, unknown = matches(written.split(), ANSWERS)
    assert [match.phrase for match in found] == phrases
    assert not unknown


def test_what_is_like_no_phrase_is_something_else() -> None:
    assert matches(["hujan", "deras", "sekali"], ANSWERS) == ([], True)
    found, unknown = matches(["eh", "belum", "pernah"], ANSWERS)
    assert found == [Match("belum pernah", 1, 3, 1.0)]
    assert unknown


def test_nothing_written_is_nothing_said() -> None:
    assert matches([], ANSWERS) == ([], False)
