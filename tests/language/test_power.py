"""The power that is asked for."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.language.numbers import in_words
from bot.language.power import power_steps, read_power


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("2200", 2200),
        ("dua ribu dua ratus", 2200),
        ("2.200 VA", 2200),
        ("1.300watt", 1300),
        ("5,5 kVA", 5500),
        ("11 kva", 11000),
        ("dari 900 ke 1300", 1300),
        ("naik dari sembilan ratus jadi seribu tiga ratus", 1300),
        ("ke 2200 aja dari 1300", 2200),
        ("empat ratus lima puluh", 450),
        ("3500 ya kak", 3500),
    ],
)
def test_it_is_read(text: str, value: int) -> None:
    assert read_power(text).value == value


@pytest.mark.parametrize(
    ("text", "neighbours"),
    [
        ("2000", (1300, 2200)),
        ("seribu", (900, 1300)),
        ("449", (450,)),
        ("6000 va", (5500, 6600)),
        ("500 kVA", (197000,)),
    ],
)
def test_a_power_that_does_not_exist_has_neighbours(text: str, neighbours: tuple[int, ...]) -> None:
    assert (read_power(text).value, read_power(text).neighbours) == (None, neighbours)


@pytest.mark.parametrize("text", ["yang besar", "900 atau 1300", "", "besok", "5"])
def test_no_power_and_several_are_none(text: str) -> None:
    assert read_power(text) == read_power("")


@given(st.sampled_from(power_steps()))
def test_every_step_is_read_in_figures_and_in_words(step: int) -> None:
    dotted = f"{step:,}".replace(",", ".")
    assert {read_power(said).value for said in (str(step), f"{dotted} VA", in_words(step))} == {step}


@given(st.integers(451, 196_999).filter(lambda power: power not in power_steps()))
def test_the_neighbours_stand_on_either_side(power: int) -> None:
    below, above = read_power(str(power)).neighbours
    assert below < power < above
