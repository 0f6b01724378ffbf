"""The simulated customer tells what is asked, from the sheet, with the noises that were planned."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.qa.selfplay import noise as noises
from bot.qa.selfplay.customer import SimulatedCustomer
from bot.qa.selfplay.noise import noises_for, with_typo
from bot.qa.selfplay.talk import CORRECTED, SLIPPED, VOLUNTEERED, Noise
from bot.qa.selfplay.watch import Watch
from bot.roleplay.sheet import Mistake, Sheet
from tests.qa.selfplay.conftest import BOOK, BRANCHES, SAMPLER, sheet_of

ASKED = ("nama", "kondisi_listrik", "pernah_lapor", "identitas", "alamat_sesuai", "kode_08", "hp_pelapor",
         "email_pelapor", "acuan_lokasi", "informasi_jelas", "bantuan_lain")  # fmt: skip


def customer_of(sheet: Sheet, *planned: Noise) -> SimulatedCustomer:
    return SimulatedCustomer(BOOK, sheet, planned, "1-0")


@settings(deadline=None, max_examples=120)
@given(
    st.sampled_from(sorted(BRANCHES)),
    st.integers(0, 500),
    st.lists(st.sampled_from([*ASKED, "konfirmasi_batal", None]), min_size=1, max_size=25),
)
def test_whatever_is_asked_the_customer_never_invents_nor_tells_before_its_time(
    row: str, seed: int, asked: list[str | None]
) -> None:
    sheet = sheet_of(row, seed)
    customer, watch = SimulatedCustomer(BOOK, sheet, noises_for(sheet, str(seed)), str(seed)), Watch(BOOK, sheet)
    assert list(watch.faults_of_customer(customer.open(), None)) == []
    for question in asked:
        assert list(watch.faults_of_customer(customer.reply(question, ""), question)) == []


def test_the_same_seed_says_the_same() -> None:
    def talk() -> list[str]:
        sheet = sheet_of("O10")
        customer = customer_of(sheet, *noises_for(sheet, "1"))
        return [customer.open().text, *(customer.reply(asked, "").text for asked in ASKED)]

    assert talk() == talk()


def test_leaving_a_noise_out_leaves_the_other_words_as_they_are() -> None:
    sheet = sheet_of("O10")
    plain, noisy = customer_of(sheet), customer_of(sheet, Noise(noises.SILENCE, 1))
    said = [plain.reply(asked, "").text for asked in ASKED]
    with_silence = [noisy.reply(asked, "").text for asked in ("nama", "kondisi_listrik", *ASKED[1:])]
    assert with_silence == [said[0], "", *said[1:]]


def test_a_slip_of_the_tongue_is_taken_back_at_the_next_question() -> None:
    sheet = replace(sheet_of("O10"), spare={"kode_08": "0999"})
    sheet = replace(sheet, facts={**sheet.facts, "kode_08": "0402"})
    customer = customer_of(sheet, Noise(noises.SLIP, 0))
    (slip,) = customer.reply("kode_08", "").told
    (correction,) = customer.reply("kode_70", "").told
    assert (slip.value, slip.how) == ("0999", SLIPPED)
    assert (correction.fact, correction.value, correction.how) == ("kode_08", "0402", CORRECTED)


def test_a_slip_that_was_not_understood_is_simply_answered_anew() -> None:
    sheet = sheet_of("O10")
    sheet = replace(sheet, facts={**sheet.facts, "kode_08": "0402"}, spare={"kode_08": "0999"})
    customer = customer_of(sheet, Noise(noises.SLIP, 0))
    customer.reply("kode_08", "")
    again = customer.reply("kode_08", "")
    assert again.plain
    assert again.told[0].value == "0402"


def test_two_facts_at_once_are_the_answer_and_something_not_hidden() -> None:
    sheet = replace(sheet_of("O3"), hidden=frozenset())
    told = customer_of(sheet, Noise(noises.TWO_FACTS, 0)).reply("acuan_lokasi", "").told
    assert [one.fact for one in told][0] == "acuan_lokasi"
    assert told[1].how == VOLUNTEERED
    assert sheet.facts[told[1].fact] == told[1].value


def test_a_wrong_number_is_found_out_and_the_right_one_given() -> None:
    sheet = sheet_of("O3")
    right = sheet.facts["identitas"]
    meanwhile = {"alamat_sesuai": False, "identitas_benar": False}
    mistaken = replace(sheet, mistake=Mistake("identitas", "549999999999", meanwhile, "identitas_benar"))
    customer = customer_of(mistaken)
    answers = [customer.reply(asked, "").told[0].value for asked in
               ("identitas", "alamat_sesuai", "identitas_benar", "identitas", "alamat_sesuai")]  # fmt: skip
    assert answers == ["549999999999", False, False, right, True]


def test_what_is_not_clear_becomes_clear_the_second_time() -> None:
    sheet = sheet_of("O1")
    sheet = replace(sheet, facts={**sheet.facts, "informasi_jelas": False})
    customer = customer_of(sheet)
    assert [customer.reply("informasi_jelas", "").told[0].value for _ in range(3)] == [False, True, True]


def test_a_human_is_asked_for_only_if_the_sheet_says_so() -> None:
    for wants in (True, False):
        customer = customer_of(replace(sheet_of("O1"), wants_human=wants))
        for asked in ASKED:
            if not customer.wants_no_more:
                customer.reply(asked, "")
        assert customer.wants_no_more is wants


def test_a_danger_apart_from_the_matter_announces_the_second_one() -> None:
    application = SAMPLER.sample("permohonan", {"jenis_permohonan": "ps"}, "1")
    sheet = replace(
        application,
        facts={**application.facts, "mendesak": True},
        wants_human=False,
        second=replace(sheet_of("O1"), facts={**sheet_of("O1").facts, "mendesak": True}),
    )
    customer = customer_of(sheet)
    assert "kabel" in customer.reply("nama", "").text.lower()
    assert customer.matters_begun == 1
    customer.reply("konfirmasi_batal", "")
    assert customer.matters_begun == 1
    assert customer.reply("kondisi_listrik", "").told[0].value == "padam"
    assert customer.matters_begun == 2


def test_without_a_second_matter_danger_within_another_topic_is_to_somebodys_health() -> None:
    application = SAMPLER.sample("permohonan", {"jenis_permohonan": "ps"}, "1")
    customer = customer_of(replace(application, facts={**application.facts, "mendesak": True}, wants_human=False))
    assert re.search("pasien|oksigen", customer.reply("nama", "").text.lower())


def test_a_fault_that_is_dangerous_by_itself_is_not_told_twice() -> None:
    short = SAMPLER.sample("listriqu", {"gangguan_iml": "korsleting", "bersedia_membayar": False}, "1")
    customer = customer_of(replace(short, wants_human=False))
    assert short.facts["mendesak"]
    assert customer.reply("nama", "").plain


def test_anger_is_noted() -> None:
    customer = customer_of(sheet_of("O1"), Noise(noises.ANGER, 0))
    assert customer.reply("nama", "").angry
    assert customer.angry


def test_a_code_is_not_asked_about_before_there_is_a_code() -> None:
    customer = customer_of(sheet_of("O10"), Noise(noises.DETOUR, 0, "kegunaan_kode"))
    assert customer.reply("nama", "").plain
    assert customer.reply("kode_08", "").noise == noises.DETOUR


@given(st.text(alphabet="abcdefgh ijklmnop", min_size=1, max_size=60), st.randoms())
def test_a_typo_touches_one_long_word(text: str, chance: object) -> None:
    mistyped = with_typo(text, chance)  # type: ignore[arg-type]
    pairs = list(zip(text.split(" "), mistyped.split(" "), strict=True))
    changed = [(before, after) for before, after in pairs if before != after]
    assert len(changed) <= 1
    for before, after in changed:
        assert len(before) >= 6
        assert (before[0], before[-1]) == (after[0], after[-1])


@pytest.mark.parametrize(
    "kind", [noises.TYPO, noises.TWO_FACTS, noises.HALF, noises.SLIP, noises.DETOUR, noises.SILENCE]
)
def test_every_noise_has_its_share(kind: str) -> None:
    sheet = sheet_of("O10")
    assert any(noise.kind == kind for seed in range(60) for noise in noises_for(sheet, str(seed)))
