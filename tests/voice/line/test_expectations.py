from __future__ import annotations

import pytest

from bot.sop.book import load_book
from voice.line.expectations import expectation
from voice.model.vocabulary import vocabulary

FACTS = {name: fact for topic in load_book().topics.values() for name, fact in topic.facts.items()}
ASKED = sorted({rule.ask for topic in load_book().topics.values() for rule in topic.rules.values() if rule.ask})


@pytest.mark.parametrize("slot", ASKED)
def test_every_question_of_the_book_can_be_listened_to(slot: str) -> None:
    grammar = expectation(slot, FACTS[slot].kind).grammar
    if grammar is None:
        return  # any word
    unknown = grammar.words - set(vocabulary().words)
    heard = [phrase for phrase in grammar.phrases if not unknown & set(phrase.split())]
    assert len(heard) > 0.6 * len(grammar.phrases), sorted(unknown)


def test_a_code_expects_numbers_and_that_there_is_none() -> None:
    grammar = expectation("kode_08", "display").grammar
    assert grammar is not None
    assert {"nol", "sembilan", "koma", "tidak muncul angka"} <= set(grammar.phrases)
    assert "bapak" not in grammar.words


def test_a_choice_expects_the_words_by_which_it_is_understood() -> None:
    grammar = expectation("kondisi_listrik", "choice", ["Padam", "Masih menyala"]).grammar
    assert grammar is not None
    assert {"mati lampu", "masih menyala", "padam"} <= set(grammar.phrases)


def test_names_dates_and_letters_are_expected_where_they_are_asked_for() -> None:
    for slot, kind, phrases in (
        ("nama", "name", {"budi", "santoso"}),
        ("tanggal_padam", "moment", {"tadi pagi", "kemarin malam", "tujuh"}),
        ("email_pelapor", "email", {"a", "gmail", "titik", "tidak ada"}),
    ):
        grammar = expectation(slot, kind).grammar
        assert grammar is not None
        assert phrases <= set(grammar.phrases)


def test_an_address_is_listened_for_by_the_names_of_places() -> None:
    grammar = expectation("alamat_lengkap", "address").grammar
    assert grammar is not None
    assert {"jalan", "gajah mada", "kebayoran lama", "jakarta selatan", "dua", "rt"} <= set(grammar.phrases)


def test_stories_are_open() -> None:
    assert expectation(None, None).grammar is None


@pytest.mark.parametrize(
    ("said", "whole"),
    [
        ("lima empat satu", False),
        ("lima empat satu satu satu nol nol nol nol nol satu satu", True),
        ("satu empat nol nol nol nol nol nol nol satu satu", True),
        ("tidak ada", True),
    ],
)
def test_a_number_is_whole_when_it_has_its_digits(said: str, whole: bool) -> None:
    assert expectation("identitas", "identity").is_whole(said) is whole


def test_an_open_question_that_offers_answers_expects_them() -> None:
    known = expectation("nama", "name", ["Ya", "Bukan"]).grammar
    assert known is not None
    assert {"ya", "bukan", "betul"} <= set(known.phrases)
    address = expectation("alamat_lengkap", "address", ["Sudah lengkap"]).grammar
    assert address is not None
    assert {"sudah lengkap", "rt", "lima"} <= set(address.phrases)
