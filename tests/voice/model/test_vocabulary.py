from __future__ import annotations

import pytest

from voice.model.pronunciation import UnpronounceableWord
from voice.model.vocabulary import (
    digits,
    needed_words,
    pronunciations_of,
    talk_sentences,
    vocabulary,
)


def test_every_word_that_is_needed_by_name_is_known() -> None:
    needed = {word for words in needed_words().values() for word in words}
    assert needed <= set(vocabulary().words)
    assert set(digits()) <= needed


@pytest.mark.parametrize("word", ["bekasi", "surabaya", "jayapura", "sudirman", "diponegoro", "siti", "agus"])
def test_places_streets_and_people_are_known(word: str) -> None:
    assert word in vocabulary().ways


@pytest.mark.parametrize("word", ["gmail", "titik", "underscore", "dobel", "koma", "muncul", "angka", "keselamatan"])
def test_words_of_codes_letters_and_officers_are_known(word: str) -> None:
    assert word in vocabulary().ways


def test_sentences_are_plain_words() -> None:
    for sentence in talk_sentences():
        assert not set(sentence) & set("[](){}0123456789,.?!"), sentence


def test_a_new_word_needs_only_its_spelling() -> None:
    more = vocabulary().with_words(["Wakanda"])
    assert more.ways["wakanda"] == {("w", "a", "k", "a", "n", "d", "a"): 1.0}
    assert "wakanda" not in vocabulary().ways


def test_a_new_word_that_can_not_be_said_is_refused() -> None:
    with pytest.raises(UnpronounceableWord, match="x9"):
        vocabulary().with_words(["x9"])


def test_exceptions_are_said_as_written_down() -> None:
    assert list(pronunciations_of("pln")) == [("p", "e", "e", "l", "e", "n")]
    assert ("n", "o", "l") in pronunciations_of("nol")


def test_slips_of_the_pen_and_abbreviations_are_left_out() -> None:
    assert not {"blm", "skrg", "yg", "brp"} & set(vocabulary().words)
