"""The callers of the measurement: drawn alike from the same seed, and able to say what they are to say."""

from __future__ import annotations

import pytest

from bench.phone_calls import CODES, caller_of, draw, interval, spoken
from bot.language.display_values import read_display_value
from voice.model.speech.voices import ESPEAK_KEPT_APART
from voice.model.vocabulary import vocabulary


def test_the_same_seed_draws_the_same_calls_and_another_one_others() -> None:
    assert draw(1, 3) == draw(1, 3)
    assert len({draw(1, number).customer.idpel for number in range(20)}) == 20
    assert draw(2, 3) != draw(1, 3)
    assert {draw(1, number).voice for number in range(200)} == set(ESPEAK_KEPT_APART)


@pytest.mark.parametrize("number", range(20))
def test_a_caller_says_words_that_the_model_knows_and_values_that_are_read_as_meant(number: int) -> None:
    plan = draw(1, number)
    known = vocabulary().ways
    answers = caller_of(plan, None).answers
    assert [word for text in answers.values() for word in text.replace("|", " ").split() if word not in known] == []
    assert {code: read_display_value(spoken(plan.values[code]), code).value for code in CODES} == dict(plan.values)


def test_an_interval_is_wide_for_few_and_narrow_for_many() -> None:
    assert interval(0, 0) == (0.0, 100.0)
    assert interval(50, 50) == pytest.approx((92.9, 100), abs=0.1)
    low, high = interval(950, 1000)
    assert 93 < low < 95 < high < 97
