"""Plain words with their places; codes letter for letter."""

from hypothesis import given
from hypothesis import strategies as st

from bot.language.normalise import plain, words


@given(st.from_regex(r"[0-9A-Z]*[0-9][0-9A-Z.,]*[0-9]", fullmatch=True))
def test_codes_pass_through_letter_for_letter(code):
    assert plain(code) == code


def test_words_keep_their_places():
    text = "gk bs, 0402"
    assert [text[word.start : word.end] for word in words(text)] == ["gk", "bs", ",", "0402"]
