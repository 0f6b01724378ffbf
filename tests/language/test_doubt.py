"""Signs that a figure is guessed, asked about or one of two."""

import pytest

from bot.language.doubt import clauses, is_guessed, is_question, offers_alternatives


@pytest.mark.parametrize(
    "text",
    ["sekitar 220", "kira-kira 220", "kayaknya 5", "220an", "220-an", "220 an", "~220", "dua ratusan", "paling 220",
     "kurang lebih dua ratus", "220 lebih", "lupa tadi 220 apa berapa", "kalo ga salah 0,35", "hampir 220"],
)  # fmt: skip
def test_what_is_not_said_for_sure_is_guessed(text):
    assert is_guessed(text)


@pytest.mark.parametrize(
    "text", ["220", "dua ratus dua puluh koma lima volt", "hasilnya 0,35 kak", "idpel yang paling bawah 512345678901"]
)
def test_a_plain_figure_is_not_guessed(text):
    assert not is_guessed(text)


@pytest.mark.parametrize(
    ("text", "asks"),
    [("44?", True), ("berapa tadi", True), ("yang mana kak", True), ("220 volt", False), ("oke 0402 ya", False)],
)
def test_a_question_is_known_by_its_mark_or_its_word(text, asks):
    assert is_question(text) is asks


def test_clauses_end_at_signs_but_not_inside_figures():
    assert clauses("220,5 volt, terus apa? oke. 1.250") == ["220,5 volt", "terus apa?", "oke", "1.250"]


def test_an_open_choice_is_offered_by_atau():
    assert offers_alternatives("44 atau 45")
    assert offers_alternatives("44 ato 45") is offers_alternatives("44 atau 45")


@pytest.mark.parametrize("said", ["yang mana saja boleh", "kapan pun bisa", "terserah mana aja"])
def test_whichever_you_like_asks_nothing(said: str) -> None:
    assert not is_question(said)
