"""The customer: answers what is asked, feels how it is done, and has habits that show once."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from bot.roleplay.practice import habits
from bot.roleplay.practice.attempt import Attempt
from bot.roleplay.practice.customer import Caller
from bot.roleplay.practice.memory import Reply
from bot.roleplay.practice.scenario import Call
from bot.roleplay.practice.scenarios import Scenarios
from bot.roleplay.sheet import Persona
from bot.roleplay.world import read_data
from bot.sop.conformance.talk import Act
from tests.roleplay.practice.officers import BOOK

SCENARIOS = Scenarios(BOOK)
KIND = "Baik, terima kasih, mohon ditunggu sebentar."


def call(*shown: str, scenario: str = "periksa/O10", seed: int = 3, temper: str = "tenang", colour: str = "") -> Call:
    drawn = SCENARIOS.call(scenario, seed)
    persona = Persona("Budi Santoso", "Bapak", temper, "formal", (), colour)
    facts = {**drawn.sheet.facts, "nama": persona.name, "sapaan": "Bapak"}
    facts.pop("mendesak", None)
    hidden = drawn.sheet.hidden - {"mendesak"}
    sheet = replace(drawn.sheet, persona=persona, facts=facts, hidden=hidden, mistake=None)
    return replace(drawn, sheet=sheet, habits=shown)


def asked(caller: Caller, *rules: str, text: str = "Mohon dibantu.") -> Reply:
    return caller.hear(text, [Act(rule) for rule in rules])


# --- answers --------------------------------------------------------------------------------------------


def test_what_is_asked_is_told_and_nothing_else() -> None:
    caller = Caller(BOOK, call())
    assert set(asked(caller, "PRK-05").facts) == {"pernah_lapor"}
    assert set(asked(caller, "PRK-13-acuan").facts) == {"acuan_lokasi"}


def test_the_greeting_of_the_officer_is_answered_once_with_the_matter() -> None:
    caller = Caller(BOOK, call())
    greeted = read_data("reactions.yml")["greeted"]["formal"]
    assert asked(caller, "PRK-01").texts[0] in greeted
    assert asked(caller, "PRK-01").texts[0] not in greeted


def test_what_the_customer_does_not_know_is_not_made_up() -> None:
    caller = Caller(BOOK, call())
    reply = asked(caller, "UL-01-isi")
    assert reply.facts == {}
    assert "tidak tahu" in " ".join(reply.texts)


def test_of_more_than_two_questions_two_are_answered_with_a_word_of_complaint() -> None:
    caller = Caller(BOOK, call())
    reply = asked(caller, "PRK-05", "PRK-09", "PRK-13-acuan")
    assert set(reply.facts) == {"pernah_lapor", "di_lokasi"}
    assert "satu per satu" in reply.texts[0]


def test_the_address_is_confirmed_only_when_the_right_street_is_named() -> None:
    one = call()
    street = one.sheet.customer.jalan
    assert asked(Caller(BOOK, one), "PRK-07", text=f"Lokasinya di {street} ya?").facts == {"alamat_sesuai": True}
    assert asked(Caller(BOOK, one), "PRK-07", text="Lokasinya di Jalan Antah Berantah ya?").facts == {
        "alamat_sesuai": False
    }
    assert asked(Caller(BOOK, one), "PRK-07", text="Apakah alamatnya sudah sesuai?").facts == {}


def test_a_record_comes_to_light_with_the_number_that_it_stands_under() -> None:
    told = asked(Caller(BOOK, call()), "PRK-06").facts
    assert told["alamat_tercatat"] is True
    assert told["wilayah_self_diagnosis"] is True


def test_a_farewell_in_which_a_question_is_only_suspected_is_a_farewell() -> None:
    caller = Caller(BOOK, call())
    asked(caller, "PRK-02-sapaan")
    assert caller.hear("Terima kasih, selamat pagi, Bapak.", [Act("PRK-24"), Act("PRK-02-sapaan", False)]).ends


# --- temper ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "Nanti dibuatkan WO di APKT dan dieskalasi.",
        "Itu salah Bapak sendiri.",
        "Kan sudah saya bilang tadi.",
    ],
)
def test_jargon_and_blame_annoy(text: str) -> None:
    caller = Caller(BOOK, call())
    before = caller.memory.mood.place
    asked(caller, "PRK-05", text=text)
    assert caller.memory.mood.place > before


def test_a_question_that_was_answered_annoys() -> None:
    caller = Caller(BOOK, call())
    asked(caller, "PRK-05")
    before = caller.memory.mood.place
    assert set(read_data("reactions.yml")["said_already"]["formal"]) & set(asked(caller, "PRK-05").texts)
    assert caller.memory.mood.place > before


def test_empathy_calms_once() -> None:
    caller = Caller(BOOK, call(temper="kesal"))
    before = caller.memory.mood.place
    asked(caller, "PRK-04")
    calmed = caller.memory.mood.place
    asked(caller, "PRK-04")
    assert calmed == before - 1
    assert caller.memory.mood.place == calmed


def test_ignored_need_for_empathy_annoys_where_the_book_has_it() -> None:
    caller = Caller(BOOK, call())
    before = caller.memory.mood.place
    for _ in range(8):
        caller.hear("Ya.", [])
    assert caller.memory.mood.place == before + 1


def test_clear_and_kind_words_calm() -> None:
    caller = Caller(BOOK, call(temper="cemas"))
    asked(caller, "PRK-04")
    before = caller.memory.mood.place
    for _ in range(3):
        caller.hear(KIND, [])
    assert caller.memory.mood.place < before


def test_long_silence_annoys_and_in_the_end_the_customer_hangs_up() -> None:
    caller = Caller(BOOK, call())
    assert caller.wait(5).texts == ()
    replies = [caller.wait(30) for _ in range(3)]
    assert [reply.hangs_up for reply in replies] == [False, False, True]


def test_the_angriest_customer_says_so_once_and_the_book_knows_it() -> None:
    caller = Caller(BOOK, call(temper="kesal"))
    told = [caller.hear("Itu salah Bapak sendiri.", []).facts for _ in range(3)]
    assert [facts.get("marah") for facts in told] == [True, None, None]


# --- habits ---------------------------------------------------------------------------------------------------


def test_half_of_a_double_question_is_answered_and_the_rest_at_the_next_asking() -> None:
    caller = Caller(BOOK, call(habits.HALF_ANSWER))
    assert set(asked(caller, "PRK-05", "PRK-09").facts) == {"pernah_lapor"}
    assert caller.asked_in_vain == ("di_lokasi",)
    assert set(asked(caller, "PRK-09").facts) == {"di_lokasi"}


def test_a_wrong_number_is_told_once_and_then_put_right() -> None:
    one = call(habits.WRONG_NUMBER)
    caller = Caller(BOOK, one)
    wrong, right = asked(caller, "PRK-06").facts["identitas"], asked(caller, "PRK-06").facts["identitas"]
    assert wrong != right == one.sheet.facts["identitas"]
    assert len(wrong) == len(right)


def test_who_asks_where_the_number_is_gives_occasion_to_explain_and_then_tells_it() -> None:
    caller = Caller(BOOK, call(habits.WHERE_IS_NUMBER))
    assert asked(caller, "PRK-06").calls_for == ("PRK-06a",)
    assert "identitas" in asked(caller, "PRK-06a").facts


def test_who_asks_what_a_code_is_for_gives_occasion_to_decline() -> None:
    caller = Caller(BOOK, call(habits.CODE_PURPOSE))
    assert asked(caller, "PRK-12a").calls_for == ()
    assert asked(caller, "PRK-12b").calls_for == ("PRK-12!",)
    assert asked(caller, "PRK-12c").calls_for == ()


def test_how_long_is_asked_when_the_report_has_been_passed_on() -> None:
    caller = Caller(BOOK, call(habits.HOW_LONG))
    assert "berapa lama" in " ".join(asked(caller, "PRK-18").texts)


def test_who_speaks_of_more_tells_one_thing_besides_and_only_what_may_be_told_unasked() -> None:
    one = call(habits.VOLUNTEERS)
    caller = Caller(BOOK, one)
    besides = set(asked(caller, "PRK-05").facts) - {"pernah_lapor"}
    told = {name for name in besides if BOOK.facts[name].kind != "derived"}
    assert len(told) == 1
    assert all(one.sheet.may_volunteer(name) for name in told)
    assert set(asked(caller, "PRK-13-acuan").facts) == {"acuan_lokasi"} - told


def test_somebody_else_comes_to_the_phone_at_the_meter() -> None:
    caller = Caller(BOOK, call(habits.SOMEBODY_ELSE))
    assert len(asked(caller, "PRK-11").texts) == 3


@pytest.mark.parametrize("colour", ["jawa", "sunda"])
def test_a_mother_tongue_colours_words_and_leaves_values_alone(colour: str) -> None:
    plain = [Caller(BOOK, call(seed=seed)) for seed in range(12)]
    tinted = [Caller(BOOK, call(seed=seed, colour=colour)) for seed in range(12)]
    questions = ("PRK-05", "PRK-09", "PRK-19", "PRK-06")
    said = [[asked(one, rule).texts for rule in questions] for one in plain]
    coloured = [[asked(one, rule).texts for rule in questions] for one in tinted]
    assert said != coloured
    for one, texts in zip(tinted, coloured, strict=True):
        number = str(one.memory.told["identitas"])
        assert number in re.sub(r"\D", "", " ".join(texts[-1]))


def test_a_call_that_goes_on_remembers_everything(practice: object) -> None:
    from bot.roleplay.practice.practice import Practice

    assert isinstance(practice, Practice)
    attempt: Attempt = practice.begin("periksa/O10", 3, "ujian")
    attempt.say("<prk-05>")
    again = practice.resume(attempt.as_json())
    assert again.say("<prk-05>") == attempt.say("<prk-05>")


# --- what is not understood, and who speaks ------------------------------------------------------------


@pytest.mark.parametrize("text", ["aaaaaaaaaa", "<b>halo</b>", "x" * 60])
def test_what_cannot_be_read_is_not_agreed_to(text: str) -> None:
    reply = Caller(BOOK, call()).hear(text, ())
    assert "maksud" in " ".join(reply.texts)


def test_the_words_that_the_sop_has_the_officer_say_are_no_jargon() -> None:
    caller = Caller(BOOK, call())
    text = "PLN hanya menerbitkan CTT sesuai hasil self diagnosis. Apakah dipahami?"
    asked(caller, "PRK-22", text=text)
    assert caller.memory.mood.happened["jargon"] == 0
    asked(caller, "PRK-05", text="Ini masuk WO autodispatch. Pernah lapor?")
    assert caller.memory.mood.happened["jargon"] == 1


def test_who_has_run_out_of_words_does_not_become_another_person() -> None:
    caller = Caller(BOOK, call())
    said = [text for _ in range(8) for text in asked(caller, text="Baik, kami catat.").texts]
    assert not any("kak" in text.lower() for text in said)
