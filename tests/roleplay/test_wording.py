"""The customer's words: their own, true to the sheet, and nothing let out that was not asked for."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.customers.demo import demo_customers
from bot.roleplay.sampling import SheetSampler
from bot.roleplay.sheet import REGISTERS, Sheet
from bot.roleplay.typing_habits import HABITS
from bot.roleplay.wording import Part, Phrase, Wording
from bot.roleplay.world import NONE_GIVEN, read_data
from bot.settings import PROJECT_ROOT
from bot.sop.book import Fact, load_book

BOOK = load_book()
SAMPLER = SheetSampler(BOOK, demo_customers())
FACTS = {
    "kondisi_listrik": "padam", "layar_meter": "terbaca", "tampilan_meter": "periksa", "listrik_pulih": False,
    "pernah_lapor": False, "identitas": "(disebutkan)", "alamat_sesuai": True, "di_lokasi": True,
    "bersedia_dipandu": True, "alamat_tercatat": True, "wilayah_self_diagnosis": True,
}  # fmt: skip
PERSONAL = ("identitas", "hp_pelapor", "email_pelapor")
LONG_ENOUGH_TO_BE_A_COPY = 4


def sheet_of(seed: int) -> Sheet:
    return SAMPLER.sample("periksa", FACTS, str(seed))


def texts_in(node: Any) -> Iterator[str]:
    if isinstance(node, str):
        yield node
    elif isinstance(node, dict):
        for item in node.values():
            yield from texts_in(item)
    elif isinstance(node, list):
        for item in node:
            yield from texts_in(item)


@settings(deadline=None, max_examples=150)
@given(st.integers(0, 5_000), st.sampled_from(sorted(SAMPLER.sample("periksa", FACTS, "1").facts)), st.integers(0, 8))
def test_an_answer_lets_out_no_other_personal_fact(seed: int, asked: str, attempt: int) -> None:
    sheet = sheet_of(seed)
    said = Wording(BOOK, sheet, str(seed)).answer(BOOK.facts[asked], sheet.facts.get(asked), attempt).text
    squeezed = re.sub(r"[^a-z0-9@]", "", said.lower())
    for name in PERSONAL:
        value = sheet.facts.get(name, NONE_GIVEN)
        if name != asked and value != NONE_GIVEN:
            assert re.sub(r"[^a-z0-9@]", "", str(value)) not in squeezed


@settings(deadline=None, max_examples=100)
@given(st.integers(0, 5_000), st.integers(0, 3))
def test_an_opening_tells_only_what_is_so(seed: int, attempt: int) -> None:
    sheet = sheet_of(seed)
    opening = Wording(BOOK, sheet, str(seed)).opening(attempt)
    assert opening.phrase.text
    for fact, value in opening.tells.items():
        assert sheet.facts[fact] == value
        assert sheet.may_volunteer(fact)


def test_nothing_is_copied_from_what_the_assistant_was_trained_with() -> None:
    trained: set[str] = set()
    for file in (PROJECT_ROOT / "data" / "nlu").glob("*.yml"):
        for block in yaml.safe_load(file.read_text(encoding="utf-8"))["nlu"]:
            lines = str(block.get("examples", "")).splitlines()
            trained |= {" ".join(re.findall(r"\w+", line.lower())) for line in lines}
    own = [" ".join(re.findall(r"[\w{}]+", text.lower())) for name in ("answers.yml", "openings.yml", "detours.yml")
           for text in texts_in(read_data(name))]  # fmt: skip
    copies = [text for text in own if text in trained and len(text.split()) >= LONG_ENOUGH_TO_BE_A_COPY]
    assert copies == []


def test_every_value_that_the_book_asks_for_has_words_in_every_register() -> None:
    answers = read_data("answers.yml")["answers"]
    for fact in BOOK.facts.values():
        if BOOK.rule_asking(fact.name) and fact.kind in ("yes_no", "choice"):
            for value in fact.values or (True, False):
                own = answers.get(fact.name, answers[fact.kind])
                assert set(own[value]) >= set(REGISTERS), f"{fact.name} = {value}"


def test_the_same_question_is_answered_in_other_words_each_time() -> None:
    wording = Wording(BOOK, sheet_of(1), "1")
    said = [wording.answer(BOOK.facts["pernah_lapor"], False, attempt).text.lower() for attempt in range(4)]
    assert len(set(said)) == 4


def test_a_fact_of_an_unknown_topic_is_still_answered() -> None:
    wording = Wording(BOOK, sheet_of(1), "1")
    assert wording.answer(Fact("jenis_layanan", "choice", "layanan", ("info_tagihan", "aktivasi")), "info_tagihan", 0)
    assert (
        "info tagihan"
        in wording.answer(
            Fact("jenis_layanan", "choice", "layanan", ("info_tagihan", "aktivasi")), "info_tagihan", 0
        ).text
    )


def test_what_the_customer_does_not_know_is_said_to_be_unknown() -> None:
    said = Wording(BOOK, sheet_of(1), "1").answer(BOOK.facts["kode_08"], None, 0).text
    assert "tau" in said.lower() or "tahu" in said.lower()


def test_a_name_that_the_officer_says_is_confirmed_or_declined() -> None:
    facts = {**FACTS}
    for seed in range(40):
        sheet = SAMPLER.sample("periksa", facts, str(seed))
        heard = f"Apakah benar saat ini kami berbicara dengan {sheet.customer.sapaan} {sheet.customer.nama}?"
        said = Wording(BOOK, sheet, str(seed)).answer(BOOK.facts["nama"], sheet.persona.name, 0, heard).text
        assert (sheet.persona.name in said) is (sheet.persona.name != sheet.customer.nama)


@given(st.sampled_from(sorted(HABITS)), st.integers(0, 1000))
def test_habits_change_words_and_never_values(habit: str, seed: int) -> None:
    from random import Random

    phrase = Phrase((Part("Nomor saya tidak berubah, yaitu "), Part("0812 Tidak", exact=True), Part(".")))
    chance = Random(seed)
    changed = phrase.with_words(lambda text: HABITS[habit].apply(text, chance))
    assert changed.parts[1].text == "0812 Tidak"


@pytest.mark.parametrize("register", REGISTERS)
def test_every_detour_has_words(register: str) -> None:
    for name, said in read_data("detours.yml").items():
        assert said[register], name
