from __future__ import annotations

import random

import pytest

from voice.model.phones import PHONES, VOWELS
from voice.model.speech.sentences import SentenceSource, invented_word
from voice.model.speech.voices import ESPEAK_SOUNDS, FESTIVAL_VOICES, FLITE_VOICES
from voice.model.vocabulary import Vocabulary, pronunciations_of

WORDS = Vocabulary({word: pronunciations_of(word) for word in ("satu", "dua", "padam", "listrik", "empat")})


def source(seed: int = 1) -> SentenceSource:
    return SentenceSource(WORDS, ("listrik padam dua hari",), ("satu", "dua"), random.Random(seed))


def test_the_same_seed_draws_the_same_sentences() -> None:
    first, again = source(), source()
    assert [first.draw() for _ in range(50)] == [again.draw() for _ in range(50)]


def test_words_and_invented_words_are_drawn() -> None:
    known = {way for ways in WORDS.ways.values() for way in ways}
    drawn = [word for one in range(30) for word in source(one).draw()]
    assert any(word in known for word in drawn)
    assert any(word not in known for word in drawn)


def test_a_voice_is_only_given_what_it_can_say() -> None:
    no_schwa = source().draw_for(lambda word: "@" not in word)
    assert no_schwa
    assert not any("@" in word for word in no_schwa)


def test_a_voice_that_can_say_nothing_is_given_up() -> None:
    with pytest.raises(LookupError):
        source().draw_for(lambda _word: False)


def test_invented_words_can_be_said() -> None:
    chance = random.Random(3)
    for _ in range(300):
        word = invented_word(chance)
        assert set(word) <= set(PHONES)
        assert set(word) & set(VOWELS)


def test_every_voice_has_sounds_only_for_our_phones() -> None:
    assert set(ESPEAK_SOUNDS) == set(PHONES)
    for voice in (*FESTIVAL_VOICES, *FLITE_VOICES):
        assert set(voice.sounds) <= set(PHONES)
        assert {"a", "i", "u", "p", "t", "k", "m", "n", "s", "l", "r"} <= set(voice.sounds)
