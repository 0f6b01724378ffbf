from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voice.model.phones import PHONES, VOWELS, in_position
from voice.model.pronunciation import MOST_WAYS, UnpronounceableWord, phones_of, pronounce, spelled_out


def likeliest(word: str) -> str:
    return " ".join(next(iter(pronounce(word))))


@pytest.mark.parametrize(
    ("word", "sounds"),
    [
        ("padam", "p a d a m"),
        ("menyala", "m @ ny a l a"),
        ("gang", "g a ng"),
        ("tanggal", "t a ng g a l"),
        ("bank", "b a ng k"),
        ("syarat", "sy a r a t"),
        ("khusus", "h u s u s"),
        ("pulau", "p u l a w"),
        ("selesai", "s @ l @ s a y"),
        ("laut", "l a u t"),
        ("lain", "l a i n"),
        ("taksi", "t a k s i"),
        ("fax", "f a k s"),
        ("volt", "f o l t"),
        ("rumah-rumah", "r u m a h r u m a h"),
        ("Jum'at", "j u m a t"),
        ("Anna", "a n a"),
        ("keadaan", "k @ a d a a n"),
        ("soekarno", "s u k a r n o"),
    ],
)
def test_a_word_is_said_as_it_is_written(word: str, sounds: str) -> None:
    assert likeliest(word) == sounds


@pytest.mark.parametrize("word", ["bercahaya", "terbakar", "mematikan", "menunggu", "sekarang", "kecamatan"])
def test_the_e_of_a_prefix_is_a_schwa_and_nothing_else(word: str) -> None:
    first_vowels = {next(phone for phone in way if phone in VOWELS) for way in pronounce(word)}
    assert first_vowels == {"@"}


@pytest.mark.parametrize("word", ["sore", "kafe", "kode"])
def test_a_final_e_is_a_full_vowel(word: str) -> None:
    assert {way[-1] for way in pronounce(word)} == {"e"}


@pytest.mark.parametrize("word", ["ke", "se"])
def test_a_particle_ends_in_a_schwa(word: str) -> None:
    assert likeliest(word)[-1] == "@"


def test_an_e_that_the_spelling_leaves_open_is_given_both_ways() -> None:
    assert {"t @ g a l", "t e g a l"} <= {" ".join(way) for way in pronounce("tegal")}


def test_accents_settle_it() -> None:
    assert list(pronounce("tégal")) == [("t", "e", "g", "a", "l")]
    assert list(pronounce("têgal")) == [("t", "@", "g", "a", "l")]


def test_a_final_h_may_be_swallowed_and_a_final_d_hardened() -> None:
    assert ("r", "u", "m", "a") in pronounce("rumah")
    assert ("a", "b", "a", "t") in pronounce("abad")
    assert list(pronounce("ah")) == [("a", "h")]


def test_one_letter_is_said_by_its_name_and_an_abbreviation_letter_by_letter() -> None:
    assert likeliest("q") == "k i"
    assert " ".join(phones_of(spelled_out("KWH"))) == "k a w e h a"


def test_respellings_go_before_the_spelling_and_the_first_is_the_likeliest() -> None:
    ways = pronounce("wifi", ["wayfay", "wifi"])
    assert list(ways) == [("w", "a", "y", "f", "a", "y"), ("w", "i", "f", "i")]
    assert ways["w", "a", "y", "f", "a", "y"] > ways["w", "i", "f", "i"]


@pytest.mark.parametrize("word", ["5321", "brr", "", "p4k", "a_b"])
def test_what_can_not_be_said_is_refused_by_name(word: str) -> None:
    with pytest.raises(UnpronounceableWord, match=repr(word)):
        pronounce(word)


@given(st.text("abcdefghijklmnopqrstuvwxyzé'-", min_size=1, max_size=14))
def test_every_way_consists_of_known_sounds_and_the_first_weighs_most(word: str) -> None:
    try:
        ways = pronounce(word)
    except UnpronounceableWord:
        return
    assert 1 <= len(ways) <= MOST_WAYS
    assert all(way and set(way) <= set(PHONES) for way in ways)
    weights = list(ways.values())
    assert weights[0] == max(weights) == 1.0
    assert all(0 < weight <= 1 for weight in weights)


def test_sounds_know_their_place_in_the_word() -> None:
    assert in_position(("a",)) == ("a_S",)
    assert in_position(("y", "a")) == ("y_B", "a_E")
    assert in_position(("d", "u", "a")) == ("d_B", "u_I", "a_E")
