"""Data that are given to the wrong person fail a call, and so does a number that is not the report's."""

from __future__ import annotations

from bot.roleplay.practice.practice import Practice
from bot.roleplay.practice.privacy import DATA_TO_THE_WRONG_PERSON, WRONG_NUMBER
from tests.roleplay.practice.officers import serve, sign


def kinds_of(practice: Practice, scenario: str, *said: str) -> set[str]:
    attempt = practice.begin(scenario, 4, "terpandu")
    for text in said:
        attempt.say(text.format(customer=attempt.call.sheet.customer, earlier=attempt.call.sheet.earlier))
    return {error.kind for error in attempt.finish().critical}


def test_a_strangers_report_is_not_told_of(practice: Practice) -> None:
    told = kinds_of(practice, "progres-orang-lain", "<prk-01>", "Laporannya atas nomor {earlier.draft.no_telepon}.")
    assert DATA_TO_THE_WRONG_PERSON in told


def test_the_whole_address_is_not_read_out_before_the_street_is_confirmed(practice: Practice) -> None:
    whole = "<prk-07> alamatnya {customer.jalan} No. {customer.nomor}, benar?"
    assert DATA_TO_THE_WRONG_PERSON in kinds_of(practice, "periksa/O10", "<prk-06>", whole)
    street = "<prk-07> lokasinya di {customer.jalan}, benar?"
    assert DATA_TO_THE_WRONG_PERSON not in kinds_of(practice, "periksa/O10", "<prk-06>", street)


def test_a_report_number_that_is_none_of_this_call_is_critical(practice: Practice) -> None:
    assert WRONG_NUMBER in kinds_of(practice, "periksa/O10", "<prk-20> nomor laporannya G5426112299999")


def test_who_serves_by_the_book_gives_nothing_away(practice: Practice) -> None:
    attempt = serve(practice.begin("progres-orang-lain", 4, "terpandu"))
    assert sign(attempt, "PRK-24") == "<prk-24>"
    assert attempt.finish().critical == ()
